"""Sheets made in the tests: rows of one rally in two languages, and a way to bring them in."""

import csv
import datetime
import io

from rallies.services import importing
from tests.factories import NOW

LATER = NOW + datetime.timedelta(hours=1)


class Sheet:
    """Brings rows into a campaign as a CSV sheet would."""

    def __init__(self, campaign):
        self.campaign = campaign

    def plan(self, *rows, language="ru", answers=None, progress=None):
        return importing.read_and_plan(
            data=as_csv(rows),
            name="list.csv",
            campaign=self.campaign,
            language=language,
            answers=answers,
            progress=progress,
        )

    def take(self, *rows, language="ru", answers=None, publish=False, now=LATER):
        plan = self.plan(*rows, language=language, answers=answers)
        batch = importing.apply(plan=plan, by=None, now=now, door="test", publish=publish)
        return plan, batch


def as_csv(rows):
    """Return rows as the bytes of a CSV sheet; a missing column is an empty cell."""
    columns = list(dict.fromkeys(["country", "city", "date", *(column for row in rows for column in row)]))
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def berlin(**cells):
    """Return a Russian row of Berlin on the first day, with a named organizer and a page."""
    return {
        "country": "Германия",
        "city": "Берлин",
        "date": "2023-02-24",
        "local_time": "14:00",
        "organizer": "Демократы Берлина",
        "organizer_url": "https://t.me/demberlin",
        "event_title": "Год войны",
        "event_url": "https://example.org/berlin/1",
        **cells,
    }


def berlin_en(**cells):
    """Return the English row of the same rally."""
    return {
        **berlin(
            country="Germany", city="Berlin", organizer="Democrats of Berlin", event_title="A year of war"
        ),
        **cells,
    }
