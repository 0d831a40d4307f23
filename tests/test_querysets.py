"""Each rule that selects is tried beside records that could leak through it."""

import datetime
import json
from itertools import product

import pytest

from rallies.models import Campaign, City, Contact, JournalEntry, Organizer, Rally
from rallies.querysets import CampaignQuerySet, line_fields
from rallies.statuses import PUBLIC_CAMPAIGN_STATES, CampaignState, Condition, Review
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


def journal(rally=None, campaign=None, at=NOW):
    subject = rally or campaign
    number = subject.public_id if rally else subject.slug
    return JournalEntry.objects.create(
        at=at,
        action="changed",
        subject=subject._meta.model_name,
        subject_id=number,
        rally=rally,
        campaign=campaign,
    )


@pytest.fixture
def berlin():
    return make_rally(city=make_city("Berlin"), organizers=[make_organizer(countries=[make_country("DE")])])


@pytest.fixture
def paris():
    return make_rally(city=make_city("Paris"), organizers=[make_organizer(countries=[make_country("FR")])])


@pytest.fixture
def german():
    """A coordinator of Germany."""
    return make_user(countries=[make_country("DE")])


@pytest.fixture
def administrator():
    return make_user(is_superuser=True)


@pytest.fixture
def stranger():
    """Staff without any country or organizer."""
    return make_user()


def test_public_rallies_are_the_published_ones_of_public_campaigns():
    expected = set()
    for state, review in product(CampaignState.values, Review.values):
        rally = make_rally(campaign=make_campaign(state=state), review=review)
        if review == Review.PUBLISHED and state in PUBLIC_CAMPAIGN_STATES:
            expected.add(rally)
    assert Rally.objects.count() == 25
    assert set(Rally.objects.public()) == expected
    assert len(expected) == 3


@pytest.mark.parametrize("condition", Condition.values)
def test_public_rallies_stay_public_whatever_their_condition(condition):
    rally = make_rally(condition=condition)
    assert list(Rally.objects.public()) == [rally]


def test_waiting_rallies_are_pending_or_on_hold():
    made = {review: make_rally(review=review) for review in Review.values}
    assert set(Rally.objects.waiting()) == {made[Review.PENDING], made[Review.ON_HOLD]}


def test_rallies_of_a_coordinator_are_those_of_the_countries(berlin, paris, german):
    assert list(Rally.objects.for_coordinator(german)) == [berlin]


def test_rallies_of_a_coordinator_are_those_of_the_organizers_wherever_they_are(berlin, paris):
    user = make_user(organizers=paris.organizers.all())
    assert list(Rally.objects.for_coordinator(user)) == [paris]


def test_rally_by_two_own_organizers_is_listed_once(paris, german):
    berlin = make_rally(organizers=[make_organizer(), make_organizer()])
    german.organizers.set(berlin.organizers.all())
    assert list(Rally.objects.for_coordinator(german)) == [berlin]


def test_nothing_belongs_to_staff_without_scope(berlin, paris, stranger):
    make_contact(berlin)
    journal(rally=berlin)
    for model in (Rally, Organizer, City, Contact, JournalEntry):
        assert model.objects.exists()
        assert list(model.objects.for_coordinator(stranger)) == []


def test_everything_belongs_to_administrators(berlin, paris, administrator):
    make_contact(paris)
    journal(rally=paris)
    for model in (Rally, Organizer, City, Contact, JournalEntry):
        assert set(model.objects.for_coordinator(administrator)) == set(model.objects.all())


def test_rallies_by_time_leave_what_is_to_follow_to_the_end():
    campaign = make_campaign()
    first, second = datetime.date(2023, 2, 24), datetime.date(2023, 2, 25)
    noon, evening = datetime.time(12, 0), datetime.time(18, 0)
    wanted = [(first, noon), (first, evening), (first, None), (second, noon), (None, noon), (None, None)]
    for day, time in reversed(wanted):
        make_rally(campaign=campaign, date=day, time=time)
    assert list(Rally.objects.by_time().values_list("date", "time")) == wanted


def test_lines_hold_what_a_list_shows_in_the_order_of_time():
    campaign, berlin = make_campaign(), make_city("Berlin")
    late = make_rally(campaign=campaign, city=berlin, time=None)
    early = make_rally(campaign=campaign, city=berlin, condition="moved", note="canary")
    lines = [list(line) for line in Rally.objects.in_lines()]
    assert [line[0] for line in lines] == [early.pk, late.pk]
    assert len(lines[0]) == len(line_fields())
    assert json.loads(lines[0][-1]) == berlin.names
    assert {"moved", "EU", "DE", "berlin", "germany"} <= {str(value) for value in lines[0]}
    assert "canary" not in str(lines)


def test_organizer_names_are_a_row_per_rally_and_organizer():
    first, second = (make_organizer(slug=slug, name={"en": slug}) for slug in ("amber", "bridge"))
    both, unnamed = make_rally(organizers=[second, first]), make_rally(has_unnamed_organizer=True)
    rows = [(pk, json.loads(names), language) for pk, names, language in Rally.objects.organizer_names()]
    assert rows == [(both.pk, {"en": "amber"}, "en"), (both.pk, {"en": "bridge"}, "en")]
    assert unnamed.pk not in {pk for pk, _names, _language in rows}


def test_counts_by_country_are_rallies_and_cities():
    for place in ("Berlin", "Berlin", "Munich", "Paris"):
        make_rally(city=make_city(place))
    make_rally(city=make_city("Tbilisi"), review="pending")
    assert set(Rally.objects.public().counted_by_country()) == {
        ("DE", "germany", "EU", 3, 2),
        ("FR", "france", "EU", 1, 1),
    }


def test_addresses_are_a_row_per_campaign_and_city():
    one, two = make_campaign(slug="one"), make_campaign(slug="two")
    make_rally(campaign=two, city=make_city("Paris"))
    make_rally(campaign=one, city=make_city("Munich"))
    make_rally(campaign=one, city=make_city("Munich"))
    make_rally(campaign=one, city=make_city("Berlin"), review="declined")
    assert [tuple(row) for row in Rally.objects.public().addresses()] == [
        ("one", "germany", "munich", "", 2),
        ("two", "france", "paris", "", 1),
    ]


def test_countries_of_organizers_are_listed_once_and_none_stands_for_no_country():
    for codes in (["DE", "FR"], ["DE"], []):
        make_organizer(countries=[make_country(code) for code in codes])
    assert set(Organizer.objects.country_slugs()) == {"germany", "france", None}
    assert len(Organizer.objects.country_slugs()) == 3


def test_public_campaigns_are_open_closed_or_archived():
    for state in CampaignState.values:
        make_campaign(state=state, slug=state)
    assert set(Campaign.objects.public().values_list("slug", flat=True)) == {"open", "closed", "archived"}


def test_current_campaigns_come_open_first_then_closed_then_archived_and_newest_first():
    def make(slug, state, year):
        make_campaign(
            slug=slug, state=state, first_day=datetime.date(year, 1, 1), last_day=datetime.date(year, 1, 2)
        )

    make("draft", "draft", 2026)
    make("standby", "standby", 2026)
    make("archived", "archived", 2025)
    make("closed", "closed", 2024)
    make("open-old", "open", 2022)
    make("open-new", "open", 2023)
    current = Campaign.objects.current().values_list("slug", flat=True)
    assert list(current) == ["open-new", "open-old", "closed", "archived"]
    newest = Campaign.objects.public().newest_first().values_list("slug", flat=True)
    assert list(newest) == ["archived", "closed", "open-new", "open-old"]


def test_campaigns_of_the_same_day_are_listed_by_address():
    for slug in ("b", "a"):
        make_campaign(slug=slug)
    assert list(Campaign.objects.newest_first().values_list("slug", flat=True)) == ["a", "b"]
    assert isinstance(Campaign.objects.all(), CampaignQuerySet)


def test_public_organizers_have_a_public_rally():
    public, hidden, draft, idle = (make_organizer() for _ in range(4))
    rally = make_rally(review=Review.PENDING, organizers=[hidden])
    make_rally(campaign=make_campaign(state="draft"), organizers=[draft])
    make_rally(organizers=[public])
    make_rally(organizers=[public])
    assert list(Organizer.objects.public()) == [public]
    Rally.objects.filter(pk=rally.pk).update(review=Review.PUBLISHED, published_at=NOW)
    assert set(Organizer.objects.public()) == {public, hidden}
    assert Organizer.objects.filter(pk=idle.pk).exists()


def test_public_cities_have_a_public_rally():
    make_rally(city=make_city("Berlin"))
    make_rally(city=make_city("Berlin"))
    hidden = make_rally(city=make_city("Paris"), review=Review.DECLINED)
    make_rally(city=make_city("Tbilisi"), campaign=make_campaign(state="standby"))
    assert list(City.objects.public()) == [make_city("Berlin")]
    Rally.objects.filter(pk=hidden.pk).update(review=Review.PUBLISHED, published_at=NOW)
    assert set(City.objects.public()) == {make_city("Berlin"), make_city("Paris")}


def test_organizers_of_a_coordinator_are_own_ones_and_those_active_in_the_countries(berlin, paris, german):
    own = make_organizer(countries=[make_country("GE")])
    german.organizers.add(own)
    assert set(Organizer.objects.for_coordinator(german)) == {own, *berlin.organizers.all()}


def test_cities_of_a_coordinator_are_those_of_the_countries(berlin, paris, german):
    assert list(City.objects.for_coordinator(german)) == [berlin.city]


def test_contacts_of_a_coordinator_are_those_of_the_rallies(berlin, paris, german):
    own = make_contact(berlin)
    make_contact(paris)
    assert list(Contact.objects.for_coordinator(german)) == [own]


def test_expired_contacts_are_those_whose_day_has_come(berlin):
    contact = make_contact(berlin)
    day = contact.delete_on
    assert list(Contact.objects.expired(today=day - datetime.timedelta(days=1))) == []
    assert list(Contact.objects.expired(today=day)) == [contact]


def test_journal_of_a_coordinator_is_about_the_rallies(berlin, paris, german):
    own = journal(rally=berlin)
    journal(rally=paris)
    journal(campaign=paris.campaign)
    assert list(JournalEntry.objects.for_coordinator(german)) == [own]


def test_journal_lists_the_newest_first(berlin):
    old = journal(rally=berlin)
    new = journal(rally=berlin, at=NOW + datetime.timedelta(hours=1))
    same = journal(rally=berlin, at=NOW)
    assert list(JournalEntry.objects.newest_first()) == [new, same, old]
