import csv
import datetime
from collections import Counter

import pytest
from django.db import transaction

from rallies import gazetteer
from rallies.models import Campaign, City, Contact, JournalEntry, Organizer, Rally
from rallies.services import campaigns, demo, moderation, rallies
from rallies.services.demo import moving, reading
from rallies.statuses import Condition, Kind, Review, Verification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gazetteer_file")]
NOW = datetime.datetime(2026, 11, 22, 15, 0, tzinfo=datetime.UTC)
PAST, SAMPLE = "freedom-to-navalny-2023", "sample-day-of-rallies"
LANGUAGES = {"en", "ru"}
MANY_COUNTRIES, MANY_CITIES, CONTINENTS = 31, 64, 5


def counts():
    models = (Campaign, Rally, City, Organizer, Contact, JournalEntry)
    return {model.__name__: model.objects.count() for model in models}


def public(slug):
    return Rally.objects.public().filter(campaign__slug=slug)


@pytest.fixture(scope="module")
def loaded(gazetteer_file, django_db_setup, django_db_blocker):
    """The demo as it was loaded first; what a test does to it goes with the test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.load(now=NOW)
        transaction.set_rollback(True)


def test_first_loading_makes_both_campaigns(loaded):
    assert [(made.campaign.slug, made.is_new) for made in loaded.campaigns] == [(PAST, True), (SAMPLE, True)]
    assert loaded.days_moved == 0
    assert [campaign.slug for campaign in Campaign.objects.current()] == [SAMPLE, PAST]


def test_past_action_is_closed_and_tells_what_reports_name(loaded):
    campaign = Campaign.objects.get(slug=PAST)
    assert (campaign.state, campaign.is_sample) == ("closed", False)
    assert (campaign.first_day, campaign.last_day) == (datetime.date(2023, 1, 21), datetime.date(2023, 1, 22))
    for field in ("title", "summary", "text", "demands", "sources", "rally_text"):
        assert set(getattr(campaign, field)) == LANGUAGES, field
    assert "The full list of rallies is not known." in campaign.text["en"]
    assert "Полный список митингов неизвестен." in campaign.text["ru"]
    assert [len(campaign.demands[language].splitlines()) for language in ("en", "ru")] == [4, 4]


def test_past_action_has_the_nine_rallies_that_reports_name_and_invents_no_hour(loaded):
    found = public(PAST).select_related("city")
    day = datetime.date(2023, 1, 21)
    assert {(rally.city.name, rally.date) for rally in found} == {
        ("Copenhagen", day),
        ("London", day),
        ("Yerevan", day),
        ("Seoul", day),
        ("Bishkek", day),
        ("Belgrade", day),
        ("Vilnius", None),
        ("Tallinn", None),
        ("Riga", None),
    }
    assert {(rally.time, rally.starts_at, rally.condition) for rally in found} == {(None, None, "planned")}
    assert {link["kind"] for rally in found for link in rally.links} == {"report"}
    assert not any(rally.has_unnamed_organizer for rally in found)


def test_past_action_names_the_only_organizer_and_the_meeting_points_that_reports_state(loaded):
    found = {rally.city.name: rally for rally in public(PAST).select_related("city")}
    organizers = {name: [str(one) for one in rally.organizers.all()] for name, rally in found.items()}
    assert {name: names for name, names in organizers.items() if names} == {
        "Copenhagen": ["Danish Friends of a Democratic Russia"]
    }
    with_point = {name for name, rally in found.items() if rally.meeting_point}
    assert with_point == {"Copenhagen", "Vilnius", "Tallinn", "Riga"}
    assert all(set(found[name].meeting_point) == LANGUAGES for name in with_point)


def test_past_action_names_each_rally_s_source(loaded):
    sources = Campaign.objects.get(slug=PAST).sources
    links = {link["url"] for rally in public(PAST) for link in rally.links}
    assert len(links) == 3
    assert all(link in sources[language] for link in links for language in LANGUAGES)


def test_sources_of_the_past_action_are_those_of_the_reported_list(loaded, shared_data):
    with (shared_data / "navalny_2023-01-21_reported_en.csv").open(encoding="utf-8", newline="") as file:
        reported = list(csv.DictReader(file))
    assert {link["url"] for rally in public(PAST) for link in rally.links} == {
        row["source_url"] for row in reported
    }
    told = {row["city"]: row["date"] for row in reported if row["city"] and row["date"]}
    ours = {rally.city.name: rally.date.isoformat() for rally in public(PAST) if rally.date}
    assert ours.items() <= told.items()


def test_sample_says_in_both_languages_that_it_is_one(loaded):
    campaign = Campaign.objects.get(slug=SAMPLE)
    assert (campaign.is_sample, campaign.state) == (True, "open")
    assert campaign.title["en"].startswith("Sample: ")
    assert campaign.title["ru"].startswith("Образец: ")
    assert "This is a sample" in campaign.summary["en"]
    assert "Это образец" in campaign.summary["ru"]
    for field in (
        "title",
        "summary",
        "text",
        "demands",
        "press_text",
        "sources",
        "rally_title",
        "rally_text",
    ):
        assert set(getattr(campaign, field)) == LANGUAGES, field


def test_sample_organizers_and_meeting_points_are_recognizably_made_up(loaded):
    names = [
        text
        for organizer in Organizer.objects.filter(slug__startswith="sample-")
        for text in organizer.name.values()
    ]
    texts = [
        text for rally in Rally.objects.filter(campaign__slug=SAMPLE) for text in rally.meeting_point.values()
    ]
    titles = [text for rally in Rally.objects.filter(campaign__slug=SAMPLE) for text in rally.title.values()]
    assert len(names) > 40
    for text in names + texts + titles:
        assert "sample" in text.lower() or "образец" in text.lower(), text


def test_sample_links_lead_nowhere(loaded):
    campaign = Campaign.objects.get(slug=SAMPLE)
    records = [campaign, *campaign.rallies.all(), *Organizer.objects.filter(slug__startswith="sample-")]
    links = [link["url"] for record in records for link in record.links]
    assert len(links) > 20
    assert all(link.startswith("https://example.org/sample-") for link in links)


def test_sample_is_large_and_worldwide(loaded):
    found = public(SAMPLE)
    assert found.values("city").distinct().count() >= MANY_CITIES
    assert found.values("city__country").distinct().count() >= MANY_COUNTRIES
    assert found.values("city__country__continent").distinct().count() >= CONTINENTS


def test_sample_shows_everything_that_lists_have(loaded):
    found = public(SAMPLE)
    assert set(found.values_list("condition", flat=True)) == set(Condition.values)
    assert set(found.values_list("kind", flat=True)) == set(Kind.values)
    assert max(Counter(found.values_list("city", flat=True)).values()) == 4
    assert found.filter(has_unnamed_organizer=True).count() > 10
    assert found.filter(date__isnull=False, time__isnull=True).count() > 3
    assert found.filter(date__isnull=True).count() >= 2
    assert any(rally.organizers.count() == 2 for rally in found)
    for field in ("title", "meeting_point"):
        assert {"en"} in [set(getattr(rally, field)) for rally in found], field
        assert {"ru"} in [set(getattr(rally, field)) for rally in found], field
    methods = Organizer.objects.filter(slug__startswith="sample-").values_list("verification", flat=True)
    assert set(methods) == set(Verification.values)


def test_sample_leaves_work_for_coordinators_that_is_not_public(loaded):
    waiting = Rally.objects.filter(campaign__slug=SAMPLE).exclude(review=Review.PUBLISHED)
    assert Counter(waiting.values_list("review", flat=True)) == {"pending": 5, "on_hold": 2, "declined": 1}
    assert not set(waiting) & set(public(SAMPLE))
    assert Contact.objects.count() == waiting.waiting().count()
    assert Contact.objects.first().unsealed().endswith("@example.org")


def test_every_row_names_the_place_of_its_number():
    for name in (demo.PAST, demo.SAMPLE):
        rows = reading.read(name).rallies
        found = gazetteer.get_many([row.geonames_id for row in rows])
        assert {row.geonames_id: row.city for row in rows} == {
            number: place.name for number, place in found.items()
        }


def test_everything_is_journalled_in_the_order_in_which_it_happened(loaded):
    campaign = Campaign.objects.get(slug=SAMPLE)
    total = campaign.rallies.count()
    entries = JournalEntry.objects.filter(campaign=campaign)
    assert entries.filter(action="created", subject="rally").count() == total
    published = campaign.rallies.filter(review="published").count()
    assert entries.filter(action="review").count() == published + 3
    changed = campaign.rallies.exclude(condition="planned").count()
    assert entries.filter(action="condition").count() == changed
    assert set(entries.values_list("door", flat=True)) == {"load_demo"}
    moments = list(
        JournalEntry.objects.order_by("pk").filter(rally__campaign=campaign).values_list("at", flat=True)
    )
    assert moments == sorted(moments)
    assert NOW - datetime.timedelta(days=21) < moments[0] < moments[-1] < NOW


def test_every_record_is_sound(loaded):
    for model in (Campaign, Organizer, City, Rally):
        for record in model.objects.all():
            record.full_clean()
    for rally in Rally.objects.select_related("city"):
        assert rally.starts_at == rally.derive_instant()


@pytest.mark.parametrize("day", range(1, 29))
def test_sample_starts_on_a_saturday_four_to_eight_weeks_ahead(day):
    today = datetime.datetime(2027, 2, day, 23, 59, tzinfo=datetime.UTC)
    found = moving.sample_day(today)
    assert found.strftime("%A") == "Saturday"
    assert 28 <= (found - today.date()).days <= 56


def test_sample_lasts_a_weekend_and_its_rallies_lie_in_it(loaded):
    campaign = Campaign.objects.get(slug=SAMPLE)
    assert (campaign.first_day, campaign.last_day) == (datetime.date(2027, 1, 2), datetime.date(2027, 1, 3))
    days = set(campaign.rallies.exclude(date=None).values_list("date", flat=True))
    assert days == {campaign.first_day, campaign.last_day}


@pytest.mark.parametrize("is_refresh", [False, True])
def test_loading_again_changes_nothing(loaded, is_refresh):
    before = counts()
    rows = list(Rally.objects.order_by("pk").values())
    again = demo.load(now=NOW + datetime.timedelta(hours=1), is_refresh=is_refresh)
    assert [made.is_new for made in again.campaigns] == [False, False]
    assert (again.days_moved, counts()) == (0, before)
    assert list(Rally.objects.order_by("pk").values()) == rows


def test_loading_again_keeps_what_people_did(loaded):
    campaign = Campaign.objects.get(slug=SAMPLE)
    rally = campaign.rallies.filter(condition="planned", review="published").first()
    campaigns.edit(campaign=campaign, by=None, now=NOW, title={"en": "Sample: ours"})
    rallies.edit(rally=rally, by=None, now=NOW, meeting_point={"en": "Our sample square"})
    moderation.set_condition(rally=rally, condition="cancelled", by=None, now=NOW)
    removed = campaign.rallies.exclude(pk=rally.pk).first()
    removed.delete()
    demo.load(now=NOW)
    rally.refresh_from_db()
    assert (rally.condition, rally.meeting_point) == ("cancelled", {"en": "Our sample square"})
    assert Campaign.objects.get(slug=SAMPLE).title == {"en": "Sample: ours"}
    assert not Rally.objects.filter(public_id=removed.public_id).exists()


def test_deleted_campaign_comes_back_with_the_organizers_that_stayed(loaded):
    campaign = Campaign.objects.get(slug=SAMPLE)
    total, organizer = campaign.rallies.count(), Organizer.objects.get(slug="sample-bridge")
    Organizer.objects.filter(pk=organizer.pk).update(name={"en": "Sample of ours"})
    campaign.rallies.all().delete()
    campaign.delete()
    again = demo.load(now=NOW)
    assert [made.is_new for made in again.campaigns] == [False, True]
    assert Rally.objects.filter(campaign__slug=SAMPLE).count() == total
    organizer.refresh_from_db()
    assert (organizer.name, organizer.rallies.exists()) == ({"en": "Sample of ours"}, True)


def test_refresh_moves_the_sample_ahead_and_leaves_the_past_alone(loaded):
    rally = public(SAMPLE).get(city__name="Sydney")
    before = (rally.time, rally.condition, rally.review)
    later = NOW + datetime.timedelta(days=100)
    receipt = demo.load(now=later, is_refresh=True)
    campaign = Campaign.objects.get(slug=SAMPLE)
    assert receipt.days_moved == 98
    assert campaign.first_day == moving.sample_day(later) == datetime.date(2027, 4, 10)
    assert campaign.last_day == datetime.date(2027, 4, 11)
    rally.refresh_from_db()
    assert (rally.date, rally.time, rally.condition, rally.review) == (campaign.first_day, *before)
    assert rally.starts_at == rally.derive_instant()
    assert Rally.objects.filter(campaign=campaign, date__lt=campaign.first_day).count() == 0
    assert Campaign.objects.get(slug=PAST).first_day == datetime.date(2023, 1, 21)
    assert demo.load(now=later, is_refresh=True).days_moved == 0


def test_refresh_takes_an_hour_that_the_clocks_of_the_new_day_skip_back(loaded):
    rally = public(SAMPLE).get(city__name="Copenhagen")
    campaign = Campaign.objects.get(slug=SAMPLE)
    rallies.edit(rally=rally, by=None, now=NOW, date=campaign.last_day, time=datetime.time(2, 30))
    # 28 March 2027 is the Sunday on which the clocks of Copenhagen skip that hour.
    receipt = demo.load(now=datetime.datetime(2027, 2, 15, tzinfo=datetime.UTC), is_refresh=True)
    assert receipt.days_moved == 84
    rally.refresh_from_db()
    assert (rally.date, rally.time, rally.starts_at) == (datetime.date(2027, 3, 28), None, None)


def test_refresh_leaves_a_campaign_that_is_no_sample_any_more(loaded):
    Campaign.objects.filter(slug=SAMPLE).update(is_sample=False)
    receipt = demo.load(now=NOW + datetime.timedelta(days=100), is_refresh=True)
    assert (receipt.days_moved, Campaign.objects.get(slug=SAMPLE).first_day) == (0, datetime.date(2027, 1, 2))
