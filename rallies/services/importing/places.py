"""Finding the place that a row means, by remembered answers, the gazetteer and the row's own position."""

import dataclasses
from collections.abc import Iterable

from django.utils.translation import gettext as _

from ... import gazetteer
from ...gazetteer import Match, MatchKind, Place
from ...gazetteer.spelling import key as spelling_key
from ...gazetteer.spelling import readings
from . import decisions
from .decisions import Answers
from .plan import Choice, Matched, Where

NEAR_KM = 50.0
OFFERED_NEAREST = 3
SHOUTED_LENGTH = 3  # letters; shorter names in capitals may be meant so


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What a row says about its place."""

    country: str
    cities: tuple[str, ...]
    position: tuple[float, float] | None = None


@dataclasses.dataclass(slots=True)
class Found:
    """A place, or why there is none: ``doubt`` comes with choices, ``rejection`` is final.

    ``column`` names the cell that doubt and rejection are about, ``notes`` are (column, reason).
    """

    where: Where | None = None
    country: str | None = None
    doubt: str = ""
    rejection: str = ""
    column: str = "city"
    choices: list[Choice] = dataclasses.field(default_factory=list)
    notes: list[tuple[str, str]] = dataclasses.field(default_factory=list)


class PlaceFinder:
    """Finds places for the rows of one sheet; equal spellings are looked up once."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self._matches: dict[tuple[str, str | None], Match] = {}
        self._countries: dict[str, gazetteer.CountryMatch] = {}

    def find(self, asked: Asked) -> Found:
        """Return the place of a row. Only reads. Raises ``GazetteerMissing``."""
        if not asked.cities:
            reason = _("There is no city.") if asked.country else _("There is neither country nor city.")
            return Found(rejection=reason, country=self._country(asked.country).code)
        country = self._country(asked.country)
        if not country.code and asked.country:
            return self._unknown_country(asked, country)
        found = self._city(asked, country.code)
        if country.repaired and country.code:
            name = gazetteer.country_name(country.code, "en")
            found.notes.insert(
                0,
                ("country", _("“%(typed)s” was read as %(name)s.") % {"typed": asked.country, "name": name}),
            )
        return found

    def _country(self, text: str) -> gazetteer.CountryMatch:
        if text not in self._countries:
            answer = self.answers.get(("country", decisions.country_key(text)), "")
            found = gazetteer.match_country(text)
            if answer and answer != decisions.SKIP:
                found = dataclasses.replace(found, code=answer, repaired=False)
            self._countries[text] = found
        return self._countries[text]

    def _unknown_country(self, asked: Asked, country: gazetteer.CountryMatch) -> Found:
        key = decisions.country_key(asked.country)
        if self.answers.get(("country", key)) == decisions.SKIP:
            return Found(rejection=_("Left out, as decided."), column="country")
        codes = list(country.candidates) or self._countries_of(asked.cities)
        if not codes:
            return Found(rejection=_("“%s” is no known country.") % asked.country, column="country")
        choices = [
            Choice(
                decisions.argument("country", key, code), gazetteer.country_name(code, "en"), why="country"
            )
            for code in codes
        ]
        reason = _("“%s” is no known country; perhaps one of these is meant.") % asked.country
        return Found(doubt=reason, column="country", choices=choices)

    def _countries_of(self, cities: Iterable[str]) -> list[str]:
        places = (self._match(text, None).place for text in cities)
        return list(dict.fromkeys(place.country for place in places if place))

    def _city(self, asked: Asked, country: str | None) -> Found:
        for text in asked.cities:
            answer = self.answers.get(("city", decisions.city_key(country, text)))
            if answer:
                return self._remembered(answer, text, country)
        matches = [self._match(text, country) for text in asked.cities]
        typed = zip(asked.cities, matches, strict=True)
        taken = [(text, match, match.place) for text, match in typed if match.place]
        if len({place.geonames_id for _text, _match, place in taken}) > 1:
            candidates = [c for _text, match, _place in taken for c in match.candidates[:1]]
            return self._ask(
                asked, country, candidates, _("The two spellings of the city name different places.")
            )
        if taken:
            return self._taken(asked, country, *taken[0])
        return self._not_taken(asked, country, matches[0])

    def _remembered(self, answer: str, text: str, country: str | None) -> Found:
        if answer == decisions.SKIP:
            return Found(rejection=_("Left out, as decided."), country=country)
        chosen = decisions.city(answer)
        if isinstance(chosen, decisions.Unlisted):
            name = chosen.name or gazetteer.clean(text)
            where = Where(
                country=country or chosen.nearest.country,
                place=chosen.nearest,
                matched=Matched.UNLISTED,
                unlisted=name,
                spelling=_spelling(text),
            )
            return Found(where=where, country=where.country)
        if chosen is None:
            return Found(
                rejection=_("The place that was decided on is not in the gazetteer any more."),
                country=country,
            )
        return Found(where=Where(chosen.country, chosen, Matched.REMEMBERED), country=chosen.country)

    def _taken(self, asked: Asked, country: str | None, text: str, match: Match, place: Place) -> Found:
        if asked.position:
            near = _nearest_of((c.place for c in match.candidates), asked.position)
            if near is None:
                return self._far_away(asked, country, place, match)
            place = near
        kind = Matched.SINGLE if match.kind is MatchKind.SINGLE and country else Matched.CLEAR
        found = Found(Where(place.country, place, kind, spelling=_spelling(text)), place.country)
        if kind is Matched.CLEAR:
            found.notes.append(("city", _("Taken: %s.") % place_label(place)))
        return found

    def _far_away(self, asked: Asked, country: str | None, place: Place, match: Match) -> Found:
        distance = _distance(place, asked.position or (0.0, 0.0))
        reason = _("%(place)s lies %(distance)d km from the position in the sheet.")
        text = reason % {"place": place_label(place), "distance": round(distance)}
        return self._ask(asked, country, match.candidates, text)

    def _not_taken(self, asked: Asked, country: str | None, match: Match) -> Found:
        if match.kind is MatchKind.CLOSE and asked.position:
            near = _nearest_of((c.place for c in match.candidates), asked.position)
            if near:
                found = Found(
                    Where(near.country, near, Matched.CLEAR, spelling=_spelling(asked.cities[0])),
                    near.country,
                )
                found.notes.append(
                    ("city", _("Chosen by the position in the sheet: %s.") % place_label(near))
                )
                return found
        if match.kind is MatchKind.CLOSE:
            reason = _("Several places are called “%s”.") % match.searched
        else:
            reason = _("No place is called “%s”; these resemble it.") % match.searched
        return self._ask(asked, country, match.candidates, reason)

    def _ask(
        self, asked: Asked, country: str | None, candidates: Iterable[gazetteer.Candidate], reason: str
    ) -> Found:
        key = decisions.city_key(country, asked.cities[0])
        places = {c.place.geonames_id: (c.place, str(c.why)) for c in candidates}
        for place, _distance_km in self._around(asked, country):
            places.setdefault(place.geonames_id, (place, "nearest"))
        if not places:
            text = _(
                "No place is called “%(city)s”. If it exists, add it beside a listed one: --decide '%(how)s'."
            )
            how = decisions.argument("city", key, f"{decisions.UNLISTED}:…")
            return Found(rejection=text % {"city": asked.cities[0], "how": how}, country=country)
        choices = [
            Choice(decisions.argument("city", key, str(number)), place_label(place), place, why)
            for number, (place, why) in places.items()
        ]
        return Found(doubt=reason, country=country, choices=choices)

    @staticmethod
    def _around(asked: Asked, country: str | None) -> list[tuple[Place, float]]:
        if asked.position is None:
            return []
        found = gazetteer.nearest(*asked.position, limit=OFFERED_NEAREST, country=country)
        return [(place, distance) for place, distance in found if distance <= NEAR_KM]

    def _match(self, text: str, country: str | None) -> Match:
        if (text, country) not in self._matches:
            self._matches[text, country] = gazetteer.match(text, country=country)
        return self._matches[text, country]


def place_label(place: Place) -> str:
    """Return a place with what tells it from its namesakes."""
    parts = [place.name, place.region, gazetteer.country_name(place.country, "en")]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _nearest_of(places: Iterable[Place], position: tuple[float, float]) -> Place | None:
    measured = [(_distance(place, position), place.geonames_id, place) for place in places]
    nearest = min(measured, key=lambda entry: entry[:2], default=None)
    return nearest[2] if nearest and nearest[0] <= NEAR_KM else None


def _distance(place: Place, position: tuple[float, float]) -> float:
    return gazetteer.distance_km(place.latitude, place.longitude, *position)


def _spelling(text: str) -> str:
    """Return the name as typed, without what stands behind it; empty for names that are shouted."""
    name = gazetteer.clean(readings(text)[-1][0].name)
    shouted = name.isupper() and len(spelling_key(name)) > SHOUTED_LENGTH
    return "" if shouted else name
