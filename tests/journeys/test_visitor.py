"""A visitor with a phone or a desk, without scripts: from the entrance to the meeting point."""

import datetime

import pytest
from playwright.sync_api import expect

from tests.factories import NOW, make_campaign, make_city, make_country, make_organizer, make_rally

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PATHS = (
    "/",
    "/campaigns/",
    "/campaigns/year/germany/",
    "/campaigns/year/germany/berlin/",
    "/organizers/",
    "/organizers/ark/",
    "/about/",
    "/verify/",
    "/contact/",
    "/nowhere/",
)
SCREENS = ((360, "light"), (1280, "dark"))
MOST_REQUESTS = 6
MOST_BYTES = 48 * 1024


@pytest.fixture
def year():
    both = {"en": "Peace\nFreedom", "ru": "Мир\nСвободу"}
    campaign = make_campaign(
        slug="year",
        title={"en": "A Year of Terror", "ru": "Год террора"},
        summary={"en": "Why we take to the streets.", "ru": "Зачем мы выходим на улицы."},
        demands=both,
        text={"ru": "Подробно."},
        sources={"en": "https://example.org/report"},
        links=[{"url": "https://www.youtube.com/live", "kind": "stream"}],
    )
    ark = make_organizer(
        slug="ark",
        name={"en": "The Ark", "ru": "Ковчег"},
        text={"ru": "Помогает."},
        links=[{"url": "https://t.me/ark", "kind": "channel"}],
        countries=[make_country("DE")],
        verification="channel",
        verified_on=datetime.date(2023, 2, 12),
    )
    make_rally(
        campaign=campaign,
        organizers=[ark],
        meeting_point={"en": "Pariser Platz, by the flag"},
        text={"ru": "Речи."},
        latitude=52.51627,
        longitude=13.3777,
        links=[{"url": "https://t.me/ark/1", "kind": "page"}],
        condition="moved",
        condition_changed_at=NOW,
    )
    make_rally(campaign=campaign, kind="vigil", time=None, condition="cancelled", has_unnamed_organizer=True)
    for name in ("Munich", "Paris", "Tbilisi", "New York", "Sydney"):
        make_rally(campaign=campaign, city=make_city(name), condition="confirmed", organizers=[ark])
    make_rally(campaign=campaign, city=make_city("Donaudampfschifffahrtsgesellschaftskapitänsstadt"))
    return campaign


@pytest.fixture
def page_without_scripts(chromium, live_server):
    """Open windows of a given width and colour scheme, with scripts switched off."""
    contexts = []

    def open_page(width, scheme):
        context = chromium.new_context(
            viewport={"width": width, "height": 740},
            color_scheme=scheme,
            java_script_enabled=False,
            base_url=live_server.url,
            locale="ru-RU",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_visitor_finds_the_meeting_point_without_scripts_or_cookies(page_without_scripts, year):
    page = page_without_scripts(360, "light")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page).to_have_url("/ru/")
    page.get_by_role("link", name="English").click()
    summary = page.locator("details.find summary")
    box = summary.bounding_box()
    assert box["y"] + box["height"] <= 740
    summary.click()
    page.locator("details.find").get_by_role("link", name="Germany").click()
    expect(page).to_have_url("/en/#germany")
    page.get_by_role("link", name="Berlin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Berlin")
    expect(page.locator("main")).to_contain_text("local time (Central European Time, UTC+1)")
    expect(page.locator("main")).to_contain_text("Pariser Platz, by the flag")
    expect(page.locator(".notice b.moved")).to_have_text("Moved")
    page.get_by_role("link", name="The Ark").click()
    expect(page.locator("main")).to_contain_text("through its own channel, 12 February 2023")
    assert page.context.cookies() == []
    assert {url.split("/")[2] for url in asked} == {page.url.split("/")[2]}


def test_first_visit_is_small(chromium, live_server, year):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    sizes = []
    page.on("requestfinished", lambda request: sizes.append(sum_of(request.sizes())))
    page.goto(f"{live_server.url}/en/", wait_until="networkidle")
    context.close()
    assert len(sizes) <= MOST_REQUESTS
    assert sum(sizes) <= MOST_BYTES


def sum_of(sizes):
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_page_has_a_barrier_a_complaint_or_a_foreign_source(visit, year, language, width, scheme):
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme=scheme)
    for path in PATHS:
        visit.go(f"/{language}{path}")
        for closed in visit.page.locator("details:not([open]) > summary").all():
            closed.click()
        assert visit.barriers() == [], path
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width, path
    # The browser notes the status of the page that is meant to be missing; the fixture checks the rest.
    assert [said for said in visit.complaints if "404" in said] == visit.complaints
    visit.complaints.clear()
    assert visit.page.context.cookies() == []


def test_targets_are_large_enough_for_a_finger(chromium, live_server, year):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page = context.new_page()
    small = {}
    for path in ("/en/", "/en/campaigns/year/germany/berlin/", "/en/organizers/"):
        page.goto(live_server.url + path)
        for link in page.locator("main li > a, .top a, summary, footer a, .crumbs a").all():
            box = link.bounding_box()
            if link.is_visible() and box["height"] < 44:
                small[path + link.inner_text()] = box["height"]
    context.close()
    assert small == {}


def test_page_is_readable_when_its_style_sheet_is_blocked(chromium, live_server, year):
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{live_server.url}/en/campaigns/year/germany/berlin/")
    text = page.locator("main").inner_text()
    context.close()
    assert text.index("Berlin") < text.index("24 February 2023") < text.index("Pariser Platz")


@pytest.mark.parametrize("media", [{"media": "print"}, {"forced_colors": "active"}])
def test_condition_is_told_in_words_on_paper_and_in_forced_colours(visit, year, media):
    visit.page.emulate_media(**media)
    visit.go("/en/campaigns/year/germany/")
    expect(visit.page.get_by_text("Cancelled")).to_be_visible()


def test_keyboard_reaches_the_content_first(visit, year):
    visit.go("/en/")
    visit.page.keyboard.press("Tab")
    expect(visit.page.locator(":focus")).to_have_text("Skip to the content")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("main")).to_be_focused()
