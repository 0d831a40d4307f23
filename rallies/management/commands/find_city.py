"""Tries the gazetteer on one name: what an import would do with it, and why."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ... import gazetteer
from ...gazetteer import MatchKind, Why

OUTCOMES = {
    MatchKind.SINGLE: gettext_lazy("taken: the only place of this name"),
    MatchKind.CLEAR: gettext_lazy("taken and shown: clearly the biggest place of this name"),
    MatchKind.CLOSE: gettext_lazy("asked: several places may be meant"),
    MatchKind.OFFER: gettext_lazy("asked: no place of this name, but these resemble it"),
    MatchKind.NONE: gettext_lazy("nothing found"),
}
REASONS = {
    Why.SAME_NAME: gettext_lazy("same name"),
    Why.SPELLING: gettext_lazy("one letter differs"),
    Why.TRANSLITERATION: gettext_lazy("sounds alike"),
    Why.BEGINNING: gettext_lazy("begins alike"),
    Why.AROUND: gettext_lazy("stands behind the name"),
}


class Command(BaseCommand):
    help = "Shows which place a typed name means, with candidates, population and time zone."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "name", help="a city in any language or script, perhaps with a state behind a comma"
        )
        parser.add_argument("--country", help="a country's code or name in any language")
        parser.add_argument("--language", default="en", help="the language to name places in (default: en)")

    def handle(self, *args: Any, **options: Any) -> None:
        country = self._country(options["country"])
        if not gazetteer.clean(options["name"]):
            raise CommandError(_("Give the name of a city."))
        try:
            self._show(options["name"], country, options["language"])
        except gazetteer.GazetteerMissing as error:
            raise CommandError(str(error)) from error

    def _country(self, typed: str | None) -> str | None:
        if typed is None:
            return None
        found = gazetteer.match_country(typed)
        if found.code is None:
            hint = ", ".join(gazetteer.country_name(code, "en") for code in found.candidates)
            meant = _(" Perhaps: %(names)s.") % {"names": hint} if hint else ""
            raise CommandError(_("There is no country “%(typed)s”.") % {"typed": typed} + meant)
        return found.code

    def _show(self, name: str, country: str | None, language: str) -> None:
        match = gazetteer.match(name, country=country)
        self.stdout.write(f"{match.searched}: {OUTCOMES[match.kind]}")
        for candidate in match.candidates:
            self._line(candidate.place, str(REASONS[candidate.why]), language)
        if match.kind == MatchKind.NONE:
            for hit in gazetteer.search(name, country=country, language=language):
                self._line(hit.place, _("found by “%(key)s”") % {"key": hit.matched}, language)

    def _line(self, place: gazetteer.Place, reason: str, language: str) -> None:
        label = gazetteer.name(place.geonames_id, language)
        where = ", ".join(filter(None, (place.region, gazetteer.country_name(place.country, language))))
        self.stdout.write(
            f"  {place.geonames_id:>9}  {label} ({where})  {place.population:,}  {place.timezone}  [{reason}]"
        )
