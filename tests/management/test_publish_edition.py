import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from rallies.management.commands import publish_edition, work
from rallies.services.edition import following, shelf
from tests.factories import make_rally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings):
    settings.EDITIONS_DIR = tmp_path / "editions"
    return shelf.from_settings()


def run(*words):
    said = io.StringIO()
    call_command("publish_edition", *words, stdout=said)
    return said.getvalue()


def test_command_says_what_it_did(place):
    make_rally()
    assert re.fullmatch(r"Edition 1 is public: \d+ pages, \d+ rendered, 0 shared\.\n", run())
    assert run() == "Nothing changed: edition 1 is up to date.\n"
    assert "Edition 2 is public" in run("--full")
    assert run("--list") == "2 (public)\n1\n"


def test_command_rolls_back_and_holds_until_told_otherwise(place):
    run()
    run("--full")
    assert run("--rollback").startswith("Edition 1 is public again and held.")
    assert (place.current(), place.pinned()) == (1, 1)
    assert run("--unpin") == "The worker publishes changes again.\n"
    assert (place.current(), place.pinned()) == (1, None)
    assert "Edition 2 " in run("--rollback", "2")


def test_command_refuses_in_one_sentence(place):
    with pytest.raises(CommandError, match="There is no such edition to go back to: an older edition"):
        run("--rollback")


def test_command_counts_removed_editions(place, settings, monkeypatch):
    settings.EDITIONS_KEPT = 1
    monkeypatch.setattr(shelf.Shelf, "_is_young", lambda _self, _number, _now: False)
    run()
    assert "old ones removed: 1" in run("--full")


def test_progress_is_drawn_on_a_terminal_only(place, monkeypatch, capsys):
    run()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(publish_edition.sys.stderr, "isatty", lambda: True)
    call_command("publish_edition", "--full", stdout=io.StringIO())
    assert re.search(r"\[#{30}\] (\d+)/\1\n$", capsys.readouterr().err)


def test_worker_does_what_waits_and_ends(place):
    make_rally()
    call_command("work", "--once")
    assert place.current() == 1


def test_worker_outlives_a_database_that_is_away(place, monkeypatch, caplog):
    def turn(self, **moment):
        raise OperationalError("secret words of the driver")

    monkeypatch.setattr(following.Follower, "turn", turn)
    command = work.Command()
    assert command._turn(following.Follower()) == work.REST
    assert "waits for the database (OperationalError)" in caplog.text
    assert "secret" not in caplog.text
    call_command("work", "--once")


def test_worker_ends_when_it_is_told(monkeypatch, place):
    monkeypatch.setattr(work.time, "sleep", lambda _seconds: command._stop(15, None))
    command = work.Command()
    call_command(command)
    assert command.is_running is False


def test_worker_ends_with_its_parent(monkeypatch, place):
    parents = iter([1, 1, 2])
    monkeypatch.setattr(work.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(work.time, "sleep", lambda _seconds: None)
    call_command("work", "--with-parent")
    assert list(parents) == []
