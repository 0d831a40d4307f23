"""Makes sure that somebody can sign in on a development checkout, and says how."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from rallies.services import first_administrator

PASSWORD_FILE = "administrator-password.txt"  # noqa: S105  # a file's name


class Command(BaseCommand):
    """Prints the addresses of site and administration, and how to sign in."""

    help = "Make the first administrator of a development checkout and print how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("This is not a development checkout: use 'manage.py createsuperuser'.")
        path = Path(settings.VAR_DIR) / PASSWORD_FILE
        try:
            sign_in = first_administrator.ensure(password_path=path)
        except OSError as error:
            raise CommandError(f"The password file {path} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Site            {settings.SITE_URL}/")
        self.stdout.write(f"Administration  {settings.SITE_URL}/{settings.ADMIN_PATH}/")
        self.stdout.write(f"Sign in as      {sign_in.username}, {self._password(sign_in, path)}")
        self.stdout.write("Stop with       Ctrl-C")

    def _password(self, sign_in: first_administrator.SignIn, path: Path) -> str:
        if sign_in.password:
            return f"password {sign_in.password} (kept in {path})"
        return "with the password that was chosen for this account"
