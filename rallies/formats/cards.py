"""One rally in full, for the page of its city."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from ..models import City, Rally
from ..statuses import CHANGED_CONDITIONS, Condition
from . import texts, wording
from .payload import Campaign, OrganizerLine, RallyCard, Text

OFF = frozenset({Condition.POSTPONED, Condition.CANCELLED})


class Moment(NamedTuple):
    """A moment by a city's clocks, in words and for machines."""

    words: str
    machine: str


def rally_card(
    rally: Rally,
    *,
    city: City,
    campaign: Campaign,
    organizers: Iterable[OrganizerLine],
    language: str,
    is_over: bool,
) -> RallyCard:
    """Return a rally with its title and text, those of its campaign where it has none of its own."""
    condition_changed = _moment(rally.condition_changed_at, city.timezone, language)
    last_change = _moment(rally.updated_at, city.timezone, language)
    day, time, zone = _when(rally, city, language, is_over=is_over)
    return RallyCard(
        public_id=rally.public_id,
        title=texts.of(rally, "title", language) or campaign.rally_title or campaign.title,
        kind=wording.kind(rally.kind, language),
        day=day,
        time=time,
        zone=zone,
        machine_time=wording.machine_time(rally.date, rally.time, city.timezone, rally.fold),
        condition=rally.condition,
        badge=wording.condition(rally.condition, language) if rally.condition in CHANGED_CONDITIONS else "",
        condition_sentence=wording.condition_sentence(rally.condition, is_over=is_over),
        condition_changed=condition_changed.words,
        condition_changed_machine=condition_changed.machine,
        is_off=rally.condition in OFF,
        meeting_point=texts.of(rally, "meeting_point", language),
        no_meeting_point=wording.no_meeting_point(is_over=is_over),
        position=_position(rally),
        text=_text(rally, campaign, language),
        organizers=tuple(organizers),
        unnamed_group=wording.unnamed_group(language) if rally.has_unnamed_organizer else "",
        links=texts.links(rally.links),
        last_change=last_change.words,
        last_change_machine=last_change.machine,
    )


def _when(rally: Rally, city: City, language: str, *, is_over: bool) -> tuple[str, str, str]:
    """Return the day, the hour and the zone by which it is told; one phrase where none is known."""
    if not rally.date and not rally.time:
        return wording.no_day_and_time(is_over=is_over), "", ""
    day = wording.full_day(rally.date, language) if rally.date else wording.no_day(is_over=is_over)
    if not rally.time:
        return day, wording.no_time(is_over=is_over), ""
    name = wording.zone_name(city.timezone, language)
    if not rally.date:
        return day, f"{rally.time:%H:%M}", _("local time (%(zone)s)") % {"zone": name}
    offset = wording.offset(rally.date, rally.time, city.timezone, rally.fold)
    zone = _("local time (%(zone)s, %(offset)s)") % {"zone": name, "offset": offset}
    return day, f"{rally.time:%H:%M}", zone


def _moment(moment: datetime.datetime | None, zone: str, language: str) -> Moment:
    if moment is None:
        return Moment("", "")
    return Moment(
        wording.local_moment(moment, zone, language),
        moment.astimezone(datetime.UTC).isoformat("T", "minutes"),
    )


def _position(rally: Rally) -> str:
    if rally.latitude is None or rally.longitude is None:
        return ""
    return f"{rally.latitude:.5f},{rally.longitude:.5f}"


def _text(rally: Rally, campaign: Campaign, language: str) -> Text:
    return texts.of(rally, "text", language) or campaign.rally_text
