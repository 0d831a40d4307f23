"""Public pages rendered fresh, through the whole handler: CPU, queries and bytes on the wire.

``python -m bench.render`` prints a table and writes ``var/bench/render.json``. Uses a database in memory.
"""

import json
import os
import statistics
import time
from pathlib import Path
from typing import Any

ROUNDS = 50
SIZES = (131, 5000)
SERVER_HEADERS = (
    "HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: Fri, 24 Feb 2023 14:00:00 GMT\r\nConnection: close\r\n\r\n"
)
OUT = Path(__file__).resolve().parent.parent / "var" / "bench" / "render.json"


def main() -> None:
    """Measure every kind of page at each size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.test_settings")
    import django

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    from bench import world

    setup_test_environment()
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
    """Empty the smaller action first, so that sizes do not add up."""
    from bench import world
    from rallies.models import Organizer, Rally

    Rally.objects.all().delete()
    Organizer.objects.all().delete()
    world.fill(campaign, size)


def pages(campaign: Any) -> list[tuple[str, str]]:
    """Return one page of each kind, in both languages."""
    from rallies import public_urls
    from rallies.models import Rally

    last = Rally.objects.public().filter(campaign=campaign).select_related("city__country").first()
    city, country = last.city, last.city.country
    region = public_urls.region_slug(city.region)
    found = []
    for language in public_urls.languages():
        where = public_urls.country(language, campaign.slug, country.slug)
        kinds = {
            "campaign": public_urls.campaign(language, campaign.slug),
            "country": where,
            "region": public_urls.region(where, region),
            "city": public_urls.city(language, campaign.slug, country.slug, city.slug),
            "organizers": public_urls.organizers(language),
            "about": public_urls.text_page(language, "about"),
        }
        found += [(f"{name} {language}", path) for name, path in kinds.items()]
    return found


def measure(name: str, path: str, size: int) -> dict[str, Any]:
    """Return the median CPU of a request after warming up, its queries, and its bytes with headers."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    headers = {"accept-encoding": "gzip", "accept-language": "ru,en;q=0.5"}
    for _warm in range(3):
        response = client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        client.get(path, headers=headers)
    queries = len(captured)
    spent = []
    for _round in range(ROUNDS):
        began = time.process_time()
        client.get(path, headers=headers)
        spent.append((time.process_time() - began) * 1000)
    return {
        "page": name,
        "rallies": size,
        "status": response.status_code,
        "cpu_ms": round(statistics.median(spent), 2),
        "queries": queries,
        "bytes": wire_bytes(response),
    }


def wire_bytes(response: Any) -> int:
    """Return the size of an answer as it is sent: status line, headers with those of the server, body."""
    headers = sum(len(f"{name}: {value}\r\n") for name, value in response.items())
    return len(SERVER_HEADERS) + headers + len(response.content)


def show(results: list[dict[str, Any]]) -> None:
    """Print the table."""
    print(f"{'page':<16}{'rallies':>8}{'status':>8}{'CPU ms':>9}{'queries':>9}{'bytes':>9}")
    for row in results:
        print(
            f"{row['page']:<16}{row['rallies']:>8}{row['status']:>8}{row['cpu_ms']:>9}{row['queries']:>9}{row['bytes']:>9}"
        )


if __name__ == "__main__":
    main()
