"""A reader of a copy, without scripts: from plain files and below a sub-path of a strange host."""

# ruff: noqa: F811 (fixtures that are imported are named again as arguments)
import functools
import http.server
import threading

import pytest

from rallies.services import mirror
from tests.services.mirror.conftest import edition, live, shelf  # noqa: F401
from tests.services.mirror.editions import COPIED

pytestmark = [pytest.mark.journey, pytest.mark.django_db]

SCREENS = ((360, "light"), (1280, "dark"))


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A host of plain files that knows nothing of ours."""

    def log_message(self, *_words):
        """Say nothing."""


@pytest.fixture
def copy(edition, tmp_path):
    folder = tmp_path / "host" / "some where" / "copy"
    folder.parent.mkdir(parents=True)
    mirror.export(folder=folder, now=COPIED)
    return folder


@pytest.fixture(params=["files", "sub-path"])
def address(request, copy):
    """Where the copy is opened, from its own folder or from a host that serves it below a sub-path."""
    if request.param == "files":
        yield f"{copy.as_uri()}/index.html"
        return
    handler = functools.partial(Quiet, directory=copy.parent.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/some%20where/copy/"
        server.shutdown()


def note_failure(page, request):
    """An icon that was still on its way when the next page was opened is no failure."""
    if request.failure != "net::ERR_ABORTED":
        page.failed.append(f"{request.url}: {request.failure}")


@pytest.fixture
def reader(chromium, address):
    """A window without scripts, and everything that it asked for."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.asked, page.failed, page.complaints = [], [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("requestfailed", lambda request: note_failure(page, request))
    page.on("response", lambda answer: answer.status >= 400 and page.failed.append(answer.url))
    page.on("console", lambda said: page.complaints.append(said.text))
    yield page
    context.close()


def test_reader_finds_a_rally_and_nobody_else_is_asked(reader, address):
    reader.goto(address)
    reader.get_by_role("link", name="English").click()
    assert "22 November 2026, 15:48 UTC" in reader.get_by_role("note").inner_text()
    reader.locator(".country a", has_text="Berlin").first.click()
    assert reader.locator("h1").inner_text() == "Berlin"
    reader.get_by_role("link", name="The Ark").click()
    assert "The Ark" in reader.locator("h1").inner_text()
    reader.get_by_role("link", name="Русский").click()
    assert "Ковчег" in reader.locator("h1").inner_text()
    assert "22 ноября 2026" in reader.get_by_role("note").inner_text()
    reader.locator(".top nav a").first.click()
    reader.locator("main h2 a").first.click()
    assert "Год террора" in reader.locator("h1").inner_text()
    base = address.removesuffix("index.html")
    assert reader.asked
    assert [url for url in reader.asked if not url.startswith((base, "data:"))] == []
    assert (reader.failed, reader.complaints) == ([], [])


def test_every_page_opens_with_its_style_and_asks_nobody(reader, address, copy):
    base = address.removesuffix("index.html")
    for file in sorted(copy.rglob("*.html")):
        reader.goto(base + file.relative_to(copy).as_posix())
        assert reader.locator('[role="note"] time').count() == 1, file
    assert {url for url in reader.asked if url.endswith(".css")} == {f"{base}static/css/site.css"}
    assert [url for url in reader.asked if not url.startswith((base, "data:"))] == []
    assert (reader.failed, reader.complaints) == ([], [])


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_pages_of_a_copy_have_no_barriers(chromium, copy, width, scheme):
    from tests.journeys.conftest import Visit

    context = chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    visit = Visit(context.new_page(), copy.as_uri())
    for path in ("/index.html", "/HOW-TO.html", "/en/index.html", "/ru/mirrors/index.html", "/ru/index.html"):
        visit.go(path)
        assert visit.barriers() == [], path
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert visit.foreign == []
    context.close()
