import subprocess
import sys

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError

from config import command_line


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("database is locked"), "in use by another process"),
        (OperationalError("canceling statement due to lock timeout"), "in use by another process"),
        (OperationalError("attempt to write a readonly database"), "read-only"),
        (OperationalError("database or disk is full"), "disk is full"),
        (DatabaseError("database disk image is malformed"), "damaged"),
        (OperationalError("no such column: rallies_rally.kind"), "older than this version"),
        (ProgrammingError('relation "rallies_rally" does not exist\nLINE 1: ...'), "no tables yet"),
        (ProgrammingError('column "kind" does not exist'), "older than this version"),
        (OperationalError('FATAL:  password authentication failed for user "x"'), "refuses the user"),
        (OperationalError('FATAL:  database "x" does not exist'), "no such database"),
        (OperationalError("connection refused"), "cannot be reached"),
        (OperationalError("could not resolve host name"), "cannot be reached"),
    ],
)
def test_foreseeable_database_error_has_a_sentence(error, words):
    assert words in command_line.sentence_for(error)


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("UNIQUE constraint failed: no such table"),
        ProgrammingError("syntax error at or near x"),
    ],
)
def test_error_of_a_programmer_has_none(error):
    assert command_line.sentence_for(error) is None


def run_raising(monkeypatch, error, *arguments):
    def execute(_arguments):
        raise error

    monkeypatch.setattr(command_line, "execute_from_command_line", execute)
    return command_line.run(["manage.py", "x", *arguments])


def test_run_turns_a_locked_database_into_a_sentence(monkeypatch, capsys):
    assert run_raising(monkeypatch, OperationalError("database is locked")) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "The database is in use by another process: wait until that has finished.\n"


def test_run_raises_again_when_a_traceback_is_wanted(monkeypatch):
    with pytest.raises(OperationalError):
        run_raising(monkeypatch, OperationalError("database is locked"), "--traceback")


def test_run_raises_what_it_cannot_explain(monkeypatch):
    with pytest.raises(IntegrityError):
        run_raising(monkeypatch, IntegrityError("x"))


def test_run_ends_quietly_on_an_interrupt(monkeypatch, capsys):
    assert run_raising(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == "Interrupted.\n"


def test_run_lists_the_problems_of_refused_settings(monkeypatch, capsys):
    refused = command_line.SettingsRefused(["PORT must be a number.", "SITE_URL is missing."])
    assert run_raising(monkeypatch, refused) == 1
    assert capsys.readouterr().err == "PORT must be a number.\nSITE_URL is missing.\n"


def test_run_returns_success(capsys):
    assert command_line.run(["manage.py", "--version"]) == 0
    assert capsys.readouterr().out.startswith("5.2")


@pytest.mark.parametrize("lines", [1, 5000])
def test_reader_that_has_seen_enough_ends_a_command_without_a_word(lines):
    """Short output breaks the pipe when Python ends, long output while the command runs."""
    script = (
        "import sys, config.command_line as line\n"
        f"line.execute_from_command_line = lambda arguments: print('word ' * 20, *['word ' * 20] * {lines})\n"
        "sys.stdin.readline()\n"
        "sys.exit(line.run([]))\n"
    )
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", script], text=True, **pipes) as command:
        command.stdout.close()
        command.stdin.write("go on\n")
        command.stdin.close()
        assert command.stderr.read() == ""
        assert command.wait() == 141


def test_what_nobody_reads_goes_nowhere(monkeypatch, tmp_path):
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert run_raising(monkeypatch, BrokenPipeError()) == 141
        out.write("unread")
    assert (tmp_path / "out").read_text() == ""
