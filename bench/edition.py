"""The edition: served beside a bare application, published after one change, published whole; memory.

``python -m bench.edition`` prints ratios with the machine's own limit beside them and writes
``var/bench/edition.json``. ``EDITION_SIZES=131`` measures the small site alone. Uses temporary folders.
"""

import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "var" / "bench" / "edition.json"
SECONDS = 2.0
ROUNDS = 5
CONNECTIONS = 8
BARE = """
import json, pathlib
BODY = pathlib.Path({file!r}).read_bytes()
HEADERS = [tuple(pair) for pair in json.loads({headers!r})]
def application(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]
"""
SERVER_HEADERS = {"server", "date", "connection"}
FILL = """
import django; django.setup()
from bench import world
world.fill(world.make_campaign(), {size})
"""
CHANGE = """
import django; django.setup()
import time, sys
from django.utils import timezone
from rallies.models import Rally
from rallies.services import edition, moderation
edition.publish(now=timezone.now())
found = []
for rally in Rally.objects.public().select_related("city__country").order_by("pk")[:5]:
    after = "cancelled" if rally.condition != "cancelled" else "planned"
    moderation.set_condition(rally=rally, condition=after, by=None, now=timezone.now())
    began = time.monotonic()
    receipt = edition.publish(now=timezone.now())
    found.append((round(time.monotonic() - began, 2), receipt.rendered))
print(found)
"""


class Site:
    """A site of its own in a temporary folder."""

    def __init__(self, folder, size):
        self.var, self.size = Path(folder), size
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.test_settings",
            "VAR_DIR": str(self.var),
            "GAZETTEER_PATH": str(ROOT / "var" / "gazetteer.sqlite3"),
            "DATABASE_URL": f"sqlite:///{self.var / 'rallies.sqlite3'}",
            "PYTHONPATH": str(ROOT),
            "WEB_CONCURRENCY": "2",
        }

    def manage(self, *words):
        return self.run("manage.py", *words)

    def run(self, *words):
        command = [sys.executable, *words]
        return said_by(command, cwd=ROOT, env=self.env)

    def gunicorn(self, application, **env):
        port = free_port()
        words = ["-m", "gunicorn", "-c", "config/gunicorn.conf.py", application]
        given = {**self.env, "PORT": str(port), **env}
        process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=given, stderr=subprocess.DEVNULL)
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.05)
        return process, port


def said_by(command, **options):
    """Run a program and return what it said."""
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout


def free_port():
    with socket.socket() as probe:
        while True:
            port = random.randrange(15000, 30000)  # noqa: S311
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def load(port, requests, seconds=SECONDS):
    """Ask from some connections, one request after another; return answers per second, p99 in ms, faults."""
    until, times, faults = time.monotonic() + seconds, [], []

    def ask(number):
        turn = random.Random(number)  # noqa: S311
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                with socket.create_connection(("127.0.0.1", port)) as connection:
                    connection.sendall(turn.choice(requests))
                    answer = connection.recv(65536)
                    while connection.recv(65536):
                        pass
                if answer[9:10] not in b"234":
                    faults.append(answer[:20])
            except OSError as error:
                faults.append(repr(error))
            times.append(time.perf_counter() - began)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times) / seconds, statistics.quantiles(times, n=100)[98] * 1000, len(faults)


def wrk(port, seconds=SECONDS):
    """Ask with wrk, which opens its own connections and takes little of the machine."""
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds:.0f}s",
        "--latency",
        "-H",
        "Accept-Encoding: gzip",
    ]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/en/"], check=True, capture_output=True, text=True
    ).stdout
    rate = float(next(line for line in said.splitlines() if "Requests/sec" in line).split()[-1])
    last = next(line for line in said.splitlines() if line.strip().startswith("99%")).split()[-1]
    factor = {"us": 0.001, "ms": 1.0, "s": 1000.0}
    unit = next(name for name in ("us", "ms", "s") if last.endswith(name))
    return (
        rate,
        float(last.removesuffix(unit)) * factor[unit],
        said.count("Socket errors") + said.count("Non-2xx"),
    )


def request(path="/en/", host="127.0.0.1", more=""):
    head = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n"
    return f"{head}{more}\r\n".encode()


def mix():
    """Random queries, cookies, languages and unknown hosts."""
    turn = random.Random(1)  # noqa: S311
    hosts = ["127.0.0.1"] * 9 + ["evil.example"]
    return [
        request(
            f"/{turn.choice(['en', 'ru'])}/?{turn.random()}",
            turn.choice(hosts),
            f"Cookie: session={turn.random()}\r\nAccept-Language: {turn.choice(['ru', 'de'])}\r\n",
        )
        for _number in range(500)
    ]


def serving(site):
    """Alternate the edition and a bare application that sends the same bytes; ratios are medians of pairs."""
    file = site.var / "editions" / "current" / "en" / "index.html.gz"
    own, port = site.gunicorn("config.wsgi:application")
    headers = headers_of(port)
    kept = json.dumps([pair for pair in headers if pair[0].lower() not in SERVER_HEADERS])
    (site.var / "bare.py").write_text(BARE.format(file=str(file), headers=kept))
    path = os.pathsep.join([str(site.var), str(ROOT)])
    bare, bare_port = site.gunicorn("bare:application", PYTHONPATH=path)
    measure = wrk if shutil.which("wrk") else lambda where: load(where, [request()])
    try:
        etag = dict(headers)["ETag"]
        rows = [
            {
                "bare": measure(bare_port),
                "page": measure(port),
                "page by own driver": load(port, [request()]),
                "304": load(port, [request(more=f"If-None-Match: {etag}\r\n")]),
                "mix": load(port, mix()),
            }
            for _round in range(ROUNDS)
        ]
        resident = memory(own.pid)
    finally:
        for process in (bare, own):
            process.terminate()
            process.wait()
    return summary(rows) | {"driver": "wrk" if shutil.which("wrk") else "own", "resident_mb": resident}


def summary(rows):
    def middle(name, place):
        return round(statistics.median(row[name][place] for row in rows), 2)

    def ratio(one, other, place=0):
        return round(statistics.median(row[one][place] / row[other][place] for row in rows), 3)

    return {
        "per_second": {name: middle(name, 0) for name in rows[0]},
        "p99_ms": {name: middle(name, 1) for name in rows[0]},
        "faults": sum(row[name][2] for row in rows for name in row),
        "page_to_bare": ratio("page", "bare"),
        "p99_page_to_bare": ratio("page", "bare", 1),
        "304_to_page": ratio("304", "page by own driver"),
        "mix_to_page": ratio("mix", "page by own driver"),
    }


def headers_of(port):
    """Return the headers of the home page, so that the bare application sends the same bytes."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request())
        head = connection.recv(65536).decode(errors="replace").split("\r\n\r\n")[0]
    return [tuple(line.split(": ", 1)) for line in head.split("\r\n")[1:]]


def memory(pid):
    """Return the resident megabytes of both workers, pages that they share counted for each."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    kilobytes = 0
    for child in children:
        rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
        kilobytes += int(next(line for line in rollup.splitlines() if line.startswith("Rss")).split()[1])
    return round(kilobytes / 1024)


def main():
    """Measure each size and print what was found."""
    sizes = [int(size) for size in os.environ.get("EDITION_SIZES", "131,5000").split(",")]
    results = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="rallies-bench-") as folder:
            site = Site(folder, size)
            site.manage("migrate", "-v0")
            site.run("-c", FILL.format(size=size))
            began = time.monotonic()
            said = site.manage("publish_edition")
            full = round(time.monotonic() - began, 1)
            results[size] = {
                "full_seconds": full,
                "full": said.strip(),
                "one_change_seconds_and_pages": json.loads(
                    site.run("-c", CHANGE).replace("(", "[").replace(")", "]")
                ),
            }
            results[size] |= serving(site)
        print(size, json.dumps(results[size], indent=1), flush=True)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
