import datetime
import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies import clock
from rallies.clock import ClockError, ClockProblem

DAY, TIME = datetime.date, datetime.time
ZONES = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Tbilisi",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]


@pytest.mark.parametrize(
    ("zone", "day", "time", "instant"),
    [
        ("Europe/Berlin", DAY(2023, 2, 24), TIME(14, 0), "2023-02-24T13:00:00+00:00"),
        ("Europe/Berlin", DAY(2023, 7, 1), TIME(14, 0), "2023-07-01T12:00:00+00:00"),
        ("Asia/Kathmandu", DAY(2023, 2, 24), TIME(14, 0), "2023-02-24T08:15:00+00:00"),
        ("Pacific/Kiritimati", DAY(2023, 2, 24), TIME(10, 0), "2023-02-23T20:00:00+00:00"),
        ("Pacific/Apia", DAY(2011, 12, 29), TIME(23, 30), "2011-12-30T09:30:00+00:00"),
        ("Pacific/Apia", DAY(2011, 12, 31), TIME(0, 0), "2011-12-30T10:00:00+00:00"),
    ],
)
def test_instant_of_a_plain_hour(zone, day, time, instant):
    assert clock.problem(day, time, zone) is None
    assert clock.instant(day, time, zone).isoformat() == instant


@pytest.mark.parametrize(
    ("zone", "day", "time"),
    [
        ("Europe/Berlin", DAY(2023, 3, 26), TIME(2, 0)),
        ("Europe/Berlin", DAY(2023, 3, 26), TIME(2, 59)),
        ("America/New_York", DAY(2023, 3, 12), TIME(2, 30)),
        ("Australia/Lord_Howe", DAY(2023, 10, 1), TIME(2, 15)),
        ("Pacific/Apia", DAY(2011, 12, 30), TIME(0, 0)),
        ("Pacific/Apia", DAY(2011, 12, 30), TIME(12, 0)),
        ("Pacific/Apia", DAY(2011, 12, 30), TIME(23, 59)),
    ],
)
@pytest.mark.parametrize("fold", [None, 0, 1])
def test_instant_of_a_skipped_hour_is_refused_whatever_the_answer(zone, day, time, fold):
    assert clock.problem(day, time, zone) is ClockProblem.GAP
    with pytest.raises(ClockError) as caught:
        clock.instant(day, time, zone, fold=fold)
    assert (caught.value.problem, str(caught.value)) == (ClockProblem.GAP, "gap")


@pytest.mark.parametrize(
    ("zone", "day", "time", "first", "second"),
    [
        ("Europe/Berlin", DAY(2023, 10, 29), TIME(2, 30), "2023-10-29T00:30:00", "2023-10-29T01:30:00"),
        ("America/New_York", DAY(2023, 11, 5), TIME(1, 0), "2023-11-05T05:00:00", "2023-11-05T06:00:00"),
        ("Australia/Lord_Howe", DAY(2023, 4, 2), TIME(1, 45), "2023-04-01T14:45:00", "2023-04-01T15:15:00"),
    ],
)
def test_instant_of_a_repeated_hour_needs_an_answer(zone, day, time, first, second):
    with pytest.raises(ClockError) as caught:
        clock.instant(day, time, zone)
    assert caught.value.problem is ClockProblem.FOLD
    answers = [clock.instant(day, time, zone, fold=fold) for fold in (0, 1)]
    assert [answer.isoformat() for answer in answers] == [f"{first}+00:00", f"{second}+00:00"]


@pytest.mark.parametrize(
    ("zone", "day", "before", "after"),
    [
        ("Europe/Berlin", DAY(2023, 3, 26), TIME(1, 59), TIME(3, 0)),
        ("Europe/Berlin", DAY(2023, 10, 29), TIME(1, 59), TIME(3, 0)),
        ("Australia/Lord_Howe", DAY(2023, 10, 1), TIME(1, 59), TIME(2, 30)),
        ("Australia/Lord_Howe", DAY(2023, 4, 2), TIME(1, 29), TIME(2, 0)),
    ],
)
def test_hours_beside_a_gap_or_fold_are_plain(zone, day, before, after):
    assert [clock.problem(day, time, zone) for time in (before, after)] == [None, None]


@pytest.mark.parametrize(("day", "time"), [(None, None), (None, TIME(14, 0)), (DAY(2023, 2, 24), None)])
def test_instant_is_empty_while_day_or_time_is_to_follow(day, time):
    assert clock.instant(day, time, "Europe/Berlin") is None


def test_an_answer_for_a_plain_hour_changes_nothing():
    plain = [
        clock.instant(DAY(2023, 2, 24), TIME(14, 0), "Europe/Berlin", fold=fold) for fold in (None, 0, 1)
    ]
    assert len(set(plain)) == 1


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Berlin", DAY(2023, 2, 24), 60),
        ("Europe/Berlin", DAY(2023, 7, 1), 120),
        ("America/St_Johns", DAY(2023, 2, 24), -210),
        ("Asia/Kathmandu", DAY(2023, 2, 24), 345),
        ("Pacific/Kiritimati", DAY(2023, 2, 24), 840),
        ("Australia/Lord_Howe", DAY(2023, 7, 1), 630),
        ("UTC", DAY(2023, 2, 24), 0),
    ],
)
def test_offset_minutes_include_summer_time(zone, day, minutes):
    assert clock.offset_minutes(day, TIME(14, 0), zone) == minutes


@given(
    day=st.dates(DAY(1990, 1, 1), DAY(2090, 1, 1)),
    time=st.times().map(lambda time: time.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
def test_instant_comes_back_to_the_same_wall_time(day, time, zone):
    found = clock.problem(day, time, zone)
    if found is ClockProblem.GAP:
        zoned = datetime.datetime.combine(day, time, zoneinfo.ZoneInfo(zone))
        assert zoned.astimezone(datetime.UTC).astimezone(zoned.tzinfo).replace(tzinfo=None) != zoned.replace(
            tzinfo=None
        )
        return
    folds = (0, 1) if found is ClockProblem.FOLD else (None,)
    instants = [clock.instant(day, time, zone, fold=fold) for fold in folds]
    assert len(set(instants)) == len(folds)
    for instant in instants:
        local = instant.astimezone(zoneinfo.ZoneInfo(zone))
        assert (local.date(), local.time()) == (day, time)


@given(seconds=st.integers(0, 120 * 365 * 86_400), zone=st.sampled_from(ZONES))
def test_every_instant_has_a_wall_time_that_leads_back_to_it(seconds, zone):
    instant = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=seconds)
    local = instant.astimezone(zoneinfo.ZoneInfo(zone))
    assert clock.problem(local.date(), local.time(), zone) is not ClockProblem.GAP
    assert clock.instant(local.date(), local.time(), zone, fold=local.fold) == instant


@pytest.mark.parametrize(
    ("day", "time", "zone"),
    [(DAY.max, TIME(23, 0), "America/New_York"), (DAY.min, TIME(1, 0), "Pacific/Auckland")],
)
def test_instant_beyond_the_calendar_is_refused(day, time, zone):
    with pytest.raises(ClockError) as caught:
        clock.instant(day, time, zone)
    assert caught.value.problem is ClockProblem.GAP
