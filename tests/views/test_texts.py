import pytest

pytestmark = pytest.mark.django_db


def test_about_names_data_sources_and_licence(read):
    html = read("/en/about/")
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in html
    assert "GeoNames" in html
    assert "No list of participants exists" in html


def test_verify_explains_every_method(read):
    html = read("/en/verify/")
    for words in ("Through its own channel", "Known from earlier actions", "Vouched for", "Not verified"):
        assert f"<dt>{words}</dt>" in html


def test_contact_names_the_address_of_the_site_if_it_has_one(read, settings):
    settings.CONTACT_EMAIL = ""
    assert "mailto:" not in read("/en/contact/")
    settings.CONTACT_EMAIL = "desk@rallies.example"
    assert '<a href="mailto:desk@rallies.example">' in read("/en/contact/")
