import datetime
import threading
from itertools import product

import pytest
from django.db import connection

from rallies.models import JournalEntry, Rally
from rallies.services import moderation
from rallies.services.rallies import Gone, Overtaken, RallyError
from rallies.statuses import CONDITION_TRANSITIONS, REVIEW_TRANSITIONS, Condition, Review
from tests.factories import NOW, make_rally, make_user

LATER = NOW + datetime.timedelta(hours=1)
VERBS = {
    Review.PUBLISHED: moderation.publish,
    Review.ON_HOLD: moderation.hold,
    Review.DECLINED: moderation.decline,
    Review.PENDING: moderation.reopen,
}


def stored(rally):
    return Rally.objects.get(pk=rally.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(Review.values, VERBS)))
def test_review_follows_the_table_and_nothing_else(before, after):
    rally = make_rally(review=before)
    if after in REVIEW_TRANSITIONS[before]:
        assert VERBS[after](rally=rally, by=None, now=LATER, note="seen", door="admin") is rally
        found = stored(rally)
        assert (found.review, found.version, found.updated_at, found.condition) == (
            after,
            2,
            LATER,
            "planned",
        )
        entry = JournalEntry.objects.get()
        assert (entry.action, entry.changes) == ("review", {"review": [before, after]})
        assert (entry.rally, entry.note, entry.door, entry.at) == (rally, "seen", "admin", LATER)
        return
    with pytest.raises(moderation.NotAllowed) as caught:
        VERBS[after](rally=rally, by=None, now=LATER)
    assert str(caught.value) == f"A rally that is {before} cannot become {after}."
    assert (caught.value.before, caught.value.after) == (before, after)
    found = stored(rally)
    assert (found.review, found.version, found.updated_at) == (before, 1, NOW)
    assert (rally.review, rally.version, JournalEntry.objects.count()) == (before, 1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(Condition.values, Condition.values)))
def test_condition_follows_the_table_and_nothing_else(before, after):
    rally = make_rally(condition=before)
    if after in CONDITION_TRANSITIONS[before]:
        moderation.set_condition(rally=rally, condition=after, by=None, now=LATER, note="rain", door="admin")
        found = stored(rally)
        assert (found.condition, found.condition_changed_at, found.version) == (after, LATER, 2)
        assert (found.review, found.published_at) == ("published", NOW)
        entry = JournalEntry.objects.get()
        assert (entry.action, entry.changes) == ("condition", {"condition": [before, after]})
        assert entry.note == "rain"
        return
    with pytest.raises(moderation.NotAllowed):
        moderation.set_condition(rally=rally, condition=after, by=None, now=LATER)
    found = stored(rally)
    assert (found.condition, found.condition_changed_at, found.version) == (before, None, 1)
    assert JournalEntry.objects.count() == 0


@pytest.mark.django_db
def test_unknown_condition_is_refused():
    with pytest.raises(RallyError):
        moderation.set_condition(rally=make_rally(), condition="unsure", by=None, now=LATER)


@pytest.mark.django_db
def test_journal_names_who_moderated():
    user = make_user()
    moderation.hold(rally=make_rally(), by=user, now=LATER)
    assert JournalEntry.objects.get().by == user


@pytest.mark.django_db
def test_moment_of_the_first_publication_is_kept():
    rally = make_rally(review="pending", published_at=None)
    moderation.publish(rally=rally, by=None, now=NOW)
    moderation.hold(rally=rally, by=None, now=LATER)
    moderation.publish(rally=rally, by=None, now=LATER)
    assert (stored(rally).published_at, stored(rally).version) == (NOW, 4)


@pytest.mark.django_db
def test_declined_rally_keeps_everything_and_comes_back():
    rally = make_rally(review="pending", published_at=None, title={"en": "March"})
    moderation.decline(rally=rally, by=None, now=LATER)
    assert not Rally.objects.public().exists()
    moderation.reopen(rally=rally, by=None, now=LATER)
    moderation.publish(rally=rally, by=None, now=LATER)
    assert [found.title for found in Rally.objects.public()] == [{"en": "March"}]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda rally: moderation.decline(rally=rally, by=None, now=LATER),
        lambda rally: moderation.set_condition(rally=rally, condition="moved", by=None, now=LATER),
    ],
)
def test_second_of_two_stale_copies_is_overtaken_and_left_as_it_was_read(change):
    rally = make_rally(review="pending", published_at=None)
    first, second = stored(rally), stored(rally)
    moderation.publish(rally=first, by=None, now=NOW)
    with pytest.raises(Overtaken) as caught:
        change(second)
    assert caught.value.current == first
    assert caught.value.current.review == "published"
    assert (second.review, second.condition, second.condition_changed_at) == ("pending", "planned", None)
    assert (stored(rally).review, stored(rally).condition) == ("published", "planned")
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_deleted_rally_is_gone():
    rally = make_rally()
    copy = stored(rally)
    rally.delete()
    with pytest.raises(Gone, match="no longer there"):
        moderation.hold(rally=copy, by=None, now=LATER)
    assert JournalEntry.objects.count() == 0


@pytest.mark.django_db
def test_publish_waiting_publishes_the_pending_ones_and_leaves_the_rest():
    made = {
        review: make_rally(review=review, published_at=None if review == "pending" else NOW)
        for review in Review
    }
    versions = {review: stored(rally).version for review, rally in made.items()}
    done = moderation.publish_waiting(
        rallies=made.values(), by=None, now=LATER, door="import", note="import 7"
    )
    assert done == [made["pending"]]
    assert {review: stored(rally).review for review, rally in made.items()} == {
        **{review: review for review in Review},
        "pending": "published",
    }
    rally = stored(made["pending"])
    assert (rally.published_at, rally.updated_at, rally.version) == (LATER, LATER, versions["pending"] + 1)
    entry = JournalEntry.objects.get(door="import")
    assert (entry.rally, entry.changes, entry.note) == (
        rally,
        {"review": ["pending", "published"]},
        "import 7",
    )
    moderation.hold(rally=made["pending"], by=None, now=LATER)  # the copy in hand is the current one


@pytest.mark.django_db
def test_publish_waiting_keeps_the_moment_of_the_first_publication():
    rally = make_rally(review="pending", published_at=NOW)
    moderation.publish_waiting(rallies=[rally], by=None, now=LATER)
    assert stored(rally).published_at == NOW


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "error"), [("edit", Overtaken), ("delete", Gone)])
def test_publish_waiting_changes_nothing_when_one_rally_is_not_as_it_was_read(fault, error):
    first, second = (make_rally(review="pending", published_at=None) for _ in range(2))
    if fault == "edit":
        moderation.decline(rally=stored(second), by=None, now=NOW)
    else:
        stored(second).delete()
    entries = JournalEntry.objects.count()
    with pytest.raises(error):
        moderation.publish_waiting(rallies=[first, second], by=None, now=LATER)
    assert stored(first).review == "pending"
    assert JournalEntry.objects.count() == entries


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_one_of_two_moderators_at_the_same_moment_wins(attempt):
    rally = make_rally(review="pending", published_at=None)
    start, outcomes = threading.Barrier(2), []

    def moderate(verb):
        try:
            mine = Rally.objects.select_related("campaign").get(pk=rally.pk)
            start.wait(timeout=10)
            verb(rally=mine, by=None, now=LATER)
            outcomes.append("won")
        except Overtaken as error:
            outcomes.append(error.current.review)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=moderate, args=[verb]) for verb in (moderation.publish, moderation.decline)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    found = stored(rally)
    assert sorted(outcomes) == sorted(["won", found.review])
    assert (found.version, JournalEntry.objects.count()) == (2, 1)
    assert JournalEntry.objects.get().changes == {"review": ["pending", found.review]}
