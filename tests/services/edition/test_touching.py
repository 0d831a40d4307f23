import pytest

from rallies.services.edition.records import Group, Held, Place, Records
from rallies.services.edition.touching import paths_touched_by

# Cities on one line, a degree apart; each shows its eight nearest.
LINE = {f"de/c{number:02}": Place("0", 50.0, float(number)) for number in range(30)}
PATHS = [
    "/en/", "/en/about/", "/en/campaigns/", "/en/organizers/", "/en/organizers/a/", "/en/organizers/b/",
    "/en/organizers/country/de/", "/en/organizers/country/fr/", "/en/campaigns/year/", "/en/campaigns/past/",
    "/en/campaigns/year/de/", "/en/campaigns/year/fr/", "/en/campaigns/year/de/part/1/",
    "/en/campaigns/year/de/region/x/", "/en/campaigns/year/de/region/x/part/2/", "/en/campaigns/past/de/",
    *(f"/en/campaigns/year/{name}/" for name in LINE),
]  # fmt: skip


def world(**changes):
    rallies = {name: Held("0", "year", "de", name[3:]) for name in LINE}
    rallies["old"] = Held("0", "past", "de", "c05")
    return Records(
        current=changes.get("current", "year"),
        campaigns={"year": "0", "past": "0", **changes.get("campaigns", {})},
        rallies={name: held for name, held in {**rallies, **changes.get("rallies", {})}.items() if held},
        organizers={"a": Group("0", ("de",)), **changes.get("organizers", {})},
        cities={**LINE, **changes.get("cities", {})},
    )


def touched(before, after):
    return {path.removeprefix("/en/") for path in paths_touched_by(before, after, PATHS)}


def cities(found):
    return sorted(path.split("/")[3] for path in found if path.startswith("campaigns/year/de/c"))


def test_nothing_is_touched_by_nothing():
    assert touched(world(), world()) == set()


def test_other_languages_are_touched_alike():
    found = paths_touched_by(world(), world(current="past"), ["/en/", "/ru/", "/ru/about/"])
    assert found == {"/en/", "/ru/"}


def test_rally_touches_its_lists_its_city_and_whoever_names_that_as_neighbour():
    after = world(rallies={"de/c15": Held("1", "year", "de", "c15")})
    found = touched(world(), after)
    lists = {
        "", "campaigns/", "campaigns/year/", "campaigns/year/de/", "campaigns/year/de/part/1/",
        "campaigns/year/de/region/x/", "campaigns/year/de/region/x/part/2/",
    }  # fmt: skip
    assert lists <= found
    assert cities(found) == [f"c{number:02}" for number in range(11, 20)]
    assert found == lists | {f"campaigns/year/de/{name}/" for name in cities(found)}


def test_rally_of_a_past_campaign_leaves_home_alone():
    found = touched(world(), world(rallies={"old": Held("1", "past", "de", "c05")}))
    assert found == {"campaigns/", "campaigns/past/", "campaigns/past/de/"}


def test_moved_rally_touches_where_it_was_and_where_it_is():
    found = touched(world(), world(rallies={"de/c15": Held("1", "year", "fr", "paris")}))
    assert {
        "campaigns/year/de/",
        "campaigns/year/fr/",
        "campaigns/year/de/c15/",
        "campaigns/year/de/c14/",
    } <= found


@pytest.mark.parametrize("back", [False, True])
def test_holder_is_touched_when_a_rally_comes_or_goes(back):
    pair = [world(), world(rallies={"new": Held("1", "year", "de", "c03", ("a",))})]
    found = touched(*(reversed(pair) if back else pair))
    assert "organizers/a/" in found
    assert "organizers/" not in found


def test_organizer_touches_its_lists_and_the_pages_of_its_rallies():
    held = {"de/c03": Held("0", "year", "de", "c03", ("a",))}
    found = touched(world(rallies=held), world(rallies=held, organizers={"a": Group("1", ("fr",))}))
    assert {"organizers/", "organizers/a/", "organizers/country/de/", "organizers/country/fr/"} <= found
    assert {"campaigns/year/", "campaigns/year/de/", "campaigns/year/de/c03/"} <= found
    assert "organizers/b/" not in found


def test_city_touches_every_page_that_names_it():
    found = touched(world(), world(cities={"de/c05": Place("1", 50.0, 5.0)}))
    assert {"campaigns/year/de/c05/", "campaigns/year/de/c04/", "campaigns/past/", "campaigns/year/"} <= found
    assert "campaigns/year/de/c29/" not in found


def test_campaign_touches_all_that_is_below_it_and_its_holders():
    held = {"de/c03": Held("0", "year", "de", "c03", ("b",))}
    found = touched(world(rallies=held), world(rallies=held, campaigns={"year": "1"}))
    assert {"", "campaigns/", "organizers/b/"} <= found
    assert {path for path in found if path.startswith("campaigns/year/")} == {
        path.removeprefix("/en/") for path in PATHS if path.startswith("/en/campaigns/year/")
    }
    assert "campaigns/past/" not in found


def test_few_cities_all_name_each_other():
    few = {name: LINE[name] for name in list(LINE)[:4]}
    rallies = {name: Held("0", "year", "de", name[3:]) for name in few}
    before = Records("year", {}, rallies, {}, few)
    after = Records("year", {}, {**rallies, "de/c00": Held("1", "year", "de", "c00")}, {}, few)
    assert cities(touched(before, after)) == ["c00", "c01", "c02", "c03"]
