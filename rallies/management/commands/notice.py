"""``manage.py notice``: show words of the operator on every public page, or take them away."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies.services import notice


class Command(BaseCommand):
    """Sets, clears or shows the notice."""

    help = "Show a notice on every public page: --text en=... --text ru=...; --clear takes it away."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument(
            "--text", action="append", default=[], metavar="LANGUAGE=WORDS", help="once per language"
        )
        parser.add_argument("--clear", action="store_true", help="take the notice away")

    def handle(self, *args: Any, **options: Any) -> None:
        """Set or clear; without either, say what is shown."""
        try:
            if options["clear"]:
                was_there = notice.clear(now=timezone.now())
                self.stdout.write("The notice is taken away." if was_there else "There was no notice.")
            elif options["text"]:
                notice.put(words=dict(map(_pair, options["text"])), now=timezone.now())
                self.stdout.write("The notice is set; the next edition shows it.")
            else:
                self._show()
        except notice.NoticeError as error:
            raise CommandError(str(error)) from error

    def _show(self) -> None:
        for language, text in notice.texts().items():
            self.stdout.write(f"{language}: {text}")


def _pair(given: str) -> tuple[str, str]:
    language, equals, text = given.partition("=")
    if not equals:
        raise CommandError(f"Write --text LANGUAGE=WORDS, not {given}.")
    return language.strip(), text
