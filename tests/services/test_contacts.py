import datetime

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.forms.models import model_to_dict

from rallies import tokens
from rallies.models import Contact, JournalEntry
from rallies.services import contacts
from tests.factories import NOW, make_rally, make_user

pytestmark = pytest.mark.django_db
CANARY = "canary.person@example.org, +49 170 5550100"


def everything_stored():
    """Every value of every table of ours, as the database holds it."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += b"|".join(
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    for value in row
                )
    return found


def journalled():
    return [(entry.action, entry.changes, entry.note) for entry in JournalEntry.objects.order_by("pk")]


def test_kept_contact_is_sealed_in_the_database_and_opens_again():
    rally = make_rally(title={"en": "visible title"})
    kept = contacts.keep(rally=rally, contact=CANARY, by=None, now=NOW)
    stored = everything_stored()
    assert b"visible title" in stored
    assert b"canary" not in stored
    assert b"5550100" not in stored
    assert Contact.objects.get(pk=kept.pk).unsealed() == CANARY


def test_kept_contact_is_to_be_deleted_30_days_after_the_campaign():
    kept = contacts.keep(rally=make_rally(), contact=CANARY, by=None, now=NOW)
    assert (kept.delete_on, kept.created_at) == (datetime.date(2023, 3, 28), NOW)


def test_journal_says_that_a_contact_is_kept_and_never_what_it_is():
    user = make_user()
    rally = make_rally()
    contacts.keep(rally=rally, contact=CANARY, by=user, now=NOW, door="admin")
    assert journalled() == [("changed", {"contact": [None, "kept"]}, "")]
    entry = JournalEntry.objects.get()
    assert (entry.by, entry.rally, entry.door) == (user, rally, "admin")


def test_contact_never_shows_in_words_about_it():
    kept = contacts.keep(rally=make_rally(), contact=CANARY, by=None, now=NOW)
    words = f"{kept} {kept!r} {kept.rally} {JournalEntry.objects.get()} {model_to_dict(kept)}"
    assert "••••" in words
    assert "canary" not in words


def test_revealed_contact_is_journalled_with_its_reader():
    user = make_user()
    kept = contacts.keep(rally=make_rally(), contact=CANARY, by=None, now=NOW)
    assert contacts.reveal(contact=kept, by=user, now=NOW, door="admin") == CANARY
    entry = JournalEntry.objects.newest_first()[0]
    assert (entry.action, entry.by, entry.rally, entry.door) == ("revealed", user, kept.rally, "admin")
    assert b"canary" not in everything_stored()


def test_contact_whose_key_was_destroyed_stays_closed_and_nothing_is_journalled(settings):
    kept = contacts.keep(rally=make_rally(), contact=CANARY, by=None, now=NOW)
    settings.CONTACT_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(tokens.SealError):
        contacts.reveal(contact=kept, by=make_user(), now=NOW)
    assert not JournalEntry.objects.filter(action="revealed").exists()


def test_contact_sealed_under_an_older_key_still_opens(settings):
    kept = contacts.keep(rally=make_rally(), contact=CANARY, by=None, now=NOW)
    settings.CONTACT_KEYS = [Fernet.generate_key().decode(), *settings.CONTACT_KEYS]
    assert contacts.reveal(contact=kept, by=make_user(), now=NOW) == CANARY


def test_forgotten_contact_is_gone_and_the_journal_says_so():
    rally = make_rally()
    kept = contacts.keep(rally=rally, contact=CANARY, by=None, now=NOW)
    other = contacts.keep(rally=make_rally(), contact="other", by=None, now=NOW)
    contacts.forget(contact=kept, by=None, now=NOW, door="housekeeping")
    assert list(Contact.objects.all()) == [other]
    entry = JournalEntry.objects.newest_first()[0]
    assert (entry.action, entry.changes, entry.rally) == ("deleted", {"contact": ["kept", None]}, rally)
    assert entry.door == "housekeeping"


def test_contact_of_a_campaign_at_the_end_of_the_calendar_is_kept():
    assert contacts.day_of_deletion(datetime.date.max) == datetime.date.max
    assert contacts.day_of_deletion(datetime.date(2023, 2, 26)) == datetime.date(2023, 3, 28)
