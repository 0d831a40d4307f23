"""Actions of any size in real cities, for measurements and for tests of weight; needs the gazetteer."""

import datetime
import itertools
from typing import Any

NOW = datetime.datetime(2023, 2, 1, 12, 0, tzinfo=datetime.UTC)
FIRST_DAY = datetime.date(2023, 2, 24)
COUNTRIES = (
    "DE US FR GB ES IT PL CZ NL GE AM RS ME TR IL CY PT SE NO FI DK EE LV LT CH AT BE IE HU BG RO GR "
    "CA MX AR BR CL AU NZ JP KR TH ID KZ KG UZ ZA"
).split()
WORDS = {
    "en": "Free Democratic Community of Russians Against War and for Political Prisoners".split(),
    "ru": "Свободное демократическое сообщество россиян против войны и за политзаключённых".split(),
}
SUMMARY = {
    "en": "A year after the full-scale invasion, anti-war Russians take to the streets of the world together "
    "with Ukrainians: for peace, for the withdrawal of troops, for freedom of all political prisoners.",
    "ru": "Через год после полномасштабного вторжения антивоенные россияне выходят на улицы городов мира "
    "вместе с украинцами: за мир, за вывод войск, за свободу всех политзаключённых.",
}
DEMANDS = {
    "en": "An end to the war and the withdrawal of all troops\nFreedom for all political prisoners\n"
    "Personal sanctions for those who are responsible",
    "ru": "Прекращение войны и вывод всех войск\nСвободу всем политзаключённым\n"
    "Персональные санкции против виновных",
}


def make_campaign(**fields: Any) -> Any:
    """Store an open action with texts of ordinary length."""
    from rallies.models import Campaign

    return Campaign.objects.create(
        **{
            "slug": "year-of-terror",
            "title": {"en": "A Year of Terror", "ru": "Год террора"},
            "summary": SUMMARY,
            "demands": DEMANDS,
            "first_day": FIRST_DAY,
            "last_day": FIRST_DAY + datetime.timedelta(days=2),
            "state": "open",
            "created_at": NOW,
            "updated_at": NOW,
            **fields,
        }
    )


def fill(campaign: Any, rallies: int, *, countries: int = len(COUNTRIES)) -> None:
    """Store so many published rallies in the largest cities of so many countries, a few cities twice."""
    from rallies.models import Rally

    cities = _cities(-(-rallies * 15 // 16), COUNTRIES[:countries])
    holders = _organizers(min(rallies, 400), campaign.slug)
    chosen = list(itertools.islice(itertools.cycle(cities), rallies))
    made = Rally.objects.bulk_create(
        [_rally(campaign, city, number) for number, city in enumerate(chosen)], batch_size=500
    )
    through = Rally.organizers.through
    through.objects.bulk_create(
        [
            through(rally=rally, organizer=holders[number % len(holders)])
            for number, rally in enumerate(made)
            if number % 4
        ],
        batch_size=500,
    )


def _rally(campaign: Any, city: Any, number: int) -> Any:
    from rallies.models import Rally

    time = None if number % 9 == 0 else datetime.time(11 + number % 8, (0, 0, 30)[number % 3])
    rally = Rally(
        campaign=campaign,
        city=city,
        date=FIRST_DAY + datetime.timedelta(days=number % 3),
        time=time,
        has_unnamed_organizer=number % 4 == 0,
        condition=("planned", "confirmed", "confirmed", "planned", "cancelled", "moved")[number % 6],
        condition_changed_at=NOW,
        meeting_point={"en": f"Square {number}, by the fountain", "ru": f"Площадь {number}, у фонтана"},
        links=[{"url": f"https://t.me/community_{number}/{number * 7}", "kind": "page"}],
        review="published",
        published_at=NOW,
        created_at=NOW,
        updated_at=NOW,
    )
    rally.starts_at = rally.derive_instant()
    return rally


def _cities(count: int, codes: list[str]) -> list[Any]:
    from rallies.gazetteer import store
    from rallies.services import places

    sql = "SELECT geonames_id FROM places WHERE country = ? ORDER BY population DESC LIMIT ?"
    by_country = [[int(str(row[0])) for row in store.rows(sql, (code, count))] for code in codes]
    turns = itertools.chain.from_iterable(itertools.zip_longest(*by_country))
    numbers = list(itertools.islice((number for number in turns if number), count))
    stored = places.ensure_cities(geonames_ids=numbers)
    return [stored[number] for number in numbers]


def _organizers(count: int, prefix: str) -> list[Any]:
    from rallies.models import Organizer

    return Organizer.objects.bulk_create(
        Organizer(
            slug=f"{prefix}-{number}",
            name={code: _name(words, number) for code, words in WORDS.items()},
            created_at=NOW,
            updated_at=NOW,
        )
        for number in range(count)
    )


def _name(words: list[str], number: int) -> str:
    start, length = number % len(words), 2 + number % 3
    return " ".join([*(words + words)[start : start + length], str(number)])
