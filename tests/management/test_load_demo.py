import datetime

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from rallies import gazetteer
from rallies.models import Campaign, City, JournalEntry, Organizer, Rally
from rallies.services.demo import moving

pytestmark = pytest.mark.django_db
EVERYTHING = (Campaign, City, JournalEntry, Organizer, Rally)


def load(capsys, *arguments):
    call_command("load_demo", *arguments)
    said = capsys.readouterr()
    assert said.err == ""
    return said.out.splitlines()


def test_load_demo_says_what_it_made_and_then_that_it_is_there(capsys, gazetteer_file):
    past, sample = load(capsys)
    campaign = Campaign.objects.get(slug="sample-day-of-rallies")
    cities = campaign.rallies.values("city").distinct().count()
    countries = campaign.rallies.values("city__country").distinct().count()
    made = f"{campaign.rallies.count()} rallies in {cities} cities of {countries} countries"
    waiting, days = campaign.rallies.waiting().count(), f"{campaign.first_day} to {campaign.last_day}"
    nine = "9 rallies in 9 cities of 9 countries (0 wait for review), 2023-01-21 to 2023-01-22"
    assert past == f"freedom-to-navalny-2023: made {nine}, closed."
    assert sample == f"sample-day-of-rallies: made {made} ({waiting} wait for review), {days}, open."
    assert load(capsys) == [
        "freedom-to-navalny-2023: is there already and was left as it is.",
        "sample-day-of-rallies: is there already and was left as it is.",
    ]


def test_load_demo_refresh_moves_the_sample_ahead(capsys, gazetteer_file):
    load(capsys)
    sample = Campaign.objects.get(slug="sample-day-of-rallies")
    days = {"first_day": sample.first_day, "last_day": sample.last_day}
    past = {name: day - datetime.timedelta(days=70) for name, day in days.items()}
    Campaign.objects.filter(pk=sample.pk).update(**past)
    assert load(capsys, "--refresh")[-1] == "The sample campaign moved 70 days ahead."
    sample.refresh_from_db()
    assert sample.first_day == moving.sample_day(timezone.now())


def test_load_demo_is_refused_outside_development_and_makes_nothing(settings):
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError) as caught:
        call_command("load_demo")
    assert str(caught.value) == "The demo holds made-up rallies and is loaded in development only."
    assert not any(model.objects.exists() for model in EVERYTHING)


def test_load_demo_without_a_gazetteer_makes_nothing_and_names_the_command(settings, tmp_path):
    settings.GAZETTEER_PATH = tmp_path / "missing.sqlite3"
    gazetteer.store.close()
    try:
        with pytest.raises(CommandError, match="install_gazetteer"):
            call_command("load_demo")
    finally:
        gazetteer.store.close()
    assert not any(model.objects.exists() for model in EVERYTHING)
