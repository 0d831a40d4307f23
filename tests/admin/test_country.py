import pytest

from tests.admin.pages import list_of, page_of
from tests.factories import (
    make_country,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("term", ["Germany", "германия", "DE"])
def test_country_is_found_by_name_in_any_language(admin_page, term):
    found = [country.code for country in admin_page.get(list_of("country", q=term)).context["cl"].result_list]
    assert "DE" in found
    assert "FR" not in found


def test_country_is_read_only(admin_page):
    country = make_country("DE")
    assert "Германия" in admin_page.get(page_of(country)).content.decode()
    assert admin_page.post(page_of(country), {"slug": "x"}).status_code == 403
    assert admin_page.get(list_of("country") + "add/").status_code == 403
