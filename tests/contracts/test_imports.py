"""Imports point one way: a room of the house imports from the rooms above it, never from below."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "rallies"
# From the top of the house down; names in one line are one floor and may know each other.
FLOORS = (
    {"statuses", "validators", "tokens", "throttle", "clock", "startup"},
    {"gazetteer"},
    {"querysets"},
    {"models"},
    {"formats", "emails", "public_urls"},
    {"services"},
    {"forms"},
    {"templatetags"},
    {"urls", "views", "admin", "sitemaps", "management", "middleware", "wsgi", "apps"},
)
# Migrations stand beside the house: they may load what a service loads, and nobody imports them.
OUTSIDE = {"migrations", "locale", "static", "templates", "__init__"}
FORBIDDEN = {"utils", "helpers", "common", "misc", "base"}


def floor_of(room):
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) not in OUTSIDE)


def room_of(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path):
    """Every room of the product that the import statements of one file name, late imports included."""
    package = path.relative_to(ROOT).parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in imported_names(node, package):
            parts = name.split(".")
            if parts[0] == "rallies" and len(parts) > 1:
                found.add(parts[1])
    return found


def imported_names(node, package):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
    module = ".".join(part for part in (start, node.module) if part)
    return [f"{module}.{alias.name}" for alias in node.names] if module == "rallies" else [module]


def test_every_room_stands_on_a_floor():
    unknown = {room_of(path) for path in modules() if floor_of(room_of(path)) is None}
    assert unknown == set()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_upward(path):
    own = floor_of(room_of(path))
    below = {room for room in imported_rooms(path) if room in set().union(*FLOORS) and floor_of(room) > own}
    assert below == set()


def test_imports_of_leaves_name_nothing_of_ours():
    for room in FLOORS[0]:
        path = PACKAGE / f"{room}.py"
        if path.exists():
            assert imported_rooms(path) <= {room, "clock"}, path.name


def test_only_one_door_layer_is_named_by_config():
    rooms = set().union(*(imported_rooms(path) for path in (ROOT / "config").glob("*.py")))
    assert rooms <= {"startup", "wsgi", "middleware"}


def test_module_names_tell_a_story():
    named = {path.stem for path in PACKAGE.rglob("*.py")} | {
        path.parent.name for path in PACKAGE.rglob("*.py")
    }
    assert named & FORBIDDEN == set()


def test_import_reader_sees_every_form_of_statement():
    package = ("rallies", "services")
    text = (
        "import rallies.models\nfrom ..views import health\nfrom .. import gazetteer\n"
        "from . import journal\nfrom rallies import urls\nfrom rallies.forms.signup import Form"
    )
    names = [name for node in ast.walk(ast.parse(text)) for name in imported_names(node, package)]
    assert names == [
        "rallies.models",
        "rallies.views",
        "rallies.gazetteer",
        "rallies.services",
        "rallies.urls",
        "rallies.forms.signup",
    ]
