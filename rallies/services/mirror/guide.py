"""What stands around the pages of a copy: the note on each, the entrance, the guide for who puts it up."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import loader
from django.utils import translation
from django.utils.translation import gettext as _

from ... import public_urls
from ...formats import wording
from .errors import MirrorError


def live_addresses() -> list[str]:
    """Return the addresses at which the live site answers, the main one first."""
    return [*settings.OFFICIAL_HOSTS, *filter(None, [settings.ONION_URL])]


def site_name() -> str:
    """Return the name of the site in its first language, whatever language is active."""
    with translation.override(public_urls.languages()[0]):
        return str(settings.SITE_NAME)


def shown(address: str) -> str:
    """Return an address as people compare it: without the scheme."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def note(*, language: str, path: str, copied_at: datetime.datetime) -> str:
    """Return the words at the top of a page of a copy: when it was made, and where the live site is."""
    with translation.override(language):
        return loader.get_template("mirror/_note.html").render(
            {
                "site_name": settings.SITE_NAME,
                "machine_time": f"{copied_at:%Y-%m-%dT%H:%M:%SZ}",
                "time": moment(copied_at, language),
                "live": [(shown(address), f"{address}{path}") for address in live_addresses()],
                "mirrors_path": public_urls.text_page(language, "mirrors"),
            }
        )


def moment(copied_at: datetime.datetime, language: str) -> str:
    """Return "22 November 2026, 15:48 UTC"."""
    return f"{wording.local_moment(copied_at, 'UTC', language)} UTC"


def entrance() -> str:
    """Return the page that lets people choose a language."""
    return _render("mirror/entrance.html", sections=_sections())


def how_to() -> str:
    """Return the guide as a page."""
    return _render("mirror/how_to.html", sections=_sections())


def read_me(*, copied_at: datetime.datetime, base: str) -> str:
    """Return the guide as text, with the time of the copy and the address that it is meant for."""
    times = {code: moment(copied_at, code) for code in public_urls.languages()}
    return _render("mirror/readme.txt", sections=_sections(times), base=base)


def form_words(language: str) -> str:
    """Return the words of a link that stands in a form's place."""
    with translation.override(language):
        return _("Do this on the live site")


def steps(language: str) -> list[str]:
    """Return what a person without any knowledge of servers does to put a copy up; five steps at most."""
    with translation.override(language):
        return [
            _(
                "Keep the zip as it came, and unpack it on your computer. Open the file index.html in it: "
                "all pages can be read from the folder, without any network."
            ),
            _(
                "Open an account with any host of plain web pages (it may be called static hosting or web "
                "space). Nothing has to be installed. Take an e-mail address that does not name you if that "
                "matters to you."
            ),
            _(
                "Upload the zip if the host takes one, else all that is in the folder, with the folders as "
                "they are. Change no file and add none: every copy is checked against its signature."
            ),
            _(
                "Open the address that the host gave you and follow a few links. The time of the copy stands "
                "at the top of each page."
            ),
            _(
                "Send the address to the coordinators, who check the copy and put it on the list of mirrors. "
                "For a newer copy ask them for a newer zip, and upload it in place of the old one."
            ),
        ]


def _sections(times: dict[str, str] | None = None) -> list[dict[str, Any]]:
    found = []
    for code in public_urls.languages():
        name = wording.language_name(code, code)
        found.append(
            {
                "language": code,
                "direction": wording.direction(code),
                "name": name[:1].upper() + name[1:],
                "home": public_urls.home(code),
                "contact": public_urls.absolute(public_urls.text_page(code, "contact")),
                "steps": steps(code),
                "time": (times or {}).get(code, ""),
            }
        )
    return found


@contextlib.contextmanager
def _static_files() -> Iterator[None]:
    try:
        yield
    except ValueError as error:  # as the storage of hashed names says it
        raise MirrorError("The static files are not collected: manage.py collectstatic") from error


def _render(template: str, **context: Any) -> str:
    first = public_urls.languages()[0]
    with translation.override(first), _static_files():
        return loader.get_template(template).render(
            {
                "language": first,
                "direction": wording.direction(first),
                "site_name": settings.SITE_NAME,
                "contact_email": settings.CONTACT_EMAIL,
                "canonical": public_urls.absolute("/"),
                "live": live_addresses(),
                **context,
            }
        )
