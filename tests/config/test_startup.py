"""Production starts on sound settings alone; each flaw has its own sentence and all come at once."""

import sys

import pytest
from django.conf import LazySettings

from rallies import startup

SOUND = {
    "SECRET_KEY": "Vv7mT2qk9aXw3ZrP0sLd8hNf5cYj1uGe6bKi4oQtRyMnBxWz-_EA",
    "CONTACT_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "SITE_URL": "https://rallies.example.org",
    "ALLOWED_HOSTS": "rallies.example.org",
}
LOCAL = SOUND | {
    "DEVELOPMENT": "true",
    "SITE_URL": "http://localhost:8000",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
}


def without(name):
    return {key: value for key, value in SOUND.items() if key != name}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"DEVELOPMENT": "off", "LOG_LEVEL": "WARNING", "PORT": "443", "WEB_CONCURRENCY": "4"},
        {"SITE_URL": "https://rallies.example.org/"},
        {"SITE_URL": "https://rallies.example.org:8443"},
        {"ALLOWED_HOSTS": ".example.org, mirror.example.net"},
        {"DATABASE_URL": "postgresql://u:p@db:5432/rallies"},
        {"DATABASE_URL": "postgresql://postgres:@/postgres?host=/run/pg"},
        {"DATABASE_URL": "sqlite:////srv/rallies.sqlite3"},
        {"EMAIL_URL": "smtp+tls://u:p@mail.example.org:587"},
        {"ADMIN_PATH": "desk-42/"},
        {"CONTACT_KEYS": SOUND["CONTACT_KEYS"] + "," + SOUND["CONTACT_KEYS"]},
    ],
)
def test_sound_production_settings_start(change):
    assert startup.problems(SOUND | change) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": " "}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "k7$hsoJ2"}, "SECRET_KEY is shorter than 50"),
        ({"SECRET_KEY": "k" * 60}, "SECRET_KEY is not random"),
        ({"SECRET_KEY": "abcdefghijkl" * 5}, "SECRET_KEY is not random"),
        ({"SECRET_KEY": "django-insecure-" + SOUND["SECRET_KEY"]}, "SECRET_KEY is not random"),
        ({"SECRET_KEY": "$" + SOUND["SECRET_KEY"]}, "SECRET_KEY must not begin with a dollar sign"),
        ({"CONTACT_KEYS": ","}, "CONTACT_KEYS is missing"),
        ({"CONTACT_KEYS": "geheim"}, "CONTACT_KEYS holds a key that is not 32 random bytes"),
        ({"CONTACT_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}, "CONTACT_KEYS holds a key"),
        ({"CONTACT_KEYS": SOUND["CONTACT_KEYS"] + ",x"}, "CONTACT_KEYS holds a key"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"ALLOWED_HOSTS": "rallies.example.org,*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SITE_URL": ""}, "SITE_URL is missing"),
        ({"SITE_URL": "http://rallies.example.org"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://rallies.example.org:abc"}, "SITE_URL must begin with https://"),
        ({"SITE_URL": "https://rallies.example.org/path"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "https://u@rallies.example.org"}, "SITE_URL must be a scheme and a host alone"),
        ({"SITE_URL": "https://other.example.org"}, "ALLOWED_HOSTS does not hold the host of SITE_URL"),
        ({"LOG_LEVEL": "DEBUG"}, "LOG_LEVEL=DEBUG writes private data"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be one of"),
        ({"DEVELOPMENT": "perhaps"}, "DEVELOPMENT must be true or false"),
        ({"PORT": "abc"}, "PORT must be a whole number"),
        ({"PORT": "0"}, "PORT must be a whole number"),
        ({"PORT": "65536"}, "PORT must be a whole number"),
        ({"PORT": "８０００"}, "PORT must be a whole number"),
        ({"WEB_CONCURRENCY": "-1"}, "WEB_CONCURRENCY must be a whole number"),
        ({"ADMIN_PATH": "a b"}, "ADMIN_PATH must be one path segment"),
        ({"ADMIN_PATH": "healthz"}, "ADMIN_PATH must be one path segment"),
        ({"ADMIN_PATH": "ru"}, "ADMIN_PATH must be one path segment"),
        ({"DATABASE_URL": "mysql://u@h/n"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "rallies.sqlite3"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "postgresql://u:p@h:port/n"}, "DATABASE_URL must read"),
        ({"DATABASE_URL": "postgresql:///rallies"}, "DATABASE_URL names no host"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must read"),
        ({"EMAIL_URL": "consolemail://"}, "EMAIL_URL must not write messages"),
        ({"EMAIL_URL": "filemail:///tmp/mail"}, "EMAIL_URL must not write messages"),
    ],
)
def test_flawed_production_settings_are_named_in_one_sentence(change, sentence):
    found = startup.problems(SOUND | change)
    assert len(found) == 1
    assert found[0].startswith(sentence)
    assert "\n" not in found[0]


def test_nothing_set_names_all_that_is_missing():
    assert [sentence.split()[0] for sentence in startup.problems({})] == [
        "SECRET_KEY",
        "CONTACT_KEYS",
        "ALLOWED_HOSTS",
        "SITE_URL",
    ]


def test_problems_never_repeat_a_secret():
    flawed = SOUND | {
        "SECRET_KEY": "hunter2hunter2",
        "CONTACT_KEYS": "correcthorse",
        "DATABASE_URL": "x://u:battery@h/n",
    }
    said = "\n".join(startup.problems(flawed))
    assert said.count("\n") == 2
    assert not any(secret in said for secret in ("hunter2", "correcthorse", "battery"))


@pytest.mark.parametrize("change", [{}, {"SITE_URL": ""}, {"LOG_LEVEL": "DEBUG"}, {"SECRET_KEY": "short"}])
def test_development_starts_on_this_machine(change):
    assert startup.problems(LOCAL | change) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SITE_URL": "https://rallies.example.org"}, "SITE_URL"),
        ({"SITE_URL": "http://[broken"}, "SITE_URL"),
        ({"ALLOWED_HOSTS": "localhost,rallies.example.org"}, "ALLOWED_HOSTS"),
        ({"BIND": "0.0.0.0"}, "BIND"),
    ],
)
def test_development_is_refused_beyond_this_machine(change, named):
    found = startup.problems(LOCAL | change)
    assert len(found) == 1
    assert found[0].startswith(f"DEVELOPMENT=true is for this machine only: {named}")


def test_development_needs_its_secrets_too():
    assert startup.problems({"DEVELOPMENT": "1"})[0].startswith("SECRET_KEY is missing")


def test_refusal_carries_every_sentence():
    with pytest.raises(startup.SettingsRefused) as refused:
        startup.refuse_problems(without("SITE_URL") | {"PORT": "x"})
    lines = str(refused.value).splitlines()
    assert [line.split()[0] for line in lines] == ["PORT", "SITE_URL"]


def test_sound_settings_are_not_refused():
    assert startup.refuse_problems(SOUND) is None


def settings_of(monkeypatch, tmp_path, text):
    (tmp_path / "tried_settings.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "tried_settings")
    monkeypatch.delitem(sys.modules, "tried_settings", raising=False)
    monkeypatch.setattr(startup, "settings", LazySettings())


def test_require_settings_ends_the_process_with_the_sentences(monkeypatch, tmp_path):
    problems = ["PORT is odd.", "SITE_URL is missing."]
    settings_of(
        monkeypatch, tmp_path, f"from rallies import startup\nraise startup.SettingsRefused({problems})"
    )
    with pytest.raises(SystemExit) as ended:
        startup.require_settings()
    assert ended.value.code == "PORT is odd.\nSITE_URL is missing."


def test_require_settings_goes_on_with_sound_ones(monkeypatch, tmp_path):
    settings_of(monkeypatch, tmp_path, "SECRET_KEY = 'x'")
    assert startup.require_settings() is None
    assert startup.settings.configured
