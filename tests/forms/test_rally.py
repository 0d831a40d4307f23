import datetime

import pytest

from rallies.forms.rally import RallyForm
from tests.admin.pages import rally_form
from tests.factories import make_rally

pytestmark = pytest.mark.django_db


def sent(rally, **changes):
    return RallyForm({**rally_form(rally), "links": [], "title": {}, **changes}, instance=rally)


def test_answer_to_an_hour_that_is_not_repeated_is_dropped():
    form = sent(make_rally(), fold="1")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["fold"] is None


@pytest.mark.parametrize("empty", ["date", "time"])
def test_day_and_time_may_follow(empty):
    form = sent(make_rally(), **{empty: "", "fold": "0"})
    assert form.is_valid(), form.errors
    assert (form.cleaned_data[empty], form.cleaned_data["fold"]) == (None, None)


def test_opened_version_is_that_of_the_record():
    assert RallyForm(instance=make_rally(version=7)).initial["opened_version"] == 7


def test_answered_fold_is_kept():
    rally = make_rally(date=datetime.date(2023, 2, 24))
    form = sent(rally, date="2023-10-29", time="02:30", fold="0")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["fold"] == 0


@pytest.mark.parametrize(("latitude", "longitude", "is_valid"), [
    ("52.5", "13.4", True), ("", "", True), ("52.5", "", False), ("", "13.4", False), ("91", "0", False),
])  # fmt: skip
def test_position_is_whole_or_absent_and_on_earth(latitude, longitude, is_valid):
    assert sent(make_rally(), latitude=latitude, longitude=longitude).is_valid() == is_valid
