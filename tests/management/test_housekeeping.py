import datetime

import pytest
from django.core.management import call_command

from rallies.management.commands import housekeeping as command
from rallies.models import City, Contact, Rally
from tests.factories import make_campaign, make_contact, make_rally

NOTHING = "Deleted 0 contacts and 0 sessions; 0 instants changed.\n"


@pytest.mark.django_db
def test_housekeeping_tells_counts_and_no_names(capsys):
    make_contact(make_rally(), "canary@example.org")
    call_command("housekeeping")
    said = capsys.readouterr()
    assert said.out == "Deleted 1 contacts and 0 sessions; 0 instants changed.\n"
    assert said.err == ""
    assert Contact.objects.count() == 0


@pytest.mark.django_db
def test_housekeeping_follows_a_changed_zone(capsys):
    day = datetime.date(2999, 2, 24)
    rally = make_rally(campaign=make_campaign(first_day=day, last_day=day))
    call_command("housekeeping")
    assert capsys.readouterr().out == NOTHING
    City.objects.filter(pk=rally.city_id).update(timezone="Asia/Tbilisi")
    call_command("housekeeping")
    assert capsys.readouterr().out == "Deleted 0 contacts and 0 sessions; 1 instants changed.\n"
    assert Rally.objects.get().starts_at.hour == 10


@pytest.mark.django_db(transaction=True)
def test_housekeeping_comes_again_after_the_pause_until_it_is_stopped(capsys, monkeypatch):
    pauses = []

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(command.time, "sleep", pause)
    make_contact(make_rally())
    with pytest.raises(KeyboardInterrupt):
        call_command("housekeeping", "--every", "60")
    assert pauses == [60, 60, 60]
    assert capsys.readouterr().out == "Deleted 1 contacts and 0 sessions; 0 instants changed.\n" + NOTHING * 2
