"""Making and changing accounts of the staff: their scope and their rights."""

import datetime
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import Permission
from django.db import transaction

from ..models import Country, JournalEntry, Organizer, User
from . import journal

UNTOLD = "•••"


class CoordinatorError(Exception):
    """Why an account was not changed."""


class MoreThanOwn(CoordinatorError):
    """Somebody tried to give a right or a scope that he does not have himself."""


@transaction.atomic
def save(
    *,
    user: User,
    by: User,
    now: datetime.datetime,
    door: str = "",
    countries: Collection[Country] | None = None,
    organizers: Collection[Organizer] | None = None,
    permissions: Collection[Permission] | None = None,
) -> User:
    """Store an account with scope and rights; the journal keeps both, and no name or address.

    ``None`` leaves a relation as it is. Raises ``MoreThanOwn`` unless ``by`` is an administrator or
    has everything that is given.
    """
    is_new = user.pk is None
    before = {} if is_new else _standing(User.objects.get(pk=user.pk))
    user.save()
    if countries is not None:
        user.countries.set(countries)
    if organizers is not None:
        user.organizers.set(organizers)
    if permissions is not None:
        user.user_permissions.set(permissions)
    after = _standing(user)
    _refuse_more_than_own(by, before, after)
    changes = {name: [before.get(name), value] for name, value in after.items() if before.get(name) != value}
    if changes:
        action = JournalEntry.Action.CREATED if is_new else JournalEntry.Action.CHANGED
        journal.record(action=action, subject=user, by=by, now=now, door=door, changes=changes)
    return user


def note_password(*, user: User, by: User, now: datetime.datetime, door: str = "") -> None:
    """Journal that an account has a new password, or none any more; never which."""
    after = UNTOLD if user.has_usable_password() else None
    action, changes = JournalEntry.Action.CHANGED, {"password": [UNTOLD, after]}
    journal.record(action=action, subject=user, by=by, now=now, door=door, changes=changes)


def _standing(user: User) -> dict[str, Any]:
    return {
        "is_active": user.is_active,
        "is_staff": user.is_staff,
        "is_superuser": user.is_superuser,
        "countries": sorted(user.countries.values_list("code", flat=True)),
        "organizers": sorted(user.organizers.values_list("slug", flat=True)),
        "user_permissions": sorted(user.user_permissions.values_list("codename", flat=True)),
    }


def _refuse_more_than_own(by: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    if by.is_superuser:
        return
    own = {**_standing(by), "user_permissions": [name.split(".")[1] for name in by.get_all_permissions()]}
    for name in ("countries", "organizers", "user_permissions"):
        if set(after[name]) - set(before.get(name, [])) - set(own[name]):
            raise MoreThanOwn(name)
    if after["is_superuser"]:
        raise MoreThanOwn("is_superuser")
