"""Facts about one record from its own fields, and how it is named in lists."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from rallies.clock import ClockError
from rallies.models import (
    Campaign,
    Contact,
    ImportBatch,
    ImportDecision,
    ImportRow,
    JournalEntry,
    Organizer,
    Rally,
)
from rallies.statuses import PUBLIC_CAMPAIGN_STATES, CampaignState
from tests.factories import (
    NOW,
    make_campaign,
    make_city,
    make_contact,
    make_country,
    make_organizer,
    make_rally,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", CampaignState.values)
def test_campaign_is_public_exactly_where_the_queryset_says_so(state):
    campaign = make_campaign(state=state)
    assert campaign.is_public == Campaign.objects.public().filter(pk=campaign.pk).exists()
    assert campaign.is_public == (state in PUBLIC_CAMPAIGN_STATES)


@pytest.mark.parametrize(("language", "name"), [("en", "Peace"), ("ru", "Мир")])
def test_names_follow_the_reader(language, name):
    texts = {"en": "Peace", "ru": "Мир"}
    campaign, organizer = make_campaign(title=texts), make_organizer(name=texts)
    city = make_city("Town", names=texts)
    with translation.override(language):
        assert [str(campaign), str(organizer), str(city)] == [name] * 3
    assert [campaign.title_in(language), organizer.name_in(language), city.name_in(language)] == [name] * 3


def test_names_without_an_active_language_are_english():
    with translation.override(None):
        assert str(make_campaign(title={"en": "Peace", "ru": "Мир"})) == "Peace"
        assert str(make_country("DE")) == "Germany"
        assert str(make_city("Munich")) == "Munich"


def test_city_without_a_name_in_that_language_shows_its_main_one():
    assert make_city("Munich").name_in("ka") == "Munich"
    assert make_city("Town", names={"ru": ""}).name_in("ru") == "Town"


def test_country_names_come_from_cldr():
    country = make_country("CI")
    assert (country.name_in("en"), country.name_in("ru")) == ("Côte d’Ivoire", "Кот-д’Ивуар")


@pytest.mark.parametrize(
    ("day", "shown"), [(datetime.date(2023, 2, 24), "2023-02-24"), (None, "day to follow")]
)
def test_rally_is_named_by_city_day_and_title(day, shown):
    rally = make_rally(date=day, title={"en": "March for peace"})
    assert str(rally) == f"Berlin, {shown}, March for peace"


def test_rally_without_own_title_has_none():
    rally = make_rally(date=datetime.date(2023, 2, 24))
    assert (rally.title_in("en"), str(rally)) == ("", "Berlin, 2023-02-24")


def test_rally_gets_a_random_public_number():
    first, second = make_rally(), make_rally()
    assert first.public_id != second.public_id
    assert (len(first.public_id), str(first.pk) == first.public_id) == (16, False)


def test_rally_derives_its_instant_from_the_zone_of_its_city():
    rally = make_rally(city=make_city("New York"))
    assert rally.derive_instant().isoformat() == "2023-02-24T19:00:00+00:00"


def test_rally_in_a_repeated_hour_derives_by_its_answer():
    repeated = {"date": datetime.date(2023, 10, 29), "time": datetime.time(2, 30)}
    hours = [make_rally(**repeated, fold=fold).starts_at.hour for fold in (0, 1)]
    assert hours == [0, 1]
    with pytest.raises(ClockError):
        make_rally(**repeated)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("links", [{"url": "javascript:alert(1)", "kind": "page"}]),
        ("title", {"en": " "}),
        ("meeting_point", {"EN": "Square"}),
        ("kind", "dance"),
        ("fold", 3),
    ],
)
def test_rally_with_a_bad_value_is_refused_by_field(field, value):
    rally = make_rally()
    setattr(rally, field, value)
    with pytest.raises(ValidationError) as caught:
        rally.full_clean()
    assert field in caught.value.message_dict


@pytest.mark.parametrize(
    ("field", "value"), [("slug", "Not A Slug"), ("source_language", "xx"), ("links", "https://example.org")]
)
def test_campaign_with_a_bad_value_is_refused_by_field(field, value):
    campaign = make_campaign()
    setattr(campaign, field, value)
    with pytest.raises(ValidationError) as caught:
        campaign.full_clean()
    assert list(caught.value.message_dict) == [field]


def test_city_with_an_unknown_zone_is_refused():
    city = make_city()
    city.timezone = "CET+1"
    with pytest.raises(ValidationError) as caught:
        city.full_clean()
    assert list(caught.value.message_dict) == ["timezone"]


@pytest.mark.parametrize(
    ("verification", "is_verified"), [("none", False), ("known", True), ("channel", True)]
)
def test_organizer_is_verified_by_any_method_but_none(verification, is_verified):
    assert Organizer(verification=verification).is_verified == is_verified


def test_contact_never_shows_itself():
    contact = make_contact(make_rally(), "canary@example.org")
    contact.refresh_from_db()
    assert contact.unsealed() == "canary@example.org"
    assert str(contact) == f"•••• {contact.pk}"
    assert str(Contact()) == "••••"
    assert "canary" not in repr(contact) + str(vars(contact))


def test_contact_goes_with_its_rally():
    rally = make_rally()
    make_contact(rally)
    assert Contact.objects.count() == 1
    rally.delete()
    assert Contact.objects.count() == 0


def test_journal_outlives_the_rally_and_its_author():
    rally, user = make_rally(), make_user()
    entry = JournalEntry.objects.create(
        at=NOW, by=user, action="changed", subject="rally", subject_id=rally.public_id, rally=rally
    )
    assert str(entry) == f"2023-02-01 12:00 changed rally {rally.public_id}"
    rally.delete()
    user.delete()
    entry.refresh_from_db()
    assert (entry.rally, entry.by, entry.subject_id) == (None, None, rally.public_id)


def test_import_records_are_named_by_file_row_and_answer():
    campaign = make_campaign()
    batch = ImportBatch.objects.create(
        campaign=campaign, language="ru", file_name="list.csv", sha256="0" * 64, applied_at=NOW
    )
    row = ImportRow.objects.create(batch=batch, row=7, outcome="create")
    decision = ImportDecision(kind="city", key="FR:bordo", answer="3031582")
    assert [str(batch), str(row), str(decision)] == [
        "list.csv, 2023-02-01 12:00",
        "7: create",
        "FR:bordo → 3031582",
    ]


def test_imported_row_outlives_its_rally():
    rally = make_rally()
    batch = ImportBatch.objects.create(
        campaign=rally.campaign, language="ru", file_name="list.csv", sha256="0" * 64, applied_at=NOW
    )
    row = ImportRow.objects.create(batch=batch, row=2, outcome="create", rally=rally)
    rally.delete()
    row.refresh_from_db()
    assert (row.rally, Rally.objects.count()) == (None, 0)


def test_all_countries_are_there_after_migrations():
    germany = make_country("DE")
    assert (germany.slug, germany.continent) == ("germany", "EU")
