import datetime

import pytest
from django.core.exceptions import ValidationError

from rallies.models import JournalEntry, Organizer
from rallies.services import organizers
from tests.factories import NOW, make_country, make_organizer, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)


def create(**fields):
    return organizers.create(by=None, now=NOW, door="admin", **fields)


def test_created_organizer_has_an_address_countries_and_a_journal_entry():
    user = make_user()
    countries = [make_country("DE"), make_country("GE")]
    made = organizers.create(by=user, now=NOW, door="admin", name={"ru": "Мост"}, countries=countries)
    found = Organizer.objects.get()
    assert (found.slug, found.name, set(found.countries.all())) == ("most", {"ru": "Мост"}, set(countries))
    assert (found.verification, found.created_at, found.updated_at) == ("none", NOW, NOW)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.subject, entry.subject_id, entry.by) == (
        "created",
        "organizer",
        made.slug,
        user,
    )


def test_created_organizer_keeps_the_address_that_it_was_given():
    assert create(name={"en": "Bridge"}, slug="our-bridge").slug == "our-bridge"


def test_created_organizer_with_a_taken_address_is_refused():
    make_organizer(slug="bridge")
    with pytest.raises(ValidationError, match="already exists"):
        create(name={"en": "Bridge"}, slug="bridge")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "organizer_has_name"),
        ({"name": {"en": " "}}, "text is missing"),
        ({"name": {"en": "A"}, "links": ["https://example.org"]}, "address and a kind"),
        ({"name": {"en": "A"}, "verification": "known"}, "organizer_verification_has_date"),
    ],
)
def test_created_organizer_with_bad_values_leaves_nothing_behind(fields, message):
    with pytest.raises(ValidationError, match=message):
        create(**fields)
    assert (Organizer.objects.count(), JournalEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Bridge to Peace", "bridge-to-peace"),
        ("Мир", "mir"),
        ("  «?»  ", "organizer"),
        ("", "organizer"),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_address_is_the_name_in_latin_letters(name, slug):
    assert organizers.free_slug(name) == slug


def test_address_is_counted_up_until_it_is_free():
    for _ in range(2):
        create(name={"en": "Bridge"})
    make_organizer(slug="bridge-4")
    assert set(Organizer.objects.values_list("slug", flat=True)) == {"bridge", "bridge-2", "bridge-4"}
    assert create(name={"en": "Bridge"}).slug == "bridge-3"
    assert create(name={"en": "Bridge"}).slug == "bridge-5"


def test_address_avoids_the_names_that_the_caller_has_taken_itself():
    make_organizer(slug="bridge")
    assert organizers.free_slug("Bridge", taken={"bridge", "bridge-2"}) == "bridge-3"
    assert organizers.free_slug("Bridge", taken=set()) == "bridge"


def test_edited_organizer_is_stored_with_stale_marks_and_journal():
    organizer = make_organizer(name={"en": "Bridge", "ru": "Мост"}, countries=[make_country("DE")])
    organizers.edit(
        organizer=organizer, by=None, now=LATER, door="admin",
        name={"en": "Bridges", "ru": "Мост"}, countries=[make_country("GE"), make_country("AM")],
    )  # fmt: skip
    found = Organizer.objects.get()
    assert (found.name["en"], found.stale_texts, found.updated_at) == ("Bridges", {"name": ["ru"]}, LATER)
    assert {country.code for country in found.countries.all()} == {"AM", "GE"}
    changes = JournalEntry.objects.get().changes
    assert changes["countries"] == [["DE"], ["AM", "GE"]]
    assert changes["name"] == [{"en": "Bridge", "ru": "Мост"}, {"en": "Bridges", "ru": "Мост"}]


def test_countries_that_are_not_named_stay():
    organizer = make_organizer(countries=[make_country("DE")])
    organizers.edit(organizer=organizer, by=None, now=LATER, text={"en": "We write letters."})
    assert [country.code for country in organizer.countries.all()] == ["DE"]
    assert list(JournalEntry.objects.get().changes) == ["text"]


def test_changed_countries_alone_are_journalled_too():
    organizer = make_organizer()
    organizers.edit(organizer=organizer, by=None, now=LATER, countries=iter([make_country("DE")]))
    assert JournalEntry.objects.get().changes == {"countries": [[], ["DE"]]}
    assert Organizer.objects.get().updated_at == LATER


def test_edit_without_a_difference_writes_nothing():
    germany = make_country("DE")
    organizer = make_organizer(countries=[germany])
    organizers.edit(organizer=organizer, by=None, now=LATER, name=organizer.name, countries=[germany])
    assert (Organizer.objects.get().updated_at, JournalEntry.objects.count()) == (NOW, 0)


def test_refused_edit_changes_nothing():
    organizer = make_organizer(countries=[make_country("DE")])
    with pytest.raises(ValidationError):
        organizers.edit(organizer=organizer, by=None, now=LATER, name={}, countries=[])
    assert [country.code for country in Organizer.objects.get().countries.all()] == ["DE"]
    assert JournalEntry.objects.count() == 0


def test_verification_is_stored_with_its_day():
    organizer = make_organizer()
    day = datetime.date(2023, 2, 1)
    organizers.edit(organizer=organizer, by=None, now=LATER, verification="channel", verified_on=day)
    assert Organizer.objects.get().is_verified
    changes = JournalEntry.objects.get().changes
    assert changes == {"verification": ["none", "channel"], "verified_on": [None, "2023-02-01"]}
