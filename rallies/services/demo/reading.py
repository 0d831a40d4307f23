"""Reads the demo's data files: one JSON file per campaign, and its rallies as a CSV file beside it."""

import csv
import dataclasses
import datetime
import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data"
LANGUAGES = ("en", "ru")
UNNAMED = "unnamed"


@dataclasses.dataclass(frozen=True)
class RallyRow:
    """One row of a demo's list; ``day`` counts from the campaign's first day, ``None`` is to follow.

    ``review`` and ``condition`` are the states that it ends in, ``note`` what a coordinator wrote
    with the last step. ``organizers`` are addresses. ``link_kind`` is one of ``validators.LINK_KINDS``.
    """

    geonames_id: int
    city: str
    day: int | None
    time: datetime.time | None
    kind: str
    review: str
    condition: str
    organizers: tuple[str, ...]
    has_unnamed_organizer: bool
    title: Mapping[str, str]
    text: Mapping[str, str]
    meeting_point: Mapping[str, str]
    link: str
    link_kind: str
    note: str

    @property
    def source_language(self) -> str:
        """English, unless every text of the row is in Russian only."""
        languages = {*self.title, *self.text, *self.meeting_point}
        return "ru" if languages == {"ru"} else "en"


@dataclasses.dataclass(frozen=True)
class Demo:
    """One campaign of the demo with everything that belongs to it.

    ``first_day`` is ``None`` where it is computed. ``states`` are the steps from draft on;
    ``preparation`` is the time over which the making of its rallies is spread.
    """

    slug: str
    first_day: datetime.date | None
    states: tuple[str, ...]
    preparation: datetime.timedelta
    fields: Mapping[str, Any]
    organizers: tuple[Mapping[str, Any], ...]
    rallies: tuple[RallyRow, ...]


@functools.cache
def read(name: str) -> Demo:
    """Return the demo that ``data/<name>.json`` and ``data/<name>.csv`` describe."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple(_row(values, data["link_kind"]) for values in csv.DictReader(file))
    return Demo(
        slug=data["slug"],
        first_day=datetime.date.fromisoformat(data["first_day"]) if data["first_day"] else None,
        states=tuple(data["states"]),
        preparation=datetime.timedelta(days=data["days_of_preparation"]),
        fields=data["fields"],
        organizers=tuple(data["organizers"]),
        rallies=rows,
    )


def _row(values: dict[str, str], link_kind: str) -> RallyRow:
    held_by = values["organizers"].split()
    return RallyRow(
        geonames_id=int(values["geonames_id"]),
        city=values["city"],
        day=int(values["day"]) if values["day"] else None,
        time=datetime.time.fromisoformat(values["time"]) if values["time"] else None,
        kind=values["kind"],
        review=values["review"],
        condition=values["condition"],
        organizers=tuple(slug for slug in held_by if slug != UNNAMED),
        has_unnamed_organizer=UNNAMED in held_by,
        title=_texts(values, "title"),
        text=_texts(values, "text"),
        meeting_point=_texts(values, "meeting_point"),
        link=values["link"],
        link_kind=link_kind,
        note=values["note"],
    )


def _texts(values: dict[str, str], field: str) -> dict[str, str]:
    texts = {language: values[f"{field}_{language}"] for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text}
