"""Searching texts in every language without regard to case, on every database.

SQLite folds the case of ASCII letters only, and PostgreSQL that of Cyrillic ones only under some
collations; a pattern that names both cases of each letter needs neither.
"""

import functools
import operator
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import Q

MOST_WORDS = 8
LONGEST_WORD = 60
SAME_LETTERS = ("её", "ЕЁ")


def any_case(word: str) -> str:
    """Return a regular expression that finds ``word`` in either case, and е for ё."""
    return "".join(_class(character) for character in word[:LONGEST_WORD])


def any_text(fields: Iterable[str], word: str) -> Q:
    """Return the condition that one of the text fields holds ``word`` in some language.

    Plain text fields are named with a leading "=".
    """
    pattern = any_case(word)
    conditions = [Q(**{f"{path}__regex": pattern}) for field in fields for path in _paths(field)]
    return functools.reduce(operator.or_, conditions, Q(pk__in=[]))


def all_words(term: str, condition: Callable[[str], Q]) -> Q:
    """Return the condition that holds for each word of ``term``; an empty term finds everything."""
    words = term.replace("\x00", " ").split()[:MOST_WORDS]
    return functools.reduce(operator.and_, (condition(word) for word in words), Q())


def _paths(field: str) -> list[str]:
    if field.startswith("="):
        return [field.removeprefix("=")]
    return [f"{field}__{code}" for code, _name in settings.LANGUAGES]


def _class(character: str) -> str:
    if character.isascii() and not character.isalnum():
        return "\\" + character
    forms = {character, character.lower(), character.upper()}
    for same in SAME_LETTERS:
        if forms & set(same):
            forms |= {letter for pair in SAME_LETTERS for letter in pair}
    single = sorted(form for form in forms if len(form) == 1)
    return "[" + "".join(single) + "]" if len(single) > 1 else character
