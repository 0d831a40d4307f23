import pytest
from django.core.exceptions import ValidationError

from rallies import validators


def reason(validator, value):
    with pytest.raises(ValidationError) as caught:
        validator(value)
    return " ".join(caught.value.messages)


@pytest.mark.parametrize("code", ["DE", "GB"])
def test_country_code_of_two_capitals_is_taken(code):
    assert validators.validate_country_code(code) is None


@pytest.mark.parametrize("code", ["", "de", "DEU", "D", "DE\n", "ДЕ", "D1"])
def test_country_code_of_another_shape_is_refused(code):
    assert reason(validators.validate_country_code, code) == "Enter a country code of two capital letters."


@pytest.mark.parametrize("slug", ["berlin", "new-york", "2023", "a-1"])
def test_slug_of_letters_digits_and_single_hyphens_is_taken(slug):
    assert validators.validate_slug(slug) is None


@pytest.mark.parametrize(
    "slug", ["", "-a", "a-", "a--b", "A", "a b", "a/b", "..", "берлин", "a\n", "a_b", "a.b"]
)
def test_slug_of_another_shape_is_refused(slug):
    assert "single hyphens" in reason(validators.validate_slug, slug)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Pacific/Kiritimati", "UTC"])
def test_zone_of_the_iana_list_is_taken(zone):
    assert validators.validate_zone(zone) is None


@pytest.mark.parametrize(
    "zone", ["", "CEST", "UTC+1", "Europe/Munich", "europe/berlin", "../etc/passwd", "\x00"]
)
def test_zone_outside_the_iana_list_is_refused_by_name(zone):
    assert reason(validators.validate_zone, zone) == f"“{zone}” is no time zone of the IANA list."


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        "http://example.org/a?b=c#d",
        "HTTPS://EXAMPLE.ORG/",
        "https://t.me/some_channel/12",
        "https://пример.рф/митинг",
        "https://example.org:8443/a",
        "https://192.0.2.1/a",
    ],
)
def test_link_to_a_site_is_taken(link):
    assert validators.validate_link(link) is None


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("", "starts with https://"),
        ("example.org", "starts with https://"),
        ("//example.org/a", "starts with https://"),
        ("javascript:alert(1)", "starts with https://"),
        ("JaVaScRiPt://example.org/%0aalert(1)", "starts with https://"),
        ("data:text/html,<script>", "starts with https://"),
        ("ftp://example.org/", "starts with https://"),
        ("mailto:anna@example.org", "starts with https://"),
        ("https://", "starts with https://"),
        ("https:///path", "starts with https://"),
        ("https://localhost/", "starts with https://"),
        ("https://:80/", "starts with https://"),
        ("https://anna@example.org/", "name and password"),
        ("https://anna:secret@example.org/", "name and password"),
        ("https://:secret@example.org/", "name and password"),
        ("https://@example.org/", "name and password"),
        ("https://example.org/a b", "no blanks"),
        (" https://example.org/", "no blanks"),
        ("https://example.org/\n", "no blanks"),
        ("java\tscript:alert(1)", "no blanks"),
        ("https://example.org/\x00", "no blanks"),
        ("https://example.org/\x7f", "no blanks"),
        ("https://example.org/\u00a0", "no blanks"),
        ("https://example.org/\u202egpj.exe", "no blanks"),
        ("https://exam\u200bple.org/", "no blanks"),
        ("https://example.org/\ud800", "no blanks"),
        ("https://evil.example\\.example.org/", "no web address"),
        ("https://evil.example\\@example.org/", "no web address"),
        ("https://example.org:port/", "no web address"),
        ("https://example.org:99999/", "no web address"),
        ("https://[::1/", "no web address"),
        ("https://" + "a" * 2000 + ".org", "too long"),
    ],
)
def test_hostile_or_broken_link_is_refused(link, why):
    assert why in reason(validators.validate_link, link)


@pytest.mark.parametrize("kind", validators.LINK_KINDS)
def test_links_of_every_kind_are_taken(kind):
    assert validators.validate_links([{"url": "https://example.org/", "kind": kind}]) is None


@pytest.mark.parametrize("value", [{}, "https://example.org", None, 1])
def test_links_that_are_no_list_are_refused(value):
    assert reason(validators.validate_links, value) == "Links are a list."


@pytest.mark.parametrize(
    "link",
    [
        "https://example.org",
        {},
        {"url": "https://example.org"},
        {"url": "https://example.org", "kind": "blog"},
        {"url": "https://example.org", "kind": "page", "title": "x"},
        {"url": "https://example.org", "kind": []},
    ],
)
def test_link_of_another_shape_is_refused(link):
    assert reason(validators.validate_links, [link]) == "Each link has an address and a kind."


@pytest.mark.parametrize("url", ["javascript:alert(1)", None, 1, ["https://example.org"]])
def test_one_bad_address_among_links_is_refused(url):
    good = {"url": "https://example.org/", "kind": "page"}
    assert reason(validators.validate_links, [good, {"url": url, "kind": "page"}])


@pytest.mark.parametrize(
    "value", [{}, {"en": "Rally"}, {"en": "Rally", "ru": "Митинг", "zh-Hans": "集会"}, {"en": "a" * 20_000}]
)
def test_texts_by_language_are_taken(value):
    assert validators.validate_texts(value) is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("Rally", "kept by language"),
        ([], "kept by language"),
        (None, "kept by language"),
        ({"english": "Rally"}, "no language code"),
        ({"EN": "Rally"}, "no language code"),
        ({"en\n": "Rally"}, "no language code"),
        ({1: "Rally"}, "no language code"),
        ({"": "Rally"}, "no language code"),
        ({"en": ""}, "text is missing"),
        ({"en": " \n\t"}, "text is missing"),
        ({"en": None}, "text is missing"),
        ({"en": ["Rally"]}, "text is missing"),
        ({"en": "a" * 20_001}, "too long"),
        ({"en": "a\x00b"}, "null character"),
        ({"en": "a\ud800b"}, "null character"),
        ({"en": "Rally", "ru": ""}, "text is missing"),
    ],
)
def test_texts_of_another_shape_are_refused(value, why):
    assert why in reason(validators.validate_texts, value)
