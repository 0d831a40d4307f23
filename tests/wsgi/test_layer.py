import gzip

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rallies.services.edition import manifest
from rallies.wsgi import layer as layer_module
from rallies.wsgi.layer import CACHE, EditionFirst, site_headers

pytestmark = pytest.mark.django_db
SECURITY = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}


def test_every_published_path_is_answered_as_django_answers_it(ask, published, client):
    made = manifest.read(published.folder(1))
    for path, page in made.pages.items():
        if page.status != 200:
            continue
        status, headers, body = ask(path)
        fresh = client.get(path)
        assert (status, body) == ("200 OK", fresh.content)
        assert headers.pop("Accept-Ranges") == "bytes"
        assert headers.pop("Cache-Control") == CACHE
        assert headers == {k: v for k, v in fresh.headers.items() if k != "Cache-Control"}


def test_answer_asks_no_database(ask):
    with CaptureQueriesContext(connection) as captured:
        assert ask()[0] == "200 OK"
        assert ask("/en/no-such-page/")[0] == "404 Not Found"
    assert len(captured) == 0


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("gzip", "gzip", gzip.decompress), ("br, gzip", "br", brotli.decompress)],
)
def test_page_is_packed_as_the_browser_likes_it(ask, accepted, encoding, unpack):
    _status, plain, body = ask()
    _status, headers, packed = ask(HTTP_ACCEPT_ENCODING=accepted)
    assert headers["Content-Encoding"] == encoding
    assert headers["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert headers["ETag"] == f'{plain["ETag"][:-1]}-{encoding}"'
    assert int(headers["Content-Length"]) == len(packed) < len(body)
    assert unpack(packed) == body


def test_cookies_queries_and_languages_change_nothing(ask):
    assert ask() == ask(
        HTTP_COOKIE="session=x", QUERY_STRING="a=1", RAW_URI="/en/?a=1", HTTP_ACCEPT_LANGUAGE="ru"
    )
    assert "Set-Cookie" not in ask(HTTP_COOKIE="session=x")[1]


def test_known_page_is_not_sent_again(ask):
    etag = ask(HTTP_ACCEPT_ENCODING="br")[1]["ETag"]
    status, headers, body = ask(HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f'"old", W/{etag}')
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["ETag"] == etag
    assert headers["Cache-Control"] == CACHE
    assert "Content-Length" not in headers
    assert ask(HTTP_IF_NONE_MATCH=etag)[0] == "200 OK"


def test_head_has_the_headers_of_get_and_no_body(ask):
    status, headers, body = ask(method="HEAD")
    assert (status, body) == ("200 OK", b"")
    assert headers == ask()[1]


def test_range_is_cut_from_the_page(ask):
    whole = ask()[2]
    status, headers, part = ask(HTTP_RANGE="bytes=5-14")
    assert (status, part) == ("206 Partial Content", whole[5:15])
    assert headers["Content-Range"] == f"bytes 5-14/{len(whole)}"
    assert headers["Content-Length"] == "10"
    assert ask(HTTP_RANGE="bytes=-3")[2] == whole[-3:]
    assert ask(HTTP_RANGE="bytes=0-1,4-5")[0] == "200 OK"
    assert ask(method="HEAD", HTTP_RANGE="bytes=5-14")[0] == "200 OK"


def test_range_outside_says_how_long_the_page_is(ask):
    status, headers, _body = ask(HTTP_RANGE="bytes=1000000-")
    assert status == "416 Range Not Satisfiable"
    assert headers["Content-Range"] == f"bytes */{len(ask()[2])}"


def test_range_of_an_older_page_gets_the_whole_of_the_new_one(ask):
    etag = ask()[1]["ETag"]
    assert ask(HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE=etag)[0] == "206 Partial Content"
    assert ask(HTTP_RANGE="bytes=0-1", HTTP_IF_RANGE='"older"')[0] == "200 OK"


@pytest.mark.parametrize(
    "path",
    ["/en/nowhere/", "/en/../../etc/passwd", "/ru/\x00", "/en/%2e%2e/", "/en/index.html", "/en/about/x.json"],
)
def test_unknown_path_below_a_language_is_missing_and_never_cached(ask, path):
    status, headers, body = ask(path)
    assert status == "404 Not Found"
    assert headers["Cache-Control"] == "no-store"
    assert "ETag" not in headers
    assert f'<html lang="{path[1:3]}"'.encode() in body
    assert set(headers) >= SECURITY


def test_missing_page_asked_by_its_own_name_is_missing_too(ask):
    status, headers, body = ask("/en/404.html", HTTP_ACCEPT_ENCODING="gzip")
    assert (status, headers["Cache-Control"]) == ("404 Not Found", "no-store")
    assert body == ask("/en/nowhere/")[2]


def test_path_without_its_last_slash_leads_to_the_page(ask):
    status, headers, _body = ask("/en/about", QUERY_STRING="evil=1", RAW_URI="/en/about?evil=1")
    assert (status, headers["Location"]) == ("301 Moved Permanently", "/en/about/")


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/admin/", "/static/x.css", "/robots.txt", "/fr/", "/en/signup/", "/enough/", ""],
)
def test_everything_else_is_answered_by_django(ask, path):
    assert ask(path, RAW_URI=path or "/")[0] == "299 Behind"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"])
def test_pages_can_only_be_read(ask, method):
    status, headers, _body = ask(method=method)
    assert (status, headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")
    assert ask("/en/nowhere/", method=method)[0] == "299 Behind"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "testserver.evil.example",
        "testserver/x",
        "testserver@evil",
        "test server",
        "[::1",
        "x" * 5000,
    ],
)
def test_foreign_host_is_refused_and_not_said_back(ask, host):
    status, headers, body = ask(HTTP_HOST=host)
    assert (status, body, headers["Cache-Control"]) == ("400 Bad Request", b"Bad request.\n", "no-store")
    assert set(headers) >= SECURITY
    assert ask(HTTP_HOST="testserver:8000")[0] == "200 OK"


@pytest.mark.parametrize("target", ["http://evil.example/en/", "*", "en/", "evil.example:443"])
def test_target_that_is_no_path_is_refused(ask, target):
    assert ask(RAW_URI=target)[0] == "400 Bad Request"


def test_path_below_a_prefix_of_the_server_is_left_to_django(ask):
    assert ask(SCRIPT_NAME="/below")[0] == "299 Behind"


def test_plain_http_is_left_to_django_in_production(layer, reader):
    secure = EditionFirst(
        layer.application,
        reader,
        hosts=["testserver"],
        secure=("HTTP_X_FORWARDED_PROTO", "https"),
        headers=[],
    )
    given = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/en/",
        "HTTP_HOST": "testserver",
        "wsgi.url_scheme": "http",
    }
    assert secure.answer(given) is None
    assert secure.answer(given | {"HTTP_X_FORWARDED_PROTO": "http"}) is None
    assert secure.answer(given | {"HTTP_X_FORWARDED_PROTO": "https, http"}).status == "200 OK"
    assert secure.answer(given | {"wsgi.url_scheme": "https"}).status == "200 OK"


def test_headers_of_the_site_are_those_of_django_in_production_too(settings):
    settings.SECURE_HSTS_SECONDS = 100
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = Client().get("/en/about/", secure=True, headers={"x-forwarded-proto": "https"})
    assert dict(site_headers()) == {name: answer[name] for name in {*SECURITY, "Strict-Transport-Security"}}


def test_layer_of_the_site_knows_its_settings(published, settings):
    built = EditionFirst.from_settings(lambda _environ, _start: [])
    assert (
        built.answer({"REQUEST_METHOD": "GET", "PATH_INFO": "/ru/", "HTTP_HOST": "testserver"}).status
        == "200 OK"
    )


def test_page_whose_packed_file_is_lost_is_sent_as_it_reads(ask, published):
    (published.folder(1) / "en/index.html.br").unlink()
    status, headers, body = ask(HTTP_ACCEPT_ENCODING="br")
    assert (status, "Content-Encoding" in headers) == ("200 OK", False)
    assert b"<html" in body


def test_page_whose_files_are_lost_is_rendered_by_django(ask, published):
    for suffix in ("", ".br", ".gz"):
        (published.folder(1) / f"en/index.html{suffix}").unlink()
        (published.folder(1) / f"en/404.html{suffix}").unlink()
    assert ask(HTTP_ACCEPT_ENCODING="br")[0] == "299 Behind"
    assert ask("/en/nowhere/")[0] == "299 Behind"
    assert ask("/en/404.html")[0] == "299 Behind"


def test_without_an_edition_django_answers(tmp_path, layer):
    layer.reader = layer_module.Reader(tmp_path / "nothing")
    given = {"REQUEST_METHOD": "GET", "PATH_INFO": "/en/", "HTTP_HOST": "testserver"}
    assert layer.answer(given) is None
