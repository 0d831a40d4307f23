import datetime

import pytest

from rallies.models import (
    Organizer,
)  # fmt: skip
from tests.admin.pages import links_form, list_of, page_of, texts_form
from tests.factories import (
    make_organizer,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def organizer_form(**changes):
    data = {"slug": "", "source_language": "en", "countries": ["DE"], "verification": "none",
            "verified_on": "", **texts_form("name", {"en": "Community"}),
            **texts_form("text", {}), **links_form([])}  # fmt: skip
    return {**data, **changes}


def test_organizer_gets_an_address_and_a_verification_with_its_day(admin_page):
    admin_page.post(
        list_of("organizer") + "add/", organizer_form(**texts_form("name", {"ru": "Проект Ковчег"}))
    )
    organizer = Organizer.objects.get()
    assert organizer.slug
    assert organizer.slug.isascii()
    assert [country.code for country in organizer.countries.all()] == ["DE"]
    data = organizer_form(slug=organizer.slug, verification="channel", **texts_form("name", organizer.name))
    response = admin_page.post(page_of(organizer), data)
    assert "verified_on" in response.context["adminform"].form.errors
    admin_page.post(page_of(organizer), {**data, "verified_on": "2023-02-01"})
    organizer.refresh_from_db()
    assert organizer.verified_on == datetime.date(2023, 2, 1)
    assert "through its own channel" in admin_page.get(list_of("organizer")).content.decode()


def test_organizer_day_without_verification_and_taken_address_are_refused(admin_page):
    taken = make_organizer(slug="taken")
    data = organizer_form(slug="taken", verified_on="2023-02-01")
    errors = admin_page.post(list_of("organizer") + "add/", data).context["adminform"].form.errors
    assert set(errors) == {"slug", "verified_on"}
    assert Organizer.objects.get() == taken
