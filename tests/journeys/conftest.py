"""A real browser that talks to the live server and to nobody else."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all journeys."""
    if not CHROMIUM:
        pytest.skip("no chromium on this machine: apt-get install chromium fonts-noto-core")
    from playwright.sync_api import sync_playwright

    # The browser's loop makes Django believe that the test's own thread is asynchronous.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visit:
    """A page with what it asked for and what it complained about."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.foreign, self.complaints = [], []
        page.set_default_timeout(10_000)
        page.on("request", self._note)
        page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request):
        if not request.url.startswith((self.address, "data:")):
            self.foreign.append(request.url)

    def go(self, path):
        """Open a path of the live server."""
        return self.page.goto(self.address + path)

    def barriers(self):
        """What keeps people out of this page (WCAG 2.2 AA, found by axe)."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options=WCAG).response["violations"]
        return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


@pytest.fixture
def visit(chromium, live_server):
    """A fresh browser window on the live server, on a small phone's screen."""
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    visit = Visit(context.new_page(), live_server.url)
    yield visit
    assert visit.foreign == [], "the page asked a third party"
    assert visit.complaints == [], "the browser complained"
    context.close()
