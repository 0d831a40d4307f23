import pickle

import pytest

from rallies.services import edition
from rallies.services.edition import manifest, rendering_many
from tests.factories import NOW, make_campaign, make_organizer, make_rally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def processes(monkeypatch):
    """Two processes for any number of pages."""
    monkeypatch.setattr(rendering_many, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(rendering_many.os, "cpu_count", lambda: 2)


def test_processes_render_the_same_edition(place, processes, monkeypatch):
    make_rally(campaign=make_campaign(slug="year"), organizers=[make_organizer()])
    seen = []
    edition.publish(now=NOW, progress=lambda done, total: seen.append((done, total)))
    monkeypatch.undo()
    edition.publish(now=NOW, full=True, on=place)
    one, other = (manifest.read(place.folder(number)) for number in (1, 2))
    assert one.pages == other.pages
    assert seen == [(number, len(seen)) for number in range(1, len(seen) + 1)]


def test_page_that_fails_in_a_process_is_named(place, processes, settings):
    settings.SITE_NAME = "".join(chr(0x4E00 + number * 7 % 20_000) for number in range(20_000))
    with pytest.raises(edition.PageRefused, match=r"^/en/: the page weighs") as refused:
        edition.publish(now=NOW)
    assert refused.value.path == "/en/"
    assert place.current() is None


@pytest.mark.parametrize("error", [edition.PageRefused("/en/", "why."), edition.PageGone("/en/")])
def test_refusals_cross_between_processes_as_they_are(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.path) == (type(error), str(error), error.path)
