import pytest

from rallies.models import City, ImportBatch, ImportDecision, JournalEntry, Organizer, Rally
from rallies.services import importing
from rallies.services.importing import Outcome
from tests.factories import make_campaign
from tests.services.importing.sheets import as_csv, berlin, berlin_en


def only(plan):
    assert len(plan.rows) == 1
    return plan.rows[0]


def reasons(row):
    return " ".join(f"{message.column}: {message.reason}" for message in row.messages)


def decides(row):
    return [choice.decide for choice in row.choices]


def test_plan_of_a_new_rally_says_what_it_will_be(sheet):
    row = only(sheet.plan(berlin()))
    assert row.outcome is Outcome.CREATE
    assert (row.country, row.city, row.where.geonames_id) == ("DE", "Berlin", 2950159)
    assert row.changes["date"] == (None, "2023-02-24")
    assert row.changes["time"] == (None, "14:00")
    assert row.changes["title.ru"] == (None, "Год войны")
    assert row.changes["organizers"] == (None, ["Демократы Берлина"])


def test_plan_writes_nothing(sheet):
    sheet.plan(berlin(), answers={("city", "DE:berlin"): "skip"})
    models = (Rally, City, Organizer, ImportBatch, ImportDecision, JournalEntry)
    assert [model.objects.count() for model in models] == [0] * len(models)


def test_language_is_guessed_from_the_letters_and_else_the_campaigns(db):
    campaign = make_campaign(source_language="ru")
    plan = importing.read_and_plan(data=as_csv([berlin_en()]), name="x.csv", campaign=campaign)
    assert plan.language == "en"
    nothing_to_guess = as_csv([{"country": "1", "city": "2"}])
    assert importing.read_and_plan(data=nothing_to_guess, name="x.csv", campaign=campaign).language == "ru"


def test_language_that_the_site_does_not_speak_is_refused(sheet):
    with pytest.raises(importing.UnknownLanguage) as caught:
        sheet.plan(berlin(), language="tlh")
    assert str(caught.value) == "“tlh” is no language of this site: en, ru."


def test_progress_is_told(sheet):
    told = []
    sheet.plan(berlin(), berlin(city="Мюнхен"), progress=lambda *step: told.append(step))
    assert told == [("planned", 2, 2)]


@pytest.mark.parametrize("typed", ["00:00", ""])
def test_midnight_and_nothing_mean_that_the_time_is_to_follow(sheet, typed):
    plan, _batch = sheet.take(berlin(local_time=typed))
    assert only(plan).outcome is Outcome.CREATE
    rally = Rally.objects.get()
    assert rally.time is None
    assert rally.starts_at is None


def test_hour_at_night_is_doubtful_until_it_is_decided(sheet):
    row = only(sheet.plan(berlin(local_time="02:00")))
    assert row.outcome is Outcome.DOUBTFUL
    key = "time:year:DE:2950159:2023-02-24:02:00"
    assert decides(row) == [f"{key}=14:00", f"{key}=02:00"]
    answers = {("time", key.partition(":")[2]): "14:00"}
    sheet.take(berlin(local_time="02:00"), answers=answers)
    assert f"{Rally.objects.get().time:%H:%M}" == "14:00"
    # The answer is remembered, and serves the other language as well.
    again = only(sheet.plan(berlin_en(local_time="02:00"), language="en"))
    assert again.outcome is Outcome.CHANGE
    assert "time" not in again.changes


def test_hour_at_night_may_be_meant_or_to_follow_or_left_out(sheet):
    key = ("time", "year:DE:2950159:2023-02-24:03:00")
    typed = berlin(local_time="03:00")
    assert only(sheet.plan(typed, answers={key: "03:00"})).changes["time"] == (None, "03:00")
    assert "time" not in only(sheet.plan(typed, answers={key: "to-follow"})).changes
    left_out = only(sheet.plan(typed, answers={key: "skip"}))
    assert left_out.outcome is Outcome.REJECTED
    assert "Left out, as decided." in reasons(left_out)


def test_day_far_outside_the_campaign_is_doubtful_until_it_is_decided(sheet):
    row = only(sheet.plan(berlin(date="2023-04-24")))
    assert row.outcome is Outcome.DOUBTFUL
    assert "57 days after the campaign's last day." in reasons(row)
    assert decides(row) == ["date:year:DE:2950159:2023-04-24=2023-04-24"]
    answers = {("date", "year:DE:2950159:2023-04-24"): "2023-02-24"}
    decided = only(sheet.plan(berlin(date="2023-04-24"), answers=answers))
    assert decided.changes["date"] == (None, "2023-02-24")
    assert (
        only(
            sheet.plan(berlin(date="2023-04-24"), answers={("date", "year:DE:2950159:2023-04-24"): "skip"})
        ).outcome
        is Outcome.REJECTED
    )


def test_day_near_the_campaign_is_only_noted(sheet):
    row = only(sheet.plan(berlin(date="2023-02-28")))
    assert row.outcome is Outcome.CREATE
    assert "2 days after the campaign's last day." in reasons(row)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"date": "31.02.2023"}, "date", "there is no such day"),
        ({"date": "some day in spring"}, "date", "is no day that can be read"),
        ({"local_time": "25:61"}, "local_time", "is no hour of the day"),
        ({"country": "", "city": ""}, "city", "There is neither country nor city."),
        ({"city": ""}, "city", "There is no city."),
        ({"city": "Ыъщжэ"}, "city", "No place is called"),
        ({"country": "Йцукен", "city": "Ыъщжэ"}, "country", "is no known country."),
    ],
)
def test_row_that_cannot_be_used_is_rejected_with_column_and_reason(sheet, cells, column, reason):
    plan, batch = sheet.take(berlin(**cells), berlin(city="Мюнхен"))
    row = plan.rows[0]
    assert row.outcome is Outcome.REJECTED
    assert [m.column for m in row.messages if reason in m.reason] == [column]
    assert [rally.city.name for rally in Rally.objects.all()] == ["Munich"]
    assert batch.rows.get(row=2).outcome == "rejected"


def test_ragged_row_is_rejected(sheet):
    data = as_csv([berlin(), berlin(city="Мюнхен")]).replace(b"/1\r\n", b"/1,one,two\r\n", 1)
    plan = importing.read_and_plan(data=data, name="x.csv", campaign=sheet.campaign)
    assert [row.outcome for row in plan.rows] == [Outcome.REJECTED, Outcome.CREATE]
    assert plan.rows[0].messages[0].reason


def test_bad_link_is_only_a_message(sheet):
    plan, _batch = sheet.take(berlin(event_url="https://t.me/+secretinvite"))
    row = only(plan)
    assert row.outcome is Outcome.CREATE
    assert [message.column for message in row.messages] == ["event_url"]
    assert Rally.objects.get().links == []


def test_offset_is_compared_with_the_city_and_never_stored(sheet):
    cells = {"country": "Аргентина", "city": "Буэнос-Айрес", "local_time": "13:00"}
    plan, batch = sheet.take(berlin(**cells, tz_as_written="UTC-2"))
    assert "tz_as_written: UTC-2 typed; Buenos Aires is UTC−3 on that day." in reasons(only(plan))
    assert "UTC" not in str(batch.rows.get().values)
    assert "typed" not in reasons(only(sheet.plan(berlin(**cells, tz_as_written="UTC-3"))))


def test_offset_of_half_an_hour_is_written_with_minutes(sheet):
    cells = {"country": "Индия", "city": "Дели", "tz_as_written": "+5"}
    assert "is UTC+5:30 on that day." in reasons(only(sheet.plan(berlin(**cells))))


def test_hour_that_the_clocks_skip_is_asked(db):
    campaign = make_campaign(slug="spring", first_day="2023-03-25", last_day="2023-03-26")
    campaign.refresh_from_db()
    data = as_csv([berlin(date="2023-03-26", local_time="02:30")])
    key = ("time", "spring:DE:2950159:2023-03-26:02:30")

    def plan(answer=None):
        answers = {key: answer} if answer else None
        return only(importing.read_and_plan(data=data, name="x", campaign=campaign, answers=answers))

    assert decides(plan()) == ["time:spring:DE:2950159:2023-03-26:02:30=14:30"]
    assert plan("14:30").outcome is Outcome.CREATE
    still = plan("02:30")
    assert still.outcome is Outcome.DOUBTFUL
    assert "The clocks of Berlin skip 02:30 on that day." in reasons(still)


def test_hour_that_the_clocks_repeat_is_asked_and_answered_by_its_pass(db):
    campaign = make_campaign(slug="autumn", first_day="2023-11-05", last_day="2023-11-05")
    campaign.refresh_from_db()
    row = berlin(country="США", city="Нью-Йорк", date="2023-11-05", local_time="01:30")
    asked = only(importing.read_and_plan(data=as_csv([row]), name="x", campaign=campaign))
    key = "time:autumn:US:5128581:2023-11-05:01:30"
    assert decides(asked) == [f"{key}=01:30 first", f"{key}=01:30 second"]
    assert "show 01:30 twice" in reasons(asked)
    answers = {("time", key.partition(":")[2]): "01:30 second"}
    plan = importing.read_and_plan(data=as_csv([row]), name="x", campaign=campaign, answers=answers)
    importing.apply(plan=plan, by=None, now=campaign.created_at)
    rally = Rally.objects.get()
    assert (rally.fold, rally.starts_at.hour) == (1, 6)
    assert (
        only(importing.read_and_plan(data=as_csv([row]), name="x", campaign=campaign)).outcome is Outcome.SAME
    )


def test_hour_of_another_list_that_makes_a_skipped_one_is_asked(db):
    campaign = make_campaign(slug="spring", first_day="2023-03-25", last_day="2023-03-26")
    campaign.refresh_from_db()
    day_only = as_csv([berlin(date="2023-03-26", local_time="")])
    first = importing.read_and_plan(data=day_only, name="x", campaign=campaign)
    importing.apply(plan=first, by=None, now=campaign.created_at)
    hour_only = as_csv([berlin_en(date="", local_time="01:59")]).replace(b"01:59", b"02:30")
    row = only(
        importing.read_and_plan(
            data=hour_only,
            name="x",
            campaign=campaign,
            answers={("time", "spring:DE:2950159::02:30"): "02:30"},
        )
    )
    assert row.outcome is Outcome.DOUBTFUL
    assert "skip 02:30" in reasons(row)


def test_rows_that_are_not_marked_ok_are_rejected(sheet):
    plan = sheet.plan(
        {"ok": "1", **berlin()}, {"ok": "", **berlin(city="Мюнхен")}, {"ok": "нет", **berlin(city="Гамбург")}
    )
    assert [row.outcome for row in plan.rows] == [Outcome.CREATE, Outcome.REJECTED, Outcome.REJECTED]
    assert reasons(plan.rows[1]) == "ok: The row is not marked ok."


def test_column_ok_that_nobody_filled_marks_nothing(sheet):
    assert only(sheet.plan({"ok": "", **berlin()})).outcome is Outcome.CREATE


def test_live_sheet_brings_both_languages_in_one_row(sheet):
    row = {
        "ok": "1",
        "country": "Германия",
        "countryeng": "Germany",
        "city": "Берлин",
        "cityeng": "Berlin",
        "date": "24.02",
        "time": "14:00 +1",
        "orgname": "Демократы",
        "orgnameeng": "Democrats",
        "orgurl": "https://t.me/demberlin",
        "eventname": "Пикет",
        "eventnameeng": "Picket",
        "eventurl": "https://example.org/1",
        "latlon": "52.52, 13.40",
    }
    plan, _batch = sheet.take(row)
    rally = Rally.objects.get()
    assert rally.title == {"ru": "Пикет", "en": "Picket"}
    assert rally.organizers.get().name == {"ru": "Демократы", "en": "Democrats"}
    assert (rally.kind, rally.latitude) == ("picket", None)
    assert only(plan).messages == []
    assert only(sheet.plan(row)).outcome is Outcome.SAME


def test_row_with_only_an_english_title_keeps_it_as_english(sheet):
    sheet.take({**berlin(event_title=""), "eventnameeng": "Picket"})
    assert Rally.objects.get().title == {"en": "Picket"}


def test_place_becomes_the_meeting_point_and_position_does_not(sheet):
    sheet.take({**berlin(place="Площадь"), "lat": "52.5", "lon": "13.4"})
    rally = Rally.objects.get()
    assert (rally.meeting_point, rally.latitude) == ({"ru": "Площадь"}, None)


def test_exact_double_is_taken_once(sheet):
    plan, batch = sheet.take(
        berlin(), berlin(), berlin(event_title="Другой", event_url="", local_time="18:00")
    )
    assert [row.outcome for row in plan.rows] == [Outcome.CREATE, Outcome.SAME, Outcome.CREATE]
    assert reasons(plan.rows[1]) == ": Says the same as row 2."
    assert Rally.objects.count() == 2
    assert batch.rows.get(row=3).rally == batch.rows.get(row=2).rally


def test_counts_name_every_outcome(sheet):
    assert sheet.plan(berlin()).counts() == {
        "create": 1,
        "change": 0,
        "same": 0,
        "doubtful": 0,
        "rejected": 0,
    }


def test_planning_asks_as_many_questions_for_many_rows_as_for_one(sheet, django_assert_num_queries):
    cities = ["Берлин", "Мюнхен", "Гамбург", "Кёльн", "Лейпциг", "Бремен"]
    sheet.take(*[berlin(city=city) for city in cities])
    with django_assert_num_queries(8):
        sheet.plan(berlin())
    with django_assert_num_queries(8):
        sheet.plan(*[berlin(city=city) for city in cities])


def test_rejected_row_asks_nothing_more(sheet):
    row = only(sheet.plan(berlin(date="some day", local_time="02:00")))
    assert row.outcome is Outcome.REJECTED
    assert row.choices == []
    assert "is no day that can be read" in reasons(row)
