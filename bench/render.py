"""Public pages rendered fresh, through the whole handler: CPU, queries and bytes on the wire.

``python -m bench.render`` prints a table and writes ``var/bench/render.json``. Uses a database in memory.
"""

import functools
import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

ROUNDS = 50
SIZES = (131, 5000)
FEW = 12
SERVER_HEADERS = (
    "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: Fri, 24 Feb 2023 14:00:00 GMT\r\nConnection: close\r\n\r\n"
)
OUT = Path(__file__).resolve().parent.parent / "var" / "bench" / "render.json"


def main() -> None:
    """Measure every kind of page at each size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.test_settings")
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    from bench import world

    databases = setup_databases(verbosity=0, interactive=False)
    results = []
    try:
        for size in SIZES:
            campaign = world.make_campaign(slug=f"action-{size}", state="closed")
            world.fill(campaign, size) if size == min(SIZES) else _fill_apart(campaign, size)
            results += [measure(name, path, size) for name, path in pages(campaign)]
    finally:
        teardown_databases(databases, verbosity=0)
    show(results)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _fill_apart(campaign: Any, size: int) -> None:
    """Empty the smaller action first, and crowd few countries, so that their lists are split."""
    from bench import world
    from rallies.models import Organizer, Rally

    Rally.objects.all().delete()
    Organizer.objects.all().delete()
    world.fill(campaign, size, countries=FEW)


def pages(campaign: Any) -> list[tuple[str, str]]:
    """Return one page of each kind, in both languages; regions and parts where the action has them."""
    from rallies import public_urls
    from rallies.models import Rally

    rally = Rally.objects.public().filter(campaign=campaign).select_related("city__country").latest("pk")
    city, country = rally.city, rally.city.country
    found = []
    for language in public_urls.languages():
        where = public_urls.country(language, campaign.slug, country.slug)
        kinds = {
            "campaign": public_urls.campaign(language, campaign.slug),
            "country": where,
            "city": public_urls.city(language, campaign.slug, country.slug, city.slug),
            "organizers": public_urls.organizers(language),
            "about": public_urls.text_page(language, "about"),
        }
        if Rally.objects.filter(city__country=country).count() > public_urls.LIST_LIMIT:
            kinds["region"] = public_urls.region(where, public_urls.region_slug(city.region))
        found += [(f"{name} {language}", path) for name, path in kinds.items()]
    return found


def measure(name: str, path: str, size: int) -> dict[str, Any]:
    """Return the median CPU of a request after warming up, its queries, and its bytes with headers."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _warm in range(3):
        status, headers, body = ask(path)
    with CaptureQueriesContext(connection) as captured:
        ask(path)
    queries = len(captured)
    spent = []
    for _round in range(ROUNDS):
        began = time.process_time()
        ask(path)
        spent.append((time.process_time() - began) * 1000)
    return {
        "page": name,
        "rallies": size,
        "status": int(status.split()[0]),
        "cpu_ms": round(statistics.median(spent), 2),
        "fastest_ms": round(min(spent), 2),
        "queries": queries,
        "bytes": wire_bytes(headers, body),
    }


def ask(path: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Send a request through the whole WSGI handler, as a server does."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    answered: list[Any] = []
    environ = RequestFactory().get(path, headers={"accept-encoding": "gzip", "host": "localhost"}).environ
    response = handler(WSGIHandler)(environ, lambda *given: answered.extend(given))
    body = b"".join(response)
    response.close()
    return answered[0], answered[1], body


@functools.cache
def handler(made: Any) -> Any:
    """Make the handler once, with its middleware."""
    return made()


def wire_bytes(headers: list[tuple[str, str]], body: bytes) -> int:
    """Return the size of an answer as it is sent: status line, headers with those of the server, body."""
    return len(SERVER_HEADERS) + sum(len(f"{name}: {value}\r\n") for name, value in headers) + len(body)


def show(results: list[dict[str, Any]]) -> None:
    """Print the table."""
    names = list(results[0])
    print("".join(f"{name:<16}" if name == "page" else f"{name:>12}" for name in names))
    for row in results:
        print("".join(f"{row[name]:<16}" if name == "page" else f"{row[name]:>12}" for name in names))


if __name__ == "__main__":
    main()
