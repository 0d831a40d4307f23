import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from rallies.models import Campaign, JournalEntry
from tests.factories import make_campaign

pytestmark = pytest.mark.django_db
TITLES = ["--title", "ru=Год террора", "--title", "en=Year of terror = enough"]
DAYS = ["--first-day", "2023-02-24", "--last-day", "2023-02-26"]


def refused(*arguments):
    with pytest.raises(CommandError) as caught:
        call_command("create_campaign", *arguments)
    assert not Campaign.objects.filter(slug="year").exists()
    return str(caught.value)


def test_create_campaign_makes_a_draft_and_journals_it(capsys):
    call_command("create_campaign", "year", *TITLES, *DAYS)
    campaign = Campaign.objects.get()
    assert capsys.readouterr().out == "Made the campaign year (draft).\n"
    assert (campaign.slug, campaign.state, campaign.source_language) == ("year", "draft", "ru")
    assert campaign.title == {"ru": "Год террора", "en": "Year of terror = enough"}
    assert (campaign.first_day, campaign.last_day) == (datetime.date(2023, 2, 24), datetime.date(2023, 2, 26))
    entry = JournalEntry.objects.get()
    assert (entry.campaign, entry.door, entry.by) == (campaign, "create_campaign", None)


def test_create_campaign_takes_one_day():
    call_command(
        "create_campaign", "day", "--title", "en=A", "--first-day", "2023-02-24", "--last-day", "2023-02-24"
    )
    assert Campaign.objects.get().first_day == Campaign.objects.get().last_day


@pytest.mark.parametrize(
    ("title", "why"),
    [
        ("Year of terror", "is no title"),
        ("xx=Year", "languages: en, ru"),
        ("en=", "is no title"),
        ("en=  ", "is no title"),
        ("=Year", "is no title"),
    ],
)
def test_create_campaign_with_a_bad_title_is_refused(title, why):
    assert why in refused("year", "--title", title, *DAYS)


@pytest.mark.parametrize("day", ["24.02.2023", "2023-02-30", "", "tomorrow"])
def test_create_campaign_with_a_bad_day_is_refused(day):
    said = refused("year", *TITLES, "--first-day", day, "--last-day", "2023-02-26")
    assert f"“{day}” is no day; write it as 2023-02-24" in said


def test_create_campaign_that_ends_before_it_begins_is_refused():
    said = refused("year", *TITLES, "--first-day", "2023-02-26", "--last-day", "2023-02-24")
    assert said == "The last day is before the first day."


def test_create_campaign_of_a_taken_address_is_refused():
    make_campaign(slug="taken")
    assert "already exists" in refused("taken", *TITLES, *DAYS)
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize("slug", ["Year Of Terror", "год", "../year", "", "a" * 81])
def test_create_campaign_with_a_bad_address_is_refused_in_one_sentence(slug):
    said = refused(slug, *TITLES, *DAYS)
    assert said
    assert "\n" not in said


def test_create_campaign_needs_a_title_and_both_days():
    assert "--title" in refused("year", *DAYS)
    assert "--first-day" in refused("year", *TITLES)
