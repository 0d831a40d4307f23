"""Search as you type and exact look-up over names in all scripts, and the installation of the gazetteer.

``python -m bench gazetteer`` or ``python -m bench.gazetteer``; needs an installed gazetteer.
"""

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django

LIMITS = {"search": 5.0, "match": 1.0}  # milliseconds at the 95th percentile
COUNT = 3000


def main() -> None:
    """Measure, print a table and write ``var/bench/gazetteer.json``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.test_settings")
    django.setup()
    from rallies import gazetteer
    from rallies.gazetteer import store

    seed = random.Random(20230121)  # noqa: S311 - the same sample every time
    sql = "SELECT n.name, p.country FROM names n JOIN places p ON p.number = n.place"
    sample = seed.sample([(str(name), str(country)) for name, country in store.rows(sql)], COUNT)
    main_names = [
        (str(name), str(country)) for name, country in store.rows("SELECT name, country FROM places")
    ]
    sample += seed.sample(main_names, COUNT)
    begun = [(name[: seed.randint(1, len(name))], country) for name, country in sample]
    misspelt = [(name[:-2] + name[-1:] + "x", country) for name, country in sample if len(name) > 5]
    gazetteer.search("warm up")
    results = {
        "search": timed(lambda name, _country: gazetteer.search(name, language="ru"), begun),
        "search in a country": timed(
            lambda name, country: gazetteer.search(name, country=country, language="ru"), begun
        ),
        "match": timed(lambda name, country: gazetteer.match(name, country=country), sample),
        "match anywhere": timed(lambda name, _country: gazetteer.match(name, country=None), sample),
        "match, misspelt": timed(lambda name, country: gazetteer.match(name, country=country), misspelt),
    }
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        gazetteer.install(Path(folder) / "gazetteer.sqlite3")
        installed = {
            "seconds": round(time.perf_counter() - began, 1),
            "megabytes": round((Path(folder) / "gazetteer.sqlite3").stat().st_size / 1e6, 1),
        }
    report(results, installed)


def timed(call: Callable[[str, str], object], inputs: list[tuple[str, str]]) -> dict[str, float]:
    """Time each call and return percentiles in milliseconds."""
    spent = []
    for name, country in inputs:
        began = time.perf_counter()
        call(name, country)
        spent.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(spent, n=100)
    return {"calls": len(spent), "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(spent)}


def report(results: dict[str, dict[str, float]], installed: dict[str, float]) -> None:
    """Print the table, keep the figures, and fail when a limit is passed."""
    print(f"{'milliseconds':22}{'calls':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'max':>8}{'limit':>8}")
    for name, figures in results.items():
        cells = "".join(f"{figures[column]:8.2f}" for column in ("p50", "p95", "p99", "max"))
        print(f"{name:22}{figures['calls']:8.0f}{cells}{LIMITS.get(name, ''):>8}")
    print(f"installed in {installed['seconds']} s, {installed['megabytes']} MB")
    folder = Path("var/bench")
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"results": results, "installed": installed}, indent=2)
    (folder / "gazetteer.json").write_text(text + "\n", encoding="utf-8")
    for name, limit in LIMITS.items():
        if results[name]["p95"] > limit:
            raise SystemExit(f"{name}: p95 {results[name]['p95']:.2f} ms is above {limit} ms")


if __name__ == "__main__":
    main()
