import pytest

from rallies.models import ImportDecision, JournalEntry
from rallies.services import importing
from rallies.services.importing import decisions
from tests.factories import NOW, make_user


@pytest.mark.parametrize(
    ("kind", "key", "answer"),
    [
        ("city", "FR:bordo", "3031582"),
        ("city", "FR:bordo", "unlisted:3031582"),
        ("city", "FR:bordo", "unlisted:3031582:Le Village"),
        ("city", "FR:bordo", "skip"),
        ("country", "frence", "FR"),
        ("date", "x:FR:3031582:2024-01-24", "2024-02-24"),
        ("time", "x:FR:3031582:2024-02-24:02:00", "14:00"),
        ("time", "x:FR:3031582:2024-02-24:02:00", "02:30 second"),
        ("time", "x:FR:3031582:2024-02-24:02:00", "to-follow"),
    ],
)
def test_decision_is_read_and_remembered(db, kind, key, answer):
    assert decisions.parse(f"{kind}:{key}={answer}") == (kind, key, answer)
    user = make_user()
    importing.decide(kind=kind, key=key, answer=answer, by=user, now=NOW)
    assert decisions.stored() == {(kind, key): answer}
    assert ImportDecision.objects.get().by == user


def test_later_answer_replaces_the_earlier_one(db):
    for answer in ("3031582", "skip"):
        importing.decide(kind="city", key="FR:bordo", answer=answer, by=None, now=NOW)
    assert decisions.stored() == {("city", "FR:bordo"): "skip"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "city",
        "city:FR:bordo",
        "city=3031582",
        "town:FR:bordo=3031582",
        "city:=3031582",
        "city:FR:bordo=",
        "city:FR:bordo=1",
        "city:FR:bordo=Bordeaux",
        "city:FR:bordo=unlisted:1",
        "city:FR:bordo=unlisted",
        "country:frence=France",
        "country:frence=XX",
        "date:x:2024=24 February",
        "time:x:02:00=2 pm",
        "time:x:02:00=25:00",
        "time:x:02:00=02:00 third",
        f"city:FR:{'x' * 400}=skip",
    ],
)
def test_decision_that_answers_nothing_is_refused(db, text):
    with pytest.raises(importing.DecisionError) as caught:
        decisions.parse(text)
    assert str(caught.value).endswith(".")


def test_bad_answer_is_not_stored(db):
    with pytest.raises(importing.DecisionError):
        importing.decide(kind="city", key="FR:bordo", answer="Bordeaux", by=None, now=NOW)
    assert not ImportDecision.objects.exists()


def test_unlisted_answer_names_place_and_neighbour():
    answer = decisions.city("unlisted:3031582:Le Village")
    assert (answer.name, answer.nearest.name) == ("Le Village", "Bordeaux")


def test_decision_is_journalled_when_made_changed_and_forgotten(db):
    user = make_user()
    given = {"kind": "city", "key": "FR:bordo", "by": user, "now": NOW, "door": "admin"}
    for answer in ("3031582", "3031582", "skip"):
        kept = importing.decide(answer=answer, **given)
    importing.forget(decision=kept, by=user, now=NOW, door="admin")
    assert not ImportDecision.objects.exists()
    entries = JournalEntry.objects.order_by("pk")
    assert [(entry.action, entry.changes["answer"]) for entry in entries] == [
        ("created", [None, "3031582"]),
        ("changed", ["3031582", "skip"]),
        ("deleted", ["skip", None]),
    ]
    about = {(entry.subject, entry.subject_id, entry.by, entry.door) for entry in entries}
    assert about == {("importdecision", "city:FR:bordo", user, "admin")}


def test_long_question_is_journalled_by_its_beginning(db):
    importing.decide(kind="city", key="FR:" + "x" * 290, answer="skip", by=None, now=NOW)
    assert len(JournalEntry.objects.get().subject_id) == 120
