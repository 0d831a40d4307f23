import pytest

from rallies.views import entrance


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", "en"),
        ("ru", "ru"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("de,en;q=0.5,ru;q=0.7", "ru"),
        ("en;q=0.2, RU;q=0.2", "en"),
        ("de, fr;q=0.5", "en"),
        ("ru;q=0, en;q=0.1", "en"),
        ("ru;q=much", "en"),
        ("*", "en"),
    ],
)
def test_best_language_follows_the_browser(header, expected):
    assert entrance.best_language(header) == expected


def test_entrance_sends_to_a_language_and_sets_no_cookie(client):
    answer = client.get("/", headers={"accept-language": "ru"})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/")
    assert "Accept-Language" in answer["Vary"]
    assert "max-age=60" in answer["Cache-Control"]
    assert not answer.cookies


def test_robots_may_read_everything_and_learn_no_hidden_path(client, settings):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content == b"User-agent: *\nAllow: /\n"


def test_favicon_is_an_icon(client):
    answer = client.get("/favicon.ico")
    assert answer["Content-Type"] == "image/x-icon"
    assert answer.content.startswith(b"\x00\x00\x01\x00")


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/favicon.ico", "/en/about/"])
def test_only_reading_is_allowed(client, path):
    assert client.post(path).status_code == 405
