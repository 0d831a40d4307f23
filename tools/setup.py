#!/usr/bin/env python3
"""Sets a checkout up and serves it: ``python3 tools/setup.py setup|dev|run`` (``make run`` calls this).

Needs Python 3.11 and nothing else: no root, no gettext, no network beyond what pip downloads. Every
step leaves a stamp of what it was made from and is skipped until that changes. Runs on the system's
Python, so it imports nothing of the product.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
ENV_FILE = ROOT / ".env"
INSTALLED = VENV / "installed-locks"
SECRET_MODE = 0o600
PORT_LIMIT = 65_535
POLL_SECONDS = 0.05
LOCKS = {"run": "requirements.lock", "setup": "requirements.lock", "dev": "requirements-dev.lock"}
TRUE_WORDS = {"1", "on", "true", "y", "yes"}


def main(arguments: list[str]) -> None:
    """Run one of the three commands; every failure ends in a sentence and a non-zero status."""
    command = arguments[0] if arguments else "setup"
    if command not in LOCKS:
        sys.exit(f"Unknown command {command!r}: use setup, dev or run.")
    if command == "run":
        check_port(value("PORT") or "8000")
    install_packages(LOCKS[command])
    write_env_file()
    if command == "run":
        refuse_production()
    build(run=command == "run")
    if command == "run":
        serve()


def value(name: str) -> str:
    """Return a variable as the product will see it: the environment first, then ``.env``."""
    if os.environ.get(name, "").strip():
        return os.environ[name].strip()
    lines = ENV_FILE.read_text(encoding="utf-8").splitlines() if ENV_FILE.is_file() else []
    found = [line.split("=", 1)[1].strip().strip("\"'") for line in lines if line.startswith(f"{name}=")]
    return found[-1] if found else ""


def check_port(text: str) -> None:
    """Refuse a port that is no number, that others use, or that this user may not open."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= PORT_LIMIT):
        sys.exit(f"PORT must be a whole number from 1 to {PORT_LIMIT}, not {text!r}.")
    with socket.socket() as probe:
        # As gunicorn does: a connection that was closed a moment ago does not keep the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            sys.exit(
                f"Port {text} needs an administrator: choose one above 1023, as in 'make run PORT=8001'."
            )
        except OSError:
            sys.exit(f"Port {text} is in use: choose another one, as in 'make run PORT=8001'.")


def install_packages(lock: str) -> None:
    """Fill ``.venv`` from a lock file; every file must have the hash that the lock names."""
    digest = digest_of([ROOT / lock])
    if not venv_works():
        make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        hint = "(on Debian and Ubuntu first: apt-get install python3-venv)"
        run_tasks([Task("venv", f"Making the virtual environment {hint}", make)])
    elif INSTALLED.is_file() and digest in INSTALLED.read_text(encoding="ascii").split():
        return
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    command = [*pip, "--require-hashes", "-r", str(ROOT / lock)]
    print(f"Installing packages from {lock} ...", flush=True)
    run_tasks([Task("packages", "Installing packages", command)])
    digests = {digest, digest_of([ROOT / "requirements.lock"])}  # the larger lock holds the smaller one
    INSTALLED.write_text("\n".join(sorted(digests)) + "\n", encoding="ascii")


def venv_works() -> bool:
    """Say whether the virtual environment is there and its Python starts."""
    if not PYTHON.exists():
        return False
    return subprocess.run([str(PYTHON), "-c", "import pip"], capture_output=True, check=False).returncode == 0


def write_env_file() -> None:
    """Write settings for development with fresh keys, unless the environment or ``.env`` has some."""
    if ENV_FILE.exists() or os.environ.get("SECRET_KEY"):
        return
    lines = [
        "# Development on this machine. For a public site see docs/operate.md and .env.example.",
        "DEVELOPMENT=true",
        f"SECRET_KEY={secrets.token_urlsafe(48)}",
        f"CONTACT_KEYS={base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
        "ALLOWED_HOSTS=127.0.0.1,localhost",
        "# SITE_URL follows PORT: http://127.0.0.1:8000 unless it is set here.",
    ]
    descriptor = os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def refuse_production() -> None:
    """``make run`` fills the database with samples and an administrator: never on a public site."""
    if value("DEVELOPMENT").lower() not in TRUE_WORDS:
        sys.exit("'make run' is for development, and DEVELOPMENT is not true here: see docs/operate.md.")


def build(*, run: bool) -> None:
    """Build what is out of date, side by side; with ``run`` also what only a served site needs."""
    VAR.mkdir(exist_ok=True)
    tasks = [messages_task(), gazetteer_task()]
    if run:
        forget_demo_of_missing_database()
        tasks += [
            static_task(),
            Task("database", "Bringing the database up to date", manage("migrate", "-v0")),
        ]
    run_tasks(tasks)
    if run:
        demo = Task("demo", "Loading the demo", manage("load_demo"), [database_name()])
        run_tasks([demo])
        # Asks in a second whether anything differs from what is public.
        run_tasks([Task("edition", "Publishing the first edition", manage("publish_edition", "-v0"))])


def messages_task() -> Task:
    catalogues = sorted(ROOT.glob("rallies/locale/*/LC_MESSAGES/*.po"))
    command = [str(PYTHON), str(ROOT / "tools" / "compile_messages.py")]
    compiled = [path.with_suffix(".mo") for path in catalogues]
    return Task("messages", "Compiling translations", command, [digest_of(catalogues)], compiled)


def gazetteer_task() -> Task:
    sources = sorted(path for path in (ROOT / "rallies" / "gazetteer").rglob("*") if path.is_file())
    sources = [path for path in sources if path.suffix != ".pyc"]
    product = Path(value("GAZETTEER_PATH") or VAR / "gazetteer.sqlite3")
    command = manage("install_gazetteer", "--force")
    return Task("gazetteer", "Building the gazetteer", command, [digest_of(sources)], [product])


def static_task() -> Task:
    sources = sorted(path for path in (ROOT / "static").rglob("*") if path.is_file())
    product = VAR / "static" / "staticfiles.json"
    command = manage("collectstatic", "--noinput", "-v0")
    digests = [digest_of([*sources, ROOT / "requirements.lock"])]
    return Task("static", "Collecting static files", command, digests, [product])


def database_task() -> Task:
    """Migrate an SQLite file when migrations changed, and a server, which others may change, always."""
    label, command = "Bringing the database up to date", manage("migrate", "-v0")
    path = sqlite_path()
    if path is None:
        return Task("database", label, command)
    migrations = sorted((ROOT / "rallies" / "migrations").glob("*.py"))
    sources = [digest_of([*migrations, ROOT / "requirements.lock"]), str(path)]
    return Task("database", label, command, sources, [path])


def forget_demo_of_missing_database() -> None:
    """The demo is loaded once into a database; a new SQLite file is a new database."""
    path = sqlite_path()
    if path is not None and not path.exists():
        Task("demo", "", []).stamp.unlink(missing_ok=True)


def sqlite_path() -> Path | None:
    """Return the file of an SQLite database, or ``None`` for a database server."""
    scheme, _mark, path = database_name().partition("sqlite:///")
    return None if scheme else Path(path)


def database_name() -> str:
    folder = Path(value("VAR_DIR") or VAR)
    return value("DATABASE_URL") or f"sqlite:///{folder / 'rallies.sqlite3'}"


def manage(*words: str) -> list[str]:
    return [str(PYTHON), str(ROOT / "manage.py"), *words]


class Task:
    """One step: its command, what it is made from, what it makes. Without sources it always runs."""

    def __init__(
        self,
        name: str,
        label: str,
        command: list[str],
        sources: Sequence[str] = (),
        products: Sequence[Path] = (),
    ) -> None:
        self.label, self.command, self.products = label, command, products
        self.stamp = VAR / "stamps" / name
        self.digest = hashlib.sha256("\n".join(sources).encode()).hexdigest() if sources else ""
        self.process = None

    def is_done(self) -> bool:
        made = self.digest and self.stamp.is_file() and self.stamp.read_text(encoding="ascii") == self.digest
        return bool(made) and all(path.exists() for path in self.products)

    def start(self) -> None:
        """Start the command; its output is kept back and shown only when it fails."""
        self.started = time.monotonic()
        self.output = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # closed by finish
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdout=self.output, stderr=subprocess.STDOUT)

    def finish(self) -> None:
        """Leave a stamp and say how long the ended command took; a failure ends the set-up."""
        status = self.process.returncode
        self.output.seek(0)
        text = self.output.read().strip()
        self.output.close()
        if status:
            sys.exit(f"{self.label} failed:\n{text}")
        if self.digest:
            self.stamp.parent.mkdir(parents=True, exist_ok=True)
            self.stamp.write_text(self.digest, encoding="ascii")
            print(f"{self.label}: {time.monotonic() - self.started:.0f} s", flush=True)


def run_tasks(tasks: list[Task]) -> None:
    """Run the tasks that are not done side by side."""
    running = [task for task in tasks if not task.is_done()]
    for task in running:
        task.start()
    try:
        while running:
            for task in [task for task in running if task.process.poll() is not None]:
                running.remove(task)
                task.finish()
            time.sleep(POLL_SECONDS)
    finally:
        for task in running:
            task.process.terminate()


def digest_of(paths: list[Path]) -> str:
    """Return one digest over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(ROOT)}\n{path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def serve() -> None:
    """Print the addresses, start the worker, and become gunicorn, so that signals reach it directly."""
    status = subprocess.run(manage("first_administrator"), cwd=ROOT, check=False).returncode
    if status:
        sys.exit(status)
    sys.stdout.flush()
    os.chdir(ROOT)
    # The worker ends when this process, which becomes gunicorn, ends.
    subprocess.Popen(manage("work", "--with-parent"), cwd=ROOT)
    server = [str(PYTHON), "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi:application"]
    os.execv(server[0], server)  # noqa: S606  # no shell is wanted


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("Interrupted; the next run goes on from here.")
