import datetime

import pytest
from django.utils import translation

from rallies.formats import wording
from rallies.statuses import CampaignState, Condition

DAY = datetime.date(2023, 2, 24)
TWO = datetime.time(14, 0)


@pytest.mark.parametrize(
    ("first", "last", "language", "expected"),
    [
        ((2023, 2, 24), (2023, 2, 24), "en", "24 February 2023"),
        ((2023, 2, 24), (2023, 2, 26), "en", "24–26 February 2023"),
        ((2023, 2, 24), (2023, 3, 2), "en", "24 February – 2 March 2023"),
        ((2023, 12, 30), (2024, 1, 2), "en", "30 December 2023 – 2 January 2024"),
        ((2023, 2, 24), (2023, 2, 26), "ru", "24–26 февраля 2023\u202fг."),
        ((2023, 2, 24), (2023, 3, 2), "ru", "24 февраля – 2 марта 2023\u202fг."),
    ],
)
def test_days_of_a_campaign_are_told_once(first, last, language, expected):
    assert wording.days(datetime.date(*first), datetime.date(*last), language) == expected


def test_days_are_told_in_full_where_the_day_does_not_come_first():
    told = wording.days(DAY, datetime.date(2023, 2, 26), "hu")
    assert told == "2023. február 24. – 2023. február 26."


@pytest.mark.parametrize(
    ("day", "time", "is_over", "expected"),
    [
        (DAY, TWO, False, "24 Feb, 14:00"),
        (DAY, None, False, "24 Feb, time to follow"),
        (None, TWO, False, "day to follow, 14:00"),
        (None, None, False, "day and time to follow"),
        (DAY, None, True, "24 Feb, time not known"),
        (None, TWO, True, "day not known, 14:00"),
        (None, None, True, "day and time not known"),
    ],
)
def test_line_tells_what_is_known_and_what_follows(day, time, is_over, expected):
    with translation.override("en"):
        assert wording.when(day, time, "en", is_over=is_over) == expected


@pytest.mark.parametrize(
    ("zone", "machine", "offset"),
    [
        ("Europe/Berlin", "2023-02-24T14:00+01:00", "UTC+1"),
        ("Asia/Kolkata", "2023-02-24T14:00+05:30", "UTC+5:30"),
        ("America/St_Johns", "2023-02-24T14:00-03:30", "UTC−3:30"),
        ("Europe/London", "2023-02-24T14:00+00:00", "UTC"),
        ("Pacific/Honolulu", "2023-02-24T14:00-10:00", "UTC−10"),
    ],
)
def test_machine_time_and_offset_follow_the_zone(zone, machine, offset):
    assert wording.machine_time(DAY, TWO, zone) == machine
    assert wording.offset(DAY, TWO, zone) == offset


def test_repeated_hour_is_told_by_its_pass():
    day, time = datetime.date(2023, 10, 29), datetime.time(2, 30)
    assert wording.machine_time(day, time, "Europe/Berlin", 0) == "2023-10-29T02:30+02:00"
    assert wording.machine_time(day, time, "Europe/Berlin", 1) == "2023-10-29T02:30+01:00"
    assert wording.offset(day, time, "Europe/Berlin", 1) == "UTC+1"


def test_machine_time_without_hour_is_the_day_and_without_day_nothing():
    assert wording.machine_time(DAY, None, "Europe/Berlin") == "2023-02-24"
    assert wording.machine_time(None, TWO, "Europe/Berlin") == ""


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Europe/Berlin", "en", "Berlin"),
        ("Asia/Tbilisi", "ru", "Тбилиси"),
        ("Asia/Kolkata", "ru", "Калькутта"),
        ("Europe/Kyiv", "ru", "Киев"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("America/North_Dakota/New_Salem", "en", "New Salem, North Dakota"),
        ("Etc/UTC", "en", "UTC"),
    ],
)
def test_zone_is_named_after_its_place(zone, language, expected):
    assert wording.zone_place(zone, language) == expected


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Asia/Nicosia", "en", "Eastern European Time"),
        ("Europe/Kyiv", "ru", "Восточная Европа"),
        ("America/Los_Angeles", "en", "Pacific Time"),
        ("Asia/Kolkata", "en", "India Standard Time"),
        ("America/Chicago", "en", "Central Time"),
        ("America/Chicago", "ru", "Чикаго"),
        ("Europe/London", "en", "London"),
        ("Europe/Istanbul", "en", "Istanbul"),
        ("Africa/Casablanca", "en", "Casablanca"),
        ("Etc/UTC", "en", "UTC"),
    ],
)
def test_zone_is_called_as_people_call_its_time_else_after_its_place(zone, language, expected):
    assert wording.zone_name(zone, language) == expected


def test_moment_is_told_by_the_clocks_of_the_city():
    moment = datetime.datetime(2023, 2, 23, 23, 5, tzinfo=datetime.UTC)
    with translation.override("en"):
        assert wording.local_moment(moment, "Asia/Tbilisi", "en") == "24 February 2023, 03:05"


def test_numbers_follow_the_language():
    with translation.override("en"):
        assert wording.number(4493) == "4,493"
    with translation.override("ru"):
        assert wording.number(4493) == "4\xa0493"


@pytest.mark.parametrize(
    ("words", "one", "many"),
    [
        (wording.rallies, "1 rally", "21 rallies"),
        (wording.cities, "1 city", "21 cities"),
        (wording.countries, "1 country", "21 countries"),
        (wording.organizers, "1 organizer", "21 organizers"),
    ],
)
def test_counts_take_the_plural(words, one, many):
    with translation.override("en"):
        assert (words(1), words(21)) == (one, many)


def test_badge_is_empty_for_a_planned_rally_and_capital_for_others():
    assert wording.condition("planned", "en") == ""
    assert wording.condition("cancelled", "en") == "Cancelled"


def test_kind_is_left_out_for_a_rally():
    assert wording.kind("rally", "en") == ""
    assert wording.kind("letters", "en") == "Letter-writing"


@pytest.mark.parametrize("is_over", [False, True])
def test_every_condition_has_a_sentence(is_over):
    sentences = {wording.condition_sentence(value, is_over=is_over) for value in Condition.values}
    assert len(sentences) == len(Condition.values)


def test_campaigns_that_are_over_say_so():
    assert wording.campaign_state(CampaignState.OPEN) == ""
    assert "over" in wording.campaign_state(CampaignState.CLOSED)
    assert "archived" in wording.campaign_state(CampaignState.ARCHIVED)


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "ltr"), ("fa", "rtl"), ("ar-EG", "rtl"), ("ru", "ltr")]
)
def test_direction_of_a_language(language, expected):
    assert wording.direction(language) == expected


def test_language_is_named_for_the_reader():
    assert wording.language_name("ru", "en") == "Russian"
    assert wording.language_name("en", "ru") == "английский"
