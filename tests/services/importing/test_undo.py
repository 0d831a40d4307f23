import datetime

import pytest

from rallies.models import City, ImportBatch, JournalEntry, Organizer, Rally
from rallies.services import importing, moderation, organizers, rallies
from tests.factories import NOW, make_city, make_contact, make_organizer
from tests.services.importing.sheets import LATER, berlin, berlin_en


def undo(batch):
    return importing.undo(batch=batch, by=None, now=LATER, door="test")


def test_undone_import_leaves_no_rally_and_no_organizer_but_its_journal(sheet):
    _plan, batch = sheet.take(berlin(), berlin(city="Мюнхен"), publish=True)
    numbers = set(Rally.objects.values_list("public_id", flat=True))
    receipt = undo(batch)
    assert (receipt.rallies_deleted, receipt.organizers_deleted, receipt.kept) == (2, 1, [])
    assert not Rally.objects.exists()
    assert not Organizer.objects.exists()
    deleted = JournalEntry.objects.filter(action="deleted", subject="rally")
    assert set(deleted.values_list("subject_id", flat=True)) == numbers
    assert JournalEntry.objects.filter(action="created", subject="rally").count() == 2
    assert JournalEntry.objects.filter(action="undone").count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == (ImportBatch.State.UNDONE, LATER)
    assert City.objects.count() == 2  # places stay


def test_import_is_undone_once(sheet):
    _plan, batch = sheet.take(berlin())
    undo(batch)
    with pytest.raises(importing.AlreadyUndone) as caught:
        undo(ImportBatch.objects.get())
    assert str(caught.value) == "This import has been undone already."


def test_undone_import_is_no_base_any_more(sheet):
    _plan, batch = sheet.take(berlin())
    undo(batch)
    plan, _batch = sheet.take(berlin())
    assert str(plan.rows[0].outcome) == "create"


def test_changed_rally_stays_and_is_reported(sheet):
    _plan, batch = sheet.take(berlin(), berlin(city="Мюнхен"))
    rally = Rally.objects.get(city__name="Berlin")
    rallies.edit(rally=rally, by=None, now=NOW, time=datetime.time(17))
    receipt = undo(batch)
    assert Rally.objects.get() == rally
    assert [(kept.row, kept.reason) for kept in receipt.kept] == [(2, "changed since: time")]
    assert Organizer.objects.count() == 1


def test_rally_that_a_coordinator_reviewed_stays(sheet):
    _plan, batch = sheet.take(berlin())
    moderation.publish(rally=Rally.objects.get(), by=None, now=NOW)
    assert [kept.reason for kept in undo(batch).kept] == ["changed since: review"]


def test_rally_with_a_contact_stays(sheet):
    _plan, batch = sheet.take(berlin())
    make_contact(Rally.objects.get())
    receipt = undo(batch)
    assert [kept.reason for kept in receipt.kept] == ["it has a contact"]
    assert Rally.objects.exists()


def test_changed_fields_go_back(sheet):
    sheet.take(berlin())
    _plan, batch = sheet.take(
        berlin(local_time="16:00", event_url="https://example.org/new", date="2023-02-25")
    )
    receipt = undo(batch)
    rally = Rally.objects.get()
    assert (rally.date.day, rally.time.hour) == (24, 14)
    assert rally.starts_at.hour == 13
    assert rally.links == [{"url": "https://example.org/berlin/1", "kind": "page"}]
    assert (receipt.rallies_restored, receipt.rallies_deleted) == (1, 0)


def test_field_changed_since_is_kept_and_the_others_go_back(sheet):
    sheet.take(berlin())
    _plan, batch = sheet.take(berlin(local_time="16:00", date="2023-02-25"))
    rallies.edit(rally=Rally.objects.get(), by=None, now=NOW, time=datetime.time(18))
    receipt = undo(batch)
    rally = Rally.objects.get()
    assert (rally.date.day, rally.time.hour) == (24, 18)
    assert [kept.reason for kept in receipt.kept] == ["changed since: time"]


def test_translation_goes_back_without_the_language_that_came_first(sheet):
    _plan, first = sheet.take(berlin())
    _plan, second = sheet.take(berlin_en(), language="en")
    undo(second)
    assert Rally.objects.get().title == {"ru": "Год войны"}
    assert Organizer.objects.get().name == {"ru": "Демократы Берлина"}
    receipt = undo(first)
    assert (receipt.rallies_deleted, receipt.organizers_deleted, receipt.kept) == (1, 1, [])


def test_import_below_a_later_one_keeps_what_that_changed(sheet):
    _plan, first = sheet.take(berlin())
    sheet.take(berlin_en(), language="en")
    receipt = undo(first)
    assert [kept.reason for kept in receipt.kept] == ["changed since: title.en"]
    assert Rally.objects.get().title["en"] == "A year of war"


def test_import_repeated_by_mistake_can_be_undone(sheet):
    _plan, first = sheet.take(berlin())
    _plan, second = sheet.take(berlin())
    assert undo(second).rallies_deleted == 0
    assert undo(first).rallies_deleted == 1


def test_publication_by_a_later_import_goes_back(sheet):
    sheet.take(berlin())
    _plan, batch = sheet.take(berlin(), publish=True)
    undo(batch)
    rally = Rally.objects.get()
    assert (rally.review, rally.published_at) == ("pending", None)


def test_organizers_of_a_rally_go_back(sheet):
    sheet.take(berlin())
    _plan, batch = sheet.take(berlin(organizer="Группа активистов"))
    assert not Rally.objects.get().organizers.exists()
    undo(batch)
    rally = Rally.objects.get()
    assert [organizer.name["ru"] for organizer in rally.organizers.all()] == ["Демократы Берлина"]
    assert not rally.has_unnamed_organizer


def test_organizers_taken_away_again_leave_an_empty_list(sheet):
    sheet.take(berlin(organizer="", organizer_url=""))
    _plan, batch = sheet.take(berlin())
    assert Rally.objects.get().organizers.exists()
    undo(batch)
    assert not Rally.objects.get().organizers.exists()
    assert not Organizer.objects.exists()


def test_what_was_added_to_a_stored_organizer_goes_back(sheet):
    make_organizer(name={"ru": "Демократы Берлина"}, links=[])
    _plan, batch = sheet.take({**berlin(), "orgnameeng": "Democrats"})
    organizer = Organizer.objects.get()
    assert (organizer.name["en"], len(organizer.links), organizer.countries.count()) == ("Democrats", 1, 1)
    undo(batch)
    organizer.refresh_from_db()
    assert (organizer.name, organizer.links, organizer.countries.count()) == (
        {"ru": "Демократы Берлина"},
        [],
        0,
    )


def test_organizer_changed_since_stays_and_is_reported(sheet):
    _plan, batch = sheet.take(berlin())
    organizer = Organizer.objects.get()
    organizers.edit(organizer=organizer, by=None, now=NOW, text={"ru": "О нас"})
    receipt = undo(batch)
    assert [(kept.what, kept.reason) for kept in receipt.kept] == [
        (organizer.slug, "the organizer was changed since")
    ]
    assert Organizer.objects.exists()


def test_organizer_and_rally_that_are_gone_stop_nothing(sheet):
    make_organizer(slug="known", name={"ru": "Демократы Берлина"}, links=[])
    _plan, batch = sheet.take(berlin(), berlin(city="Мюнхен", organizer="Новые люди", organizer_url=""))
    Rally.objects.all().delete()
    Organizer.objects.all().delete()
    receipt = undo(batch)
    assert (receipt.rallies_deleted, receipt.organizers_deleted) == (0, 0)


def test_rally_of_which_everything_changed_since_stays_as_it_is(sheet):
    sheet.take(berlin())
    _plan, batch = sheet.take(berlin(local_time="16:00"))
    rallies.edit(rally=Rally.objects.get(), by=None, now=NOW, time=datetime.time(18))
    version = Rally.objects.get().version
    receipt = undo(batch)
    assert (receipt.rallies_restored, Rally.objects.get().version) == (0, version)


def test_additions_that_somebody_took_away_already_are_left_alone(sheet):
    organizer = make_organizer(name={"ru": "Демократы Берлина"}, links=[])
    _plan, batch = sheet.take(berlin())
    organizer.countries.set([])
    Organizer.objects.update(links=[])
    Rally.objects.all().update(note="Called.")
    entries = JournalEntry.objects.filter(subject="organizer").count()
    undo(batch)
    assert JournalEntry.objects.filter(subject="organizer").count() == entries
    organizer.refresh_from_db()
    assert (organizer.name, organizer.links) == ({"ru": "Демократы Берлина"}, [])


def test_rally_moved_to_another_city_stays(sheet):
    _plan, batch = sheet.take(berlin())
    rallies.edit(rally=Rally.objects.get(), by=None, now=NOW, city=make_city("Munich"))
    assert [kept.reason for kept in undo(batch).kept] == ["changed since: city"]
