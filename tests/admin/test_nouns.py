import datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from rallies.admin import city as city_admin
from rallies.models import (
    Campaign,
    City,
    Contact,
    ImportBatch,
    ImportDecision,
    ImportRow,
    JournalEntry,
    Organizer,
    Rally,
    User,
)  # fmt: skip
from rallies.services import contacts, coordinators, importing, rallies
from tests.admin.conftest import grant, signed_in
from tests.admin.pages import links_form, list_of, page_of, said, texts_form
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
CAMPAIGN_TEXTS = ("summary", "text", "demands", "press_text", "sources", "rally_title", "rally_text")


def campaign_form(**changes):
    data = {"slug": "action", "source_language": "en", "first_day": "2023-02-24", "last_day": "2023-02-26",
            **texts_form("title", {"en": "Action"}), **links_form([])}  # fmt: skip
    for name in CAMPAIGN_TEXTS:
        data.update(texts_form(name, {}))
    return {**data, **changes}


def organizer_form(**changes):
    data = {"slug": "", "source_language": "en", "countries": ["DE"], "verification": "none",
            "verified_on": "", **texts_form("name", {"en": "Community"}),
            **texts_form("text", {}), **links_form([])}  # fmt: skip
    return {**data, **changes}


# campaigns


def test_campaign_is_made_and_changed_through_its_service(admin_page, administrator):
    admin_page.post(list_of("campaign") + "add/", campaign_form())
    campaign = Campaign.objects.get()
    assert (campaign.title, campaign.state) == ({"en": "Action"}, "draft")
    admin_page.post(
        page_of(campaign), campaign_form(is_signup_open="on", **texts_form("title", {"en": "New"}))
    )
    campaign.refresh_from_db()
    assert (campaign.title, campaign.is_signup_open) == ({"en": "New"}, True)
    assert [entry.action for entry in JournalEntry.objects.newest_first()] == ["changed", "created"]
    assert {entry.by for entry in JournalEntry.objects.all()} == {administrator}


def test_campaign_without_title_or_with_days_in_disorder_is_refused(admin_page):
    data = campaign_form(last_day="2023-02-01", **texts_form("title", {"en": "  "}))
    errors = admin_page.post(list_of("campaign") + "add/", data).context["adminform"].form.errors
    assert set(errors) == {"title", "last_day"}
    assert not Campaign.objects.exists()


def test_campaign_state_changes_by_button_and_refuses_what_may_not_follow(admin_page):
    campaign = make_campaign(state="draft")
    rally = make_rally(campaign=campaign)
    assert [state for state, _name in admin_page.get(page_of(campaign)).context["states"]] == [
        "standby",
        "open",
    ]
    response = admin_page.post(page_of(campaign, "state"), {"state": "open"}, follow=True)
    assert said(response) == ["The campaign is now “open”."]
    assert list(type(rally).objects.public()) == [rally]
    response = admin_page.post(page_of(campaign, "state"), {"state": "archived"}, follow=True)
    assert said(response) == ["Nothing changed: the campaign is “open”."]
    campaign.refresh_from_db()
    assert campaign.state == "open"
    assert (
        admin_page.post(reverse("admin:rallies_campaign_state", args=[99]), {"state": "open"}).status_code
        == 302
    )


def test_campaign_counts_rallies_of_the_own_scope(admin_page, german_page):
    campaign = make_campaign()
    make_rally(campaign=campaign)
    make_rally(campaign=campaign, city=make_city("Paris"))
    counts = [page.get(list_of("campaign")).context["cl"].result_list[0].published_rallies
              for page in (admin_page, german_page)]  # fmt: skip
    assert counts == [2, 1]


def test_coordinator_reads_campaigns_and_changes_none(german_page):
    campaign = make_campaign()
    page = german_page.get(page_of(campaign))
    assert page.status_code == 200
    assert page.context["states"] == []
    assert german_page.post(page_of(campaign), campaign_form()).status_code == 403
    assert german_page.get(list_of("campaign") + "add/").status_code == 403
    assert german_page.post(page_of(campaign, "state"), {"state": "closed"}).status_code == 403
    assert Campaign.objects.get().state == "open"


# organizers


def test_organizer_gets_an_address_and_a_verification_with_its_day(admin_page):
    admin_page.post(
        list_of("organizer") + "add/", organizer_form(**texts_form("name", {"ru": "Проект Ковчег"}))
    )
    organizer = Organizer.objects.get()
    assert organizer.slug
    assert organizer.slug.isascii()
    assert [country.code for country in organizer.countries.all()] == ["DE"]
    data = organizer_form(slug=organizer.slug, verification="channel", **texts_form("name", organizer.name))
    response = admin_page.post(page_of(organizer), data)
    assert "verified_on" in response.context["adminform"].form.errors
    admin_page.post(page_of(organizer), {**data, "verified_on": "2023-02-01"})
    organizer.refresh_from_db()
    assert organizer.verified_on == datetime.date(2023, 2, 1)
    assert "through its own channel" in admin_page.get(list_of("organizer")).content.decode()


def test_organizer_day_without_verification_and_taken_address_are_refused(admin_page):
    taken = make_organizer(slug="taken")
    data = organizer_form(slug="taken", verified_on="2023-02-01")
    errors = admin_page.post(list_of("organizer") + "add/", data).context["adminform"].form.errors
    assert set(errors) == {"slug", "verified_on"}
    assert Organizer.objects.get() == taken


# cities


@pytest.mark.usefixtures("gazetteer_file")
def test_city_is_chosen_from_the_gazetteer_and_brings_its_zone(admin_page):
    address = list_of("city") + "add/"
    page = admin_page.get(address, {"q": "Мюнхен"})
    assert page.context["hits"][0]["place"].geonames_id == 2867714
    assert "Munich" in page.content.decode()
    admin_page.post(address, {"q": "Мюнхен", "geonames_id": "2867714"})
    city = City.objects.get()
    assert (city.name, city.timezone, city.names["ru"]) == ("Munich", "Europe/Berlin", "Мюнхен")


@pytest.mark.usefixtures("gazetteer_file")
def test_unlisted_place_takes_zone_and_position_of_the_nearest(admin_page):
    data = {"q": "Munich", "geonames_id": "2867714", "unlisted_name": "Kleindorf"}
    admin_page.post(list_of("city") + "add/", data)
    city = City.objects.get(name="Kleindorf")
    assert (city.geonames_id, city.nearest.name, city.timezone) == (None, "Munich", "Europe/Berlin")


@pytest.mark.usefixtures("gazetteer_file")
@pytest.mark.parametrize("number", ["", "2988507", "1", "x"])
def test_place_that_is_foreign_or_unknown_is_not_added(german_page, number):
    address = list_of("city") + "add/"
    response = german_page.post(address, {"q": "Berlin", "geonames_id": number})
    assert "geonames_id" in response.context["form"].errors
    assert response.context["hits"][0]["place"].country == "DE"
    assert not City.objects.exists()


@pytest.mark.usefixtures("gazetteer_file")
def test_search_for_places_stays_in_the_own_countries(admin_page, german_page):
    pages = [page.get(list_of("city") + "add/", {"q": "Frankfurt"}) for page in (admin_page, german_page)]
    found = [{hit["place"].country for hit in page.context["hits"]} for page in pages]
    assert found[0] > {"DE"}
    assert found[1] == {"DE"}


def test_missing_gazetteer_is_said_in_a_sentence(admin_page, monkeypatch):
    def gone(*args, **kwargs):
        raise city_admin.gazetteer.GazetteerMissing("Run install_gazetteer.")

    monkeypatch.setattr(city_admin.gazetteer, "search", gone)
    page = admin_page.get(list_of("city") + "add/", {"q": "Berlin"})
    assert "Run install_gazetteer." in page.content.decode()


@pytest.mark.usefixtures("gazetteer_file")
def test_popup_hands_the_new_city_to_the_form_that_opened_it(admin_page):
    response = admin_page.post(list_of("city") + "add/", {"geonames_id": "2867714", "_popup": "1"})
    assert str(City.objects.get().pk) in response.context["popup_response_data"]


def test_city_names_are_corrected_and_journalled(admin_page, administrator):
    city = make_city("Berlin")
    admin_page.post(
        page_of(city), {**texts_form("names", {"en": "Berlin", "ru": "Берлин-город"}), "timezone": "UTC"}
    )
    city.refresh_from_db()
    assert (city.names["ru"], city.timezone) == ("Берлин-город", "Europe/Berlin")
    entry = JournalEntry.objects.get()
    assert (entry.subject, entry.by) == ("city", administrator)


def test_coordinator_without_the_right_adds_no_city():
    page = signed_in(grant(make_user(countries=[make_country("DE")]), "view_city"))
    assert page.get(list_of("city") + "add/").status_code == 403


# countries


@pytest.mark.parametrize("term", ["Germany", "германия", "DE"])
def test_country_is_found_by_name_in_any_language(admin_page, term):
    found = [country.code for country in admin_page.get(list_of("country", q=term)).context["cl"].result_list]
    assert "DE" in found
    assert "FR" not in found


def test_country_is_read_only(admin_page):
    country = make_country("DE")
    assert "Германия" in admin_page.get(page_of(country)).content.decode()
    assert admin_page.post(page_of(country), {"slug": "x"}).status_code == 403
    assert admin_page.get(list_of("country") + "add/").status_code == 403


# contacts


def test_contact_is_noted_sealed_and_forgotten(admin_page):
    rally = make_rally()
    admin_page.post(list_of("contact") + "add/", {"rally": rally.pk, "text": "canary@example.org"})
    contact = Contact.objects.get()
    assert contact.unsealed() == "canary@example.org"
    assert b"canary" not in bytes(contact.sealed)
    assert "canary" not in admin_page.get(list_of("contact")).content.decode()
    admin_page.post(page_of(contact, "delete"), {"post": "yes"})
    assert not Contact.objects.exists()
    assert [entry.changes for entry in JournalEntry.objects.order_by("pk")] == [
        {"contact": [None, "kept"]},
        {"contact": ["kept", None]},
    ]


def test_contact_whose_key_is_gone_is_said_in_a_sentence(admin_page, settings):
    contact = make_contact(make_rally())
    settings.CONTACT_KEYS = ["b3RoZXIta2V5LW9mLTMyLWJ5dGVzLS0tLS0tLS0tLS0="]
    response = admin_page.post(page_of(contact, "reveal"), follow=True)
    assert said(response) == ["This contact cannot be read any more: its key is gone."]
    assert not JournalEntry.objects.exists()


def test_missing_contact_answers_like_every_missing_record(admin_page):
    response = admin_page.post(reverse("admin:rallies_contact_reveal", args=[1]), follow=True)
    assert "Perhaps it was deleted?" in said(response)[0]


# the journal


def test_journal_is_read_only_for_administrators_too(admin_page):
    contacts.keep(rally=make_rally(), contact="x", by=None, now=NOW)
    entry = JournalEntry.objects.get()
    page = admin_page.get(list_of("journalentry")).content.decode()
    assert "the system" in page
    assert "contact: kept" in page
    assert admin_page.get(page_of(entry)).status_code == 200
    for view, method in (("change", "post"), ("delete", "get"), ("delete", "post")):
        assert getattr(admin_page, method)(page_of(entry, view), {"post": "yes"}).status_code == 403
    assert admin_page.get(list_of("journalentry") + "add/").status_code == 403
    form = {"action": "delete_selected", "_selected_action": [entry.pk], "index": 0, "post": "yes"}
    admin_page.post(list_of("journalentry"), form)
    assert JournalEntry.objects.get() == entry


# sheets that were brought in


@pytest.fixture
def batch(administrator):
    batch = ImportBatch.objects.create(
        campaign=make_campaign(), language="ru", file_name="sheet.csv", sha256="0" * 64,
        counts={"create": 1, "rejected": 1}, by=administrator, applied_at=NOW,
    )  # fmt: skip
    rally = make_rally(campaign=batch.campaign)
    ImportRow.objects.create(batch=batch, row=2, outcome="create", rally=rally)
    ImportRow.objects.create(
        batch=batch,
        row=3,
        outcome="rejected",
        messages=[{"column": "city", "reason": "no such place"}, "plain"],
    )
    return batch


def test_import_shows_its_rows_and_messages(admin_page, batch):
    page = admin_page.get(page_of(batch)).content.decode()
    for words in ("sheet.csv", "create: 1, rejected: 1", "city no such place", "plain"):
        assert words in page
    assert "sheet.csv, row 2" in admin_page.get(page_of(batch.rows.get(row=2).rally)).content.decode()
    assert admin_page.post(page_of(batch, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.usefixtures("gazetteer_file")
def test_import_is_undone_as_a_whole_and_only_once(admin_page, administrator):
    sheet = b"country,city,date,local_time\nGermany,Berlin,2023-02-24,14:00\nFrance,Paris,2023-02-24,15:00\n"
    plan = importing.read_and_plan(data=sheet, name="sheet.csv", campaign=make_campaign(), language="en")
    batch = importing.apply(plan=plan, by=administrator, now=NOW)
    paris = Rally.objects.get(city__name="Paris")
    rallies.edit(rally=paris, by=administrator, now=NOW, note="edited since")
    assert "Undo this import" in admin_page.get(page_of(batch)).content.decode()
    response = admin_page.post(page_of(batch, "undo"), follow=True)
    assert "Rallies deleted: 1, restored: 0" in said(response)[0]
    assert said(response)[1].startswith("3: ")
    assert list(Rally.objects.all()) == [paris]
    assert "Undo this import" not in response.content.decode()
    assert JournalEntry.objects.filter(action="undone", by=administrator, door="admin").exists()
    response = admin_page.post(page_of(batch, "undo"), follow=True)
    assert said(response) == ["This import has been undone already."]
    address = reverse("admin:rallies_importbatch_undo", args=[987])
    assert "Perhaps it was deleted?" in said(admin_page.post(address, follow=True))[0]


def test_coordinator_does_not_undo_imports(german_page, batch):
    assert german_page.post(page_of(batch, "undo")).status_code == 403
    batch.refresh_from_db()
    assert batch.state == "applied"
    response = german_page.get(page_of(batch))
    assert response.status_code in {302, 403}


def test_remembered_decision_is_deleted_to_be_asked_again(admin_page, german_page, administrator):
    decision = ImportDecision.objects.create(
        kind="city", key="city:DE:frankfurt", answer="2925533", by=administrator, decided_at=NOW
    )
    assert german_page.post(page_of(decision, "delete"), {"post": "yes"}).status_code == 403
    assert "city:DE:frankfurt" in admin_page.get(list_of("importdecision", q="frankfurt")).content.decode()
    admin_page.post(page_of(decision, "delete"), {"post": "yes"})
    assert not ImportDecision.objects.exists()


# accounts


def account_form(user, **changes):
    rights = [permission.pk for permission in user.user_permissions.all()]
    data = {"username": user.username, "is_active": "on", "is_staff": "on", "countries": [], "organizers": [],
            "user_permissions": rights, "first_name": "", "last_name": "", "email": ""}  # fmt: skip
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def test_new_account_is_staff_with_the_everyday_rights(admin_page):
    phrase = "quite a long pass phrase"
    data = {"username": "new", "usable_password": "true", "password1": phrase, "password2": phrase}
    admin_page.post(list_of("user") + "add/", data)
    user = User.objects.get(username="new")
    assert user.is_staff
    assert user.check_password(phrase)
    rights = set(user.user_permissions.values_list("codename", flat=True))
    assert "change_rally" in rights
    assert not [name for name in rights if "contact" in name or "user" in name]


def test_scope_and_rights_are_given_and_journalled_without_names(admin_page, administrator):
    user, organizer = make_user(username="canary"), make_organizer(slug="ark")
    right = Permission.objects.get(codename="reveal_contact")
    data = account_form(user, countries=["DE"], organizers=[organizer.pk], user_permissions=[right.pk])
    admin_page.post(page_of(user), data)
    assert list(user.countries.values_list("code", flat=True)) == ["DE"]
    assert list(user.user_permissions.all()) == [right]
    entry = JournalEntry.objects.get()
    assert (entry.subject, entry.subject_id, entry.by) == ("user", str(user.pk), administrator)
    assert entry.changes["countries"] == [[], ["DE"]]
    assert "canary" not in str(entry.changes)
    assert "Germany" in admin_page.get(list_of("user")).content.decode()


def test_administrator_does_not_lock_himself_out(admin_page, administrator):
    response = admin_page.post(page_of(administrator), account_form(administrator))
    assert "You cannot take the administration away from yourself." in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_superuser
    admin_page.post(page_of(administrator), account_form(administrator, is_superuser="on", first_name="A"))
    administrator.refresh_from_db()
    assert administrator.first_name == "A"


def test_administrator_sets_a_new_password(admin_page):
    user, phrase = make_user(), "another long pass phrase"
    data = {"usable_password": "true", "password1": phrase, "password2": phrase, "set-password": "1"}
    admin_page.post(reverse("admin:auth_user_password_change", args=[user.pk]), data)
    user.refresh_from_db()
    assert user.check_password(phrase)


@pytest.mark.parametrize("given", [
    {"countries": ["FR"]}, {"permissions": ["delete_rally"]}, {"organizers": ["foreign"]},
    {"is_superuser": True},
])  # fmt: skip
def test_nobody_gives_more_than_he_has(german, given):
    make_organizer(slug="foreign")
    user = make_user(is_superuser=given.get("is_superuser", False))
    User.objects.filter(pk=user.pk).update(is_superuser=False)
    chosen = {"countries": [make_country(code) for code in given.get("countries", ["DE"])]}
    chosen["permissions"] = list(
        Permission.objects.filter(codename__in=given.get("permissions", ["view_rally"]))
    )
    chosen["organizers"] = list(Organizer.objects.filter(slug__in=given.get("organizers", [])))
    with pytest.raises(coordinators.MoreThanOwn):
        coordinators.save(user=user, by=german, now=NOW, **chosen)
    assert not user.countries.exists()


def test_what_he_has_himself_may_be_given(german):
    user = make_user()
    coordinators.save(user=user, by=german, now=NOW, countries=[make_country("DE")], permissions=[])
    assert list(user.countries.values_list("code", flat=True)) == ["DE"]
    coordinators.save(user=user, by=german, now=NOW)
    assert JournalEntry.objects.count() == 1
