import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rallies.models import JournalEntry
from rallies.statuses import Condition, Review
from tests.admin.pages import list_of, page_of
from tests.factories import make_campaign, make_city, make_country, make_organizer, make_rally

pytestmark = pytest.mark.django_db


def found(page, **query):
    return [rally.title.get("en") for rally in page.get(list_of("rally", **query)).context["cl"].result_list]


def query_count(page, address):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert page.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("page_name", ["admin_page", "german_page"])
def test_list_and_first_page_ask_as_many_questions_for_one_rally_as_for_thirty(page_name, request):
    page = request.getfixturevalue(page_name)
    campaign, organizer = make_campaign(), make_organizer(countries=[make_country("DE")])
    addresses = {
        list_of("rally"): 12,
        reverse("admin:index"): 12,
        list_of("organizer"): 12,
        list_of("city"): 12,
    }
    make_rally(campaign=campaign, organizers=[organizer])
    before = {address: query_count(page, address) for address in addresses}
    for number in range(29):
        other = make_organizer(countries=[make_country("DE")])
        city = make_city(f"Place {number}")
        make_rally(campaign=campaign, city=city, organizers=[organizer, other], review=Review.PENDING)
    assert {address: query_count(page, address) for address in addresses} == before
    assert [address for address, most in addresses.items() if before[address] > most] == []


@pytest.mark.parametrize(
    "term",
    [
        "мюнхен",
        "МЮНХЕН",
        "munich",
        "MUNICH",
        "Мюнх",
        "ковчег",
        "КОВЧЕГ",
        "посольства",
        "ПОСОЛЬСТВА",
        "embassy munich",
    ],
)
def test_search_finds_city_title_and_organizer_in_any_language_and_case(admin_page, term):
    organizer = make_organizer(name={"en": "The Ark", "ru": "Проект Ковчег"})
    title = {"en": "Embassy", "ru": "Митинг у посольства"}
    make_rally(city=make_city("Munich"), title=title, organizers=[organizer])
    make_rally(city=make_city("Paris"), title={"en": "Other"})
    assert found(admin_page, q=term) == ["Embassy"]


@pytest.mark.parametrize("term", ["%", "_", ".*", "[a", "(", "\\", "munich other"])
def test_search_takes_signs_for_what_they_are(admin_page, term):
    make_rally(city=make_city("Munich"), title={"en": "Embassy"})
    make_rally(city=make_city("Paris"), title={"en": "Other"})
    assert found(admin_page, q=term) == []


def test_search_takes_one_letter_for_its_twin_and_finds_the_public_number(admin_page):
    rally = make_rally(title={"ru": "Самолёт", "en": "Plane"})
    make_rally(title={"en": "Other"})
    assert found(admin_page, q="самолет") == ["Plane"]
    assert found(admin_page, q=rally.public_id) == ["Plane"]


def test_filters_narrow_the_list(admin_page):
    now = timezone.now()
    tomorrow = (now + datetime.timedelta(hours=20)).astimezone(datetime.UTC)
    campaign = make_campaign(first_day=tomorrow.date(), last_day=tomorrow.date())
    make_rally(title={"en": "past", "ru": "было"}, meeting_point={"en": "Gate", "ru": "Ворота"})
    soon = {"date": tomorrow.date(), "time": tomorrow.time().replace(microsecond=0, tzinfo=None)}
    make_rally(title={"en": "soon"}, campaign=campaign, city=make_city("London", timezone="UTC"), **soon)
    make_rally(title={"en": "no time"}, time=None, review=Review.PENDING, city=make_city("Paris"))
    make_rally(title={"en": "no day"}, date=None, review=Review.ON_HOLD, condition=Condition.MOVED)
    assert sorted(found(admin_page, todo="waiting")) == ["no day", "no time"]
    assert found(admin_page, todo="no-time") == ["no time"]
    assert found(admin_page, todo="no-day") == ["no day"]
    assert "past" not in found(admin_page, todo="no-place")
    assert found(admin_page, starts="24h") == ["soon"]
    assert found(admin_page, starts="7d") == ["soon"]
    assert found(admin_page, starts="past") == ["past"]
    assert found(admin_page, country="FR") == ["no time"]
    assert found(admin_page, campaign=campaign.pk) == ["soon"]
    assert sorted(found(admin_page, without="ru")) == ["no day", "no time", "soon"]
    assert found(admin_page, without="en") == []
    assert found(admin_page, condition__exact="moved") == ["no day"]
    for nonsense in ({"todo": "x"}, {"starts": "x"}, {"campaign": "x"}, {"without": "xx"}):
        assert len(found(admin_page, **nonsense)) == 4


def test_list_shows_what_is_to_follow_and_who_holds_it(admin_page):
    make_rally(date=None, time=None, has_unnamed_organizer=True)
    page = admin_page.get(list_of("rally")).content.decode()
    for words in ("day to follow", "time to follow", "group of activists", "Germany"):
        assert words in page


def test_first_page_counts_what_waits_and_links_to_it(admin_page, administrator):
    campaign = make_campaign()
    make_rally(campaign=campaign, review=Review.PENDING, title={"ru": "Только по-русски"})
    make_rally(campaign=campaign, review=Review.ON_HOLD, time=None)
    make_rally(campaign=make_campaign(state="archived"), review=Review.PENDING)
    board = admin_page.get(reverse("admin:index")).context["board"]
    counts = {counter["label"]: counter["count"] for counter in board["counters"]}
    assert counts["pending"] == 1
    assert counts["on hold"] == 1
    assert counts["without a time"] == 1
    assert counts["with a text missing: English"] == 1
    assert [row["waiting"] for row in board["campaigns"]] == [2]
    for counter in board["counters"]:
        assert admin_page.get(counter["url"]).status_code == 200


def test_first_page_lists_the_soonest_and_the_last_entries(admin_page, administrator):
    day = timezone.now().date() + datetime.timedelta(days=3)
    campaign = make_campaign(first_day=day, last_day=day)
    rally = make_rally(campaign=campaign)
    make_rally(campaign=campaign, condition=Condition.CANCELLED)
    admin_page.post(page_of(rally, "step"), {"step": "confirm", "version": 1, "note": "They wrote"})
    response = admin_page.get(reverse("admin:index"))
    assert response.context["board"]["soon"] == [rally]
    assert "They wrote" in response.content.decode()
    assert JournalEntry.objects.count() == 1
