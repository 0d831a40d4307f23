"""How a page is packed for the wire: equal bytes on every machine, so that validators are equal too."""

import gzip

import brotli

# Essential pages are sent in 14,000 bytes; about 1,000 of them are headers.
BODY_BUDGET = 12_900
GZIP_LEVEL = 6
BROTLI_QUALITY = 9
OPERATING_SYSTEM_BYTE = 9
OPERATING_SYSTEM_UNKNOWN = b"\xff"


def gzipped(content: bytes) -> bytes:
    """Return the content in gzip, without a time, a name or an operating system."""
    packed = gzip.compress(content, GZIP_LEVEL, mtime=0)
    return packed[:OPERATING_SYSTEM_BYTE] + OPERATING_SYSTEM_UNKNOWN + packed[OPERATING_SYSTEM_BYTE + 1 :]


def brotlied(content: bytes) -> bytes:
    """Return the content in brotli: about a tenth smaller than gzip, at a tenth of the time of its best."""
    packed: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return packed
