import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from rallies import middleware
from rallies.views.pages import PublicPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0, *", False),
        ("gzip; q=0.0", False),
        ("br", False),
        ("", False),
        ("identity;q=1, *;q=0", False),
    ],
)
def test_gzip_is_sent_where_it_is_accepted(header, expected):
    assert middleware.accepts_gzip(header) is expected


def test_page_is_the_same_in_both_encodings(client):
    plain = client.get("/en/about/")
    packed = client.get("/en/about/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert plain["ETag"] != packed["ETag"]
    assert int(packed["Content-Length"]) == len(packed.content)


def test_page_depends_on_its_path_alone(client):
    answer = client.get("/en/about/?utm=1", headers={"accept-language": "ru", "cookie": "session=x; csrf=y"})
    assert answer.content == client.get("/en/about/").content
    assert answer["Vary"] == "Accept-Encoding"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Content-Language"] == "en"
    assert not answer.cookies


def test_page_that_is_known_is_not_sent_again(client):
    etag = client.get("/en/about/")["ETag"]
    answer = client.get("/en/about/", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == etag
    assert client.get("/en/about/", headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("method", ["get", "head"])
def test_missing_page_is_kept_by_nobody_as_it_may_be_published(client, method):
    answer = getattr(client, method)("/en/campaigns/soon/", headers={"if-none-match": "*"})
    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert (answer.content == b"") is (method == "head")


STALE_COOKIES = "session=abc; csrf=not-a-token; messages=x"


@pytest.mark.parametrize("path", ["/", "/en", "/robots.txt", "/favicon.ico", "/healthz", "/en/about/", "/x"])
@pytest.mark.parametrize("method", ["get", "head", "post", "options", "put"])
def test_public_answer_of_any_sort_sets_no_cookie_and_does_not_depend_on_one(client, path, method):
    answer = getattr(client, method)(path, headers={"cookie": STALE_COOKIES, "accept-language": "ru"})
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    if path != "/":
        assert answer.headers.get("Vary") in {None, "Accept-Encoding"}
    if method not in {"get", "head"} and path not in {"/en", "/x"}:
        assert (answer.status_code, answer["Cache-Control"]) == (405, "no-store")


def test_administration_still_gets_its_cookies(client):
    answer = client.get("/admin/login/", headers={"cookie": STALE_COOKIES})
    assert answer.cookies["csrf"].value
    assert "Cookie" in answer["Vary"]


def test_entrance_depends_on_languages_alone(client):
    answer = client.get("/", headers={"cookie": STALE_COOKIES, "accept-language": "ru"})
    assert (answer["Location"], answer["Vary"]) == ("/ru/", "Accept-Language")


def test_static_answer_keeps_its_encodings():
    file = HttpResponse(headers={"Vary": "Accept-Encoding, Cookie"})
    path = RequestFactory().get("/static/site.css")
    assert middleware.without_visitor(path, file)["Vary"] == "Accept-Encoding"


def test_redirect_to_a_page_is_kept_as_long_as_a_page(client):
    answer = client.get("/en/about")
    assert (answer["Location"], answer["Cache-Control"]) == ("/en/about/", "public, max-age=60")


def test_head_has_the_headers_and_no_body():
    request = RequestFactory().head("/", headers={"accept-encoding": "gzip"})
    page = middleware.PublicPages(lambda _request: PublicPage("<p>Rally</p>", language="en"))(request)
    assert page.content == b""
    assert int(page["Content-Length"]) > 0
    assert page["ETag"].endswith('-gzip"')


def test_packed_page_is_equal_on_every_machine():
    packed = PublicPage("<p>Rally</p>", language="en").packed
    assert packed == PublicPage("<p>Rally</p>", language="en").packed
    assert packed[4:8] == b"\x00\x00\x00\x00"
    assert packed[9] == 255


def test_policy_has_one_order(client):
    policy = client.get("/en/about/")["Content-Security-Policy"].split("; ")
    assert policy == sorted(policy)
    assert "default-src 'none'" in policy


def test_page_for_everybody_carries_no_cookie():
    page = PublicPage("", language="en")
    page.set_cookie("session", "x")
    assert not middleware.finish(RequestFactory().get("/"), page).cookies


def test_other_answers_pass_untouched():
    other = HttpResponse("x")
    assert middleware.PublicPages(lambda _request: other)(RequestFactory().get("/")) is other
    assert "ETag" not in other.headers


def test_page_without_policy_gets_none():
    answer = middleware.finish(RequestFactory().get("/"), PublicPage("", language="en"))
    assert "Content-Security-Policy" not in answer.headers
