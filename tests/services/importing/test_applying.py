import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rallies.models import City, ImportBatch, ImportDecision, ImportRow, JournalEntry, Organizer, Rally
from rallies.services import importing, moderation, rallies
from rallies.statuses import CampaignState, Review
from tests.factories import NOW, make_campaign, make_city, make_rally, make_user
from tests.services.importing.sheets import LATER, Sheet, berlin, berlin_en


def test_applied_rally_waits_for_review_and_is_journalled(sheet):
    user = make_user()
    plan = sheet.plan(berlin())
    batch = importing.apply(plan=plan, by=user, now=LATER, door="admin")
    rally = Rally.objects.get()
    assert (rally.review, rally.published_at, rally.source_language) == (Review.PENDING, None, "ru")
    assert rally.starts_at == datetime.datetime(2023, 2, 24, 13, tzinfo=datetime.UTC)
    created = rally.journal.get()
    assert (created.action, created.by, created.door, created.note) == (
        "created",
        user,
        "admin",
        f"import {batch.pk}",
    )
    whole = JournalEntry.objects.get(action="imported")
    assert (whole.campaign, whole.changes["rows"][1]["create"]) == (sheet.campaign, 1)


def test_batch_keeps_every_row_and_its_messages(sheet):
    _plan, batch = sheet.take(berlin(tz_as_written="UTC+5"), berlin(city="Ыъщжэ"), berlin(local_time="02:00"))
    assert batch.counts == {"create": 1, "change": 0, "same": 0, "doubtful": 1, "rejected": 1}
    assert list(batch.rows.order_by("row").values_list("row", "outcome")) == [
        (2, "create"),
        (3, "rejected"),
        (4, "doubtful"),
    ]
    assert batch.rows.get(row=2).messages[0]["column"] == "tz_as_written"
    assert batch.rows.get(row=4).rally is None
    assert batch.rows.get(row=2).values["titles"] == {"ru": "Год войны"}


def test_publishing_publishes_what_waits_and_opens_the_campaign(db):
    campaign = make_campaign(state=CampaignState.DRAFT)
    sheet = Sheet(campaign)
    sheet.take(berlin())
    assert not Rally.objects.public().exists()
    plan, _batch = sheet.take(berlin(), berlin(city="Мюнхен"), publish=True)
    assert [str(row.outcome) for row in plan.rows] == ["same", "create"]
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.OPEN
    assert Rally.objects.public().count() == 2
    assert set(Rally.objects.values_list("published_at", flat=True)) == {LATER}
    assert (
        JournalEntry.objects.filter(action="review", changes={"review": ["pending", "published"]}).count()
        == 2
    )
    assert JournalEntry.objects.filter(action="state").count() == 1


def test_publishing_leaves_held_and_declined_rallies_and_closed_campaigns_alone(sheet, campaign):
    sheet.take(berlin(), berlin(city="Мюнхен"))
    held, declined = Rally.objects.order_by("pk")
    moderation.hold(rally=held, by=None, now=NOW)
    moderation.decline(rally=declined, by=None, now=NOW)
    campaign.state = CampaignState.CLOSED
    campaign.save()
    sheet.take(berlin(), berlin(city="Мюнхен"), publish=True)
    assert sorted(Rally.objects.values_list("review", flat=True)) == ["declined", "on_hold"]
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CLOSED


def test_plan_is_refused_when_a_rally_changed_since(sheet):
    sheet.take(berlin())
    plan = sheet.plan(berlin(local_time="16:00"))
    rallies.edit(rally=Rally.objects.get(), by=None, now=NOW, time=datetime.time(17))
    with pytest.raises(importing.PlanOutdated) as caught:
        importing.apply(plan=plan, by=None, now=LATER)
    assert str(caught.value) == "The campaign changed since the sheet was checked; check it again."
    assert Rally.objects.get().time == datetime.time(17)
    assert ImportBatch.objects.count() == 1


def test_plan_is_refused_when_a_rally_was_added_since(sheet, campaign):
    plan = sheet.plan(berlin())
    make_rally(campaign=campaign, city=make_city("Berlin"))
    with pytest.raises(importing.PlanOutdated):
        importing.apply(plan=plan, by=None, now=LATER)


def test_plan_is_applied_once(sheet):
    plan = sheet.plan(berlin())
    importing.apply(plan=plan, by=None, now=LATER)
    with pytest.raises(importing.PlanOutdated):
        importing.apply(plan=plan, by=None, now=LATER)
    assert Rally.objects.count() == 1


def test_crash_in_the_middle_leaves_nothing(sheet):
    answers = {("time", "year:DE:2950159:2023-02-24:02:00"): "14:00"}
    plan = sheet.plan(berlin(local_time="02:00"), berlin(city="Мюнхен"), answers=answers)
    plan.rows[1].draft.kind = "unheard of"
    with pytest.raises(IntegrityError), transaction.atomic():
        importing.apply(plan=plan, by=None, now=LATER)
    models = (Rally, City, Organizer, ImportBatch, ImportRow, ImportDecision, JournalEntry)
    assert [model.objects.count() for model in models] == [0] * len(models)


def test_answers_of_the_plan_are_remembered(sheet):
    answers = {("time", "year:DE:2950159:2023-02-24:02:00"): "14:00"}
    sheet.take(berlin(local_time="02:00"), answers=answers)
    assert ImportDecision.objects.get().answer == "14:00"
    assert sheet.plan(berlin(local_time="02:00")).rows[0].outcome == "same"


def test_number_of_statements_does_not_grow_with_the_rows(sheet):
    cities = ["Мюнхен", "Гамбург", "Кёльн", "Лейпциг", "Бремен", "Штутгарт", "Дрезден", "Нюрнберг"]
    sheet.take(*[berlin(city=city) for city in cities])  # the cities are stored now

    def statements(count):
        plan = Sheet(make_campaign()).plan(*[berlin(city=city) for city in cities[:count]])
        with CaptureQueriesContext(connection) as captured:
            importing.apply(plan=plan, by=None, now=LATER, publish=True)
        assert plan.counts()["create"] == count
        return len(captured)

    assert statements(1) == statements(8)


def test_progress_is_told_while_writing(sheet):
    told = []
    importing.apply(plan=sheet.plan(berlin()), by=None, now=LATER, progress=lambda *step: told.append(step))
    assert told == [("written", 1, 1)]


def test_row_without_changes_counts_no_version_up(sheet):
    sheet.take(berlin())
    sheet.take(berlin_en(), language="en")
    before = Rally.objects.get()
    sheet.take(berlin())
    sheet.take(berlin_en(), language="en")
    after = Rally.objects.get()
    assert (after.version, after.updated_at) == (before.version, before.updated_at)


def test_rally_changed_under_an_unchanged_sum_of_versions_is_not_overwritten(sheet):
    sheet.take(berlin(), berlin(city="Мюнхен"))
    first, second = Rally.objects.order_by("pk")
    Rally.objects.filter(pk=second.pk).update(version=2)
    plan = sheet.plan(berlin(local_time="16:00"), berlin(city="Мюнхен", local_time="16:00"))
    Rally.objects.filter(pk=first.pk).update(version=2)
    Rally.objects.filter(pk=second.pk).update(version=1)
    with pytest.raises(importing.PlanOutdated):
        importing.apply(plan=plan, by=None, now=LATER)
    assert {rally.time.hour for rally in Rally.objects.all()} == {14}


def test_organizer_that_got_the_same_name_meanwhile_is_not_written_again(sheet):
    sheet.take(berlin())
    plan = sheet.plan(berlin_en(), language="en")
    Organizer.objects.update(name={"ru": "Демократы Берлина", "en": "Democrats of Berlin"})
    importing.apply(plan=plan, by=None, now=LATER)
    assert not JournalEntry.objects.filter(subject="organizer", action="changed").exists()
