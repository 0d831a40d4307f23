"""The set-up, as far as it can be tried without making a second virtual environment."""

import importlib.util
import os
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The script as a module, working in an empty checkout of its own."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "tools" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("ROOT", "VAR", "ENV_FILE"):
        monkeypatch.setattr(module, name, tmp_path / {"ROOT": "", "VAR": "var", "ENV_FILE": ".env"}[name])
    for name in ("SECRET_KEY", "DEVELOPMENT", "PORT", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return module


def run_with_port(port):
    began = time.monotonic()
    given = os.environ | {"PORT": str(port)}
    ended = subprocess.run(
        [sys.executable, "tools/setup.py", "run"],
        cwd=ROOT,
        env=given,
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout, ended.stderr, time.monotonic() - began


def test_busy_port_is_named_before_anything_slow():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        status, out, err, seconds = run_with_port(port)
    assert (status, out) == (1, "")
    assert err == f"Port {port} is in use: choose another one, as in 'make run PORT=8001'.\n"
    assert seconds < 5


@pytest.mark.parametrize("port", ["abc", "0", "70000", "80 80"])
def test_port_that_is_no_port_is_named(port):
    status, out, err, _seconds = run_with_port(port)
    assert (status, out) == (1, "")
    assert err == f"PORT must be a whole number from 1 to 65535, not {port!r}.\n"


def test_unknown_command_is_named(setup):
    with pytest.raises(SystemExit, match="Unknown command 'walk': use setup, dev or run"):
        setup.main(["walk"])


def test_env_file_is_for_its_owner_and_starts_in_development(setup):
    from rallies import startup

    setup.write_env_file()
    assert stat.S_IMODE(setup.ENV_FILE.stat().st_mode) == 0o600
    lines = [line.split("=", 1) for line in setup.ENV_FILE.read_text().splitlines() if line[0] != "#"]
    given = dict(lines)
    assert startup.is_development(given)
    assert startup.problems(given) == []
    public = {"SITE_URL": "https://a.example.org", "ALLOWED_HOSTS": "a.example.org", "DEVELOPMENT": ""}
    assert startup.problems(given | public) == []


def test_env_file_is_never_overwritten(setup):
    setup.ENV_FILE.write_text("SECRET_KEY=mine\n")
    setup.write_env_file()
    assert setup.ENV_FILE.read_text() == "SECRET_KEY=mine\n"


def test_env_file_is_not_written_where_the_environment_decides(setup, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "from outside")
    setup.write_env_file()
    assert not setup.ENV_FILE.exists()


def test_production_is_not_served_by_the_development_command(setup):
    setup.ENV_FILE.write_text("SITE_URL=https://rallies.example.org\n")
    with pytest.raises(SystemExit, match="for development"):
        setup.refuse_production()
    setup.ENV_FILE.write_text("DEVELOPMENT=true\n")
    assert setup.refuse_production() is None


def test_value_prefers_the_environment(setup, monkeypatch):
    setup.ENV_FILE.write_text("PORT='8123'\n")
    assert setup.value("PORT") == "8123"
    monkeypatch.setenv("PORT", "8124")
    assert setup.value("PORT") == "8124"
    assert setup.value("DATABASE_URL") == ""


def make_task(setup, command, sources=("one",)):
    product = setup.VAR / "product"
    return setup.Task("try", "Trying", [sys.executable, "-c", command], list(sources), [product])


def test_task_runs_once_until_its_source_changes_or_its_product_is_gone(setup, capsys):
    setup.VAR.mkdir()
    command = "open('var/product', 'a').write('x')"
    setup.run_tasks([make_task(setup, command)])
    setup.run_tasks([make_task(setup, command)])
    assert (setup.VAR / "product").read_text() == "x"
    setup.run_tasks([make_task(setup, command, ["two"])])
    assert (setup.VAR / "product").read_text() == "xx"
    (setup.VAR / "product").unlink()
    setup.run_tasks([make_task(setup, command, ["two"])])
    assert (setup.VAR / "product").read_text() == "x"
    assert capsys.readouterr().out == "Trying: 0 s\n" * 3


def test_task_that_fails_ends_the_set_up_with_what_it_said(setup):
    setup.VAR.mkdir()
    failing = make_task(setup, "import sys; print('half'); sys.exit('no disk')")
    with pytest.raises(SystemExit) as ended:
        setup.run_tasks([failing])
    assert str(ended.value).startswith("Trying failed:\n")
    assert "no disk" in str(ended.value)
    assert not failing.is_done()


def test_demo_is_loaded_again_into_a_new_database(setup):
    stamp = setup.VAR / "stamps" / "demo"
    stamp.parent.mkdir(parents=True)
    stamp.write_text("done")
    (setup.VAR / "rallies.sqlite3").touch()
    setup.forget_demo_of_missing_database()
    assert stamp.exists()
    (setup.VAR / "rallies.sqlite3").unlink()
    setup.forget_demo_of_missing_database()
    assert not stamp.exists()
