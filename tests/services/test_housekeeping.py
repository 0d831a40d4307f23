import datetime

import pytest
from django.contrib.sessions.models import Session

from rallies.models import City, Contact, JournalEntry, Rally
from rallies.services import housekeeping, rallies
from tests.factories import NOW, make_campaign, make_city, make_contact, make_rally

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def move_zone(city, zone):
    City.objects.filter(pk=city.pk).update(timezone=zone)


def instant(rally):
    return Rally.objects.get(pk=rally.pk).starts_at.isoformat()


def test_contacts_are_forgotten_on_their_day_and_not_before():
    contact = make_contact(make_rally())
    due = datetime.datetime.combine(contact.delete_on, datetime.time(0, 0), datetime.UTC)
    assert housekeeping.forget_contacts(now=due - datetime.timedelta(seconds=1)) == 0
    assert Contact.objects.count() == 1
    assert housekeeping.forget_contacts(now=due) == 1
    assert Contact.objects.count() == 0
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.door, entry.by) == ("deleted", "housekeeping", None)


def test_contacts_that_are_not_due_stay():
    kept = make_contact(make_rally())
    Contact.objects.filter(pk=kept.pk).update(delete_on=datetime.date(2023, 4, 1))
    due = make_contact(make_rally())
    now = datetime.datetime(2023, 3, 28, 12, 0, tzinfo=datetime.UTC)
    assert due.delete_on <= now.date() < datetime.date(2023, 4, 1)
    assert housekeeping.forget_contacts(now=now) == 1
    assert list(Contact.objects.all()) == [kept]


def test_instants_of_coming_rallies_follow_a_changed_zone():
    rally = make_rally()
    move_zone(rally.city, "Europe/Kyiv")
    assert housekeeping.derive_instants(now=NOW) == 1
    assert instant(rally) == "2023-02-24T12:00:00+00:00"
    found = Rally.objects.get()
    assert (found.date, found.time) == (rally.date, rally.time)


def test_instants_that_are_right_stay():
    make_rally()
    assert housekeeping.derive_instants(now=NOW) == 0


def test_instants_of_past_rallies_stay():
    rally = make_rally()
    move_zone(rally.city, "Europe/Kyiv")
    assert housekeeping.derive_instants(now=rally.starts_at + DAY + datetime.timedelta(seconds=1)) == 0
    assert instant(rally) == "2023-02-24T13:00:00+00:00"


def test_instants_of_rallies_of_the_last_day_still_follow():
    rally = make_rally()
    move_zone(rally.city, "Europe/Kyiv")
    assert housekeeping.derive_instants(now=rally.starts_at + DAY) == 1


def test_rally_without_an_hour_is_left_without_an_instant():
    make_rally(time=None)
    assert housekeeping.derive_instants(now=NOW) == 0


def test_hour_that_new_rules_skip_keeps_its_instant():
    campaign = make_campaign(first_day=datetime.date(2023, 3, 26), last_day=datetime.date(2023, 3, 26))
    rally = make_rally(campaign=campaign, city=make_city("Tbilisi"), time=datetime.time(2, 30))
    before = instant(rally)
    other = make_rally(campaign=campaign, city=make_city("Tbilisi"))
    move_zone(rally.city, "Europe/Berlin")
    assert housekeeping.derive_instants(now=NOW) == 1
    assert instant(rally) == before
    assert instant(other) == "2023-03-26T12:00:00+00:00"


def test_instant_of_a_rally_that_is_edited_at_that_moment_is_left_to_the_edit(monkeypatch):
    rally = make_rally()
    move_zone(rally.city, "Europe/Kyiv")
    derive = Rally.derive_instant

    def edited_meanwhile(self):
        monkeypatch.undo()
        found = Rally.objects.get(pk=rally.pk)
        rallies.edit(rally=found, by=None, now=NOW, time=datetime.time(18, 0))
        return derive(self)

    monkeypatch.setattr(Rally, "derive_instant", edited_meanwhile)
    assert housekeeping.derive_instants(now=NOW) == 0
    assert instant(rally) == "2023-02-24T16:00:00+00:00"


def test_keeping_house_does_every_duty_once():
    contact = make_contact(make_rally())
    move_zone(make_rally(date=datetime.date(2023, 6, 1), city=make_city("Munich")).city, "Europe/Kyiv")
    now = datetime.datetime.combine(contact.delete_on, datetime.time(1, 0), datetime.UTC)
    Session.objects.create(session_key="old", session_data="", expire_date=now - DAY)
    Session.objects.create(session_key="new", session_data="", expire_date=now + DAY)
    assert housekeeping.keep_house(now=now) == housekeeping.Receipt(1, 1, 1)
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert housekeeping.keep_house(now=now) == housekeeping.Receipt(0, 0, 0)
