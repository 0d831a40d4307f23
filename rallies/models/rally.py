"""One event of a campaign in one city."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .. import clock, tokens
from ..querysets import RallyQuerySet
from ..statuses import Condition, Kind, Review
from ..validators import validate_links
from .campaign import Campaign
from .city import City
from .organizer import Organizer
from .texts import TextsField, Translated


class Rally(Translated):
    """One event of a campaign in one city; a city may have several.

    Stored are the local ``date`` and ``time`` (either may be to follow); the zone is the city's and
    ``starts_at`` is derived from them (``derive_instant``). ``fold`` answers an hour that the
    clocks repeat. State changes go through ``services.moderation``, edits through
    ``services.rallies``; both count ``version`` up. ``has_unnamed_organizer`` labels "a group of
    activists".
    """

    public_id = models.CharField(_("public number"), max_length=16, unique=True, default=tokens.public_id)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="rallies", verbose_name=_("campaign")
    )
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="rallies", verbose_name=_("city"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.RALLY)
    title = TextsField(_("title"))
    text = TextsField(_("text"))
    meeting_point = TextsField(_("meeting point"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    date = models.DateField(_("day"), null=True, blank=True, help_text=_("Empty: to follow."))
    time = models.TimeField(_("local time"), null=True, blank=True, help_text=_("Empty: to follow."))
    fold = models.PositiveSmallIntegerField(
        _("which pass of a repeated hour"),
        null=True,
        blank=True,
        choices=[(0, _("first, in summer time")), (1, _("second, in winter time"))],
    )
    starts_at = models.DateTimeField(_("instant"), null=True, blank=True, editable=False)
    organizers = models.ManyToManyField(
        Organizer, related_name="rallies", blank=True, verbose_name=_("organizers")
    )
    has_unnamed_organizer = models.BooleanField(_("held by a group of activists"), default=False)
    links = models.JSONField(_("links"), default=list, blank=True, validators=[validate_links])

    review = models.CharField(_("review"), max_length=12, choices=Review, default=Review.PENDING)
    condition = models.CharField(_("condition"), max_length=10, choices=Condition, default=Condition.PLANNED)
    condition_changed_at = models.DateTimeField(_("condition changed at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    note = models.TextField(_("internal note"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("last change"))

    objects = RallyQuerySet.as_manager()

    class Meta:
        verbose_name = _("rally")
        verbose_name_plural = _("rallies")
        indexes = [
            models.Index(fields=["campaign", "review"], name="rally_by_campaign_review"),
            models.Index(fields=["starts_at"], name="rally_by_instant"),
        ]
        constraints = [
            models.CheckConstraint(name="rally_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="rally_review_known", condition=Q(review__in=Review.values)),
            models.CheckConstraint(name="rally_condition_known", condition=Q(condition__in=Condition.values)),
            models.CheckConstraint(
                name="rally_instant_iff_day_and_time",
                condition=Q(starts_at__isnull=False, date__isnull=False, time__isnull=False)
                | (Q(starts_at__isnull=True) & (Q(date__isnull=True) | Q(time__isnull=True))),
            ),
            models.CheckConstraint(
                name="rally_published_has_moment",
                condition=~Q(review=Review.PUBLISHED) | Q(published_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rally_position_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.CheckConstraint(
                name="rally_fold_zero_or_one", condition=Q(fold__isnull=True) | Q(fold__in=[0, 1])
            ),
            models.CheckConstraint(name="rally_version_from_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        language = get_language() or "en"
        day = self.date.isoformat() if self.date else str(_("day to follow"))
        return ", ".join(filter(None, (self.city.name_in(language), day, self.title_in(language))))

    def title_in(self, language: str) -> str:
        """Return the own title for readers of ``language``; empty when the campaign's is used."""
        return self.text_for("title", language)

    def derive_instant(self) -> datetime.datetime | None:
        """Return the UTC instant of day, time and the city's zone; raises ``clock.ClockError``."""
        return clock.instant(self.date, self.time, self.city.timezone, fold=self.fold)
