"""What every answer carries, in development and in production."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOUND = {
    "SECRET_KEY": "Vv7mT2qk9aXw3ZrP0sLd8hNf5cYj1uGe6bKi4oQtRyMnBxWz-_EA",
    "CONTACT_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "SITE_URL": "https://rallies.example.org",
    "ALLOWED_HOSTS": "rallies.example.org",
    "DEVELOPMENT": "false",
    "DATABASE_URL": "",
    "EMAIL_URL": "",
    "ADMIN_PATH": "desk-42",
}
ASK = """
import django, json, logging
django.setup()
logging.disable()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
answers = {}
for path, how in (
    ("/desk-42/login/", {"secure": True}),
    ("/desk-42/login/", {}),
    ("/healthz", {}),
    ("/healthz", {"headers": {"host": "evil.example.net"}}),
):
    how.setdefault("headers", {"host": "rallies.example.org"})
    answer = Client(raise_request_exception=False).get(path, **how)
    cookies = [morsel.OutputString() for morsel in answer.cookies.values()]
    answers[f"{path} {len(answers)}"] = [answer.status_code, dict(answer.headers), cookies]
print(json.dumps(list(answers.values())))
"""


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    """Four answers of a production process: login by HTTPS and by HTTP, health, a foreign host."""
    given = os.environ | SOUND | {
        "VAR_DIR": str(tmp_path_factory.mktemp("var")),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", ASK], cwd=ROOT, env=given, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def test_administration_carries_strict_headers_in_production(production):
    status, headers, _cookies = production[0]
    assert status == 200
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains; preload"


def test_cookies_are_bound_to_the_host_in_production(production):
    cookies = production[0][2]
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
        assert "Domain" not in cookie


def test_plain_http_is_sent_to_https_in_production(production):
    status, headers, _cookies = production[1]
    assert (status, headers["Location"]) == (301, "https://rallies.example.org/desk-42/login/")


def test_health_answers_the_machine_without_https_and_without_cookies(production):
    status, _headers, cookies = production[2]
    assert (status, cookies) == (503, [])


def test_foreign_host_is_refused(production):
    assert production[3][0] == 400
