import json
import os
import re
import shutil
import subprocess
import zipfile
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from rallies.services import mirror
from tests.services.mirror.editions import COPIED, LIVE, ONION, html

ORIGIN = LIVE[0]


class Links(HTMLParser):
    """Every address of a page: (tag, relation, address)."""

    def __init__(self, text):
        super().__init__()
        self.found, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.ids.add(attributes.get("id"))
        for name in ("href", "src", "action", "poster", "srcset"):
            if name in attributes:
                self.found.append((tag, attributes.get("rel") or "", attributes[name]))


def pages_of(folder):
    return {path: Links(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}


def export(folder, **options):
    return mirror.export(folder=folder, **{"now": COPIED, **options})


def test_every_internal_link_leads_to_a_file_and_a_place_in_it(edition, tmp_path):
    folder = tmp_path / "copy"
    export(folder)
    pages = pages_of(folder)
    assert len(pages) == 2 * 11 + 2
    broken, checked = [], 0
    for page, links in pages.items():
        for _tag, _relations, address in links.found:
            parts = urlsplit(address)
            if parts.scheme:
                continue
            checked += 1
            target = (page.parent / parts.path).resolve() if parts.path else page
            if (
                not target.is_file()
                or not target.is_relative_to(folder)
                or (parts.fragment and parts.fragment not in pages[target].ids)
            ):
                broken.append((page, address))
    assert broken == []
    assert checked > 300


def test_nothing_points_to_the_live_site_but_the_canonical_address_and_named_links(edition, tmp_path):
    export(tmp_path / "copy")
    live = (*LIVE, ONION)
    for page, links in pages_of(tmp_path / "copy").items():
        pointing = [found for found in links.found if found[2].startswith(live)]
        assert all(rel == "canonical" or "external" in rel.split() for _tag, rel, _address in pointing), page
        assert {tag for tag, _rel, _address in pointing} == {"a", "link"}
        assert sum(rel == "canonical" for _tag, rel, _address in pointing) == 1
        assert not any(address.startswith("/") for _tag, _rel, address in links.found)
        loaded = [address for tag, rel, address in links.found if tag != "a" and rel != "canonical"]
        assert not any(urlsplit(address).scheme for address in loaded)


def test_each_page_says_when_it_was_copied_in_its_language_and_where_it_is_alive(edition, tmp_path):
    export(tmp_path / "copy")
    for page, links in pages_of(tmp_path / "copy").items():
        text = page.read_text(encoding="utf-8")
        assert text.count('<time datetime="2026-11-22T15:48:07Z">') == 1, page
        path = "/" + page.relative_to(tmp_path / "copy").as_posix().removesuffix("index.html")
        path = "/" if path == "/HOW-TO.html" else path
        external = [address for _tag, rel, address in links.found if "external" in rel.split()]
        assert {f"{host}{path}" for host in (*LIVE, ONION)} <= set(external)
    english = (tmp_path / "copy/en/about/index.html").read_text(encoding="utf-8")
    russian = (tmp_path / "copy/ru/about/index.html").read_text(encoding="utf-8")
    assert "22 November 2026, 15:48 UTC" in english
    assert "22 ноября 2026" in russian
    assert "15:48 UTC" in russian
    assert 'href="../mirrors/index.html">Is this copy true?' in english


def test_pages_that_are_missing_on_the_live_site_are_not_copied(edition, tmp_path):
    export(tmp_path / "copy")
    assert (tmp_path / "copy/en/index.html").is_file()
    stored = json.loads((edition.root / "current/manifest.json").read_text(encoding="utf-8"))
    missing = set(stored["missing"].values())
    assert len(missing) == 2
    assert not [path for path in missing if (tmp_path / "copy" / path.strip("/")).exists()]


def test_links_to_forms_lead_to_the_live_site_and_files_are_copied_as_they_are(small, tmp_path):
    export(tmp_path / "copy")
    page = (tmp_path / "copy/en/index.html").read_text(encoding="utf-8")
    assert '<a href="list.csv">List</a>' in page
    assert f'<a href="{ORIGIN}/en/signup/?city=1#form" rel="external">Sign up</a>' in page
    assert (tmp_path / "copy/en/list.csv").read_bytes() == b"city\r\nBerlin\r\n"


def test_form_becomes_a_link_in_the_language_of_its_page(shelf, tmp_path):
    form = (
        '<form method="post" action="/{0}/signup/?a=1&amp;b=2"><input name="city"><button>Go</button></form>'
    )
    shelf.publish({f"/{code}/": (html(form.format(code)),) for code in ("en", "ru")})
    export(tmp_path / "copy")
    english = (tmp_path / "copy/en/index.html").read_text(encoding="utf-8")
    assert f'<a href="{ORIGIN}/en/signup/?a=1&amp;b=2" rel="external">Do this on the live site</a>' in english
    for code in ("en", "ru"):
        assert "<form" not in (tmp_path / f"copy/{code}/index.html").read_text(encoding="utf-8")


def test_address_of_the_copy_stands_in_what_wants_full_addresses(edition, tmp_path):
    made = export(tmp_path / "copy", base="https://copy.example.com/rallies/")
    page = (tmp_path / "copy/en/about/index.html").read_text(encoding="utf-8")
    assert 'hreflang="ru" href="https://copy.example.com/rallies/ru/about/"' in page
    assert f'<link rel="canonical" href="{ORIGIN}/en/about/">' in page
    assert made.address == "https://copy.example.com/rallies/"
    assert "https://copy.example.com/rallies/" in (tmp_path / "copy/README.txt").read_text(encoding="utf-8")


def test_strange_hosts_are_bound_by_rules_inside_the_page(edition, tmp_path):
    export(tmp_path / "copy")
    for page in (tmp_path / "copy").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">', text).group(1)
        assert "default-src &#x27;none&#x27;" in policy
        assert "frame-ancestors" not in policy
        assert "form-action &#x27;none&#x27;" in policy
        assert '<meta name="referrer" content="same-origin">' in text
        assert text.index("http-equiv") < text.index("<link")


def test_files_of_static_folders_are_included_with_what_they_need(shelf, tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    (settings.STATIC_ROOT / "css").mkdir(parents=True)
    (settings.STATIC_ROOT / "fonts").mkdir()
    sheet = (
        'a{b:url("../fonts/a.woff2")}c{d:url(/static/e.svg#f)}g{h:url(data:image/png;base64,AA)}i{j:url(#k)}'
    )
    (settings.STATIC_ROOT / "css/own.css").write_text(sheet)
    (settings.STATIC_ROOT / "fonts/a.woff2").write_bytes(b"font")
    (settings.STATIC_ROOT / "e.svg").write_bytes(b"<svg/>")
    (settings.STATIC_ROOT / "unused.js").write_bytes(b"alert()")
    head = '<link rel="stylesheet" href="/static/css/own.css"><script src="https://rallies.example.org/static/e.svg"></script>'
    shelf.publish({"/en/": (html("<img src='/favicon.ico'>", head),)})
    export(tmp_path / "copy")
    copied = (tmp_path / "copy/static/css/own.css").read_text()
    assert (
        copied
        == 'a{b:url("../fonts/a.woff2")}c{d:url("../e.svg")}g{h:url(data:image/png;base64,AA)}i{j:url(#k)}'
    )
    assert (tmp_path / "copy/static/fonts/a.woff2").read_bytes() == b"font"
    assert not (tmp_path / "copy/static/unused.js").exists()
    assert '<img src="../favicon.ico">' in (tmp_path / "copy/en/index.html").read_text()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<img src="/static/none.png">', "none.png"),
        ('<img src="/media/none.png">', "/media/none.png"),
        ('<img src="/static/%2e%2e/%2e%2e/etc/passwd">', "needs"),
        ('<img src="/static//etc/passwd">', "needs"),
        ('<img src="/static/css">', "needs"),
    ],
)
def test_page_that_needs_a_file_that_is_not_there_stops_the_copy(shelf, tmp_path, body, words):
    shelf.publish({"/en/": (html(body),)})
    with pytest.raises(mirror.MirrorError, match=words):
        export(tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["editions"]


@pytest.mark.parametrize(
    "address",
    [
        "/static//etc/passwd",
        "/static/../../etc/passwd",
        "/static/%2e%2e/x",
        "/static/none",
        "/static/%00",
        "/static/.env",
        "/static/",
    ],
)
def test_links_that_people_write_bring_no_file_of_the_server_in(shelf, tmp_path, address):
    shelf.publish({"/en/": (html(f'<a href="{ORIGIN}{address}">x</a>'),)})
    made = export(tmp_path / "copy")
    assert set(made.files) == {
        *("en/index.html", "index.html", "HOW-TO.html", "README.txt", "favicon.ico"),
        *("static/css/site.css", "static/favicon.svg"),
    }
    page = (tmp_path / "copy/en/index.html").read_text()
    assert re.search(rf'<a href="{ORIGIN}/[^"]+" rel="external">x</a>', page)


def test_page_without_a_place_for_the_note_stops_the_copy(shelf, tmp_path):
    shelf.publish({"/en/": (b"<!doctype html><title>x</title><p>x",)})
    with pytest.raises(mirror.MirrorError, match="main"):
        export(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_same_edition_gives_the_same_bytes_apart_from_the_time(edition, tmp_path):
    one, two, later = (tmp_path / name for name in ("one", "two", "later"))
    export(one, zip_file=one.with_suffix(".zip"))
    mask = os.umask(0o077)
    try:
        export(two, zip_file=two.with_suffix(".zip"))
    finally:
        os.umask(mask)
    assert {path.stat().st_mode & 0o777 for path in two.rglob("*")} == {0o644, 0o755}
    assert one.with_suffix(".zip").read_bytes() == two.with_suffix(".zip").read_bytes()
    assert contents(one) == contents(two)
    export(later, now=COPIED.replace(hour=19))
    differing = {name for name, data in contents(one).items() if contents(later)[name] != data}
    assert {name for name in differing if not name.endswith(".html")} == {
        "README.txt", "manifest.json", "manifest.sig"
    }  # fmt: skip
    undated = (later / "en/index.html").read_text().replace("19:48", "15:48")
    assert undated == (one / "en/index.html").read_text()


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_zip_holds_the_same_files_and_the_guide(edition, tmp_path):
    export(tmp_path / "copy", zip_file=tmp_path / "copy.zip")
    with zipfile.ZipFile(tmp_path / "copy.zip") as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == contents(tmp_path / "copy")
        guide = archive.read("README.txt").decode()
        page = archive.read("HOW-TO.html").decode()
    for text in (guide, page):
        assert "How to put this copy up" in text
        assert f"{ORIGIN}/en/contact/" in text
        assert f"{ORIGIN}/ru/contact/" in text
    assert re.findall(r"^(\d)\.", guide, re.MULTILINE) == [*"12345"] * 2
    assert "&" not in guide
    assert "coordinators@example.org" in guide


def test_entrance_offers_every_language(edition, tmp_path):
    export(tmp_path / "copy")
    page = (tmp_path / "copy/index.html").read_text(encoding="utf-8")
    assert '<a href="en/index.html" hreflang="en">English</a>' in page
    assert '<a href="ru/index.html" hreflang="ru">Русский</a>' in page


def test_edition_keeps_the_address_of_the_onion_service(edition):
    pages = json.loads((edition.root / "current/manifest.json").read_text(encoding="utf-8"))["pages"]
    assert pages["/ru/about/"]["headers"]["Onion-Location"] == f"{ONION}/ru/about/"


def test_static_files_that_were_not_collected_are_asked_for(small, tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    with pytest.raises(mirror.MirrorError, match="collectstatic"):
        export(tmp_path / "copy")


def test_damaged_edition_is_not_copied(small, tmp_path):
    (small.root / "1/en/index.html").write_bytes(b"forged")
    with pytest.raises(mirror.MirrorError, match="/en/ is damaged"):
        export(tmp_path / "copy")
    (small.root / "1/en/index.html").unlink()
    with pytest.raises(mirror.MirrorError, match="cannot be read"):
        export(tmp_path / "copy")
    (small.root / "1/manifest.json").write_text("{")
    with pytest.raises(mirror.MirrorError, match="manifest"):
        export(tmp_path / "copy")


def test_without_an_edition_it_says_how_to_get_one(shelf, tmp_path):
    with pytest.raises(mirror.MirrorError, match="publish_edition"):
        export(tmp_path / "copy")


@pytest.mark.parametrize(
    "path", ["/../x/", "/en/../../x", "/en//x/", "/en/%2e%2e/", "/.git/config", "en/", "/en/\n/"]
)
def test_address_that_leads_out_of_the_copy_is_refused(small, tmp_path, path):
    page = {"file": "en/index.html", "status": 200, "sha256": "0", "size": 1, "etag": "", "headers": {}}
    small.write_manifest({path: page})
    with pytest.raises(mirror.MirrorError, match="address that no file can have"):
        export(tmp_path / "copy")


def test_file_outside_of_the_edition_is_not_read(small, tmp_path):
    (tmp_path / "secret").write_bytes(b"s")
    page = {"file": "../../secret", "status": 200, "sha256": "0", "size": 1, "etag": "", "headers": {}}
    small.write_manifest({"/en/": page})
    with pytest.raises(mirror.MirrorError, match="outside"):
        export(tmp_path / "copy")


def test_progress_counts_every_file(small, tmp_path):
    seen = []
    made = export(tmp_path / "copy", progress=lambda done, total: seen.append((done, total)))
    assert [done for done, _total in seen] == list(range(1, len(made.files) + 1))
    assert {total for _done, total in seen} == {2}


def test_pages_of_a_copy_are_valid(edition, tmp_path, root):
    jar = root / "node_modules/vnu-jar/build/dist/vnu.jar"
    if not (jar.is_file() and shutil.which("java")):
        pytest.skip("no HTML checker here: npm install vnu-jar")
    export(tmp_path / "copy")
    command = ["java", "-jar", jar, "--errors-only", "--skip-non-html", tmp_path / "copy"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
