"""``.env.example`` names every variable that anything of the product reads, and no other."""

import itertools
import re
from pathlib import Path

import pytest

from rallies import startup

ROOT = Path(__file__).resolve().parent.parent.parent
READERS = {
    "config/settings.py": r"env\.\w+\(\s*\"([A-Z_]+)\"",
    "rallies/startup.py": r"given(?:\.get\(|\[)\"([A-Z_]+)\"",
    "config/gunicorn.conf.py": r"environ(?:\.get\(|\[)\"([A-Z_]+)\"",
    "tools/setup.py": r"value\(\"([A-Z_]+)\"\)",
    "tests/conftest.py": r"environ\.get\(\"([A-Z_]+)\"",
    "compose.yaml": r"\$\{([A-Z_]+)|^      ([A-Z_]+): ",
    "deploy/Caddyfile": r"\{\$([A-Z_]+)",
}
# Variables of other people's images, which compose.yaml sets itself.
FOREIGN = {"POSTGRES_USER", "POSTGRES_DB"}


def example():
    return (ROOT / ".env.example").read_text(encoding="utf-8")


def named():
    return re.findall(r"^([A-Z_]+)=", example(), re.MULTILINE)


def read_by(path):
    found = re.findall(READERS[path], (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    return {name for match in found for name in (match if isinstance(match, tuple) else (match,)) if name}


@pytest.mark.parametrize("path", READERS)
def test_example_names_every_variable_of(path):
    assert read_by(path) - FOREIGN - set(named()) == set()


def test_settings_are_seen_by_the_reader():
    assert {"SECRET_KEY", "DATABASE_URL", "PORT", "EMAIL_URL"} <= read_by("config/settings.py")


def test_example_names_nothing_that_is_not_read():
    assert set(named()) - set().union(*map(read_by, READERS)) == set()


def test_example_names_each_variable_once():
    assert sorted(named()) == sorted(set(named()))


def test_example_explains_every_variable():
    lines = example().splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if "=" in line and line[0] != "#" and before[:2] != "# "
    ]
    assert bare == []


def test_example_holds_no_value():
    """A copied example must not start with somebody else's secret."""
    assert re.findall(r"^[A-Z_]+=.+", example(), re.MULTILINE) == []
    empty = dict.fromkeys(named(), "")
    assert startup.problems(empty) == startup.problems({})
