"""A gazetteer of a dozen places, written for the tests and installed in a moment."""

import lzma

import pytest

from rallies import gazetteer
from rallies.gazetteer import shipped, store
from rallies.gazetteer.spelling import key

# number, country, division, latitude, longitude, population, zone, main name, its translations, other names
PLACES = [
    (
        1,
        "DE",
        "16",
        52.52,
        13.41,
        3_400_000,
        "Europe/Berlin",
        "Berlin",
        ["Берлин", "ベルリン"],
        ["Berolinum"],
    ),
    (2, "DE", "02", 48.14, 11.58, 1_500_000, "Europe/Berlin", "Munich", ["Мюнхен", "München"], ["Minga"]),
    (
        3,
        "DE",
        "05",
        50.12,
        8.68,
        650_000,
        "Europe/Berlin",
        "Frankfurt am Main",
        ["Франкфурт-на-Майне"],
        ["Frankfurt"],
    ),
    (4, "US", "OR", 45.52, -122.68, 650_000, "America/Los_Angeles", "Portland", ["Портленд"], []),
    (5, "US", "MO", 37.21, -93.3, 170_000, "America/Chicago", "Springfield", ["Спрингфилд"], []),
    (6, "US", "MA", 42.1, -72.59, 155_000, "America/New_York", "Springfield", ["Спрингфилд"], []),
    (7, "US", "ME", 43.66, -70.26, 68_000, "America/New_York", "Portland", ["Портленд"], []),
    (8, "DE", "11", 52.34, 14.55, 58_000, "Europe/Berlin", "Frankfurt (Oder)", [], ["Frankfurt"]),
    (9, "US", "CT", 41.54, -72.81, 60_000, "America/New_York", "Meriden", [], ["Silver City"]),
    (10, "US", "NM", 32.77, -108.28, 10_000, "America/Denver", "Silver City", [], []),
    (11, "CY", "05", 34.77, 32.43, 36_000, "Asia/Nicosia", "Paphos", ["Пафос"], ["Pafos"]),
    (12, "CH", "BE", 47.14, 7.25, 55_000, "Europe/Zurich", "Biel/Bienne", ["Биль"], ["Biel", "Bienne"]),
    (13, "DE", "10", 54.32, 10.13, 246_000, "Europe/Berlin", "Kiel", ["Киль"], []),
    (14, "DE", "10", 54.33, 10.14, 90_000, "Europe/Berlin", "Kiel", [], []),
    (15, "FJ", "01", -18.14, 178.44, 77_000, "Pacific/Fiji", "Suva", ["Сува"], []),
    (16, "US", "IL", 42.03, -87.88, 58_000, "America/Chicago", "Des Plaines", [], ["Maine"]),
]
REGIONS = [
    ("US.OR", "Oregon", ["OR", "Орегон"]), ("US.ME", "Maine", ["ME", "Мэн"]),
    ("US.MA", "Massachusetts", ["MA"]), ("US.MO", "Missouri", ["MO"]), ("US.TX", "Texas", ["TX", "Техас"]),
    ("US.NM", "New Mexico", ["NM"]),
    ("DE.16", "Berlin", ["Berlin"]), ("DE.02", "Bavaria", ["Бавария", "Bayern"]),
]  # fmt: skip
NAMES = [
    (1, "ru", "Берлин"),
    (1, "ja", "ベルリン"),
    (2, "ru", "Мюнхен"),
    (2, "de", "München"),
    (4, "ru", "Портленд"),
]
CORRECTIONS = [
    "# a comment", "",
    "name\t2\tuk\tМюнхен", "name\t1\tru\tБерлин (столица)", "alias\t4\t\tPDX", "not\t13\t\tКиль",
    "region\tUS.OR\t\tБобровый штат",
    "region-name\tUS.MO\t\tThe Show-Me State",
]  # fmt: skip


def write_table(folder, table, rows):
    text = "".join("\t".join(map(str, row)) + "\n" for row in rows)
    (folder / f"{table}.tsv.xz").write_bytes(lzma.compress(text.encode()))


def joined(names):
    return " ".join(sorted(key(name) for name in names))


@pytest.fixture
def small_tables(tmp_path, monkeypatch):
    """Tables like the shipped ones, in a folder of the test."""
    gazetteer.match_country("Germany")  # countries are kept per process: they must be the shipped ones
    gazetteer.country_name("DE", "en")
    folder = tmp_path / "tables"
    folder.mkdir()
    ordered = sorted(PLACES, key=lambda place: -place[5])
    small = ordered.pop()
    numbers = {place[0]: number for number, place in enumerate(ordered)}
    write_table(folder, "places", [place[:8] for place in ordered])
    write_table(folder, "keys", [(joined([place[7], *place[8]]), joined(place[9])) for place in ordered])
    write_table(folder, "names", [(numbers[place], language, name) for place, language, name in NAMES])
    write_table(folder, "regions", [(code, name, *map(key, [name, *other])) for code, name, other in REGIONS])
    (folder / "corrections.tsv").write_text("\n".join(CORRECTIONS) + "\n", encoding="utf-8")
    line = "\t".join(map(str, small[:8]))
    (folder / "small_places.tsv").write_text(f"# a comment\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(shipped, "SMALL_PLACES", folder / "small_places.tsv")
    monkeypatch.setattr(shipped, "FOLDER", folder)
    monkeypatch.setattr(shipped, "CORRECTIONS", folder / "corrections.tsv")
    return folder


@pytest.fixture
def small_gazetteer(small_tables, tmp_path, settings):
    """The small gazetteer, installed and in use."""
    settings.GAZETTEER_PATH = tmp_path / "gazetteer.sqlite3"
    gazetteer.install(settings.GAZETTEER_PATH)
    yield settings.GAZETTEER_PATH
    store.close()


@pytest.fixture
def real_gazetteer(gazetteer_file):
    if not gazetteer.is_installed(gazetteer_file):
        pytest.skip("the installed gazetteer is of another version: make setup")
    return gazetteer_file
