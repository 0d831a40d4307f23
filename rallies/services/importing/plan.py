"""What an import would do, as plain values: a preview shows them, ``apply`` carries them out."""

import dataclasses
import datetime
import enum
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import get_language

from ... import gazetteer
from ...models.texts import choose
from ...statuses import Kind

Progress = Callable[[str, int, int], None]  # stage ("planned", "applied"), rows done, rows in all


class ImportingError(Exception):
    """Why a sheet could not be brought in, or an import not be undone; the text is for people."""


class Outcome(enum.StrEnum):
    """What would become of a row."""

    CREATE = "create"
    CHANGE = "change"
    SAME = "same"
    DOUBTFUL = "doubtful"
    REJECTED = "rejected"


class Matched(enum.StrEnum):
    """How a row's place was found; rows without a place have none of these."""

    SINGLE = "single"
    CLEAR = "clear"
    REMEMBERED = "remembered"
    UNLISTED = "unlisted"


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """Something to know about one cell; ``column`` is the heading as typed, where there is one."""

    column: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a doubt; ``decide`` is the ready-made argument, ``place`` is set for cities only."""

    decide: str
    label: str
    place: gazetteer.Place | None = None
    why: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Where:
    """The place of a row: a listed one, or an unlisted one by name beside its nearest listed place."""

    country: str
    place: gazetteer.Place
    matched: Matched
    unlisted: str = ""
    spelling: str = ""

    @property
    def geonames_id(self) -> int | None:
        """The GeoNames number; unlisted places have none."""
        return None if self.unlisted else self.place.geonames_id

    @property
    def name(self) -> str:
        """The name in English, or as typed for an unlisted place."""
        return self.unlisted or gazetteer.name(self.place.geonames_id, "en")

    @property
    def key(self) -> str:
        """The place inside its country: its GeoNames number, or the name of an unlisted one."""
        return self.unlisted or str(self.place.geonames_id)

    @property
    def code(self) -> str:
        """What decisions and earlier sheets call the place, the same in every language."""
        return f"{self.country}:{self.key}"


@dataclasses.dataclass(frozen=True, slots=True)
class Values:
    """What a row says, after repair; an empty value says nothing, and so never erases one.

    ``where`` is the row's city as in ``Where.code``; ``titles``, ``places`` (meeting points) and
    ``names`` (organizers) are kept by language.
    """

    where: str = ""
    date: datetime.date | None = None
    time: datetime.time | None = None
    fold: int | None = None
    kind: str = ""
    titles: Mapping[str, str] = dataclasses.field(default_factory=dict)
    places: Mapping[str, str] = dataclasses.field(default_factory=dict)
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)
    is_unnamed: bool = False
    organizer_url: str = ""
    url: str = ""

    def stored(self) -> dict[str, Any]:
        """Return what ``ImportRow.values`` keeps: the values that say something."""
        plain = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        plain["date"] = self.date.isoformat() if self.date else None
        plain["time"] = self.time.isoformat("minutes") if self.time else None
        return {name: value for name, value in plain.items() if value not in (None, "", {}, False)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Values":
        """Return the values that ``stored`` made, whichever version of the product wrote them."""
        known = {field.name for field in dataclasses.fields(cls)}
        plain = {name: value for name, value in stored.items() if name in known}
        if "date" in plain:
            plain["date"] = datetime.date.fromisoformat(plain["date"])
        if "time" in plain:
            plain["time"] = datetime.time.fromisoformat(plain["time"])
        return cls(**plain)

    def over(self, earlier: "Values | None") -> "Values":
        """Return these values, with what they leave out taken from an earlier sheet."""
        if earlier is None:
            return self
        said = self.names or self.is_unnamed
        return dataclasses.replace(
            self,
            date=self.date or earlier.date,
            time=self.time or earlier.time,
            fold=self.fold if self.time else earlier.fold,
            kind=self.kind or earlier.kind,
            titles={**earlier.titles, **self.titles},
            places={**earlier.places, **self.places},
            names=self.names if said else earlier.names,
            is_unnamed=self.is_unnamed if said else earlier.is_unnamed,
            organizer_url=self.organizer_url or earlier.organizer_url,
            url=self.url or earlier.url,
        )


@dataclasses.dataclass(slots=True)
class Draft:
    """The fields of a rally that an import may write; ``organizers`` are keys of ``Plan.organizers``."""

    date: datetime.date | None = None
    time: datetime.time | None = None
    fold: int | None = None
    kind: str = Kind.RALLY
    title: dict[str, str] = dataclasses.field(default_factory=dict)
    meeting_point: dict[str, str] = dataclasses.field(default_factory=dict)
    organizers: tuple[str, ...] = ()
    has_unnamed_organizer: bool = False
    links: list[dict[str, str]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(slots=True)
class PlannedOrganizer:
    """An organizer that rows name: a stored one (``pk``) or a new one, with what the sheet adds to it."""

    key: str
    pk: int | None = None
    name: dict[str, str] = dataclasses.field(default_factory=dict)
    links: list[dict[str, str]] = dataclasses.field(default_factory=list)
    countries: set[str] = dataclasses.field(default_factory=set)
    is_changed: bool = False

    @property
    def label(self) -> str:
        """The name to show to whoever plans, in the active language before others."""
        return choose(self.name, get_language() or "en")[0]


@dataclasses.dataclass(slots=True)
class PlannedRow:
    """What would become of one row, and why.

    ``changes`` are ``{field: (before, after)}`` for the preview, texts as "title.ru"; ``draft`` is
    how the rally would stand; ``rally_pk`` and ``version`` name the rally that the row means.
    """

    number: int
    outcome: Outcome = Outcome.REJECTED
    country: str | None = None
    city: str = ""
    where: Where | None = None
    values: Values = dataclasses.field(default_factory=Values)
    remembered: Values = dataclasses.field(default_factory=Values)
    messages: list[Message] = dataclasses.field(default_factory=list)
    choices: list[Choice] = dataclasses.field(default_factory=list)
    draft: Draft | None = None
    rally_pk: int | None = None
    version: int = 0
    double_of: int | None = None
    changes: dict[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Stamp:
    """How the campaign stood when the plan was made; a plan is applied to exactly that."""

    rallies: int
    versions: int
    batches: int


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """A sheet, read and checked against the campaign; ``answers`` are decisions that come with it.

    ``absent`` names the rallies that an earlier sheet of the language listed and this one does not;
    they stay as they are.
    """

    campaign_pk: int
    campaign: str
    language: str
    file_name: str
    sha256: str
    ignored: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    organizers: Mapping[str, PlannedOrganizer]
    stamp: Stamp
    answers: Mapping[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """Return the number of rows by outcome; all five are always there."""
        found = Counter(row.outcome for row in self.rows)
        return {str(outcome): found[outcome] for outcome in Outcome}
