"""Brings a demo campaign into the database, through the same services as everybody's work."""

import dataclasses
import datetime
from collections.abc import Mapping

from django.db import transaction

from ...models import Campaign, City, Country, Organizer, Rally
from ...statuses import Condition, Review, Verification
from .. import campaigns, contacts, moderation, organizers, places, rallies
from .reading import Demo, RallyRow

DOOR = "load_demo"
STEPS = {
    Review.PUBLISHED: moderation.publish,
    Review.ON_HOLD: moderation.hold,
    Review.DECLINED: moderation.decline,
}


@dataclasses.dataclass(frozen=True)
class Loaded:
    """A campaign of the demo as it stands now; ``is_new`` says whether it was made just now."""

    campaign: Campaign
    is_new: bool


@dataclasses.dataclass(frozen=True)
class Moments:
    """When a rally was sent in, reviewed and last changed."""

    sent_at: datetime.datetime
    reviewed_at: datetime.datetime
    changed_at: datetime.datetime


@transaction.atomic
def load(*, demo: Demo, first_day: datetime.date, now: datetime.datetime) -> Loaded:
    """Make the demo's campaign with its organizers, cities and rallies, each journalled.

    A campaign of that address that is there already is left as it is, whatever people did to it.
    Raises ``gazetteer.GazetteerMissing`` while the gazetteer is not installed.
    """
    known = Campaign.objects.filter(slug=demo.slug).first()
    if known:
        return Loaded(campaign=known, is_new=False)
    campaign = campaigns.create(
        by=None,
        now=now - demo.preparation,
        door=DOOR,
        slug=demo.slug,
        first_day=first_day,
        last_day=first_day + datetime.timedelta(days=1),
        **demo.fields,
    )
    held_by = _ensure_organizers(demo, now)
    cities = places.ensure_cities(geonames_ids=[row.geonames_id for row in demo.rallies])
    for index, row in enumerate(demo.rallies):
        moments = _moments(demo, index, now)
        rally = _create_rally(row, campaign, cities[row.geonames_id], held_by, moments.sent_at)
        if row.review in {Review.PENDING, Review.ON_HOLD}:
            _keep_contact(rally, index)
        _moderate(rally, row, moments)
    for state in demo.states:
        campaigns.set_state(campaign=campaign, state=state, by=None, now=now, door=DOOR)
    return Loaded(campaign=campaign, is_new=True)


def _ensure_organizers(demo: Demo, now: datetime.datetime) -> dict[str, Organizer]:
    """Return the demo's organizers by address; those of an earlier loading are taken as they are."""
    slugs = [data["slug"] for data in demo.organizers]
    found = {organizer.slug: organizer for organizer in Organizer.objects.filter(slug__in=slugs)}
    made_at = now - demo.preparation
    for data in demo.organizers:
        if data["slug"] in found:
            continue
        verification = data.get("verification", Verification.NONE)
        found[data["slug"]] = organizers.create(
            by=None,
            now=made_at,
            door=DOOR,
            slug=data["slug"],
            source_language=data["source_language"],
            name=data["name"],
            text=data.get("text", {}),
            links=_links(data.get("link", ""), "channel"),
            countries=Country.objects.filter(code__in=data["countries"]),
            verification=verification,
            verified_on=None if verification == Verification.NONE else made_at.date(),
        )
    return found


def _create_rally(
    row: RallyRow,
    campaign: Campaign,
    city: City,
    held_by: Mapping[str, Organizer],
    sent_at: datetime.datetime,
) -> Rally:
    day = None if row.day is None else campaign.first_day + datetime.timedelta(days=row.day)
    return rallies.create(
        by=None,
        now=sent_at,
        door=DOOR,
        organizers=[held_by[slug] for slug in row.organizers],
        campaign=campaign,
        city=city,
        kind=row.kind,
        date=day,
        time=row.time,
        source_language=row.source_language,
        title=dict(row.title),
        text=dict(row.text),
        meeting_point=dict(row.meeting_point),
        has_unnamed_organizer=row.has_unnamed_organizer,
        links=_links(row.link, row.link_kind),
    )


def _moderate(rally: Rally, row: RallyRow, moments: Moments) -> None:
    """Take the rally through the steps to the states that its row ends in."""
    if step := STEPS.get(Review(row.review)):
        note = row.note if row.condition == Condition.PLANNED else ""
        step(rally=rally, by=None, now=moments.reviewed_at, note=note, door=DOOR)
    if row.condition != Condition.PLANNED:
        moderation.set_condition(
            rally=rally, condition=row.condition, by=None, now=moments.changed_at, note=row.note, door=DOOR
        )


def _keep_contact(rally: Rally, index: int) -> None:
    """A rally that waits has somebody to ask; the address is of a domain that nobody can own."""
    contact = f"sample.person.{index + 1}@example.org"
    contacts.keep(rally=rally, contact=contact, by=None, now=rally.created_at, door=DOOR)


def _moments(demo: Demo, index: int, now: datetime.datetime) -> Moments:
    """Spread the making of the rallies over the time of preparation, in the order of the list."""
    step = demo.preparation / (len(demo.rallies) + 1)
    sent_at = now - demo.preparation + step * (index + 1)
    reviewed_at, changed_at = sent_at + step / 3, sent_at + step * 2 / 3
    return Moments(sent_at=sent_at, reviewed_at=reviewed_at, changed_at=changed_at)


def _links(url: str, kind: str) -> list[dict[str, str]]:
    return [{"url": url, "kind": kind}] if url else []
