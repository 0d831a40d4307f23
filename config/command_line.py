"""Runs a management command so that a foreseeable failure ends in one sentence, not in a traceback.

Foreseeable are refused settings and a database that is locked, missing, damaged, full, read-only,
out of reach or without tables. ``--traceback`` shows the place in the code all the same. A reader
that has seen enough (``| head``) ends a command without a word.
"""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError, OperationalError, ProgrammingError

from rallies.startup import SettingsRefused

FAILED = 1
INTERRUPTED = 130
NO_READER = 141  # as the shell says for a program that SIGPIPE ended

# What the drivers say (lower case) against what helps; the first that fits is used.
SENTENCES = (
    ("database is locked", "The database is in use by another process: wait until that has finished."),
    ("unable to open database file", "The database file cannot be opened: its folder is missing or closed to this user."),
    ("readonly database", "The database file or its folder is read-only for this user."),
    ("disk is full", "The disk is full: the database could not be written."),
    ("no space left", "The disk is full: the database could not be written."),
    ("not a database", "The database file is damaged or is no database: restore a backup."),
    ("malformed", "The database file is damaged: restore a backup."),
    ("no such table", "The database has no tables yet: run 'manage.py migrate' first."),
    ("no such column", "The database is older than this version: run 'manage.py migrate' first."),
    ("relation", "The database has no tables yet: run 'manage.py migrate' first."),
    ("column", "The database is older than this version: run 'manage.py migrate' first."),
    ("lock timeout", "The database is in use by another process: wait until that has finished."),
    ("statement timeout", "The database took too long to answer."),
    ("password authentication failed", "The database server refuses the user or the password of DATABASE_URL."),
    ("does not exist", "The database server has no such database or user: look at DATABASE_URL."),
    ("connection", "The database server cannot be reached: is it running, and is DATABASE_URL right?"),
    ("resolve", "The database server cannot be reached: the host of DATABASE_URL is unknown."),
)  # fmt: skip


def run(arguments: list[str]) -> int:
    """Run the command that ``arguments`` name and return the exit status."""
    try:
        execute_from_command_line(arguments)
        sys.stdout.flush()
    except SettingsRefused as refused:
        return _fail(str(refused))
    except KeyboardInterrupt:
        return _fail("Interrupted.", status=INTERRUPTED)
    except BrokenPipeError:
        return _leave_unread()
    except DatabaseError as error:
        sentence = sentence_for(error)
        if sentence is None or "--traceback" in arguments:
            raise
        return _fail(sentence)
    return 0


def sentence_for(error: DatabaseError) -> str | None:
    """Return what to tell the operator about ``error``; ``None`` for what only a programmer can mend."""
    if isinstance(error, (OperationalError, ProgrammingError)) or type(error) is DatabaseError:
        said = str(error).lower()
        return next((sentence for fragment, sentence in SENTENCES if fragment in said), None)
    return None


def _leave_unread() -> int:
    """Send what is still to be written nowhere, or Python would complain about it while it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
    return NO_READER


def _fail(text: str, *, status: int = FAILED) -> int:
    print(text, file=sys.stderr)
    return status
