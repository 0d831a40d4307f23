"""What is public at one moment, as far as it decides which pages look different: read, stored, compared.

Records are compared, not journal entries counted: so nothing is missed that another transaction committed
late, that housekeeping derived, or that somebody mended by hand.
"""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

from ... import public_urls
from ...models import Campaign, City, Organizer, Rally
from .errors import Damaged

NAME = "records.json"
CAMPAIGN_FIELDS = (
    *("slug", "state", "title", "summary", "text", "demands", "press_text", "sources", "first_day"),
    *("last_day", "links", "is_signup_open", "is_sample", "rally_title", "rally_text", "source_language"),
    "stale_texts",
)  # fmt: skip
ORGANIZER_FIELDS = (
    *("slug", "name", "text", "links", "verification", "verified_on", "source_language", "stale_texts"),
)  # fmt: skip
CITY_FIELDS = ("country__slug", "slug", "name", "names", "region", "timezone", "latitude", "longitude")


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A public rally: the stamp of what it says, where it is, and who holds it."""

    stamp: str
    campaign: str
    country: str
    city: str
    organizers: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Group:
    """A public organizer: its stamp, and the countries whose lists name it."""

    stamp: str
    countries: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """A city with public rallies: its stamp and position."""

    stamp: str
    latitude: float
    longitude: float


@dataclasses.dataclass(frozen=True, slots=True)
class Records:
    """Everything public by its lasting name; cities by ``country/city``."""

    current: str = ""
    campaigns: dict[str, str] = dataclasses.field(default_factory=dict)
    rallies: dict[str, Held] = dataclasses.field(default_factory=dict)
    organizers: dict[str, Group] = dataclasses.field(default_factory=dict)
    cities: dict[str, Place] = dataclasses.field(default_factory=dict)

    def text(self) -> str:
        """Return the records as they are stored beside an edition."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, separators=(",", ":")) + "\n"


def read_stored(folder: Path) -> Records:
    """Return the records from which an edition was made; raises ``Damaged``."""
    try:
        stored = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return Records(
            current=stored["current"],
            campaigns=stored["campaigns"],
            rallies={key: Held(**_with_tuples(value)) for key, value in stored["rallies"].items()},
            organizers={key: Group(**_with_tuples(value)) for key, value in stored["organizers"].items()},
            cities={key: Place(**value) for key, value in stored["cities"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"The records of {folder.name} cannot be read ({type(error).__name__}).") from error


def read_public() -> Records:
    """Return what is public now: six queries, whatever there is."""
    current = Campaign.objects.current().values_list("slug", flat=True).first()
    return Records(
        current=current or "",
        campaigns={row[0]: _stamp(row) for row in Campaign.objects.public().values_list(*CAMPAIGN_FIELDS)},
        rallies=_rallies(),
        organizers=_organizers(),
        cities={
            f"{row[0]}/{row[1]}": Place(_stamp(row), row[-2], row[-1])
            for row in City.objects.public().values_list(*CITY_FIELDS)
        },
    )


def paths() -> list[str]:
    """Return every public path as it is now."""
    return list(
        public_urls.every_path(
            campaigns_public=Campaign.objects.public().order_by("slug").values_list("slug", flat=True),
            addresses=Rally.objects.public().addresses(),
            organizers_public=list(
                Organizer.objects.public().order_by("slug").values_list("slug", flat=True)
            ),
            organizer_countries=Organizer.objects.public().country_slugs(),
        )
    )


def _rallies() -> dict[str, Held]:
    """Every edit counts the version up; the instant may follow new time-zone rules without one."""
    public = Rally.objects.public().order_by()
    held: dict[str, list[str]] = {}
    pairs = public.filter(organizers__isnull=False).values_list("public_id", "organizers__slug")
    for number, slug in pairs:
        held.setdefault(number, []).append(slug)
    fields = ("public_id", "version", "updated_at", "starts_at", "review", "condition")
    where = ("campaign__slug", "city__country__slug", "city__slug")
    found = {}
    for *values, campaign, country, city in public.values_list(*fields, *where):
        holders = tuple(sorted(held.get(values[0], ())))
        found[values[0]] = Held(_stamp(values), campaign, country, city, holders)
    return found


def _organizers() -> dict[str, Group]:
    public = Organizer.objects.public().order_by()
    countries: dict[str, list[str]] = {}
    for slug, country in public.values_list("slug", "countries__slug"):
        countries.setdefault(slug, []).append(country or public_urls.NO_REGION)
    found = {}
    for row in public.values_list(*ORGANIZER_FIELDS):
        active = tuple(sorted(countries.get(row[0], ())))
        found[row[0]] = Group(_stamp([*row, *active]), active)
    return found


def _stamp(row: Any) -> str:
    return hashlib.sha256("\x1f".join(map(str, row)).encode()).hexdigest()[:16]


def _with_tuples(stored: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
