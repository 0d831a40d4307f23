"""How long a very large sheet takes: read, match and plan it, then apply it, in a temporary database.

``python -m bench.importing [FILE]``; the default is the list of 4,493 climate strikes beside the checkout. On
PostgreSQL: ``python tools/with_postgres.py python -m bench.importing``.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEFAULT = "climate_strikes_2019_world.csv"
FIRST_DAY, LAST_DAY = datetime.date(2019, 3, 15), datetime.date(2019, 9, 27)


def main():
    """Measure in a process of its own, so that no other measurement's database is written to."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.test_settings"}
        if not settings.get("DATABASE_URL", "").startswith("postgres"):
            settings["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        command = [sys.executable, "-c", "from bench import importing; importing.measure_and_print()"]
        subprocess.run([*command, *sys.argv[1:]], env=settings, cwd=ROOT, check=True)


def measure_and_print():
    """Measure in the temporary database, print a table, and keep it as JSON in ``var/bench``."""
    import django
    from django.db import connection

    django.setup()
    if connection.vendor == "postgresql":
        connection.creation.create_test_db(verbosity=0, autoclobber=True)  # never the database itself
    figures = measure(sheet())
    print(f"{'':<28}{'seconds':>9}{'rows/s':>9}")
    for name, seconds in figures["seconds"].items():
        print(f"{name:<28}{seconds:>9.2f}{figures['rows'] / seconds:>9.0f}")
    print(", ".join(f"{count} {outcome}" for outcome, count in figures["outcomes"].items()))
    target = ROOT / "var" / "bench" / "importing.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if connection.vendor == "postgresql":
        connection.creation.destroy_test_db(old_database_name="postgres", verbosity=0)


def sheet():
    """Return the file to bring in."""
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    given = os.environ.get("RALLIES_SHARED_DATA", "")
    return (Path(given) if given else ROOT.parent / "shared" / "data") / DEFAULT


def measure(path):
    """Return rows, outcomes, and the seconds of each step: first import, the same again, undoing."""
    from django.core.management import call_command
    from django.utils import timezone

    from rallies.services import campaigns, importing

    call_command("migrate", verbosity=0)
    campaign = campaigns.create(
        by=None,
        now=timezone.now(),
        slug="bench",
        title={"en": "Bench"},
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
    )
    data, seconds = path.read_bytes(), {}

    def timed(name, work):
        start = time.perf_counter()
        result = work()
        seconds[name] = round(time.perf_counter() - start, 3)
        return result

    def plan():
        return importing.read_and_plan(data=data, name=path.name, campaign=campaign, language="en")

    def apply(planned):
        return importing.apply(plan=planned, by=None, now=timezone.now(), publish=True)

    planned = timed("read, match and plan", plan)
    batch = timed("apply and publish", lambda: apply(planned))
    again = timed("plan the same again", plan)
    assert again.counts()["create"] == again.counts()["change"] == 0, again.counts()
    timed("apply the same again", lambda: apply(again))
    timed("undo", lambda: importing.undo(batch=batch, by=None, now=timezone.now()))
    return {"rows": len(planned.rows), "outcomes": planned.counts(), "seconds": seconds}


if __name__ == "__main__":
    main()
