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
    for name in ("SECRET_KEY", "DEVELOPMENT", "PORT", "DATABASE_URL", "VAR_DIR"):
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


def test_database_is_migrated_when_migrations_change_or_the_file_is_gone(setup):
    migrations = setup.ROOT / "rallies" / "migrations"
    migrations.mkdir(parents=True)
    (setup.ROOT / "requirements.lock").write_text("django==5.2\n")
    (migrations / "0001_first.py").write_text("one")
    setup.VAR.mkdir()
    (setup.VAR / "rallies.sqlite3").touch()
    task = setup.database_task()
    task.stamp.parent.mkdir()
    task.stamp.write_text(task.digest)
    assert setup.database_task().is_done()
    (migrations / "0002_second.py").write_text("two")
    assert not setup.database_task().is_done()
    (migrations / "0002_second.py").unlink()
    (setup.VAR / "rallies.sqlite3").unlink()
    assert not setup.database_task().is_done()


def test_database_server_is_migrated_on_every_start(setup, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h/n")
    assert setup.sqlite_path() is None
    assert not setup.database_task().is_done()


def test_database_lies_where_the_settings_put_it(setup, monkeypatch):
    assert setup.sqlite_path() == setup.VAR / "rallies.sqlite3"
    monkeypatch.setenv("VAR_DIR", "/srv/data")
    assert str(setup.sqlite_path()) == "/srv/data/rallies.sqlite3"
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/other.sqlite3")
    assert str(setup.sqlite_path()) == "/srv/other.sqlite3"
