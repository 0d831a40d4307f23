"""A coordinator sees and touches nothing foreign: canaries stand in foreign records, everywhere."""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.checks import run_checks
from django.urls import reverse

from rallies.admin.scoped import ScopedAdmin
from rallies.models import City, Country, JournalEntry, Organizer, Rally, User
from rallies.services import contacts, moderation
from rallies.statuses import Review
from tests.admin.conftest import grant, signed_in
from tests.admin.pages import links_form, list_of, page_of, rally_form, texts_form
from tests.factories import (
    NOW,
    make_campaign,
    make_city,
    make_contact,
    make_country,
    make_organizer,
    make_rally,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db
CANARY = "Canary"
NOUNS = [model._meta.model_name for model in admin.site._registry]


@pytest.fixture
def campaign():
    return make_campaign()


@pytest.fixture
def own(campaign):
    organizer = make_organizer(name={"en": "Own organizer"}, countries=[make_country("DE")])
    return make_rally(campaign=campaign, organizers=[organizer], title={"en": "Own rally"})


@pytest.fixture
def foreign(campaign, administrator):
    """A French rally with canaries in every text, a contact and a journal."""
    city = make_city("Paris", names={"en": f"{CANARY}ville", "ru": "Канарейка"})
    organizer = make_organizer(name={"en": f"{CANARY} friends"}, countries=[make_country("FR")])
    texts = {"title": {"en": f"{CANARY} title"}, "text": {"en": f"{CANARY} text"}, "note": f"{CANARY} note"}
    rally = make_rally(campaign=campaign, city=city, organizers=[organizer], review=Review.PENDING,
                       published_at=None, **texts)  # fmt: skip
    make_contact(rally, f"{CANARY}@example.org")
    moderation.hold(rally=rally, by=administrator, now=NOW, note=f"{CANARY} reason")
    return rally


def foreign_records(rally):
    return [rally, rally.city, rally.organizers.get(), rally.contacts.get(), rally.city.country,
            rally.journal.get(), User.objects.get(username="administrator")]  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_and_their_filters_show_no_foreign_name(noun, german_page, admin_page, own, foreign):
    page = german_page.get(list_of(noun))
    assert page.status_code == (403 if noun in {"user", "importbatch", "importdecision"} else 200)
    assert CANARY not in page.content.decode()
    assert "France" not in page.content.decode()


@pytest.mark.parametrize("noun", ["rally", "organizer", "city"])
def test_administrator_does_see_the_canary_in_the_lists(noun, admin_page, own, foreign):
    assert CANARY in admin_page.get(list_of(noun)).content.decode()


def test_first_page_shows_no_foreign_name(german_page, admin_page, own, foreign):
    assert CANARY in admin_page.get(reverse("admin:index")).content.decode()
    page = german_page.get(reverse("admin:index")).content.decode()
    assert CANARY not in page
    assert "Канарейка" not in page


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("noun", ["rally", "organizer", "city"])
@pytest.mark.parametrize("term", [CANARY, "канарейка", "friends"])
def test_search_finds_nothing_foreign(noun, term, german_page, foreign):
    assert german_page.get(list_of(noun, q=term)).context["cl"].result_count == 0


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(
    ("noun", "field"),
    [("rally", "city"), ("rally", "organizers"), ("contact", "rally"), ("organizer", "countries")],
)
def test_completion_offers_nothing_foreign(noun, field, german_page, admin_page, foreign):
    query = {"app_label": "rallies", "model_name": noun, "field_name": field}
    texts = [
        {row["text"] for row in page.get(reverse("admin:autocomplete"), query).json()["results"]}
        for page in (german_page, admin_page)
    ]
    assert len(texts[1]) > len(texts[0]) >= 1
    assert not [text for text in texts[0] if CANARY in text or "France" in text]


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("number", range(7))
@pytest.mark.parametrize("view", ["change", "history", "delete"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_and_missing_records_answer_alike(number, view, method, german_page, foreign):
    record = foreign_records(foreign)[number]
    answers = []
    for key in (record.pk, "ZZ" if isinstance(record, Country) else 987654321):
        address = reverse(f"admin:rallies_{record._meta.model_name}_{view}", args=[key])
        response = getattr(german_page, method)(address, {"post": "yes"})
        assert CANARY not in response.content.decode()
        location = response.headers.get("location", "")
        answers.append((response.status_code, location))
    assert answers[0] == answers[1]
    assert answers[0][0] in {302, 403}
    assert type(record)._default_manager.filter(pk=record.pk).exists()


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize(("noun", "view", "data"), [
    ("rally", "step", {"step": "publish", "version": "2"}),
    ("contact", "reveal", {}),
    ("campaign", "state", {"state": "closed"}),
])  # fmt: skip
def test_buttons_refuse_foreign_records(noun, view, data, german_page, foreign):
    record = {"rally": foreign, "contact": foreign.contacts.get(), "campaign": foreign.campaign}[noun]
    entries = JournalEntry.objects.count()
    response = german_page.post(page_of(record, view), data)
    assert response.status_code in {302, 403}
    assert CANARY not in response.content.decode()
    foreign.refresh_from_db()
    assert (foreign.review, foreign.campaign.state) == (Review.ON_HOLD, "open")
    assert JournalEntry.objects.count() == entries


def test_list_action_leaves_foreign_rallies_alone(german_page, own, foreign):
    form = {"action": "cancel", "_selected_action": [own.pk, foreign.pk], "index": 0, "select_across": "1"}
    german_page.post(list_of("rally"), form)
    assert {rally.pk: rally.condition for rally in Rally.objects.all()} == {
        own.pk: "cancelled",
        foreign.pk: "planned",
    }


def test_own_rally_is_not_moved_to_a_foreign_city(german_page, own, foreign):
    response = german_page.post(page_of(own), rally_form(own, city=foreign.city_id))
    assert "city" in response.context["adminform"].form.errors
    own.refresh_from_db()
    assert own.city.country_id == "DE"


def test_foreign_organizer_is_not_attached(german_page, own, foreign):
    stranger = foreign.organizers.get()
    response = german_page.post(page_of(own), rally_form(own, organizers=[stranger.pk]))
    assert "organizers" in response.context["adminform"].form.errors
    assert CANARY not in response.content.decode()
    assert [organizer.name["en"] for organizer in own.organizers.all()] == ["Own organizer"]


def test_community_may_not_give_its_rally_away(community, own):
    mine = community.organizers.get()
    rally = make_rally(city=make_city("Tbilisi"), organizers=[mine])
    page = signed_in(community)
    response = page.post(page_of(rally), rally_form(rally, organizers=[], note="given away"))
    assert "outside the countries and organizers" in response.content.decode()
    rally.refresh_from_db()
    assert (rally.note, list(rally.organizers.all())) == ("", [mine])
    page.post(page_of(rally), rally_form(rally, note="kept"))
    rally.refresh_from_db()
    assert (rally.note, rally.city.name) == ("kept", "Tbilisi")


def test_organizer_keeps_countries_that_its_coordinator_does_not_see(german_page):
    organizer = make_organizer(countries=[make_country("DE"), make_country("FR")])
    page = german_page.get(page_of(organizer)).content.decode()
    assert "Germany" in page
    data = {"slug": organizer.slug, "source_language": "en", "countries": ["DE"], "verification": "none",
            "verified_on": "", **texts_form("name", {"en": "New name"}), **links_form([])}  # fmt: skip
    german_page.post(page_of(organizer), data)
    organizer.refresh_from_db()
    assert organizer.name == {"en": "New name"}
    assert set(organizer.countries.values_list("code", flat=True)) == {"DE", "FR"}
    response = german_page.post(page_of(organizer), {**data, "countries": ["DE", "US"]})
    assert "countries" in response.context["adminform"].form.errors


def test_new_organizer_outside_the_scope_is_refused_and_rolled_back(german_page):
    data = {"slug": "", "source_language": "en", "countries": [], "verification": "none", "verified_on": "",
            **texts_form("name", {"en": "Nowhere"}), **links_form([])}  # fmt: skip
    response = german_page.post(list_of("organizer") + "add/", data)
    assert "outside the countries and organizers" in response.content.decode()
    assert not Organizer.objects.exists()
    assert not JournalEntry.objects.exists()
    german_page.post(list_of("organizer") + "add/", {**data, "countries": ["DE"]})
    assert Organizer.objects.get().slug == "nowhere"


@pytest.mark.parametrize("query", [
    {"note__startswith": "C"}, {"version__gt": "0"}, {"city__country__slug__startswith": "g"},
    {"organizers__name__icontains": "a"}, {"contacts__id__gt": "0"}, {"campaign__slug": "x"},
])  # fmt: skip
def test_hidden_fields_are_not_probed(query, german_page, own):
    assert german_page.get(list_of("rally", **query)).status_code == 400


@pytest.mark.parametrize("query", [
    {"review__exact": "published"}, {"country": "DE"}, {"todo": "no-time"}, {"date__year": "2023"},
    {"without": "ru"}, {"starts": "24h"}, {"kind__exact": "rally"}, {"condition__exact": "planned"},
])  # fmt: skip
def test_declared_filters_are_allowed_and_find_nothing_foreign(query, german_page, own, foreign):
    response = german_page.get(list_of("rally", **query))
    assert response.status_code == 200
    assert CANARY not in response.content.decode()
    assert set(response.context["cl"].queryset) <= {own}


def test_popup_by_another_field_than_the_key_is_refused(german_page, own):
    assert german_page.get(list_of("rally", _to_field="note", _popup=1)).status_code == 400


def test_stock_redirect_to_any_page_is_gone(german_page, own):
    assert german_page.get("/admin/r/1/1/").status_code == 404


def test_stock_log_stays_empty_and_the_history_is_the_journal(german_page, own):
    german_page.post(page_of(own), rally_form(own, note="changed"))
    own.refresh_from_db()
    assert own.note == "changed"
    assert not LogEntry.objects.exists()
    page = german_page.get(page_of(own, "history")).content.decode()
    assert "internal note" in page
    assert "german" in page


def test_city_of_the_same_address_in_another_country_keeps_its_journal(german_page, administrator):
    mine = make_city("Springfield", slug="springfield")
    other = make_city("Foreign Springfield", slug="springfield", country_id="US")
    from rallies.services import places

    places.rename(city=other, names={"en": CANARY}, by=administrator, now=NOW)
    assert CANARY not in german_page.get(page_of(mine, "history")).content.decode()
    assert City.objects.get(pk=other.pk).names == {"en": CANARY}


def test_every_admin_stands_on_the_scoped_base():
    assert NOUNS
    assert [
        options for options in admin.site._registry.values() if not isinstance(options, ScopedAdmin)
    ] == []
    assert [found for found in run_checks(tags=["admin"]) if found.id == "rallies.E001"] == []


def test_admin_outside_the_scoped_base_fails_the_check(monkeypatch):
    stranger = admin.ModelAdmin(Country, admin.site)
    monkeypatch.setitem(admin.site._registry, Country, stranger)
    assert "rallies.E001" in {found.id for found in run_checks(tags=["admin"])}


@pytest.mark.parametrize("noun", NOUNS)
def test_staff_without_rights_see_nothing(noun, own, foreign):
    page = signed_in(make_user())
    assert page.get(list_of(noun)).status_code == 403
    assert page.get(reverse("admin:index")).status_code == 200


def test_coordinator_without_the_right_cannot_reveal(own):
    contact = make_contact(own, "canary@example.org")
    page = signed_in(
        grant(make_user(countries=[make_country("DE")]), "view_contact", "view_rally", "change_rally")
    )
    assert page.post(page_of(contact, "reveal")).status_code == 403
    assert "Show; the journal" not in page.get(page_of(own)).content.decode()
    assert not JournalEntry.objects.exists()


def test_contact_is_revealed_one_at_a_time_by_post_and_journalled(german, german_page, own):
    contact = contacts.keep(rally=own, contact="canary@example.org", by=None, now=NOW)
    assert german_page.get(page_of(contact, "reveal")).status_code == 405
    assert "canary@" not in german_page.get(page_of(contact)).content.decode()
    response = german_page.post(page_of(contact, "reveal"))
    assert "canary@example.org" in response.content.decode()
    assert "no-store" in response.headers["cache-control"]
    entry = JournalEntry.objects.newest_first().first()
    assert (entry.action, entry.by, entry.rally, entry.door) == ("revealed", german, own, "admin")
    assert "canary" not in str(entry.changes)
