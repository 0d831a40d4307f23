import pytest

from rallies.statuses import (
    CAMPAIGN_TRANSITIONS,
    CONDITION_TRANSITIONS,
    PUBLIC_CAMPAIGN_STATES,
    REVIEW_TRANSITIONS,
    CampaignState,
    Condition,
    Review,
)

TABLES = [
    (Review, REVIEW_TRANSITIONS),
    (Condition, CONDITION_TRANSITIONS),
    (CampaignState, CAMPAIGN_TRANSITIONS),
]


def reachable(table, start):
    found, waiting = {start}, [start]
    while waiting:
        for after in table[waiting.pop()] - found:
            found.add(after)
            waiting.append(after)
    return found


@pytest.mark.parametrize(("words", "table"), TABLES)
def test_table_names_every_state_once_and_only_known_ones(words, table):
    assert set(table) == set(words.values)
    assert set().union(*table.values()) <= set(words.values)


@pytest.mark.parametrize(("words", "table"), TABLES)
def test_table_never_leads_from_a_state_to_itself(words, table):
    assert [state for state, following in table.items() if state in following] == []


@pytest.mark.parametrize(
    ("table", "start", "words"),
    [
        (REVIEW_TRANSITIONS, Review.UNCONFIRMED, Review),
        (CONDITION_TRANSITIONS, Condition.PLANNED, Condition),
        (CAMPAIGN_TRANSITIONS, CampaignState.DRAFT, CampaignState),
    ],
)
def test_every_state_can_be_reached_from_the_first_one(table, start, words):
    assert reachable(table, start) == set(words.values)


def test_no_review_leads_back_to_unconfirmed():
    assert all(Review.UNCONFIRMED not in following for following in REVIEW_TRANSITIONS.values())


def test_an_unconfirmed_rally_is_never_published_at_once():
    assert Review.PUBLISHED not in REVIEW_TRANSITIONS[Review.UNCONFIRMED]


def test_a_cancelled_rally_can_come_back():
    assert CONDITION_TRANSITIONS[Condition.CANCELLED] == {Condition.PLANNED, Condition.CONFIRMED}


def test_public_campaign_states_are_open_and_what_follows():
    before = {CampaignState.DRAFT, CampaignState.STANDBY}
    assert set(PUBLIC_CAMPAIGN_STATES) == set(CampaignState) - before
    assert PUBLIC_CAMPAIGN_STATES[0] == CampaignState.OPEN
