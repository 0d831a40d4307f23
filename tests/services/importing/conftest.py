"""What the tests of importing share: a campaign, and a way to bring rows in."""

import pytest

from rallies import gazetteer
from tests.factories import make_campaign
from tests.services.importing.sheets import Sheet


@pytest.fixture(autouse=True)
def _places(gazetteer_file):
    if not gazetteer.is_installed(gazetteer_file):
        pytest.skip("the installed gazetteer is of another version: make setup")


@pytest.fixture
def campaign(db):
    """An open campaign of 24 to 26 February 2023."""
    return make_campaign(slug="year", source_language="ru")


@pytest.fixture
def sheet(campaign):
    """The way to plan and take rows."""
    return Sheet(campaign)
