import datetime

import pytest
from django.core.exceptions import ValidationError

from rallies.clock import ClockError, ClockProblem
from rallies.models import JournalEntry, Rally
from rallies.services import rallies
from tests.factories import NOW, make_campaign, make_city, make_organizer, make_rally, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)
DAY, TIME = datetime.date(2023, 2, 24), datetime.time(14, 0)


def stored(rally):
    return Rally.objects.get(pk=rally.pk)


def create(**fields):
    campaign, city = make_campaign(), make_city(fields.pop("place", "Berlin"))
    values = {"campaign": campaign, "city": city, "date": DAY, "time": TIME, **fields}
    return rallies.create(by=None, now=NOW, door="admin", **values)


def test_created_rally_waits_with_its_instant_organizers_and_journal():
    first, second = make_organizer(), make_organizer()
    rally = create(
        place="New York", organizers=[first, second], links=[{"url": "https://example.org/", "kind": "page"}]
    )
    found = stored(rally)
    assert (found.review, found.condition, found.version, found.published_at) == (
        "pending",
        "planned",
        1,
        None,
    )
    assert found.starts_at.isoformat() == "2023-02-24T19:00:00+00:00"
    assert set(found.organizers.all()) == {first, second}
    assert (found.created_at, found.updated_at) == (NOW, NOW)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.rally, entry.campaign, entry.door) == (
        "created",
        rally,
        rally.campaign,
        "admin",
    )


@pytest.mark.parametrize("missing", [{"date": None}, {"time": None}, {"date": None, "time": None}])
def test_created_rally_to_follow_has_no_instant(missing):
    assert stored(create(**missing)).starts_at is None


@pytest.mark.parametrize(
    ("day", "problem"),
    [(datetime.date(2023, 3, 26), ClockProblem.GAP), (datetime.date(2023, 10, 29), ClockProblem.FOLD)],
)
def test_created_rally_in_a_skipped_or_repeated_hour_is_asked_back(day, problem):
    with pytest.raises(ClockError) as caught:
        create(date=day, time=datetime.time(2, 30))
    assert caught.value.problem is problem
    assert (Rally.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_created_rally_in_a_repeated_hour_takes_the_answer():
    rally = create(date=datetime.date(2023, 10, 29), time=datetime.time(2, 30), fold=1)
    assert stored(rally).starts_at.isoformat() == "2023-10-29T01:30:00+00:00"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("links", [{"url": "javascript:alert(1)", "kind": "page"}]),
        ("kind", "dance"),
        ("title", {"en": ""}),
        ("latitude", 52.5),
    ],
)
def test_created_rally_with_a_bad_value_leaves_nothing_behind(field, value):
    with pytest.raises(ValidationError):
        create(**{field: value})
    assert (Rally.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_edited_rally_derives_its_instant_counts_up_and_is_journalled():
    user, rally = make_user(), make_rally()
    rallies.edit(rally=rally, by=user, now=LATER, door="admin", reason="call", time=datetime.time(16, 30))
    found = stored(rally)
    assert (found.time, found.starts_at.isoformat()) == (datetime.time(16, 30), "2023-02-24T15:30:00+00:00")
    assert (found.version, found.updated_at, found.created_at) == (2, LATER, NOW)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.by, entry.note, entry.door) == ("changed", user, "call", "admin")
    assert entry.changes == {"time": ["14:00:00", "16:30:00"]}
    assert (rally.version, rally.updated_at) == (2, LATER)


def test_rally_moved_to_another_city_keeps_its_hour_and_takes_that_zone():
    rally = make_rally()
    rallies.edit(rally=rally, by=None, now=LATER, city=make_city("New York"))
    found = stored(rally)
    assert (found.time, found.starts_at.isoformat()) == (TIME, "2023-02-24T19:00:00+00:00")
    assert JournalEntry.objects.get().changes == {"city": ["Berlin", "New York"]}


def test_hour_taken_back_leaves_no_instant():
    rally = make_rally()
    rallies.edit(rally=rally, by=None, now=LATER, time=None)
    assert (stored(rally).time, stored(rally).starts_at) == (None, None)


def test_edit_without_a_difference_writes_nothing():
    organizer = make_organizer()
    rally = make_rally(organizers=[organizer])
    rallies.edit(rally=rally, by=None, now=LATER, time=TIME, organizers=[organizer])
    assert (stored(rally).version, stored(rally).updated_at, JournalEntry.objects.count()) == (1, NOW, 0)


def test_edited_organizers_are_replaced_and_journalled_by_address():
    old, new = make_organizer(slug="old"), make_organizer(slug="new")
    rally = make_rally(organizers=[old])
    rallies.edit(rally=rally, by=None, now=LATER, organizers=[new])
    assert list(stored(rally).organizers.all()) == [new]
    assert JournalEntry.objects.get().changes == {"organizers": [["old"], ["new"]]}
    assert stored(rally).version == 2


def test_all_organizers_can_be_taken_away():
    rally = make_rally(organizers=[make_organizer(slug="old")])
    rallies.edit(rally=rally, by=None, now=LATER, organizers=[])
    assert list(stored(rally).organizers.all()) == []


def test_organizers_that_are_not_named_stay():
    organizer = make_organizer()
    rally = make_rally(organizers=[organizer])
    rallies.edit(rally=rally, by=None, now=LATER, kind="march")
    assert list(stored(rally).organizers.all()) == [organizer]
    assert JournalEntry.objects.get().changes == {"kind": ["rally", "march"]}


def test_translation_left_behind_by_an_edit_is_marked_stale():
    rally = make_rally(meeting_point={"en": "Square", "ru": "Площадь"})
    rallies.edit(rally=rally, by=None, now=LATER, meeting_point={"en": "Park", "ru": "Площадь"})
    assert stored(rally).stale_texts == {"meeting_point": ["ru"]}
    rallies.edit(rally=rally, by=None, now=LATER, meeting_point={"en": "Park", "ru": "Парк"})
    assert stored(rally).stale_texts == {}


def test_internal_note_is_stored_and_the_journal_does_not_tell_it():
    rally = make_rally()
    rallies.edit(rally=rally, by=None, now=LATER, note="ask the canary", reason="call")
    assert stored(rally).note == "ask the canary"
    entry = JournalEntry.objects.get()
    assert (entry.changes, entry.note) == ({"note": ["", "•••"]}, "call")
    rallies.edit(rally=rally, by=None, now=LATER, note="")
    assert JournalEntry.objects.newest_first()[0].changes == {"note": ["•••", ""]}


def test_second_of_two_stale_copies_is_overtaken_and_nothing_of_it_is_written():
    rally = make_rally(organizers=[make_organizer(slug="old")])
    first, second = stored(rally), stored(rally)
    rallies.edit(rally=first, by=None, now=LATER, time=datetime.time(15, 0))
    with pytest.raises(rallies.Overtaken, match="Somebody else changed this rally") as caught:
        rallies.edit(rally=second, by=None, now=LATER, kind="march", organizers=[make_organizer()])
    assert caught.value.current.time == datetime.time(15, 0)
    found = stored(rally)
    assert (found.time, found.kind, found.version) == (datetime.time(15, 0), "rally", 2)
    assert [organizer.slug for organizer in found.organizers.all()] == ["old"]
    assert JournalEntry.objects.count() == 1


def test_edit_of_a_deleted_rally_is_refused():
    rally = make_rally()
    copy = stored(rally)
    rally.delete()
    with pytest.raises(rallies.Gone):
        rallies.edit(rally=copy, by=None, now=LATER, kind="march")


@pytest.mark.parametrize(("field", "value"), [("review", "pending"), ("condition", "cancelled")])
def test_edit_never_changes_a_state(field, value):
    rally = make_rally()
    with pytest.raises(rallies.Moderated, match="by moderation"):
        rallies.edit(rally=rally, by=None, now=LATER, **{field: value})
    assert (stored(rally).review, stored(rally).condition, stored(rally).version) == (
        "published",
        "planned",
        1,
    )


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"date": datetime.date(2023, 3, 26), "time": datetime.time(2, 30)}, ClockError),
        ({"links": [{"url": "ftp://example.org", "kind": "page"}]}, ValidationError),
    ],
)
def test_refused_edit_changes_nothing(fields, error):
    rally = make_rally()
    with pytest.raises(error):
        rallies.edit(rally=rally, by=None, now=LATER, **fields)
    found = stored(rally)
    assert (found.date, found.time, found.links, found.version) == (DAY, TIME, [], 1)
    assert JournalEntry.objects.count() == 0


def test_published_rally_stays_published_when_it_is_edited():
    rally = make_rally()
    rallies.edit(rally=rally, by=None, now=LATER, kind="march")
    assert list(Rally.objects.public().values_list("kind", "review")) == [("march", "published")]
