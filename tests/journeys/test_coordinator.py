"""A coordinator's day in a real browser: sign in, publish, cancel, and nothing that the policy refuses."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from rallies.models import JournalEntry, Rally
from rallies.statuses import Review
from tests.factories import make_campaign, make_city, make_contact, make_organizer, make_rally, make_user

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
PHRASE = "a long enough pass phrase"


@pytest.fixture
def open_page(chromium, live_server):
    """Open a page of a device and keep what its console complains about."""
    contexts = []

    def opened(*, width=1280, scheme="light", locale="en"):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=locale,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def rally():
    make_user(username="administrator", password=PHRASE, is_superuser=True)
    organizer = make_organizer(name={"en": "The Ark", "ru": "Ковчег"})
    campaign = make_campaign(slug="action")
    rally = make_rally(
        campaign=campaign, review=Review.PENDING, published_at=None, organizers=[organizer],
        title={"en": "At the gate", "ru": "У ворот"}, links=[{"url": "https://example.org/a", "kind": "page"}],
    )  # fmt: skip
    make_contact(rally)
    make_rally(campaign=campaign, city=make_city("Paris"))
    return rally


def sign_in(page):
    page.goto("/admin/")
    page.fill("#id_username", "administrator")
    page.fill("#id_password", PHRASE)
    page.click("input[type=submit]")
    expect(page.locator("#user-tools")).to_be_visible()


def assert_accessible(page, name):
    """No rule of WCAG is broken, and nothing is wider than the screen; axe's own complaints do not count."""
    assert page.complaints == []
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
    page.complaints.clear()
    folder = os.environ.get("RALLIES_SHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def seen_by_visitor(open_page, address):
    """What somebody who was never here before gets; a browser keeps even a missing page for a while."""
    visitor = open_page()
    status = visitor.goto(address).status
    return status, visitor.content().lower()


def test_coordinator_publishes_a_waiting_rally_and_cancels_it_in_public(open_page, rally):
    page = open_page()
    public = f"/en/campaigns/action/{rally.city.country.slug}/{rally.city.slug}/"
    assert seen_by_visitor(open_page, public)[0] == 404
    sign_in(page)
    page.get_by_role("link", name="pending").click()
    page.locator("#result_list").get_by_role("link", name="Berlin").click()
    page.fill("#step-note", "seen on their channel")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Publish: done for 1 rally.")
    expect(page.locator(".journal")).to_contain_text("seen on their channel")
    status, text = seen_by_visitor(open_page, public)
    assert status == 200
    assert "at the gate" in text
    assert "cancelled" not in text
    page.get_by_role("button", name="Cancel", exact=True).click()
    expect(page.locator(".standing")).to_contain_text("cancelled")
    assert "cancelled" in seen_by_visitor(open_page, public)[1]
    stored = Rally.objects.get(pk=rally.pk)
    assert (stored.review, stored.condition) == ("published", "cancelled")
    assert JournalEntry.objects.filter(rally=rally, door="admin").count() == 2
    assert page.complaints == []


def test_two_coordinators_save_at_once_and_the_loser_loses_nothing(open_page, rally):
    first, second = open_page(), open_page()
    for page in (first, second):
        sign_in(page)
        page.goto(f"/admin/rallies/rally/{rally.pk}/change/")
    first.fill("#id_title__en", "First title")
    second.fill("#id_title__en", "Second title")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator(".messagelist")).to_contain_text("changed successfully")
    second.get_by_role("button", name="Save", exact=True).click()
    expect(second.locator(".errorlist").first).to_contain_text("administrator changed it in the meantime")
    expect(second.locator("#id_title__en")).to_have_value("Second title")
    assert Rally.objects.get(pk=rally.pk).title["en"] == "First title"
    assert first.complaints == second.complaints == []


def test_city_is_completed_while_typing_in_cyrillic(open_page, rally):
    page = open_page()
    sign_in(page)
    page.goto("/admin/rallies/rally/add/")
    page.locator(".field-city .select2-selection").click()
    page.locator(".select2-dropdown .select2-search__field").fill("берл")
    page.locator(".select2-results__option", has_text="Berlin").click()
    expect(page.locator(".field-city .select2-selection__rendered")).to_contain_text("Berlin")
    assert page.complaints == []


@pytest.mark.parametrize(("width", "scheme", "locale"), [
    (1280, "light", "en"), (1280, "dark", "ru"), (390, "dark", "en"), (390, "light", "ru"),
])  # fmt: skip
def test_admin_pages_are_accessible_and_keep_the_policy(open_page, rally, width, scheme, locale):
    page = open_page(width=width, scheme=scheme, locale=locale)
    device = f"{width}-{scheme}-{locale}"
    page.goto("/admin/")
    assert_accessible(page, f"login-{device}")
    sign_in(page)
    assert page.locator("html").get_attribute("lang") == locale
    pages = {
        "index": "", "list": "rallies/rally/", "change": f"rallies/rally/{rally.pk}/change/",
        "add": "rallies/rally/add/", "campaign": f"rallies/campaign/{rally.campaign_id}/change/",
        "city": "rallies/city/add/", "journal": "rallies/journalentry/", "user": "rallies/user/",
    }  # fmt: skip
    for name, address in pages.items():
        page.goto(f"/admin/{address}")
        expect(page.locator("#content h1").first).to_be_visible()
        if page.locator("select.admin-autocomplete").count():
            expect(page.locator(".select2 [aria-label]").first).to_be_attached()
        assert_accessible(page, f"{name}-{device}")
