import pytest
from django.urls import reverse

from rallies.models import (
    Campaign,
    JournalEntry,
)  # fmt: skip
from tests.admin.pages import links_form, list_of, page_of, said, texts_form
from tests.factories import (
    make_campaign,
    make_city,
    make_rally,
)  # fmt: skip

pytestmark = pytest.mark.django_db

CAMPAIGN_TEXTS = ("summary", "text", "demands", "press_text", "sources", "rally_title", "rally_text")


def campaign_form(**changes):
    data = {"slug": "action", "source_language": "en", "first_day": "2023-02-24", "last_day": "2023-02-26",
            **texts_form("title", {"en": "Action"}), **links_form([])}  # fmt: skip
    for name in CAMPAIGN_TEXTS:
        data.update(texts_form(name, {}))
    return {**data, **changes}


def test_campaign_is_made_and_changed_through_its_service(admin_page, administrator):
    admin_page.post(list_of("campaign") + "add/", campaign_form())
    campaign = Campaign.objects.get()
    assert (campaign.title, campaign.state) == ({"en": "Action"}, "draft")
    admin_page.post(
        page_of(campaign), campaign_form(is_signup_open="on", **texts_form("title", {"en": "New"}))
    )
    campaign.refresh_from_db()
    assert (campaign.title, campaign.is_signup_open) == ({"en": "New"}, True)
    assert [entry.action for entry in JournalEntry.objects.newest_first()] == ["changed", "created"]
    assert {entry.by for entry in JournalEntry.objects.all()} == {administrator}


def test_campaign_without_title_or_with_days_in_disorder_is_refused(admin_page):
    data = campaign_form(last_day="2023-02-01", **texts_form("title", {"en": "  "}))
    errors = admin_page.post(list_of("campaign") + "add/", data).context["adminform"].form.errors
    assert set(errors) == {"title", "last_day"}
    assert not Campaign.objects.exists()


def test_campaign_state_changes_by_button_and_refuses_what_may_not_follow(admin_page):
    campaign = make_campaign(state="draft")
    rally = make_rally(campaign=campaign)
    assert [state for state, _name in admin_page.get(page_of(campaign)).context["states"]] == [
        "standby",
        "open",
    ]
    response = admin_page.post(page_of(campaign, "state"), {"state": "open"}, follow=True)
    assert said(response) == ["The campaign is now “open”."]
    assert list(type(rally).objects.public()) == [rally]
    response = admin_page.post(page_of(campaign, "state"), {"state": "archived"}, follow=True)
    assert said(response) == ["Nothing changed: the campaign is “open”."]
    campaign.refresh_from_db()
    assert campaign.state == "open"
    assert (
        admin_page.post(reverse("admin:rallies_campaign_state", args=[99]), {"state": "open"}).status_code
        == 302
    )


def test_campaign_counts_rallies_of_the_own_scope(admin_page, german_page):
    campaign = make_campaign()
    make_rally(campaign=campaign)
    make_rally(campaign=campaign, city=make_city("Paris"))
    counts = [page.get(list_of("campaign")).context["cl"].result_list[0].published_rallies
              for page in (admin_page, german_page)]  # fmt: skip
    assert counts == [2, 1]


def test_coordinator_reads_campaigns_and_changes_none(german_page):
    campaign = make_campaign()
    page = german_page.get(page_of(campaign))
    assert page.status_code == 200
    assert page.context["states"] == []
    assert german_page.post(page_of(campaign), campaign_form()).status_code == 403
    assert german_page.get(list_of("campaign") + "add/").status_code == 403
    assert german_page.post(page_of(campaign, "state"), {"state": "closed"}).status_code == 403
    assert Campaign.objects.get().state == "open"
