import datetime
import logging

import pytest
from django_tasks_db.models import DBTaskResult

from rallies.services import edition, journal, moderation
from rallies.services.edition import asking, following, publishing
from tests.factories import NOW, make_campaign, make_rally

pytestmark = pytest.mark.django_db(transaction=True)


def jobs(status="READY"):
    return DBTaskResult.objects.filter(status=status).count()


def test_change_asks_for_one_publication_however_many_there_are():
    rally = make_rally(review="pending")
    assert jobs() == 0
    moderation.publish(rally=rally, by=None, now=NOW)
    moderation.set_condition(rally=rally, condition="cancelled", by=None, now=NOW)
    assert jobs() == 1


def test_many_entries_ask_once_and_only_when_they_are_stored():
    campaign = make_campaign()
    entries = [journal.entry(action="changed", subject=campaign, by=None, now=NOW) for _number in range(3)]
    journal.record_many(entries, batch_size=2)
    assert jobs() == 1
    assert campaign.journal.count() == 3


def test_change_that_is_rolled_back_asks_for_nothing():
    from django.db import transaction

    campaign = make_campaign()
    with transaction.atomic():
        journal.record(action="changed", subject=campaign, by=None, now=NOW)
        transaction.set_rollback(True)
    assert jobs() == 0


def test_queue_that_fails_does_not_undo_the_change(monkeypatch, caplog):
    rally = make_rally(review="pending")
    monkeypatch.setattr(asking, "ask", lambda: 1 / 0)
    moderation.publish(rally=rally, by=None, now=NOW)
    rally.refresh_from_db()
    assert rally.review == "published"
    assert "ZeroDivisionError" in caplog.text


def test_first_turn_publishes_and_later_ones_carry_jobs_out(place):
    follower = following.Follower()
    follower.turn(now=NOW, tick=0.0)
    assert place.current() == 1
    moderation.publish(rally=make_rally(review="pending"), by=None, now=NOW)
    follower.turn(now=NOW, tick=0.1)
    assert (place.current(), jobs(), jobs("SUCCESSFUL")) == (2, 0, 1)
    result = DBTaskResult.objects.get().return_value
    assert (result["number"], result["pages"] >= result["rendered"] > 0) == (2, True)
    follower.turn(now=NOW, tick=0.2)
    assert place.current() == 2


def test_change_whose_job_another_worker_lost_is_published_soon(place):
    follower = following.Follower()
    follower.turn(now=NOW, tick=0.0)
    moderation.publish(rally=make_rally(review="pending"), by=None, now=NOW)
    DBTaskResult.objects.update(status="RUNNING")
    follower.turn(now=NOW, tick=0.1)
    assert place.current() == 1
    follower.turn(now=NOW, tick=0.1 + following.PATIENCE_SECONDS)
    assert place.current() == 2
    follower.turn(now=NOW, tick=2.0)
    assert place.current() == 2


def test_change_without_a_journal_entry_is_found_in_the_end(place):
    follower = following.Follower()
    follower.turn(now=NOW, tick=0.0)
    make_rally()
    follower.turn(now=NOW, tick=following.SWEEP_SECONDS - 1)
    assert place.current() == 1
    follower.turn(now=NOW, tick=following.SWEEP_SECONDS)
    assert place.current() == 2


def test_refused_page_is_logged_and_the_job_kept_as_failed(place, monkeypatch, caplog):
    follower = following.Follower()
    follower.turn(now=NOW, tick=0.0)
    moderation.publish(rally=make_rally(review="pending"), by=None, now=NOW)
    monkeypatch.setattr("rallies.formats.packing.BODY_BUDGET", 100)
    with caplog.at_level(logging.ERROR, "rallies"):
        follower.turn(now=NOW, tick=0.1)
        follower.turn(now=NOW, tick=100.0)
    said = next(record.getMessage() for record in caplog.records if record.name.startswith("rallies"))
    assert said.startswith("The edition was not published. /en/: the page weighs")
    assert (place.current(), jobs("FAILED")) == (1, 1)


def test_old_jobs_are_forgotten_but_not_waiting_ones(place):
    asking.ask()
    late = NOW + datetime.timedelta(days=100_00)
    assert asking.forget_jobs(now=late) == 0
    DBTaskResult.objects.update(status="SUCCESSFUL")
    assert asking.forget_jobs(now=NOW) == 0
    assert asking.forget_jobs(now=late) == 1


def test_clock_that_jumps_back_does_not_stop_publishing(place):
    edition.publish(now=NOW)
    make_rally()
    receipt = edition.publish(now=datetime.datetime(1970, 1, 2, tzinfo=datetime.UTC))
    assert (receipt.number, place.current()) == (2, 2)
    assert publishing.newest_entry() == 0


def test_second_publisher_waits_and_gives_up_in_the_end(place):
    with place.lock(), pytest.raises(edition.Busy), place.lock(patience=0.1):
        pass
    with place.lock(patience=0):
        pass
