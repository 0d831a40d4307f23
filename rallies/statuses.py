"""The words for states, and which state may follow which.

Two axes describe a rally: ``Review`` says who may see it, ``Condition`` what is true of it in the
world. The tables are data; services refuse whatever they do not list.
"""

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Review(TextChoices):
    """Who may see a rally."""

    UNCONFIRMED = "unconfirmed", pgettext_lazy("review", "unconfirmed")
    PENDING = "pending", pgettext_lazy("review", "pending")
    ON_HOLD = "on_hold", pgettext_lazy("review", "on hold")
    PUBLISHED = "published", pgettext_lazy("review", "published")
    DECLINED = "declined", pgettext_lazy("review", "declined")


class Condition(TextChoices):
    """What is true of a rally in the world."""

    PLANNED = "planned", pgettext_lazy("condition", "planned")
    CONFIRMED = "confirmed", pgettext_lazy("condition", "confirmed")
    MOVED = "moved", pgettext_lazy("condition", "moved")
    POSTPONED = "postponed", pgettext_lazy("condition", "postponed")
    CANCELLED = "cancelled", pgettext_lazy("condition", "cancelled")


class CampaignState(TextChoices):
    """How far a campaign is; visitors see it from ``OPEN`` on."""

    DRAFT = "draft", pgettext_lazy("campaign", "draft")
    STANDBY = "standby", pgettext_lazy("campaign", "standby")
    OPEN = "open", pgettext_lazy("campaign", "open")
    CLOSED = "closed", pgettext_lazy("campaign", "closed")
    ARCHIVED = "archived", pgettext_lazy("campaign", "archived")


class Kind(TextChoices):
    """What sort of event a rally is."""

    RALLY = "rally", pgettext_lazy("kind", "rally")
    MARCH = "march", pgettext_lazy("kind", "march")
    PICKET = "picket", pgettext_lazy("kind", "picket")
    VIGIL = "vigil", pgettext_lazy("kind", "vigil")
    LETTERS = "letters", pgettext_lazy("kind", "letter-writing")
    OTHER = "other", pgettext_lazy("kind", "other event")


class Continent(TextChoices):
    """GeoNames' continent codes, in the order in which pages list them."""

    EUROPE = "EU", _("Europe")
    ASIA = "AS", _("Asia")
    NORTH_AMERICA = "NA", _("North America")
    SOUTH_AMERICA = "SA", _("South America")
    AFRICA = "AF", _("Africa")
    OCEANIA = "OC", _("Australia and Oceania")
    ANTARCTICA = "AN", _("Antarctica")


class Verification(TextChoices):
    """How coordinators made sure that an organizer is who it says."""

    NONE = "none", pgettext_lazy("verification", "not verified")
    CHANNEL = "channel", pgettext_lazy("verification", "through its own channel")
    KNOWN = "known", pgettext_lazy("verification", "known from earlier actions")
    VOUCHED = "vouched", pgettext_lazy("verification", "vouched for by a verified organizer")


CHANGED_CONDITIONS: Final = (Condition.MOVED, Condition.POSTPONED, Condition.CANCELLED)

PUBLIC_CAMPAIGN_STATES: Final = (CampaignState.OPEN, CampaignState.CLOSED, CampaignState.ARCHIVED)

REVIEW_TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    Review.UNCONFIRMED: frozenset({Review.PENDING, Review.DECLINED}),
    Review.PENDING: frozenset({Review.PUBLISHED, Review.ON_HOLD, Review.DECLINED}),
    Review.ON_HOLD: frozenset({Review.PENDING, Review.PUBLISHED, Review.DECLINED}),
    Review.PUBLISHED: frozenset({Review.ON_HOLD, Review.DECLINED}),
    Review.DECLINED: frozenset({Review.PENDING}),
}

CONDITION_TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    Condition.PLANNED: frozenset(
        {Condition.CONFIRMED, Condition.MOVED, Condition.POSTPONED, Condition.CANCELLED}
    ),
    Condition.CONFIRMED: frozenset(
        {Condition.PLANNED, Condition.MOVED, Condition.POSTPONED, Condition.CANCELLED}
    ),
    Condition.MOVED: frozenset({Condition.CONFIRMED, Condition.POSTPONED, Condition.CANCELLED}),
    Condition.POSTPONED: frozenset({Condition.PLANNED, Condition.CONFIRMED, Condition.CANCELLED}),
    Condition.CANCELLED: frozenset({Condition.PLANNED, Condition.CONFIRMED}),
}

CAMPAIGN_TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    CampaignState.DRAFT: frozenset({CampaignState.STANDBY, CampaignState.OPEN}),
    CampaignState.STANDBY: frozenset({CampaignState.DRAFT, CampaignState.OPEN}),
    CampaignState.OPEN: frozenset({CampaignState.STANDBY, CampaignState.CLOSED}),
    CampaignState.CLOSED: frozenset({CampaignState.OPEN, CampaignState.ARCHIVED}),
    CampaignState.ARCHIVED: frozenset({CampaignState.CLOSED}),
}
