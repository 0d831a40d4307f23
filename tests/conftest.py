"""What every test may ask for. The database is SQLite unless ``DATABASE_URL`` names another one."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent
COMMITS = {"live_server", "transactional_db", "django_db_reset_sequences", "django_db_serialized_rollback"}


def pytest_report_header():
    engine = settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    return f"database: {engine}, gazetteer: {settings.GAZETTEER_PATH}"


def pytest_collection_modifyitems(items):
    """Browser tests say why they do not run on a machine without a browser."""
    if shutil.which("chromium") or shutil.which("chromium-browser"):
        return
    reason = "no chromium on this machine: apt-get install chromium fonts-noto-core"
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real lists; tests that read it are skipped where it is absent."""
    given = os.environ.get("RALLIES_SHARED_DATA", "")
    folder = Path(given) if given else ROOT.parent / "shared" / "data"
    if not (folder / "README.md").is_file():
        pytest.skip(f"the real lists are not here: {folder}")
    return folder


@pytest.fixture(scope="session")
def gazetteer_file():
    """The real gazetteer that the set-up installs."""
    path = Path(settings.GAZETTEER_PATH)
    if not path.is_file():
        pytest.skip("no gazetteer: make setup")
    return path


@pytest.fixture(autouse=True)
def _english():
    """A view or a command leaves its language switched on; every test begins with English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _countries_again(request):
    """A test that commits empties every table afterwards, and with them the countries that a
    migration brought; whoever commits next finds them again."""
    marker = request.node.get_closest_marker("django_db")
    commits = COMMITS.intersection(request.fixturenames) or (marker and marker.kwargs.get("transaction"))
    if commits:
        from rallies.services import places

        request.getfixturevalue("transactional_db")
        places.load_countries()


@pytest.fixture
def vendor():
    """``sqlite`` or ``postgresql``."""
    return connection.vendor
