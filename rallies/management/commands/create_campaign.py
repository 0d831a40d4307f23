"""``manage.py create_campaign SLUG --title en=... --title ru=... --first-day ... --last-day ...``."""

import argparse
import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies.services import campaigns


def day(text: str) -> datetime.date:
    """Read a day as YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write it as 2023-02-24") from None


def title(text: str) -> tuple[str, str]:
    """Read ``en=Year of terror`` as a language and a text."""
    code, found, value = text.partition("=")
    known = dict(settings.LANGUAGES)
    if not found or code not in known or not value.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is no title; write en=… (languages: {', '.join(known)})")
    return code, value.strip()


class Command(BaseCommand):
    """Makes a draft campaign; an import with ``--publish``, or the admin, opens it."""

    help = "Make a campaign. It is a draft until a list is published into it or the admin opens it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("slug", help="its address: small Latin letters, digits and hyphens")
        parser.add_argument(
            "--title",
            action="append",
            type=title,
            required=True,
            metavar="LANGUAGE=TEXT",
            help="once per language; the first is the source of the others",
        )
        parser.add_argument("--first-day", type=day, required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--last-day", type=day, required=True, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or say in one sentence why not."""
        if options["last_day"] < options["first_day"]:
            raise CommandError("The last day is before the first day.")
        titles = dict(options["title"])
        try:
            campaign = campaigns.create(
                by=None,
                now=timezone.now(),
                door="create_campaign",
                slug=options["slug"],
                title=titles,
                source_language=next(iter(titles)),
                first_day=options["first_day"],
                last_day=options["last_day"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"Made the campaign {campaign.slug} (draft).")
