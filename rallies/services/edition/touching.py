"""Which pages a change touches: two sets of records are compared. Pure, no queries."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping

from ... import gazetteer, public_urls
from .records import Held, Place, Records

# As many neighbours as a city's page shows (``views.places``).
NEIGHBOURS_SHOWN = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Touched:
    """Pages that look different, without their language: exact paths, and whole branches."""

    pages: frozenset[str]
    branches: tuple[str, ...]

    def of(self, paths: Iterable[str]) -> set[str]:
        """Return those of ``paths`` that are touched."""
        return {path for path in paths if self._holds(path[path.find("/", 1) :])}

    def _holds(self, rest: str) -> bool:
        return rest in self.pages or rest.startswith(self.branches)


def paths_touched_by(before: Records, after: Records, paths: Iterable[str]) -> set[str]:
    """Return those of ``paths`` that may look different once ``before`` has become ``after``.

    Also the place where a rally was before it moved, the cities that name a changed one as neighbour,
    and the pages of whoever holds a rally. May name a page too many, never one too few.
    """
    return _Comparison(before, after).touched().of(paths)


class _Comparison:
    """Collects what differs between two moments."""

    def __init__(self, before: Records, after: Records) -> None:
        self.before, self.after = before, after
        self.pages: set[str] = set()
        self.branches: set[str] = set()
        self.campaigns = _changed(before.campaigns, after.campaigns)
        self.organizers = _changed(before.organizers, after.organizers)
        self.cities = _changed(before.cities, after.cities)
        self.moved: dict[tuple[str, str], set[str]] = {}

    def touched(self) -> Touched:
        for held in self._changed_rallies():
            self._rally(held)
        for slug in self.campaigns:
            self._campaign(slug)
        for slug in self.organizers:
            self._organizer(slug)
        for (campaign, country), cities in self.moved.items():
            self._neighbours(campaign, country, cities)
        if self.before.current != self.after.current:
            self._add(public_urls.home)
        return Touched(frozenset(self.pages), tuple(sorted(self.branches)))

    def _changed_rallies(self) -> Iterator[Held]:
        """Yield each side of what changed: a rally itself, its city, or one of its organizers."""
        for number in self.before.rallies.keys() | self.after.rallies.keys():
            was, now = self.before.rallies.get(number), self.after.rallies.get(number)
            sides = [held for held in (was, now) if held]
            is_changed = was != now
            if is_changed or any(
                f"{held.country}/{held.city}" in self.cities or self.organizers.intersection(held.organizers)
                for held in sides
            ):
                yield from sides

    def _rally(self, held: Held) -> None:
        self._add(public_urls.campaigns)
        self._lists(held.campaign)
        country = public_urls.country("-", held.campaign, held.country)
        self._page(country)
        self.branches.update((_rest(f"{country}region/"), _rest(f"{country}part/")))
        self._page(public_urls.city("-", held.campaign, held.country, held.city))
        self.moved.setdefault((held.campaign, held.country), set()).add(held.city)
        for slug in held.organizers:
            self._page(public_urls.organizer("-", slug))

    def _campaign(self, slug: str) -> None:
        self._add(public_urls.campaigns)
        self._lists(slug)
        self.branches.add(_rest(public_urls.campaign("-", slug)))
        for records in (self.before, self.after):
            for held in records.rallies.values():
                if held.campaign == slug:
                    self.pages.update(_rest(public_urls.organizer("-", name)) for name in held.organizers)

    def _organizer(self, slug: str) -> None:
        """Its own page and the lists that name it; its rallies are found by ``_changed_rallies``."""
        self._add(public_urls.organizers)
        self._page(public_urls.organizer("-", slug))
        for records in (self.before, self.after):
            group = records.organizers.get(slug)
            for country in group.countries if group else ():
                self._page(public_urls.organizers_of_country("-", country))

    def _lists(self, campaign: str) -> None:
        self._page(public_urls.campaign("-", campaign))
        if campaign in {self.before.current, self.after.current}:
            self._add(public_urls.home)

    def _neighbours(self, campaign: str, country: str, changed: set[str]) -> None:
        """A changed city is, or was, named where fewer than eight unchanged ones lie nearer."""
        here = self._cities_of(campaign, country)
        places = {**self.before.cities, **self.after.cities}
        known = {city: places[f"{country}/{city}"] for city in here if f"{country}/{city}" in places}
        steady = {city: place for city, place in known.items() if city not in changed}
        for city, place in steady.items():
            reach = _reach(place, [other for name, other in steady.items() if name != city])
            if any(_distance(place, known[name]) <= reach for name in changed if name in known):
                self._page(public_urls.city("-", campaign, country, city))

    def _cities_of(self, campaign: str, country: str) -> set[str]:
        return {
            held.city
            for records in (self.before, self.after)
            for held in records.rallies.values()
            if held.campaign == campaign and held.country == country
        }

    def _page(self, path: str) -> None:
        self.pages.add(_rest(path))

    def _add(self, address: Callable[[str], str]) -> None:
        self.pages.add(_rest(address("-")))


def _reach(place: Place, others: list[Place]) -> float:
    """Return how far the last shown neighbour lies; without an end where all of them are shown."""
    distances = sorted(_distance(place, other) for other in others)
    return distances[NEIGHBOURS_SHOWN - 1] if len(distances) >= NEIGHBOURS_SHOWN else float("inf")


def _distance(place: Place, other: Place) -> float:
    return gazetteer.distance_km(place.latitude, place.longitude, other.latitude, other.longitude)


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _rest(path: str) -> str:
    return path[path.find("/", 1) :]
