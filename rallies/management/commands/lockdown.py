"""``manage.py lockdown``: close forms and administration at once; ``--end`` opens them again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from rallies.services import lockdown

WORDS = "destroy contacts"
KEY_SENTENCE = (
    "Backups made before still hold contacts: replace CONTACT_KEYS in .env (or wherever the environment "
    "comes from) by a new key, restart, and delete the old key everywhere. Then nobody can open them."
)


class Command(BaseCommand):
    """Closes the doors, and says what was done and what is left to do."""

    help = "Close forms and administration; public pages stay. Works without the database."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the arguments."""
        parser.add_argument("--end", action="store_true", help="open them again")
        parser.add_argument(
            "--destroy-contact-key",
            action="store_true",
            help=f'also destroy all contacts; asks for "{WORDS}"',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Close or open, or say in one sentence why not."""
        destroys = options["destroy_contact_key"]
        if destroys and options["end"]:
            raise CommandError("Choose either --end or --destroy-contact-key.")
        try:
            if options["end"]:
                self._end()
                return
            # Closed before anything is asked: typing takes seconds.
            self._report(lockdown.close(now=timezone.now()))
            if destroys:
                self._destroy()
        except lockdown.LockdownError as error:
            raise CommandError(str(error)) from error

    def _end(self) -> None:
        was_closed = lockdown.end(now=timezone.now())
        self.stdout.write("Forms and administration are open again." if was_closed else "They were open.")

    def _report(self, receipt: lockdown.Receipt) -> None:
        self.stdout.write("Forms and administration are closed on this server; public pages stay.")
        if receipt.sessions_ended is None:
            self.stderr.write("The database did not answer: sessions were not ended. Run this again later.")
        else:
            self.stdout.write(f"{receipt.sessions_ended} sessions were ended.")

    def _destroy(self) -> None:
        self.stdout.write("All private contacts on this site will be destroyed. This cannot be undone.")
        try:
            answer = input(f'Type "{WORDS}" to go on: ')
        except EOFError:
            answer = ""
        if answer.strip().strip('"') != WORDS:
            raise CommandError("No contact was destroyed; the doors stay closed.")
        receipt = lockdown.close(now=timezone.now(), destroy_contacts=True)
        if receipt.contacts_destroyed is None:
            raise CommandError(
                "The database did not answer: contacts were not destroyed. Replace CONTACT_KEYS now."
            )
        self.stdout.write(f"{receipt.contacts_destroyed} contacts were destroyed.")
        for copy in receipt.copies_left:
            self.stderr.write(f"{copy} may still hold contacts: delete it.")
        self.stdout.write(KEY_SENTENCE)
