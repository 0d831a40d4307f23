"""The README's map names every room, so that anybody finds one within a minute."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Companions that stand beside every project and need no explanation.
COMPANIONS = {
    *(".dockerignore", ".env.example", ".gitattributes", ".gitignore", ".npmrc"),
    *("CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "SECURITY.md"),
    *("Dockerfile", "Makefile", "compose.yaml", "manage.py", "pyproject.toml"),
    *("package-lock.json", "package.json", "requirements-dev.lock", "requirements.lock"),
}


def map_lines():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = re.search(r"^## Map\n(.*?)^## ", readme, re.MULTILINE | re.DOTALL).group(1)
    return [line for line in section.splitlines() if re.match(r" {4,6}[\w.]", line)]


def named():
    """Every path that the map names; deeper lines lie in ``rallies/``."""
    paths = set()
    for line in map_lines():
        folder = "rallies/" if line.startswith("      ") else ""
        names = re.split(r"\s{2,}", line.strip())[0].split()
        paths.update(folder + name.rstrip("/") for name in names)
    return paths


def tracked(depth):
    """Files and folders that git knows at one depth."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    parts = [Path(line).parts for line in listed.stdout.splitlines()]
    return {"/".join(entry[:depth]) for entry in parts if len(entry) >= depth}


def test_map_is_read():
    assert {"config", "rallies", "rallies/statuses.py", "rallies/models"} <= named()


def test_map_names_every_entry_of_the_top_level():
    assert tracked(1) - COMPANIONS - named() == set()


def test_map_names_every_room():
    rooms = {
        entry for entry in tracked(2) if entry.startswith("rallies/") and not entry.endswith("__init__.py")
    }
    plain = {"rallies/apps.py"}
    assert {
        room for room in rooms - plain if not any(f"{name}/".startswith(f"{room}/") for name in named())
    } == set()


def test_map_names_nothing_that_is_not_there():
    assert {name for name in named() if not (ROOT / name).exists()} == set()
