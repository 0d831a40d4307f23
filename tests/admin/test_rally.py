import datetime

import pytest

from rallies.models import JournalEntry, Rally
from rallies.services import moderation
from rallies.statuses import Condition, Review
from tests.admin.pages import links_form, list_of, page_of, rally_form, said, texts_form
from tests.factories import NOW, make_campaign, make_city, make_contact, make_organizer, make_rally

pytestmark = pytest.mark.django_db
AUTUMN = make_autumn = {"first_day": datetime.date(2023, 10, 1), "last_day": datetime.date(2023, 10, 31)}


def take(page, rally, step, **data):
    return page.post(page_of(rally, "step"), {"step": step, "version": rally.version, **data}, follow=True)


# saving


def test_saving_changes_the_rally_through_the_service(admin_page, administrator):
    rally = make_rally(title={"en": "Old", "ru": "Старое"})
    data = rally_form(rally, time="15:30", **texts_form("title", {"en": "New", "ru": "Старое"}))
    response = admin_page.post(page_of(rally), data, follow=True)
    assert response.status_code == 200, response.context["errors"]
    stored = Rally.objects.get()
    assert (stored.time, stored.version) == (datetime.time(15, 30), 2)
    assert stored.starts_at == datetime.datetime(2023, 2, 24, 14, 30, tzinfo=datetime.UTC)
    assert stored.title == {"en": "New", "ru": "Старое"}
    assert stored.stale_texts == {"title": ["ru"]}
    entry = JournalEntry.objects.get()
    assert (entry.by, entry.door, entry.action) == (administrator, "admin", "changed")
    assert entry.changes["time"] == ["14:00:00", "15:30:00"]


def test_saving_what_was_not_changed_writes_nothing(admin_page):
    rally = make_rally(title={"en": "Same"}, links=[{"url": "https://example.org/a", "kind": "channel"}])
    admin_page.post(page_of(rally), rally_form(rally))
    assert Rally.objects.get().version == 1
    assert not JournalEntry.objects.exists()


def test_stale_translation_is_marked_on_the_page(admin_page):
    rally = make_rally(title={"en": "New", "ru": "Старое"}, stale_texts={"title": ["ru"]})
    page = admin_page.get(page_of(rally)).content.decode()
    assert page.count("Older than its source") == 1
    assert 'lang="ru" dir="auto" value="Старое"' in page


def test_texts_of_other_languages_survive_saving(admin_page):
    rally = make_rally(title={"en": "Rally", "ka": "აქცია"})
    page = admin_page.get(page_of(rally)).content.decode()
    assert 'name="title__ka"' in page
    admin_page.post(page_of(rally), rally_form(rally, note="changed"))
    assert Rally.objects.get().title == {"en": "Rally", "ka": "აქცია"}


def test_adding_stores_a_waiting_rally(admin_page, administrator):
    campaign, city, organizer = make_campaign(), make_city("Paris"), make_organizer()
    unsaved = Rally(campaign=campaign, city=city, date=campaign.first_day, time=datetime.time(12))
    response = admin_page.post(
        list_of("rally") + "add/", rally_form(unsaved, organizers=[organizer.pk]), follow=True
    )
    assert response.redirect_chain, response.context["errors"]
    rally = Rally.objects.get()
    assert (rally.review, rally.city, rally.starts_at.hour) == (Review.PENDING, city, 11)
    assert list(rally.organizers.all()) == [organizer]
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.by, entry.rally) == ("created", administrator, rally)


def test_skipped_hour_is_asked_back_in_words(admin_page):
    rally = make_rally()
    data = rally_form(rally, date="2023-03-26", time="02:30")
    page = admin_page.post(page_of(rally), data).content.decode()
    assert "In Berlin there is no 02:30 on 2023-03-26" in page
    assert Rally.objects.get().date == rally.date


def test_repeated_hour_is_asked_back_and_the_answer_is_stored(admin_page):
    rally = make_rally(campaign=make_campaign(**AUTUMN))
    data = rally_form(rally, date="2023-10-29", time="02:30")
    page = admin_page.post(page_of(rally), data).content.decode()
    assert "it is 02:30 twice on 2023-10-29" in page
    admin_page.post(page_of(rally), {**data, "fold": "1"})
    stored = Rally.objects.get()
    assert (stored.fold, stored.starts_at.hour) == (1, 1)


def test_half_a_position_and_a_bad_link_are_refused_together(admin_page):
    rally = make_rally()
    bad = links_form([{"url": "javascript:alert(1)", "kind": "page"}])
    response = admin_page.post(page_of(rally), rally_form(rally, latitude="52.5", **bad))
    errors = response.context["adminform"].form.errors
    assert "A position needs both" in errors["latitude"][0]
    assert "javascript:alert(1)" in errors["links"][0]
    assert Rally.objects.get().latitude is None


def test_link_is_added_and_removed_by_its_line(admin_page):
    rally = make_rally(links=[{"url": "https://example.org/old", "kind": "page"}])
    new = {"url": "https://t.me/berlin", "kind": "channel"}
    admin_page.post(page_of(rally), rally_form(rally, **links_form([new])))
    assert Rally.objects.get().links == [new]


def test_loser_of_two_saves_is_told_and_keeps_what_was_typed(admin_page, administrator):
    rally = make_rally()
    opened = rally_form(rally, note="typed by the loser")
    moderation.hold(rally=Rally.objects.get(), by=administrator, now=NOW)
    response = admin_page.post(page_of(rally), opened)
    page = response.content.decode()
    assert "administrator changed it in the meantime (2023-02-01 12:00 UTC, review: on hold)" in page
    assert "typed by the loser" in page
    stored = Rally.objects.get()
    assert (stored.note, stored.version) == ("", 2)
    again = {**opened, "opened_version": response.context["adminform"].form["opened_version"].value()}
    admin_page.post(page_of(rally), again)
    stored = Rally.objects.get()
    assert (stored.note, stored.review) == ("typed by the loser", Review.ON_HOLD)


def test_forged_review_in_the_form_is_ignored(admin_page):
    rally = make_rally(review=Review.PENDING, published_at=None)
    admin_page.post(page_of(rally), rally_form(rally, note="x", review="published", condition="cancelled"))
    stored = Rally.objects.get()
    assert (stored.note, stored.review, stored.condition) == ("x", Review.PENDING, Condition.PLANNED)


def test_rally_is_never_deleted(admin_page):
    rally = make_rally()
    assert admin_page.post(page_of(rally, "delete"), {"post": "yes"}).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [rally.pk], "index": 0, "post": "yes"}
    admin_page.post(list_of("rally"), form)
    assert Rally.objects.filter(pk=rally.pk).exists()


# steps


def test_button_publishes_and_journals_the_note(admin_page, administrator):
    rally = make_rally(review=Review.PENDING, published_at=None)
    assert not Rally.objects.public().exists()
    response = take(admin_page, rally, "publish", note="seen on their channel")
    assert said(response) == ["Publish: done for 1 rally."]
    assert Rally.objects.public().get() == rally
    entry = JournalEntry.objects.get()
    assert (entry.by, entry.note, entry.door) == (administrator, "seen on their channel", "admin")
    assert "seen on their channel" in response.content.decode()


@pytest.mark.parametrize(
    ("step", "axis", "after"),
    [
        ("hold", "review", "on_hold"),
        ("decline", "review", "declined"),
        ("confirm", "condition", "confirmed"),
        ("move", "condition", "moved"),
        ("postpone", "condition", "postponed"),
        ("cancel", "condition", "cancelled"),
    ],
)
def test_button_takes_its_step(admin_page, step, axis, after):
    rally = make_rally()
    take(admin_page, rally, step)
    assert getattr(Rally.objects.get(), axis) == after
    assert JournalEntry.objects.get().changes == {axis: [getattr(rally, axis), after]}


def test_page_offers_only_the_steps_that_may_follow(admin_page):
    rally = make_rally(review=Review.DECLINED, condition=Condition.CANCELLED)
    page = admin_page.get(page_of(rally))
    assert [step.name for step in page.context["steps"]] == ["reopen", "plan", "confirm"]


def test_stale_button_changes_nothing_and_says_who_was_first(admin_page, administrator):
    rally = make_rally()
    moderation.set_condition(rally=Rally.objects.get(), condition="moved", by=administrator, now=NOW)
    response = take(admin_page, rally, "cancel")
    assert "administrator changed it in the meantime" in said(response)[0]
    assert "condition: moved" in said(response)[0]
    assert Rally.objects.get().condition == Condition.MOVED


@pytest.mark.parametrize("data", [{"step": "explode"}, {"step": "publish", "version": "x"}])
def test_unknown_step_is_refused_in_words(admin_page, data):
    rally = make_rally(review=Review.PENDING, published_at=None)
    response = admin_page.post(page_of(rally, "step"), {"version": "1", **data}, follow=True)
    assert said(response) == ["This step does not exist."]
    assert Rally.objects.get().review == Review.PENDING


def test_step_address_answers_no_get(admin_page):
    rally = make_rally(review=Review.PENDING, published_at=None)
    assert admin_page.get(page_of(rally, "step"), {"step": "publish", "version": 1}).status_code == 405
    assert Rally.objects.get().review == Review.PENDING


def test_list_action_reports_each_outcome(admin_page):
    waiting = make_rally(review=Review.PENDING, published_at=None)
    declined = make_rally(review=Review.DECLINED, city=make_city("Paris"))
    form = {"action": "publish", "_selected_action": [waiting.pk, declined.pk], "index": 0}
    response = admin_page.post(list_of("rally"), form, follow=True)
    texts = said(response)
    assert "Publish: done for 1 rally." in texts
    assert any("Paris" in text and "it is “declined”" in text for text in texts)
    assert {rally.city.name: rally.review for rally in Rally.objects.all()} == {
        "Berlin": "published",
        "Paris": "declined",
    }


# what stands on the page


def test_page_shows_journal_origin_and_neighbours(admin_page):
    rally = make_rally(note="for us")
    other = make_rally(campaign=rally.campaign, title={"en": "The other one"})
    take(admin_page, rally, "confirm")
    page = admin_page.get(page_of(rally)).content.decode()
    assert "condition changed" in page
    assert "<del>planned</del> → <ins>confirmed</ins>" in page
    assert "Entered by hand." in page
    assert page_of(other) in page


def test_page_leads_to_the_public_page_while_there_is_one(admin_page, client):
    rally = make_rally(title={"en": "At the gate"})
    address = admin_page.get(page_of(rally)).context["public_address"]
    assert f"{address}" in admin_page.get(page_of(rally)).content.decode()
    assert "At the gate" in client.get(address).content.decode()
    take(admin_page, rally, "hold")
    assert admin_page.get(page_of(rally)).context["public_address"] == ""


def test_contact_is_masked_on_the_page(admin_page):
    rally = make_rally()
    contact = make_contact(rally, "canary@example.org")
    page = admin_page.get(page_of(rally)).content.decode()
    assert "••••" in page
    assert page_of(contact, "reveal") in page
    assert "canary" not in page
