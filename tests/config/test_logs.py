import json
import logging
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory
from gunicorn.config import Config

from config.logs import (
    AddressFreeLogger,
    JsonLines,
    NumberedRequests,
    PlainLines,
    without_addresses,
    without_persons,
)
from tests.config.test_refusal import GUNICORN, SOUND, environment, free_port

ROOT = Path(__file__).resolve().parent.parent.parent
CANARY = "canary"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Invalid request from ip=203.0.113.7: bad", "Invalid request from ip=[address]: bad"),
        ("from 2001:db8::7 came", "from [address] came"),
        ("from 2001:db8:0:0:0:0:0:7: bad", "from [address]: bad"),
        ("peer ::ffff:203.0.113.7", "peer [address]"),
        ("ip:203.0.113.7:443", "ip:[address]:443"),
        (" :203.0.113.7: odd", " :[address]: odd"),
        ("Invalid HTTP_HOST header: '198.51.100.4'", "Invalid HTTP_HOST header: '[address]'"),
    ],
)
def test_log_line_loses_addresses(line, shown):
    assert without_addresses(line) == shown


@pytest.mark.parametrize(
    "line",
    [
        "Listening at: http://127.0.0.1:8000 (17)",
        "Listening at: http://0.0.0.0:8000",
        "at 12:30:05 on 2023-01-21",
        "Django 5.2.19, rallies::model",
        "999.1.1.1 is no address",
        "rallies.services: applied 131 rows",
    ],
)
def test_log_line_without_visitors_stays(line):
    assert without_addresses(line) == line


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("mail to anna.k+x@example.co.uk failed", "mail to [e-mail] failed"),
        ("<anna@example.org>", "<[e-mail]>"),
        ("GET /ru/?city=Berlin&me=anna", "GET /ru/?[query]"),
        ("/ru/manage/q7Xk2mP9vB4nT8wL1zR6/", "/ru/manage/[secret]/"),
        ("page /ru/campaigns/freedom-to-political-prisoners/ is too long", None),
        ("edition 17: 131 pages, 4 rendered", None),
        ("Why? Because.", None),
    ],
)
def test_log_line_loses_persons_and_secrets(line, shown):
    assert without_persons(line) == (shown or line)


def record_of(name="rallies.services", msg="done", args=(), error=None, **extra):
    trace = None
    if error is not None:
        try:
            raise error
        except type(error):
            trace = sys.exc_info()
    made = logging.LogRecord(name, logging.ERROR, "x.py", 1, msg, args, trace)
    made.__dict__.update(extra)
    return made


def entry(**parts):
    line = JsonLines().format(record_of(**parts))
    assert "\n" not in line
    return json.loads(line)


def test_entry_is_one_object_with_its_time_in_utc():
    made = record_of(msg="%d rallies from %s\nsecond line", args=(4, "203.0.113.7"))
    made.created = 1_700_000_000.25
    assert json.loads(JsonLines().format(made)) == {
        "time": "2023-11-14T22:13:20.250Z",
        "level": "ERROR",
        "logger": "rallies.services",
        "message": "4 rallies from [address]\nsecond line",
    }


@pytest.mark.parametrize(
    ("msg", "args", "shown"),
    [
        ("told %s about %d by %(x)", ("anna", 4), "told %s about %d by %(x)"),
        ("told %s about %d", ("anna", 4), "told […] about 4"),
        ("told %(name)s %(count)d", ({"name": "anna", "count": 2},), "told […] 2"),
        ("no more than %d of %s", (None, "x"), "no more than %d of %s"),
        ("Listening at: %s (%s)", ("http://127.0.0.1:8000", 7), "Listening at: http://127.0.0.1:8000 (7)"),
        ("plain", (), "plain"),
        (ValueError("odd"), (), "odd"),
        ("Invalid request from ip=203.0.113.7: Invalid HTTP Header: 'Cookie: anna'", (), "Invalid request"),
        ("Unknown value 'anna' and \"berlin\"", (), "Unknown value […] and […]"),
    ],
)
def test_texts_that_other_packages_fill_in_are_hidden(msg, args, shown):
    assert entry(name="other.package", msg=msg, args=args)["message"] == shown


def test_request_is_told_by_the_pattern_of_its_address():
    request = RequestFactory().get(f"/ru/campaigns/{CANARY}/?{CANARY}")
    request.resolver_match = type("Match", (), {"route": "<language:language>/campaigns/<slug>/"})()
    request.number = "12ab"
    told = entry(
        name="django.request", msg="Not Found: %s", args=(request.path,), request=request, status_code=404
    )
    assert CANARY not in str(told)
    assert (told["message"], told["method"], told["status"]) == ("Not Found", "GET", 404)
    assert (told["route"], told["request"]) == ("<language:language>/campaigns/<slug>/", "12ab")


def test_odd_method_and_unresolved_address_are_not_repeated():
    request = RequestFactory().generic(CANARY.upper(), f"/{CANARY}")
    told = entry(name="django.request", msg="x", request=request, status_code=405)
    assert (told["method"], told["route"]) == ("other", "")
    assert CANARY not in str(told).lower()


def test_refused_hosts_are_not_repeated():
    told = entry(name="django.security.DisallowedHost", msg=f"Invalid HTTP_HOST header: '{CANARY}'.")
    assert told["message"] == "Bad Request"


def test_exception_is_told_without_its_words():
    error = DisallowedHost(f"host {CANARY}")
    error.__cause__ = KeyError(CANARY)
    told = entry(error=error)
    assert told["exception"]["type"] == "django.core.exceptions.DisallowedHost"
    assert told["exception"]["causes"] == ["KeyError"]
    assert re.fullmatch(r"tests/config/test_logs\.py:\d+ record_of", told["exception"]["frames"][0])
    assert CANARY not in str(told)


def test_places_in_packages_lose_the_folders_of_this_machine():
    try:
        RequestFactory().get("/", secure=object(), headers=3)
    except (TypeError, AttributeError):
        made = logging.LogRecord("rallies", logging.ERROR, "x", 1, "x", (), sys.exc_info())
    frames = json.loads(JsonLines().format(made))["exception"]["frames"]
    assert any(frame.startswith("django/test/client.py:") for frame in frames)
    assert not any(frame.startswith("/") for frame in frames)


def test_record_without_an_exception_in_flight_has_none():
    made = logging.LogRecord("rallies", logging.ERROR, "x", 1, "x", (), (None, None, None))
    assert "exception" not in json.loads(JsonLines().format(made))


def test_plain_lines_hold_the_same_as_objects():
    request = RequestFactory().get(f"/{CANARY}")
    request.number = "12ab"
    made = record_of(name="django.request", error=ValueError(CANARY), request=request, status_code=500)
    line = PlainLines().format(made)
    assert line.startswith(
        "ERROR django.request: Internal Server Error (12ab GET 500)\nValueError\n  tests/config/"
    )
    assert CANARY not in line
    assert PlainLines().format(record_of()) == "ERROR rallies.services: done"


def test_developers_see_the_words_of_an_exception_but_no_address():
    made = record_of(msg="from %s", args=("203.0.113.7",), error=ValueError("what happened"))
    line = PlainLines(with_values=True).format(made)
    assert line.startswith("ERROR rallies.services: from [address]\n")
    assert "ValueError: what happened" in line


def test_lines_of_one_request_share_a_random_number():
    numbers = []

    def answer(request):
        numbers.append((request.number, entry()["request"], entry()["request"]))

    for _number in range(2):
        NumberedRequests(answer)(RequestFactory().get("/"))
    assert "request" not in entry()
    assert all(len(set(same)) == 1 for same in numbers)
    assert numbers[0] != numbers[1]


@pytest.mark.parametrize(("kind", "formatter"), [("json", JsonLines), ("line", PlainLines)])
def test_gunicorn_writes_as_all_others(settings, kind, formatter):
    settings.LOG_FORMAT = kind
    log = AddressFreeLogger(Config())
    assert {type(handler.formatter) for handler in log.error_log.handlers} == {formatter}


SETTINGS = """
from config.settings import *
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
ROOT_URLCONF = "crashing_urls"
"""
URLS = """
import logging
from django.urls import include, path
from rallies.urls import urlpatterns as real, handler404, handler500


def crash(request, token):
    who = f"{request.META['REMOTE_ADDR']} {request.headers} {request.COOKIES} canary@example.org"
    logging.getLogger("other.package").error("visitor %s %s", who, request.get_full_path())
    logging.getLogger("rallies.services").warning("%s from %s", "canary@example.org", "203.0.113.77")
    raise ValueError(who)


urlpatterns = [path("crash/<str:token>/", crash), *real]
"""
APP = """
from config.wsgi import application as real


def application(environ, start_response):
    if environ["PATH_INFO"].startswith("/outside/"):
        raise ValueError(str(environ))
    return real(environ, start_response)
"""
TOKEN = "canaryq7Xk2mP9vB4nT8wL1zR6"
HEADERS = (
    "Host: rallies.example.org\r\nX-Forwarded-Proto: https\r\nUser-Agent: canary-browser/1.0\r\n"
    "Cookie: session=canary-cookie\r\nX-Forwarded-For: 203.0.113.77, 2001:db8::77\r\n"
    "Referer: https://canary.example/\r\nConnection: close\r\n"
)
CANARIES = (CANARY, "203.0.113", "2001:db8", "q7Xk2mP9", "/tmp/", str(ROOT))
REQUESTS = (
    f"GET /robots.txt?canary=1 HTTP/1.1\r\n{HEADERS}\r\n",
    f"GET /en/campaigns/canary-slug/?canary HTTP/1.1\r\n{HEADERS}\r\n",
    f"GET /crash/{TOKEN}/?who=canary@example.org HTTP/1.1\r\n{HEADERS}\r\n",
    f"POST /crash/{TOKEN}/ HTTP/1.1\r\n{HEADERS}Content-Length: 11\r\n\r\nname=canary",
    f"GET /outside/{TOKEN}/?canary HTTP/1.1\r\n{HEADERS}\r\n",
    f"POST /admin/login/ HTTP/1.1\r\n{HEADERS}Content-Length: 11\r\n\r\nname=canary",
    "GET / HTTP/1.1\r\nHost: canary.example.net\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: 203.0.113.77\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n",
    "CANARY canary 203.0.113.77 HTTP/9.9\r\n\r\n",
    f"GET /canary HTTP/1.1\r\n{HEADERS}Canary Cookie: x\r\n\r\n",
    f"GET /{'canary' * 2000} HTTP/1.1\r\n{HEADERS}\r\n",
    f"GET /canary%00{TOKEN} HTTP/1.1\r\n{HEADERS}\r\n",
    f"GET /canary HTTP/1.1\r\n{HEADERS}Content-Length: canary\r\n\r\n",
)


def send(port, text):
    for _attempt in range(100):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=10) as visitor:
                visitor.sendall(text.encode())
                return visitor.recv(100).decode(errors="replace")[9:12]
        except ConnectionRefusedError:
            time.sleep(0.1)
        except ConnectionResetError:
            return "cut"
    raise AssertionError("the server did not start")


@pytest.fixture(params=["json", "line"])
def log_of_a_day(request, tmp_path):
    """The log of a real server after good, bad and crashing requests, and its answers."""
    for name, text in (("crashing_settings", SETTINGS), ("crashing_urls", URLS), ("crashing_app", APP)):
        (tmp_path / f"{name}.py").write_text(text)
    (tmp_path / "static").mkdir()
    port, log = free_port(), tmp_path / "log"
    given = environment(SOUND | {"PORT": str(port), "VAR_DIR": str(tmp_path), "WEB_CONCURRENCY": "1"}) | {
        "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)]),
        "DJANGO_SETTINGS_MODULE": "crashing_settings",
        "LOG_FORMAT": request.param,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, *GUNICORN[:-1], "crashing_app:application"],
            cwd=ROOT,
            env=given,
            stdout=file,
            stderr=file,
        )
    try:
        answers = [send(port, text) for text in REQUESTS]
    finally:
        server.terminate()
        server.wait(20)
    return request.param, log.read_text(), answers


def test_log_of_a_server_names_nobody(log_of_a_day):
    kind, said, answers = log_of_a_day
    assert {canary: said.lower().count(canary.lower()) for canary in CANARIES} == dict.fromkeys(CANARIES, 0)
    assert answers[0] == "200"
    assert answers[2:6] == ["500", "403", "500", "403"]
    assert {"400", "404"} <= set(answers)
    assert "crashing_urls.py" in said
    assert "ValueError" in said
    if kind == "json":
        entries = [json.loads(line) for line in said.splitlines()]
        assert all({"time", "level", "logger", "message"} <= made.keys() for made in entries)
        assert any("Listening at" in made["message"] for made in entries)
        crash = [
            made for made in entries if made.get("route") == "crash/<str:token>/" and "exception" in made
        ]
        assert crash[0]["exception"]["type"] == "ValueError"
        same = [made["logger"] for made in entries if made.get("request") == crash[0]["request"]]
        assert {"other.package", "rallies.services", "django.request"} <= set(same)
