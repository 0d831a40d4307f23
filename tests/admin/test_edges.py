"""What happens seldom: records that vanish meanwhile, entries of fields that are gone, refusals by field."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from rallies.admin import journal_words, moderation, nouns, scoped
from rallies.models import City, JournalEntry, Rally
from rallies.services import journal
from rallies.services import rallies as service
from tests.admin.conftest import grant, signed_in
from tests.admin.pages import page_of, rally_form, said
from tests.factories import NOW, make_city, make_rally, make_user

pytestmark = pytest.mark.django_db


def words(changes, subject="rally"):
    entry = JournalEntry(at=NOW, action="changed", subject=subject, subject_id="x", changes=changes)
    return journal_words.said(entry)


def test_journal_reads_every_sort_of_value():
    said_of = {
        "kind": ["rally", "vigil"],
        "has_unnamed_organizer": [False, True],
        "title": [{}, {"en": "A", "ru": "Б"}],
        "links": [[], [{"url": "https://example.org/", "kind": "page"}]],
        "organizers": [["ark"], []],
        "gone_field": [None, {"deep": {"a": 1}}],
        "time": ["14:00:00", None],
        "fold": [None, 0],
    }
    assert words(said_of) == (
        "kind: vigil; held by a group of activists: yes; title: en: A; ru: Б; links: https://example.org/; "
        'organizers: –; gone_field: deep: {"a": 1}; local time: –; '
        "which pass of a repeated hour: first, in summer time"
    )
    assert words({"x": []}, subject="vanished") == "x: –"


def test_journal_names_subjects_that_are_no_rallies(administrator):
    city = make_city()
    entry = journal.record(action="changed", subject=city, by=None, now=NOW, changes={"names": [{}, {}]})
    assert journal_words.line(entry, with_subject=True).subject == "city DE/berlin"
    entry.subject = "vanished"
    assert journal_words.line(entry, with_subject=True).subject == "vanished DE/berlin"


@pytest.mark.parametrize("view", ["change", "step"])
def test_rally_that_vanished_is_missed_politely(admin_page, view):
    response = admin_page.post(
        reverse(f"admin:rallies_rally_{view}", args=[99]), {"step": "publish"}, follow=True
    )
    assert "Perhaps it was deleted?" in said(response)[0]


def test_rally_that_vanishes_while_it_is_saved_is_said(admin_page, monkeypatch):
    rally = make_rally()
    edit = service.edit

    def too_late(**given):
        Rally.objects.filter(pk=rally.pk).delete()
        return edit(**given)

    monkeypatch.setattr(service, "edit", too_late)
    page = admin_page.post(page_of(rally), rally_form(rally, note="typed")).content.decode()
    assert "This rally is no longer there." in page
    assert "typed" in page


def test_step_with_a_rally_that_vanished_is_said():
    rally = make_rally()
    assert moderation.why_not(rally, service.Gone()) == f"{rally}: it is no longer there."


def test_overtaking_without_an_entry_names_somebody():
    rally = make_rally()
    assert "somebody changed it in the meantime" in moderation.overtaken(rally)


def test_refusal_of_a_service_stands_at_its_field(admin_page, monkeypatch):
    rally = make_rally()

    def refuse(**given):
        raise ValidationError({"latitude": ["Too far."], "unknown": ["Elsewhere."]})

    monkeypatch.setattr(service, "edit", refuse)
    response = admin_page.post(page_of(rally), rally_form(rally, note="x"))
    errors = response.context["adminform"].form.errors
    assert errors == {"latitude": ["Too far."], "__all__": ["Elsewhere."]}


def test_history_asks_for_the_right():
    rally = make_rally()
    assert (
        signed_in(make_user(countries=[rally.city.country])).get(page_of(rally, "history")).status_code == 403
    )


def test_who_may_only_look_sees_the_rally_without_steps_and_takes_none():
    rally = make_rally(title={"en": "At the gate"}, condition="confirmed")
    page = signed_in(grant(make_user(countries=[rally.city.country]), "view_rally"))
    response = page.get(page_of(rally))
    assert "At the gate" in response.content.decode()
    assert "opened" not in response.content.decode()
    assert response.context["steps"] == []
    assert page.post(page_of(rally, "step"), {"step": "cancel", "version": 1}).status_code == 403
    assert page.post(page_of(rally), rally_form(rally, note="x")).status_code == 403
    stored = Rally.objects.get()
    assert (stored.condition, stored.note) == ("confirmed", "")


def test_base_saves_nothing_by_itself(rf):
    with pytest.raises(NotImplementedError):
        scoped.ScopedAdmin(City, admin.site).store(rf.get("/"), None, None, change=False)


def test_nobody_is_no_member_of_staff(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        scoped.user_of(request)
    assert not scoped.is_administrator(request)


def test_settling_twice_changes_nothing():
    before = dict(admin.site._registry)
    nouns.settle()
    assert admin.site._registry == before


def test_signed_out_visitor_is_asked_to_sign_in(client):
    response = client.get(reverse("admin:rallies_rally_changelist"), follow=True)
    assert response.redirect_chain[0][0].startswith(reverse("admin:login"))
    assert "Rallies: coordination" in response.content.decode()
    assert (
        'lang="ru"' in client.get(reverse("admin:login"), headers={"accept-language": "ru"}).content.decode()
    )
