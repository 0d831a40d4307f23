"""Image, compose file and proxy: nobody can start them here, so what can be read in them is checked."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from rallies import startup

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dockerfile():
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_compose_names_its_services(compose):
    assert set(compose["services"]) == {"prepare", "app", "worker", "housekeeping", "database", "proxy"}


def test_compose_images_are_pinned_to_a_version(compose):
    images = {service["image"] for service in compose["services"].values()}
    assert [image for image in images if not re.search(r":(local|\d+\.?\d*-[a-z]+)$", image)] == []


def test_compose_services_have_no_more_rights_than_they_need(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_compose_publishes_the_proxy_alone(compose):
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["database"]["networks"] == ["inside"]


def test_compose_environment_starts_in_production(compose):
    """What compose adds to a filled-in .env is what production accepts."""
    given = {name: str(value) for name, value in compose["services"]["app"]["environment"].items()}
    given["DATABASE_URL"] = re.sub(r"\$\{.*?\}", "secret", given["DATABASE_URL"])
    given |= {
        "SECRET_KEY": "Vv7mT2qk9aXw3ZrP0sLd8hNf5cYj1uGe6bKi4oQtRyMnBxWz-_EA",
        "CONTACT_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        "SITE_URL": "https://rallies.example.org",
        "ALLOWED_HOSTS": "rallies.example.org",
    }
    assert startup.problems(given) == []


def test_compose_holds_no_secret():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"(?:PASSWORD|SECRET_KEY|CONTACT_KEYS)\w*: (?!\$\{)", text) == []


def test_dockerfile_runs_as_a_nameless_user_with_a_health_check(dockerfile):
    last = dockerfile.rsplit("\nFROM ", 1)[1]
    assert "\nUSER 10001:10001\n" in last
    assert "\nHEALTHCHECK " in last
    assert "--require-hashes" in dockerfile
    assert ":latest" not in dockerfile


def test_dockerfile_health_check_is_python_that_compiles(dockerfile):
    command = json.loads(re.search(r"HEALTHCHECK .*\\\n\s+CMD (\[.*\])", dockerfile).group(1))
    assert command[:2] == ["python", "-c"]
    compile(command[2], "health check", "exec")


def test_docker_build_gets_every_folder_that_it_copies():
    kept = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    assert {"manage.py", "requirements.lock", "config", "rallies", "static", "templates"} <= kept
    assert not kept & {".env", "var", ".venv", ".git"}


def test_hadolint_finds_nothing():
    hadolint = shutil.which("hadolint", path=str(ROOT / ".venv" / "bin")) or pytest.skip(
        "hadolint is not installed"
    )
    check = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (check.returncode, check.stdout) == (0, "")


def test_proxy_keeps_no_log_of_requests_and_limits_bodies():
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert "request delete" in text
    assert re.search(r"^\tlog", text.split("{$SITE_URL}")[1], re.MULTILINE) is None
    for directive in ("max_size 6MB", "request_buffers", "read_header", "read_body", "write 60s"):
        assert directive in text


def test_proxy_sends_with_pages_what_the_product_sends(settings):
    from rallies.wsgi import layer

    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    block = text.split("handle @edition")[1].split("file_server")[0]
    sent = {
        name: value.strip().strip('"')
        for name, value in re.findall(r"^\t\t\t([A-Z][\w-]+) (.+)$", block, re.MULTILINE)
    }
    assert sent == {**dict(layer.site_headers()), "Cache-Control": layer.CACHE, "Vary": "Accept-Encoding"}


def test_proxy_knows_every_language_of_the_pages():
    from rallies import public_urls

    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    assert f"path_regexp page ^/({'|'.join(public_urls.languages())})/" in text
