import pytest

from rallies.models import JournalEntry
from rallies.services import journal
from tests.factories import NOW, make_campaign, make_city, make_organizer, make_rally, make_user

pytestmark = pytest.mark.django_db
CHANGED = JournalEntry.Action.CHANGED


def test_entry_about_a_rally_names_it_by_its_public_number_and_campaign():
    rally, user = make_rally(), make_user()
    entry = journal.record(
        action=CHANGED,
        subject=rally,
        by=user,
        now=NOW,
        door="admin",
        changes={"kind": ["rally", "march"]},
        note="n",
    )
    entry.refresh_from_db()
    assert (entry.subject, entry.subject_id) == ("rally", rally.public_id)
    assert (entry.rally, entry.campaign, entry.by, entry.at) == (rally, rally.campaign, user, NOW)
    assert (entry.door, entry.changes, entry.note) == ("admin", {"kind": ["rally", "march"]}, "n")


def test_entry_about_a_campaign_names_it_by_its_address():
    campaign = make_campaign(slug="peace")
    entry = journal.record(action=CHANGED, subject=campaign, by=None, now=NOW)
    assert (entry.subject, entry.subject_id, entry.campaign, entry.rally) == (
        "campaign",
        "peace",
        campaign,
        None,
    )


@pytest.mark.parametrize(
    ("make", "word", "number"),
    [
        (lambda: make_organizer(slug="lantern"), "organizer", "lantern"),
        (make_city, "city", "DE/berlin"),
        (lambda: make_user(pk=42), "user", "42"),
    ],
)
def test_entry_about_another_record_belongs_to_no_campaign(make, word, number):
    entry = journal.record(action=CHANGED, subject=make(), by=None, now=NOW)
    assert (entry.subject, entry.subject_id) == (word, number)
    assert (entry.campaign, entry.rally, entry.by, entry.changes) == (None, None, None, {})


def test_entry_is_not_saved_until_it_is_recorded():
    entry = journal.entry(action=CHANGED, subject=make_campaign(), by=None, now=NOW)
    assert (entry.pk, JournalEntry.objects.count()) == (None, 0)
