"""Which organizers a sheet names: stored ones by name or channel, else new ones."""

import difflib
import enum
import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from ...gazetteer.spelling import key as spelling_key
from ...models import Organizer
from .links import link_key, link_keys, with_link
from .plan import PlannedOrganizer, Values

ALIKE = 0.88  # share of equal letters from which two long names are one, misspelt
LONG_NAME = 8  # letters
_JOINED = re.compile(r"\s*[&/,]\s*")

Changes = dict[str, tuple[object, object]]


class Agreement(enum.Enum):
    """How what a row says about its organizer fits what a rally has."""

    SAME = enum.auto()
    UNNAMED = enum.auto()
    UNKNOWN = enum.auto()
    DIFFERENT = enum.auto()


class OrganizerBook:
    """The organizers known to one plan, by key; rows are looked up first and entered later.

    A channel names an organizer that has no name in the row's language yet, unless the sheet gives
    the same channel to organizers of different names.
    """

    def __init__(self, *, language: str, stored: Iterable[Organizer], rows: Iterable[Values]) -> None:
        self.language = language
        self.entries: dict[str, PlannedOrganizer] = {}
        self._by_name: dict[str, PlannedOrganizer] = {}
        self._by_link: defaultdict[str, list[PlannedOrganizer]] = defaultdict(list)
        self._sheet_names: set[str] = set()
        self._names_of_link: defaultdict[str, set[str]] = defaultdict(set)
        self._spellings: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        for organizer in stored:
            self._enter(_entry(organizer))
        for values in rows:
            self._note(values)

    def find(self, values: Values) -> tuple[PlannedOrganizer, ...]:
        """Return the known organizers that a row names; empty when it names none or new ones."""
        for name in values.names.values():
            if entry := self._by_name.get(spelling_key(name)):
                return (entry,)
        for name in values.names.values():
            parts = self._parts(name)
            known = [self._by_name[part] for part in parts if part in self._by_name]
            if parts and len(known) == len(parts):
                return tuple(_unique(known))
        found = self._by_channel_and_spelling(values) or self._by_channel(values)
        return (found,) if found else ()

    def agreement(
        self, values: Values, keys: tuple[str, ...], *, is_unnamed: bool, is_same_language: bool
    ) -> Agreement:
        """Compare what a row says about its organizer with the organizers of a rally."""
        if not values.names:
            both = values.is_unnamed and is_unnamed
            opposed = values.is_unnamed and keys and is_same_language
            return Agreement.UNNAMED if both else Agreement.DIFFERENT if opposed else Agreement.UNKNOWN
        if not keys:
            return Agreement.DIFFERENT if is_unnamed and is_same_language else Agreement.UNKNOWN
        found = {entry.key for entry in self.find(values)}
        if found:
            return Agreement.SAME if found & set(keys) else Agreement.DIFFERENT
        return self._by_spelling(values, keys)

    def adopt(
        self, values: Values, entry: PlannedOrganizer, *, country: str, with_channel: bool = True
    ) -> Changes:
        """Add a row's names, channel and country to an organizer; return what that changes."""
        before = (dict(entry.name), list(entry.links), set(entry.countries))
        for language, name in values.names.items():
            entry.name.setdefault(language, name)
            self._by_name.setdefault(spelling_key(name), entry)
        if with_channel and values.organizer_url:
            entry.links = with_link(entry.links, values.organizer_url, "channel")
            known = self._by_link[link_key(values.organizer_url)]
            if entry not in known:
                known.append(entry)
        entry.countries.add(country)
        changes = _changes(entry, before) if entry.pk else {}
        entry.is_changed = entry.is_changed or bool(changes)
        return changes

    def enter(self, values: Values, *, country: str) -> tuple[PlannedOrganizer, ...]:
        """Return the organizers of a row whose names nobody had yet, as new ones."""
        names = self._split(values) or [dict(values.names)]
        return tuple(self._new(values, name, country, alone=len(names) == 1) for name in names)

    def _new(self, values: Values, name: dict[str, str], country: str, *, alone: bool) -> PlannedOrganizer:
        if alone:
            name = {language: self._usual(values, language, text) for language, text in name.items()}
        key = spelling_key(next(iter(name.values())))
        if known := self._by_name.get(key):
            return known
        entry = PlannedOrganizer(key=f"new:{key}", name=name, countries={country})
        if alone and values.organizer_url:
            entry.links = with_link([], values.organizer_url, "channel")
        self._enter(entry)
        return entry

    def _usual(self, values: Values, language: str, name: str) -> str:
        """Return how the sheet mostly spells a name that it gives together with one channel."""
        counted = self._spellings[link_key(values.organizer_url)]
        found = {other: count for (code, other), count in counted.items() if code == language}
        return max(
            (other for other in found if alike(other, name)),
            key=lambda other: (found[other], other == name),
            default=name,
        )

    def _split(self, values: Values) -> list[dict[str, str]]:
        """Return one name per organization where every part stands alone elsewhere."""
        if len(values.names) != 1:
            return []
        ((language, name),) = values.names.items()
        if not self._parts(name):
            return []
        return [{language: part} for part in _JOINED.split(name)]

    def _parts(self, name: str) -> list[str]:
        parts = [spelling_key(part) for part in _JOINED.split(name)]
        known = self._by_name.keys() | self._sheet_names
        return parts if len(parts) > 1 and all(part in known for part in parts) else []

    def _by_channel(self, values: Values) -> PlannedOrganizer | None:
        key = link_key(values.organizer_url)
        if not values.names or not key or len(self._names_of_link[key]) > 1:
            return None
        nameless = [entry for entry in self._by_link[key] if not set(entry.name) & set(values.names)]
        return nameless[0] if len(nameless) == 1 else None

    def _by_channel_and_spelling(self, values: Values) -> PlannedOrganizer | None:
        """Return the organizer with this channel and nearly this name in the same language."""
        for entry in self._by_link[link_key(values.organizer_url)] if values.organizer_url else ():
            if any(alike(name, entry.name.get(code, "")) for code, name in values.names.items()):
                return entry
        return None

    def _by_spelling(self, values: Values, keys: tuple[str, ...]) -> Agreement:
        comparable = [
            (values.names[language], entry.name[language])
            for entry in (self.entries[key] for key in keys)
            for language in values.names
            if language in entry.name
        ]
        if any(alike(one, other) for one, other in comparable):
            return Agreement.SAME
        return Agreement.DIFFERENT if len(comparable) >= len(keys) else Agreement.UNKNOWN

    def _enter(self, entry: PlannedOrganizer) -> None:
        self.entries[entry.key] = entry
        for name in entry.name.values():
            self._by_name.setdefault(spelling_key(name), entry)
        for key in link_keys(entry.links):
            self._by_link[key].append(entry)

    def _note(self, values: Values) -> None:
        for name in values.names.values():
            self._sheet_names.add(spelling_key(name))
        if values.names and values.organizer_url:
            self._spellings[link_key(values.organizer_url)].update(values.names.items())
            name = next(iter(values.names.values()))
            self._names_of_link[link_key(values.organizer_url)].add(spelling_key(name))


def alike(one: str, other: str) -> bool:
    """Say whether two names are equal, or so long and so similar that one is misspelt."""
    first, second = spelling_key(one), spelling_key(other)
    if first == second or min(len(first), len(second)) < LONG_NAME:
        return first == second
    return difflib.SequenceMatcher(None, first, second).ratio() >= ALIKE


def stored_key(pk: int) -> str:
    """Return the key of a stored organizer in a plan."""
    return f"stored:{pk}"


def _entry(organizer: Organizer) -> PlannedOrganizer:
    return PlannedOrganizer(
        key=stored_key(organizer.pk),
        pk=organizer.pk,
        name=dict(organizer.name),
        links=list(organizer.links),
        countries={country.code for country in organizer.countries.all()},
    )


def _unique(entries: list[PlannedOrganizer]) -> list[PlannedOrganizer]:
    return list({entry.key: entry for entry in entries}.values())


def _changes(
    entry: PlannedOrganizer, before: tuple[dict[str, str], list[dict[str, str]], set[str]]
) -> Changes:
    names, links, countries = before
    label = PlannedOrganizer(key=entry.key, name=names).label
    changes: Changes = {
        f"organizer {label}: name.{language}": (None, name)
        for language, name in entry.name.items()
        if language not in names
    }
    if entry.links != links:
        added = [link["url"] for link in entry.links if link not in links]
        changes[f"organizer {label}: links"] = (None, ", ".join(added))
    if entry.countries != countries:
        changes[f"organizer {label}: countries"] = (
            None,
            ", ".join(sorted(entry.countries - countries)),
        )
    return changes
