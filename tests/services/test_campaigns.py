import datetime
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from rallies.models import Campaign, JournalEntry
from rallies.services import campaigns
from rallies.statuses import CAMPAIGN_TRANSITIONS, CampaignState
from tests.factories import NOW, make_campaign, make_rally, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + datetime.timedelta(hours=1)
FIELDS = {
    "slug": "peace",
    "title": {"en": "Peace"},
    "first_day": datetime.date(2023, 2, 24),
    "last_day": datetime.date(2023, 2, 26),
}


def only_entry():
    return JournalEntry.objects.get()


def test_created_campaign_is_a_draft_with_a_journal_entry():
    user = make_user()
    campaign = campaigns.create(by=user, now=NOW, door="admin", **FIELDS)
    campaign.refresh_from_db()
    assert (campaign.state, campaign.created_at, campaign.updated_at) == ("draft", NOW, NOW)
    entry = only_entry()
    assert (entry.action, entry.campaign, entry.by, entry.door) == ("created", campaign, user, "admin")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"slug": "Peace now"}, "single hyphens"),
        ({"title": {}}, "campaign_has_title"),
        ({"first_day": datetime.date(2023, 2, 27)}, "campaign_days_in_order"),
        ({"state": "paused"}, "not a valid choice"),
    ],
)
def test_created_campaign_with_bad_values_leaves_nothing_behind(change, message):
    with pytest.raises(ValidationError, match=message):
        campaigns.create(by=None, now=NOW, **{**FIELDS, **change})
    assert (Campaign.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_created_campaign_with_a_taken_address_is_refused():
    make_campaign(slug="peace")
    with pytest.raises(ValidationError, match="already exists"):
        campaigns.create(by=None, now=NOW, **FIELDS)


def test_edited_campaign_is_stored_with_stale_marks_and_journal():
    campaign = make_campaign(title={"en": "Peace", "ru": "Мир"}, text={"en": "a", "ru": "а"})
    edited = campaigns.edit(
        campaign=campaign, by=None, now=LATER, door="admin", title={"en": "Now", "ru": "Мир"}
    )
    edited.refresh_from_db()
    assert (edited.title["en"], edited.stale_texts, edited.updated_at) == ("Now", {"title": ["ru"]}, LATER)
    entry = only_entry()
    assert entry.action == "changed"
    assert entry.changes == {"title": [{"en": "Peace", "ru": "Мир"}, {"en": "Now", "ru": "Мир"}]}


def test_edit_without_a_difference_writes_nothing():
    campaign = make_campaign()
    campaigns.edit(campaign=campaign, by=None, now=LATER, title=campaign.title)
    campaign.refresh_from_db()
    assert (campaign.updated_at, JournalEntry.objects.count()) == (NOW, 0)


def test_edit_writes_only_the_fields_that_it_was_given():
    campaign = make_campaign()
    stale = Campaign.objects.get(pk=campaign.pk)
    campaigns.edit(campaign=campaign, by=None, now=LATER, last_day=datetime.date(2023, 2, 28))
    campaigns.edit(campaign=stale, by=None, now=LATER, is_signup_open=True)
    campaign.refresh_from_db()
    assert (campaign.last_day, campaign.is_signup_open) == (datetime.date(2023, 2, 28), True)


def test_edit_with_bad_values_changes_nothing():
    campaign = make_campaign()
    with pytest.raises(ValidationError, match="campaign_days_in_order"):
        campaigns.edit(campaign=campaign, by=None, now=LATER, last_day=datetime.date(2023, 2, 1))
    campaign.refresh_from_db()
    assert (campaign.last_day, JournalEntry.objects.count()) == (datetime.date(2023, 2, 26), 0)


def test_edit_never_changes_the_state():
    campaign = make_campaign(state="draft")
    with pytest.raises(campaigns.CampaignError):
        campaigns.edit(campaign=campaign, by=None, now=LATER, state="open")
    campaign.refresh_from_db()
    assert campaign.state == "draft"


@pytest.mark.parametrize(("before", "after"), list(product(CampaignState.values, CampaignState.values)))
def test_state_follows_the_table_and_nothing_else(before, after):
    campaign = make_campaign(state=before)
    if after in CAMPAIGN_TRANSITIONS[before]:
        campaigns.set_state(campaign=campaign, state=after, by=None, now=LATER, door="admin")
        campaign.refresh_from_db()
        assert (campaign.state, campaign.updated_at) == (after, LATER)
        entry = only_entry()
        assert (entry.action, entry.changes, entry.door) == ("state", {"state": [before, after]}, "admin")
        return
    with pytest.raises(campaigns.StateNotAllowed) as caught:
        campaigns.set_state(campaign=campaign, state=after, by=None, now=LATER)
    assert str(caught.value) == f"A campaign that is {before} cannot become {after}."
    campaign.refresh_from_db()
    assert (campaign.state, campaign.updated_at, JournalEntry.objects.count()) == (before, NOW, 0)


def test_unknown_state_is_refused():
    with pytest.raises(campaigns.StateNotAllowed):
        campaigns.set_state(campaign=make_campaign(), state="paused", by=None, now=LATER)


def test_second_of_two_stale_copies_does_not_win():
    campaign = make_campaign(state="draft")
    first, second = (Campaign.objects.get(pk=campaign.pk) for _ in range(2))
    campaigns.set_state(campaign=first, state="open", by=None, now=LATER)
    with pytest.raises(campaigns.StateNotAllowed):
        campaigns.set_state(campaign=second, state="standby", by=None, now=LATER)
    campaign.refresh_from_db()
    assert (campaign.state, JournalEntry.objects.count(), second.state) == ("open", 1, "draft")


def test_opening_a_campaign_makes_its_published_rallies_public():
    rally = make_rally(campaign=make_campaign(state="draft"))
    make_rally(campaign=rally.campaign, review="pending")
    public = type(rally).objects.public()
    assert not public.exists()
    campaigns.set_state(campaign=rally.campaign, state="open", by=None, now=LATER)
    assert list(public.all()) == [rally]
