import datetime
from decimal import Decimal

import pytest

from rallies.models import Campaign, Rally
from rallies.services import texts
from tests.factories import make_city, make_rally


def campaign(**fields):
    return Campaign(source_language="en", **fields)


def test_assign_reports_before_and_after_of_what_differs():
    record = campaign(slug="old", first_day=datetime.date(2023, 2, 24))
    changes = texts.assign(
        record, {"slug": "new", "first_day": datetime.date(2023, 2, 24), "is_sample": True}
    )
    assert changes == {"slug": ["old", "new"], "is_sample": [False, True]}
    assert (record.slug, record.is_sample) == ("new", True)


def test_assign_of_equal_values_changes_nothing():
    record = campaign(title={"en": "Peace"})
    assert texts.assign(record, {"title": {"en": "Peace"}}) == {}
    assert record.stale_texts == {}


def test_assign_keeps_days_and_hours_as_json_can():
    rally = Rally(date=datetime.date(2023, 2, 24), time=None)
    changes = texts.assign(rally, {"date": None, "time": datetime.time(14, 0)})
    assert changes == {"date": ["2023-02-24", None], "time": [None, "14:00:00"]}


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (datetime.datetime(2023, 2, 24, 13, 0, tzinfo=datetime.UTC), "2023-02-24T13:00:00+00:00"),
        (datetime.date(2023, 2, 24), "2023-02-24"),
        (datetime.time(14, 30), "14:30:00"),
        ("text", "text"),
        (3, 3),
        (1.5, 1.5),
        (True, True),
        (None, None),
        ({"en": "a"}, {"en": "a"}),
        ([1], [1]),
        (Decimal("1.5"), "1.5"),
    ],
)
def test_plain_values_fit_into_json(value, kept):
    assert texts.plain(value) == kept


@pytest.mark.django_db
def test_plain_record_is_kept_by_its_name():
    rally = make_rally()
    changes = texts.assign(rally, {"city": make_city("Munich")})
    assert changes == {"city": ["Berlin", "Munich"]}


@pytest.mark.parametrize(
    ("before", "after", "stale"),
    [
        pytest.param({"en": "a"}, {"en": "b"}, [], id="only the source"),
        pytest.param({"en": "a", "ru": "а"}, {"en": "b", "ru": "а"}, ["ru"], id="source changed"),
        pytest.param({"en": "a", "ru": "а"}, {"en": "b", "ru": "б"}, [], id="both changed"),
        pytest.param({"en": "a", "ru": "а"}, {"en": "a", "ru": "б"}, [], id="translation changed"),
        pytest.param({"en": "a", "ru": "а"}, {"en": "b"}, [], id="translation removed"),
        pytest.param(
            {"en": "a", "ru": "а", "de": "x"}, {"en": "b", "ru": "б", "de": "x"}, ["de"], id="one left"
        ),
        pytest.param({"ru": "а"}, {"en": "a", "ru": "а"}, [], id="source added later"),
        pytest.param({"en": "a", "ru": "а"}, {"ru": "а"}, [], id="source removed"),
        pytest.param({"en": "a"}, {"en": "a", "ru": "а"}, [], id="translation added"),
        pytest.param({}, {"en": "a", "ru": "а"}, [], id="both new"),
    ],
)
def test_changed_source_makes_the_translations_it_leaves_behind_stale(before, after, stale):
    record = campaign(title=before)
    texts.assign(record, {"title": after})
    assert record.stale_texts == ({"title": stale} if stale else {})


def test_translation_written_anew_is_fresh_again():
    record = campaign(title={"en": "a", "ru": "а", "de": "x"})
    texts.assign(record, {"title": {"en": "b", "ru": "а", "de": "x"}})
    assert record.stale_texts == {"title": ["de", "ru"]}
    texts.assign(record, {"title": {"en": "b", "ru": "б", "de": "x"}})
    assert record.stale_texts == {"title": ["de"]}
    texts.assign(record, {"title": {"en": "b", "ru": "б"}})
    assert record.stale_texts == {}


def test_stale_marks_of_one_field_leave_others_alone():
    record = campaign(title={"en": "a", "ru": "а"}, text={"en": "a", "ru": "а"})
    texts.assign(record, {"title": {"en": "b", "ru": "а"}})
    texts.assign(record, {"text": {"en": "b", "ru": "а"}})
    texts.assign(record, {"title": {"en": "b", "ru": "б"}})
    assert record.stale_texts == {"text": ["ru"]}
