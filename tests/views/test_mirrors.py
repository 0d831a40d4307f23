import datetime
import re

import pytest

from rallies.services.mirror import signing

KEY = "bWlycm9yLXRlc3RzLWtleS1vZi0zMi1ieXRlcy0tLTE="
ONION = "http://rallies2222222222.onion"

pytestmark = pytest.mark.django_db


def page(client, language="en"):
    return client.get(f"/{language}/mirrors/").content.decode()


def test_page_names_hosts_copies_and_the_key(client, settings):
    settings.OFFICIAL_HOSTS = ["https://rallies.example.org", "https://spare.example.net"]
    settings.ONION_URL = ONION
    settings.MIRRORS = ["https://copy.example.com/rallies/"]
    settings.MIRROR_KEY = KEY
    html = page(client)
    assert (
        html.index(">rallies.example.org</a>") < html.index(">spare.example.net</a>") < html.index(ONION[7:])
    )
    assert (
        '<a href="https://copy.example.com/rallies/" rel="external noopener">copy.example.com/rallies</a>'
        in html
    )
    assert signing.fingerprint(signing.public_of(KEY)) in html
    assert signing.as_pem(signing.public_of(KEY)).strip() in html
    assert KEY not in html
    assert signing.fingerprint(signing.public_of(KEY)) in page(client, "ru")


def test_page_of_a_site_without_copies_and_key_says_so(client, settings):
    html = page(client)
    assert "None at present." in html
    assert "carry no signature yet" in html
    assert "fingerprint" not in html
    assert "Tor Browser" not in html
    assert '<a href="http://testserver/" rel="external">testserver</a>' in html
    settings.MIRROR_PUBLIC_KEY = signing.encode(signing.public_of(KEY))
    assert signing.fingerprint(signing.public_of(KEY)) in page(client)


def test_every_page_leads_to_it(client):
    for path in ("/en/", "/en/about/", "/en/nowhere/"):
        assert '<a href="/en/mirrors/">Is this ours?</a>' in client.get(path).content.decode()


def test_tor_browser_is_offered_the_same_page(client, settings):
    assert "Onion-Location" not in client.get("/en/about/").headers
    settings.ONION_URL = ONION
    assert client.get("/ru/about/").headers["Onion-Location"] == f"{ONION}/ru/about/"
    assert (
        client.get("/en/about/", headers={"accept-encoding": "gzip"})
        .headers["Onion-Location"]
        .endswith("/en/about/")
    )
    assert "Onion-Location" not in client.get("/en/nowhere/").headers


def test_security_contact_is_given_as_researchers_look_for_it(client, settings):
    settings.CONTACT_EMAIL = "coordinators@example.org"
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text.startswith("Contact: mailto:coordinators@example.org\nExpires: ")
    expires = datetime.datetime.fromisoformat(re.search(r"^Expires: (\S+)$", text, re.MULTILINE).group(1))
    left = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(days=150) < left < datetime.timedelta(days=365)
    assert "Preferred-Languages: en, ru\n" in text
    assert text.endswith("Canonical: http://testserver/.well-known/security.txt\n")
    assert not answer.cookies


def test_security_contact_without_an_address_is_the_page(client):
    assert b"Contact: http://testserver/en/contact/\n" in client.get("/.well-known/security.txt").content
    assert client.post("/.well-known/security.txt").status_code == 405
