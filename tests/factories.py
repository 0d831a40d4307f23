"""Plain makers of real records for tests; each takes any field by keyword."""

import datetime
import itertools

from django.conf import settings

from rallies import tokens
from rallies.models import Campaign, City, Contact, Country, Organizer, Rally, User
from rallies.statuses import CampaignState, Review

NOW = datetime.datetime(2023, 2, 1, 12, 0, tzinfo=datetime.UTC)
numbers = itertools.count(1)

PLACES = {
    "Berlin": (2950159, "DE", "Europe/Berlin", 52.52437, 13.41053, {"en": "Berlin", "ru": "Берлин"}),
    "Munich": (2867714, "DE", "Europe/Berlin", 48.13743, 11.57549, {"en": "Munich", "ru": "Мюнхен"}),
    "Paris": (2988507, "FR", "Europe/Paris", 48.85341, 2.3488, {"en": "Paris", "ru": "Париж"}),
    "Tbilisi": (611717, "GE", "Asia/Tbilisi", 41.69411, 44.83368, {"en": "Tbilisi", "ru": "Тбилиси"}),
    "New York": (5128581, "US", "America/New_York", 40.71427, -74.006, {"en": "New York", "ru": "Нью-Йорк"}),
    "Sydney": (2147714, "AU", "Australia/Sydney", -33.86785, 151.20732, {"en": "Sydney", "ru": "Сидней"}),
}


def make_country(code="DE"):
    """Return the country, which migrations have stored."""
    return Country.objects.get(code=code)


def make_city(name="Berlin", **fields):
    """Return a real city by name, stored once; other names become cities of Germany."""
    number, country, zone, latitude, longitude, names = PLACES.get(
        name, (9_000_000 + next(numbers), "DE", "Europe/Berlin", 50.0, 10.0, {})
    )
    city, _created = City.objects.get_or_create(
        geonames_id=fields.pop("geonames_id", number),
        defaults={
            "country_id": country,
            "name": name,
            "names": names,
            "slug": name.lower().replace(" ", "-"),
            "timezone": zone,
            "latitude": latitude,
            "longitude": longitude,
            "population": 1_000_000,
            **fields,
        },
    )
    return city


def make_campaign(**fields):
    """Store an open campaign of 24 to 26 February 2023."""
    number = next(numbers)
    return Campaign.objects.create(
        **{
            "slug": f"campaign-{number}",
            "title": {"en": f"Campaign {number}", "ru": f"Кампания {number}"},
            "first_day": datetime.date(2023, 2, 24),
            "last_day": datetime.date(2023, 2, 26),
            "state": CampaignState.OPEN,
            "created_at": NOW,
            "updated_at": NOW,
            **fields,
        }
    )


def make_organizer(**fields):
    """Store an organizer with names in two languages."""
    number = next(numbers)
    countries = fields.pop("countries", [])
    organizer = Organizer.objects.create(
        **{
            "slug": f"organizer-{number}",
            "name": {"en": f"Organizer {number}", "ru": f"Организатор {number}"},
            "created_at": NOW,
            "updated_at": NOW,
            **fields,
        }
    )
    organizer.countries.set(countries)
    return organizer


def make_rally(**fields):
    """Store a published rally in Berlin at 14:00 on the campaign's first day."""
    organizers = fields.pop("organizers", [])
    campaign = fields.pop("campaign", None) or make_campaign()
    rally = Rally(
        **{
            "campaign": campaign,
            "city": fields.pop("city", None) or make_city(),
            "date": campaign.first_day,
            "time": datetime.time(14, 0),
            "review": Review.PUBLISHED,
            "published_at": NOW,
            "created_at": NOW,
            "updated_at": NOW,
            **fields,
        }
    )
    rally.starts_at = rally.derive_instant()
    rally.save()
    rally.organizers.set(organizers)
    return rally


def make_contact(rally, contact="canary@example.org"):
    """Store a sealed contact beside a rally."""
    return Contact.objects.create(
        rally=rally,
        sealed=tokens.seal(contact, keys=settings.CONTACT_KEYS),
        created_at=NOW,
        delete_on=datetime.date(2023, 3, 28),
    )


def make_user(**fields):
    """Store a member of staff; ``countries`` and ``organizers`` are the scope."""
    countries, organizers = fields.pop("countries", []), fields.pop("organizers", [])
    number = next(numbers)
    user = User.objects.create_user(
        **{
            "username": f"coordinator-{number}",
            "password": "a long enough pass phrase",
            "is_staff": True,
            **fields,
        }
    )
    user.countries.set(countries)
    user.organizers.set(organizers)
    return user
