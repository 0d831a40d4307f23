"""Log lines without addresses: nobody can say later from where a visitor came (rule 1 of the design)."""

import ipaddress
import logging
import re

from gunicorn.glogging import Logger

IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d)")
# Whatever has two colons is tried with ``ipaddress``, so a time of day stays.
IPV6 = re.compile(r"(?<![\w.:])[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
MARK = "[address]"


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


class AddressFilter(logging.Filter):
    """Rewrites a record's message, arguments filled in, so that no handler sees an address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = without_addresses(record.getMessage())
        record.args = None
        return True


class AddressFreeLogger(Logger):  # type: ignore[misc]  # gunicorn ships no annotations for this class
    """gunicorn's own log, whose line about a malformed request would name the sender."""

    def setup(self, cfg: object) -> None:
        """Set the log up as gunicorn does, then put the filter before its handlers."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(AddressFilter())
