"""Addresses and forms that no page of the admin sends are refused in one way, and change nothing."""

import pytest
from django.urls import reverse

from rallies.models import JournalEntry, Rally
from tests.admin.pages import list_of, page_of, rally_form
from tests.factories import make_rally

pytestmark = pytest.mark.django_db
NULL = "\x00"
RUBBISH = ["abc", NULL, "9" * 30, "9" * 5000, "٣", "-1", " 1"]


@pytest.mark.parametrize("query", [
    {"q": NULL}, {"campaign": "9" * 5000}, {"campaign": "9" * 30}, {"date__year": "9" * 12},
    {"date__year": "-" + "9" * 12}, {"country": f"D{NULL}"}, {f"x{NULL}": "1"},
])  # fmt: skip
def test_address_that_no_page_leads_to_is_refused(query, admin_page):
    assert admin_page.get(list_of("rally", **query)).status_code == 400


def test_null_character_in_a_path_or_a_completion_is_refused(admin_page):
    assert admin_page.get("/admin/rallies/country/D%00/change/").status_code == 400
    query = {"app_label": "rallies", "model_name": "rally", "field_name": "city", "term": NULL}
    assert admin_page.get(reverse("admin:autocomplete"), query).status_code == 400


@pytest.mark.parametrize("query", [{"q": "4915112345678"}, {"campaign": "123456789"}, {"date__year": "2023"}])
def test_ordinary_numbers_are_answered(query, admin_page):
    make_rally()
    response = admin_page.get(list_of("rally", **query), follow=True)
    assert "cl" in response.context


@pytest.mark.parametrize("field", ["campaign", "city", "organizers"])
@pytest.mark.parametrize("value", RUBBISH)
def test_choice_that_is_no_key_is_refused(field, value, admin_page):
    rally = make_rally()
    assert (
        admin_page.post(page_of(rally), rally_form(rally, **{field: value, "note": "x"})).status_code == 400
    )
    assert (Rally.objects.get().note, JournalEntry.objects.count()) == ("", 0)


@pytest.mark.parametrize("value", RUBBISH)
def test_action_on_what_is_no_key_is_refused(value, admin_page):
    rally = make_rally()
    form = {"action": "cancel", "_selected_action": [rally.pk, value], "index": 0}
    assert admin_page.post(list_of("rally"), form).status_code == 400
    assert Rally.objects.get().condition == "planned"


def test_copy_that_is_not_offered_is_refused(admin_page):
    rally = make_rally()
    assert admin_page.post(page_of(rally), rally_form(rally, _saveasnew="1")).status_code == 400
    assert Rally.objects.count() == 1


@pytest.mark.parametrize("value", [f"D{NULL}", "x" * 101])
def test_country_that_is_no_code_is_refused(value, admin_page):
    assert admin_page.post(reverse("admin:rallies_organizer_add"), {"countries": value}).status_code == 400


@pytest.mark.parametrize("note", ["x" * 501, f"a{NULL}b"])
def test_note_that_its_line_does_not_let_through_is_refused(note, admin_page):
    rally = make_rally()
    form = {"step": "hold", "version": rally.version, "note": note}
    assert admin_page.post(page_of(rally, "step"), form).status_code == 400
    assert (Rally.objects.get().review, JournalEntry.objects.count()) == ("published", 0)


@pytest.mark.parametrize("version", ["", "x", "9" * 30, "9" * 5000])
def test_step_without_a_version_is_not_taken(version, admin_page):
    rally = make_rally()
    form = {"step": "hold", "version": version}
    assert admin_page.post(page_of(rally, "step"), form).status_code == 302
    assert Rally.objects.get().review == "published"


def test_what_is_said_to_staff_is_in_no_cookie(admin_page):
    rally = make_rally(title={"en": "Unpublished"})
    form = {"step": "hold", "version": rally.version}
    response = admin_page.post(page_of(rally, "step"), form)
    assert "Put on hold: done" in admin_page.get(response["Location"]).content.decode()
    assert set(admin_page.cookies) <= {"session", "csrf"}
