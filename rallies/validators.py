"""What one value may look like. Leaf: models, forms and services share these."""

import re
import unicodedata
import zoneinfo
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

LINK_MAX_LENGTH = 2000
TEXT_MAX_LENGTH = 20_000
LINK_KINDS = ("page", "channel", "stream", "report")

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
# PostgreSQL stores neither null characters nor halves of surrogate pairs.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Blanks, control characters, and invisible ones that reorder or hide a part of an address.
UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})

validate_country_code = RegexValidator(r"\A[A-Z]{2}\Z", _("Enter a country code of two capital letters."))
validate_slug = RegexValidator(
    r"\A[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small Latin letters, digits and single hyphens.")
)


def validate_zone(value: str) -> None:
    """Accept names of the IANA time-zone database only, never abbreviations or offsets."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(zone)s” is no time zone of the IANA list."), params={"zone": value})


def validate_link(value: str) -> None:
    """Accept an absolute http or https address without credentials, blanks or invisible characters."""
    if len(value) > LINK_MAX_LENGTH:
        raise ValidationError(_("This link is too long."))
    if any(
        character.isspace() or unicodedata.category(character) in UNSEEN_CATEGORIES for character in value
    ):
        raise ValidationError(_("A link has no blanks."))
    if "\\" in value:  # browsers read it as a slash, so the site would be another one than the one shown
        raise ValidationError(_("This is no web address."))
    try:
        parts = urlsplit(value)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValidationError(_("This is no web address.")) from None
    if parts.scheme not in {"http", "https"} or not host or "." not in host:
        raise ValidationError(_("A link starts with https:// and names a site."))
    if parts.username is not None or parts.password is not None:
        raise ValidationError(_("A link must not hold a name and password."))


def validate_links(value: Any) -> None:
    """Accept ``[{"url": ..., "kind": "page" | "channel" | "stream" | "report"}, ...]``."""
    if not isinstance(value, list):
        raise ValidationError(_("Links are a list."))
    for link in value:
        if not isinstance(link, dict) or set(link) != {"url", "kind"} or link["kind"] not in LINK_KINDS:
            raise ValidationError(_("Each link has an address and a kind."))
        validate_link(str(link["url"]))


def validate_texts(value: Any) -> None:
    """Accept ``{language code: non-empty text}``."""
    if not isinstance(value, dict):
        raise ValidationError(_("Texts are kept by language."))
    for language, text in value.items():
        if not isinstance(language, str) or not LANGUAGE_CODE.fullmatch(language):
            raise ValidationError(_("“%(code)s” is no language code."), params={"code": language})
        if not isinstance(text, str) or not text.strip():
            raise ValidationError(_("A text is missing."))
        if len(text) > TEXT_MAX_LENGTH:
            raise ValidationError(_("This text is too long."))
        if UNSTORABLE.search(text):
            raise ValidationError(_("A text must not hold a null character."))
