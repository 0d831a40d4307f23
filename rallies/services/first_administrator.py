"""The first account of a development checkout: somebody must be able to sign in."""

import dataclasses
import itertools
import os
import secrets
from pathlib import Path

from django.db import transaction

from ..models import User

USERNAME = "administrator"
PASSWORD_BYTES = 15
OWNER_ONLY = 0o600


@dataclasses.dataclass(frozen=True)
class SignIn:
    """How to sign in; ``password`` is empty once the administrators have their own."""

    username: str
    password: str


def ensure(*, password_path: Path) -> SignIn:
    """Return how to sign in, making an administrator with a random password when there is none.

    The password is kept in ``password_path``, readable for the owner alone, as long as it is valid;
    a file whose password was changed meanwhile is deleted.
    """
    kept = password_path.read_text(encoding="ascii").strip() if password_path.is_file() else ""
    administrators = list(User.objects.filter(is_superuser=True, is_active=True).order_by("pk"))
    if not administrators:
        return _create(password_path)
    for administrator in administrators:
        if kept and administrator.username.startswith(USERNAME) and administrator.check_password(kept):
            return SignIn(username=administrator.username, password=kept)
    password_path.unlink(missing_ok=True)
    return SignIn(username=administrators[0].username, password="")


@transaction.atomic
def _create(password_path: Path) -> SignIn:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    username = _free_username()
    User.objects.create_superuser(username=username, password=password)
    password_path.unlink(missing_ok=True)
    descriptor = os.open(password_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{password}\n")
    return SignIn(username=username, password=password)


def _free_username() -> str:
    taken = set(User.objects.filter(username__startswith=USERNAME).values_list("username", flat=True))
    numbered = (f"{USERNAME}{number}" for number in itertools.count(2))
    return next(name for name in itertools.chain([USERNAME], numbered) if name not in taken)
