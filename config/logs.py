"""Log lines that say what happened and never who came (rule 1 of the design).

One object for each line, or one line for people, made from a whitelist: messages of other packages keep
their words but lose the texts that they were filled with, because those are paths, hosts and headers of
visitors. A request is told by the pattern of its address and a random number. An exception is told by
its kind and its places in the code, without its message, which would repeat values.
"""

import contextvars
import datetime
import ipaddress
import json
import logging
import re
import secrets
import traceback
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any

from gunicorn.glogging import Logger

ROOT = Path(__file__).resolve().parent.parent
IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
# Whatever has two colons is tried with ``ipaddress``, so a time of day stays.
IPV6 = re.compile(r"(?<![\w.:])[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
MARK = "[address]"
# E-mail addresses, query strings, and long random words such as the secret part of a private link.
PERSONAL = (
    (re.compile(r"[^\s@<>\"'(]+@[^\s@<>\"')]+\.\w+"), "[e-mail]"),
    (re.compile(r"(?<=[\w/])\?[^\s\"']+"), "?[query]"),
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}"), "[secret]"),
)
# Whose texts may be filled in: they write no value of a visitor into a line.
OURS = ("rallies", "config", "django_tasks", "django_tasks_db")
STARTING = (
    "Starting gunicorn %s",
    "Listening at: %s (%s)",
    "Using worker: %s",
    "Handling signal: %s",
    "Shutting down: %s",
)
# gunicorn goes on with the sender's address and words.
MALFORMED = "Invalid request"
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
HIDDEN = "[…]"
FRAMES = 12
PHRASES = {status.value: status.phrase for status in HTTPStatus}
number_of_request: contextvars.ContextVar[str] = contextvars.ContextVar("number_of_request", default="")


class NumberedRequests:
    """Gives each request a random number, by which its log lines are found together."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.number = secrets.token_hex(6)
        token = number_of_request.set(request.number)
        try:
            return self.get_response(request)
        finally:
            number_of_request.reset(token)


def without_addresses(text: str) -> str:
    """Replace every IP address but those of this machine itself by ``[address]``."""
    return IPV4.sub(_mask, IPV6.sub(_mask, text))


def _mask(match: re.Match[str]) -> str:
    word = match.group().rstrip(":.")
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        return match.group()
    if address.is_loopback or address.is_unspecified:
        return match.group()
    return MARK + match.group()[len(word) :]


def without_persons(text: str) -> str:
    """Replace IP and e-mail addresses, query strings and secrets."""
    for pattern, mark in PERSONAL:
        text = pattern.sub(mark, text)
    return without_addresses(text)


def entry_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what may be known of a record, as plain values."""
    moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    entry: dict[str, Any] = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
    }
    request = getattr(record, "request", None)
    number = getattr(request, "number", "") or number_of_request.get()
    if number:
        entry["request"] = number
    if request is not None:
        entry |= _about(request, record)
    if record.exc_info and record.exc_info[0]:
        entry["exception"] = exception_of(record.exc_info[1], record.exc_info[2])
    return entry


def message_of(record: logging.LogRecord) -> str:
    """Return a record's message: in full from our own code, without filled-in texts from others."""
    status = getattr(record, "status_code", None)
    if status in PHRASES or record.name.startswith("django.security"):
        # These come filled in already.
        return PHRASES.get(status or HTTPStatus.BAD_REQUEST, "Refused")
    if str(record.msg).startswith(MALFORMED):
        return MALFORMED
    is_ours = record.name.partition(".")[0] in OURS or record.msg in STARTING
    args = record.args if is_ours else _numbers(record.args)
    try:
        text = str(record.msg) % args if args else str(record.msg)
    except (TypeError, ValueError, KeyError):
        text = str(record.msg)
    return without_persons(text if is_ours else QUOTED.sub(HIDDEN, text))


def _numbers(args: Any) -> Any:
    """Keep numbers, hide everything else."""
    if isinstance(args, dict):
        return {name: _number(value) for name, value in args.items()}
    return tuple(_number(value) for value in args) if isinstance(args, tuple) else args


def _number(value: object) -> object:
    return value if isinstance(value, int | float) or value is None else HIDDEN


def _about(request: Any, record: logging.LogRecord) -> dict[str, Any]:
    match = getattr(request, "resolver_match", None)
    return {
        "method": request.method if request.method in {"GET", "HEAD", "POST"} else "other",
        "route": match.route if match else "",
        "status": getattr(record, "status_code", None),
    }


def exception_of(error: BaseException | None, trace: TracebackType | None) -> dict[str, Any]:
    """Return the kind of an exception, the kinds of its causes, and its places in the code."""
    causes: list[str] = []
    cause = error and (error.__cause__ or error.__context__)
    while cause and len(causes) < FRAMES:
        causes.append(_kind(cause))
        cause = cause.__cause__ or cause.__context__
    frames = [
        f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]
    return {"type": _kind(error), "causes": causes, "frames": frames[-FRAMES:]}


def _kind(error: BaseException | None) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _place(name: str) -> str:
    """Return a file's name from the checkout or from its package on, without this machine's folders."""
    _before, installed, inside = name.partition("site-packages/")
    if installed:
        return inside
    path = Path(name)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


class JsonLines(logging.Formatter):
    """One JSON object for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(entry_of(record), ensure_ascii=False)


class PlainLines(logging.Formatter):
    """The same for people; ``with_values`` (development) shows messages and exceptions in full."""

    def __init__(self, *, with_values: bool = False) -> None:
        super().__init__("{levelname} {name}: {message}", style="{")
        self.with_values = with_values

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and below it the places in the code."""
        if self.with_values:
            return without_addresses(super().format(record))
        entry = entry_of(record)
        known = " ".join(
            str(entry[name]) for name in ("request", "method", "route", "status") if entry.get(name)
        )
        lines = [f"{entry['level']} {entry['logger']}: {entry['message']}" + (f" ({known})" if known else "")]
        if error := entry.get("exception"):
            lines += [error["type"], *(f"  {frame}" for frame in error["frames"])]
        return "\n".join(lines)


class AddressFreeLogger(Logger):  # type: ignore[misc]  # gunicorn ships no annotations for this class
    """gunicorn's own log, whose lines about malformed requests would name the sender."""

    def setup(self, cfg: object) -> None:
        """Set the log up as gunicorn does, then write its lines as all others."""
        super().setup(cfg)
        from django.conf import settings

        is_json = settings.LOG_FORMAT == "json"
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines() if is_json else PlainLines(with_values=settings.DEVELOPMENT))
