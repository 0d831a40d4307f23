"""What can never be false in the data: the database itself refuses it, whoever writes."""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint

from rallies.models import City, ImportBatch, ImportDecision, ImportRow, Rally
from tests.factories import NOW, make_campaign, make_city, make_country, make_organizer, make_rally, numbers

pytestmark = pytest.mark.django_db
DAY, TIME = datetime.date(2023, 2, 24), datetime.time(14, 0)


def make_batch(**fields):
    values = {"campaign": make_campaign(), "language": "ru", "file_name": "list.csv", "sha256": "0" * 64}
    return ImportBatch.objects.create(**{**values, "applied_at": NOW, **fields})


def make_some_city():
    return make_city(f"Town {next(numbers)}")


# Constraint, maker of a sound record, and the values that make it unsound.
CHECKS = [
    ("country_continent_known", make_country, {"continent": "XX"}),
    ("country_code_two_capitals", make_country, {"code": "de"}),
    ("city_position_on_earth", make_city, {"latitude": 90.1}),
    ("city_position_on_earth", make_city, {"latitude": -90.1}),
    ("city_position_on_earth", make_city, {"longitude": 180.5}),
    ("city_unlisted_has_nearest", make_city, {"geonames_id": None}),
    ("city_has_name", make_city, {"name": ""}),
    ("city_has_zone", make_city, {"timezone": ""}),
    ("campaign_days_in_order", make_campaign, {"first_day": datetime.date(2023, 2, 27)}),
    ("campaign_state_known", make_campaign, {"state": "paused"}),
    ("campaign_has_title", make_campaign, {"title": {}}),
    ("organizer_verification_known", make_organizer, {"verification": "rumour", "verified_on": DAY}),
    ("organizer_verification_has_date", make_organizer, {"verification": "known"}),
    ("organizer_verification_has_date", make_organizer, {"verified_on": DAY}),
    ("organizer_has_name", make_organizer, {"name": {}}),
    ("rally_kind_known", make_rally, {"kind": "dance"}),
    ("rally_review_known", make_rally, {"review": "secret"}),
    ("rally_condition_known", make_rally, {"condition": "unsure"}),
    ("rally_instant_iff_day_and_time", make_rally, {"starts_at": None}),
    ("rally_instant_iff_day_and_time", make_rally, {"date": None}),
    ("rally_instant_iff_day_and_time", make_rally, {"time": None}),
    ("rally_instant_iff_day_and_time", make_rally, {"date": None, "time": None}),
    ("rally_published_has_moment", make_rally, {"published_at": None}),
    ("rally_position_whole", make_rally, {"latitude": 52.5}),
    ("rally_position_whole", make_rally, {"longitude": 13.4}),
    ("rally_position_whole", make_rally, {"latitude": 90.1, "longitude": 13.4}),
    ("rally_position_whole", make_rally, {"latitude": 52.5, "longitude": -180.1}),
    ("rally_fold_zero_or_one", make_rally, {"fold": 2}),
    ("rally_version_from_one", make_rally, {"version": 0}),
    ("import_batch_undone_has_moment", make_batch, {"state": "undone"}),
    ("import_batch_undone_has_moment", make_batch, {"undone_at": NOW}),
    ("import_batch_undone_has_moment", make_batch, {"state": "paused"}),
]
SOUND = [
    (make_city, {"latitude": -90.0, "longitude": 180.0}),
    (make_campaign, {"first_day": datetime.date(2023, 2, 26)}),
    (make_organizer, {"verification": "vouched", "verified_on": DAY}),
    (make_rally, {"date": None, "time": None, "starts_at": None}),
    (make_rally, {"time": None, "starts_at": None}),
    (make_rally, {"review": "pending", "published_at": None}),
    (make_rally, {"latitude": -90.0, "longitude": 180.0, "fold": 1}),
    (make_batch, {"state": "undone", "undone_at": NOW}),
]


def write(record, values):
    with transaction.atomic():
        return type(record).objects.filter(pk=record.pk).update(**values)


@pytest.mark.parametrize(("name", "make", "values"), CHECKS)
def test_check_is_refused_by_the_database(name, make, values):
    record = make()
    with pytest.raises(IntegrityError) as caught:
        write(record, values)
    assert name in str(caught.value)


@pytest.mark.parametrize(("name", "make", "values"), CHECKS)
def test_check_is_refused_by_full_clean_before_the_database_sees_it(name, make, values):
    record = make()
    for field, value in values.items():
        setattr(record, field, value)
    with pytest.raises(ValidationError) as caught:
        record.full_clean(validate_unique=False)
    said = caught.value.message_dict
    assert set(said) & {"__all__", *values}


@pytest.mark.parametrize(("make", "values"), SOUND)
def test_sound_values_at_the_edge_are_taken(make, values):
    assert write(make(), values) == 1


UNIQUE = {
    "city_one_slug_per_country": lambda: [
        City(
            geonames_id=number,
            country_id="DE",
            slug="halle",
            name="Halle",
            timezone="Europe/Berlin",
            latitude=51.5,
            longitude=12.0,
        )
        for number in (1, 2)
    ],
    "import_row_once_per_batch": lambda: [
        ImportRow(batch=batch, row=2, outcome="create") for batch in [make_batch()] * 2
    ],
    "import_decision_once": lambda: [
        ImportDecision(kind="city", key="FR:bordo", answer=answer, decided_at=NOW) for answer in ("1", "2")
    ],
}


@pytest.mark.parametrize("name", UNIQUE)
def test_second_record_of_its_kind_is_refused_by_the_database(name):
    first, second = UNIQUE[name]()
    type(first).objects.bulk_create([first])
    with pytest.raises(IntegrityError), transaction.atomic():
        type(first).objects.bulk_create([second])
    with pytest.raises(ValidationError) as caught:
        second.full_clean()
    assert "already exists" in str(caught.value)


def test_every_constraint_of_every_model_has_a_case():
    declared = {
        constraint.name: isinstance(constraint, CheckConstraint)
        for model in apps.get_app_config("rallies").get_models()
        for constraint in model._meta.constraints
    }
    assert {name for name, is_check in declared.items() if is_check} == {
        name for name, _make, _values in CHECKS
    }
    assert {name for name, is_check in declared.items() if not is_check} == set(UNIQUE)


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (make_campaign, "slug"),
        (make_organizer, "slug"),
        (make_rally, "public_id"),
        (make_some_city, "geonames_id"),
    ],
)
def test_public_name_is_taken_only_once(make, field):
    value = {"slug": "the-same", "public_id": "abcdefghijklmnop", "geonames_id": 4242}[field]
    first, second = make(), make()
    write(first, {field: value})
    with pytest.raises(IntegrityError):
        write(second, {field: value})


def test_same_city_slug_in_two_countries_is_taken():
    make_city("Paris", slug="paris")
    texan = make_city("Another", country_id="US", slug="paris")
    assert sorted(City.objects.filter(slug="paris").values_list("country_id", flat=True)) == ["FR", "US"]
    assert texan.country_id == "US"


@pytest.mark.parametrize("keeper", ["campaign", "city"])
def test_record_with_rallies_is_not_deleted(keeper):
    rally = make_rally()
    with pytest.raises(Exception, match="protected"):
        getattr(rally, keeper).delete()
    assert Rally.objects.filter(pk=rally.pk).exists()
