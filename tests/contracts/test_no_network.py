"""Nothing is fetched while the product runs, by the server or by the browser of a visitor."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
CLIENTS = {
    "aiohttp",
    "ftplib",
    "http.client",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "telnetlib",
    "urllib.request",
}
# What makes a browser load something: scripts, pictures, frames, style sheets, fonts; a plain link does not.
LOADED = re.compile(
    r"""(?:\bsrc(?:set)?\s*=\s*|\bposter\s*=\s*|<link\b(?![^>]*\brel="(?:alternate|canonical|license|me|author)")[^>]*\bhref\s*=\s*
        |url\(|@import\s+|\bimport\s+(?:[\w{},*\s]+\bfrom\s+)?|\bfetch\()["']?(?:https?:)?//""",
    re.VERBOSE | re.IGNORECASE,
)


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("folder", ["rallies", "config"])
def test_server_imports_no_network_client(folder):
    found = {
        (path.name, name)
        for path in (ROOT / folder).rglob("*.py")
        for name in imported(path)
        if name in CLIENTS
    }
    assert found == set()


def test_pages_make_no_browser_ask_a_third_party():
    paths = [
        path for folder in ("templates", "static") for path in (ROOT / folder).rglob("*") if path.is_file()
    ]
    found = {path.name for path in paths if LOADED.search(path.read_bytes().decode("utf-8", errors="ignore"))}
    assert found == set()


@pytest.mark.parametrize(
    ("text", "loads"),
    [
        ('<script src="https://cdn.example.org/x.js">', True),
        ('<img alt="" src=//cdn.example.org/x.png>', True),
        ('<link rel="stylesheet" href="https://fonts.example.org/">', True),
        ("body { background: url(https://example.org/x.png) }", True),
        ('@import "//example.org/x.css";', True),
        ('import x from "https://example.org/x.js";', True),
        ('<a href="https://example.org/">', False),
        ('<link rel="canonical" href="https://example.org/">', False),
        ('<img src="{% static "x.svg" %}">', False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
    ],
)
def test_reader_tells_loading_from_linking(text, loads):
    assert bool(LOADED.search(text)) is loads


def test_pages_hold_no_inline_script_or_style():
    """The content security policy would block them; here they are found before a browser does."""
    inline = re.compile(
        r"<style\b|<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/)|\sstyle=\"|\son[a-z]+=\"",
        re.IGNORECASE,
    )
    pages = (ROOT / "templates").rglob("*.html")
    assert {path.name for path in pages if inline.search(path.read_text(encoding="utf-8"))} == set()
