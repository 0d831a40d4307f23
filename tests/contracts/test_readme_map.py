"""The README's map names every room, so that anybody finds one within a minute."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def map_text():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.search(r"^## Map\n.*?^```[a-z]*\n(.*?)^```", readme, re.MULTILINE | re.DOTALL).group(1)


def tracked_parts(folder, depth):
    listed = subprocess.run(["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=True)
    parts = [Path(line).parts for line in listed.stdout.splitlines()]
    return {entry[depth] for entry in parts if len(entry) > depth}


def is_named(entry, text):
    return re.search(rf"(?<![\w.-]){re.escape(entry)}(?![\w-])", text) is not None


def test_map_names_every_entry_of_the_top_level():
    text = map_text()
    quiet = {".gitignore", ".gitattributes", "README.md"}
    assert {entry for entry in tracked_parts(".", 0) if not is_named(entry, text)} - quiet == set()


def test_map_names_every_room():
    text = map_text()
    rooms = tracked_parts("rallies", 1) - {"__init__.py"}
    assert {room for room in rooms if not is_named(room, text)} == set()


def test_map_names_nothing_that_is_not_there():
    named = set(re.findall(r"^\s*([A-Za-z_.][\w.-]*/?)(?=\s|$)", map_text(), re.MULTILINE))
    there = tracked_parts(".", 0) | tracked_parts("rallies", 1) | tracked_parts("tests", 1) | {"var"}
    folders = {f"{entry}/" for entry in there}
    assert {entry for entry in named if "." in entry or entry.endswith("/")} - there - folders == set()
