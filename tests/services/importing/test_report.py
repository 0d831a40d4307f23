import json

from rallies.services.importing import report
from tests.services.importing.sheets import berlin, berlin_en

KEYS = ["row", "outcome", "country", "city", "geonames_id", "matched", "candidates", "messages"]


def text(plan):
    return "\n".join(report.as_lines(plan))


def test_json_has_the_promised_shape(sheet):
    plan = sheet.plan(berlin(), berlin(city="Мюнхин"), berlin(country="", city=""))
    found = json.loads(json.dumps(report.as_json(plan)))
    assert list(found) == ["summary", "rows"]
    assert found["summary"] == {"create": 1, "change": 0, "same": 0, "doubtful": 1, "rejected": 1}
    assert [list(row) for row in found["rows"]] == [KEYS] * 3
    taken, doubtful, rejected = found["rows"]
    assert taken == {
        "row": 2,
        "outcome": "create",
        "country": "DE",
        "city": "Berlin",
        "geonames_id": 2950159,
        "matched": "single",
        "candidates": [],
        "messages": [],
    }
    assert (doubtful["city"], doubtful["geonames_id"], doubtful["matched"]) == ("Мюнхин", None, None)
    munich = doubtful["candidates"][0]
    assert (munich["name"], munich["region"], munich["timezone"]) == ("Munich", "Bavaria", "Europe/Berlin")
    assert munich["population"] > 1_000_000
    assert munich["decide"] == "city:DE:мюнхин=2867714"
    assert (rejected["country"], rejected["matched"]) == (None, None)
    assert rejected["messages"] == [{"column": "city", "reason": "There is neither country nor city."}]


def test_city_is_named_in_english(sheet):
    plan = sheet.plan(berlin(city="Köln", tz_as_written="UTC+7"))
    assert report.as_json(plan)["rows"][0]["city"] == "Cologne"
    assert "  2  Cologne: tz_as_written: UTC+7 typed; Cologne is UTC+1 on that day." in text(plan)


def test_text_shows_counts_and_the_rows_to_look_at(sheet):
    shown = text(
        sheet.plan(berlin(tz_as_written="UTC+7"), berlin(city="Мюнхин"), berlin(city="Мюнхен", date="x"))
    )
    assert shown.startswith("3 rows in ru:\n      1  new\n")
    assert "Row 3, Мюнхин, DE: doubtful, left out until decided" in shown
    assert "--decide 'city:DE:мюнхин=2867714'   Munich, Bavaria, Germany, 1" in shown
    assert "inhabitants, Europe/Berlin (spelling)" in shown
    assert "--decide 'city:DE:мюнхин=skip'   leaves the row out" in shown
    assert "--decide 'city:DE:мюнхин=unlisted:NUMBER'   adds it beside that listed place" in shown
    assert "Row 4, Munich, DE: rejected\n    date: “x” is no day that can be read." in shown
    assert "  2  Berlin: tz_as_written: UTC+7 typed; Berlin is UTC+1 on that day." in shown


def test_text_shows_changes_field_by_field(sheet):
    sheet.take(berlin())
    shown = text(sheet.plan(berlin(local_time="16:00", event_url="https://example.org/new")))
    assert "    time: 14:00 → 16:00" in shown
    assert "    links: https://example.org/berlin/1 → https://example.org/new" in shown
    shown = text(sheet.plan(berlin_en(), language="en"))
    assert "    title.en: — → A year of war" in shown


def test_text_offers_hours_without_places(sheet):
    shown = text(sheet.plan(berlin(local_time="02:00")))
    assert "--decide 'time:year:DE:2950159:2023-02-24:02:00=14:00'   14:00" in shown
    assert "unlisted" not in shown


def test_text_names_columns_that_mean_nothing_and_rows_without_a_place(sheet):
    shown = text(sheet.plan({**berlin(country="", city=""), "weather": "sunny"}))
    assert "Columns that mean nothing here: weather." in shown
    assert "Row 2, —: rejected" in shown


def test_text_cuts_a_long_list_of_remarks(sheet):
    rows = [berlin(event_title=f"Акция {number}", tz_as_written="+7") for number in range(25)]
    shown = text(sheet.plan(*rows))
    assert shown.count("typed; Berlin is UTC+1") == 20
    assert shown.endswith("  … and 5 more rows")


def test_remainder_counts_what_was_left_out(sheet):
    assert report.remainder(sheet.plan(berlin())) == ""
    plan = sheet.plan(berlin(city="Мюнхин"), berlin(local_time="02:00"), berlin(country="", city=""))
    assert report.remainder(plan) == "2 rows wait for a decision, 1 row was rejected"


def test_json_offers_hours_without_places(sheet):
    row = report.as_json(sheet.plan(berlin(local_time="02:00")))["rows"][0]
    question = "time:year:DE:2950159:2023-02-24:02:00"
    assert row["matched"] == "single"
    assert row["candidates"] == [
        {"label": "14:00", "why": "time", "decide": f"{question}=14:00"},
        {"label": "02:00", "why": "time", "decide": f"{question}=02:00"},
    ]


def test_text_names_rallies_that_an_earlier_sheet_listed(sheet):
    cities = [
        "Мюнхен",
        "Гамбург",
        "Кёльн",
        "Лейпциг",
        "Бремен",
        "Штутгарт",
        "Дрезден",
        "Нюрнберг",
        "Эссен",
        "Майнц",
        "Киль",
    ]
    sheet.take(berlin(), *[berlin(city=city) for city in cities])
    assert "earlier sheet" not in text(sheet.plan(berlin(), *[berlin(city=city) for city in cities]))
    assert "earlier sheet" not in text(sheet.plan(berlin_en(), language="en"))
    one = text(sheet.plan(*[berlin(city=city) for city in cities]))
    assert "1 rally of an earlier sheet is not in this one; it stays:\n  Berlin, 2023-02-24, Год войны" in one
    assert "earlier sheet" not in text(sheet.plan(berlin(date="x"), *[berlin(city=city) for city in cities]))
    many = text(sheet.plan(berlin()))
    assert "11 rallies of earlier sheets are not in this one; they stay:\n  Munich" in many
    assert many.endswith("\n  …")
