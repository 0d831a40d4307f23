import pytest

from rallies.services import edition
from rallies.wsgi.layer import EditionFirst, site_headers
from rallies.wsgi.reading import Reader
from tests.factories import NOW, make_campaign, make_organizer, make_rally


class Clock:
    """Monotonic seconds that a test moves."""

    now = 100.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def place(tmp_path, settings):
    settings.EDITIONS_DIR = tmp_path / "editions"
    from rallies.services.edition import shelf

    return shelf.from_settings()


@pytest.fixture
def published(db, place):
    """A shelf with one edition of a small site."""
    make_rally(campaign=make_campaign(slug="year"), organizers=[make_organizer(slug="ark")])
    edition.publish(now=NOW)
    return place


@pytest.fixture
def reader(published, clock):
    return Reader(published.root, clock=clock)


@pytest.fixture
def layer(reader):
    """The layer before an application that says that it was asked."""

    def behind(environ, start_response):
        start_response("299 Behind", [])
        return [b"behind"]

    return EditionFirst(behind, reader, hosts=["testserver"], secure=None, headers=site_headers())


@pytest.fixture
def ask(layer):
    """Ask the layer as gunicorn does and return status, headers and body."""

    def asking(path="/en/", method="GET", **more):
        said = []
        given = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "RAW_URI": path,
            "HTTP_HOST": "testserver",
            "QUERY_STRING": "",
            "wsgi.url_scheme": "http",
            **more,
        }
        body = b"".join(layer(given, lambda status, headers: said.append((status, headers))))
        status, headers = said[0]
        assert len(dict(headers)) == len(headers)
        return status, dict(headers), body

    return asking
