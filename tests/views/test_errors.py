import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import resolve

from rallies.views import errors, texts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "language"), [("/ru/nowhere/", "ru"), ("/en/nowhere/", "en"), ("/nowhere", "en")]
)
def test_missing_page_speaks_the_language_of_its_path(client, path, language):
    answer = client.get(path, headers={"accept-language": "ru"})
    html = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{language}"' in html
    assert f'href="/{language}/campaigns/"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.django_db
def test_missing_page_asks_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/en/nowhere/")


def test_fault_is_told_without_the_database(monkeypatch):
    """The marker for a database is missing on purpose: any query would fail the test."""

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(texts, "render", broken)
    answer = Client(raise_request_exception=False).get("/ru/about/")
    assert answer.status_code == 500
    assert answer["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert '<html lang="ru"' in answer.content.decode()
    assert connection.queries == []


@pytest.mark.parametrize(("path", "language"), [("/ru/x", "ru"), ("/xx/", "en"), ("", "en"), ("*", "en")])
def test_language_of_a_path(path, language):
    assert errors.language_of(path) == language


def test_fault_outside_of_a_request_path_has_an_answer():
    request = RequestFactory().get("/")
    request.path = "*"
    assert errors.server_error(request).status_code == 500


def test_error_pages_are_those_of_the_urlconf():
    from rallies import urls

    assert (urls.handler404, urls.handler500) == (errors.not_found, errors.server_error)
    assert resolve("/en/about/").func is texts.text_page
