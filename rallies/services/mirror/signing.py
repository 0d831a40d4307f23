"""The key that says whose copy it is: Ed25519, private in ``MIRROR_KEY``, public on the site.

Keys are 32 bytes in URL-safe base64. A fingerprint is the SHA-256 of the public key, in groups of four
letters that two people can compare by voice.
"""

import base64
import binascii
import hashlib
import re
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from .errors import MirrorError

KEY_BYTES = 32
GROUP = 4
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
PEM = re.compile(r"-----BEGIN PUBLIC KEY-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END PUBLIC KEY-----")


class KeyRefused(MirrorError):
    """The text is no key of the kind that is needed."""


def make_key() -> str:
    """Return a new private key, as ``MIRROR_KEY`` wants it."""
    return encode(secrets.token_bytes(KEY_BYTES))


def encode(key: bytes) -> str:
    """Write a key in URL-safe base64."""
    return base64.urlsafe_b64encode(key).decode()


def decode(text: str) -> bytes:
    """Read 32 bytes of base64 of either alphabet; raises ``KeyRefused``."""
    plain = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise KeyRefused("A key is 32 bytes in base64, 44 letters long.")
    return raw


def public_of(private: str) -> bytes:
    """Return the public half of a private key."""
    return Ed25519PrivateKey.from_private_bytes(decode(private)).public_key().public_bytes_raw()


def site_key() -> bytes | None:
    """Return the public key of this site; ``None`` where there is none.

    ``MIRROR_PUBLIC_KEY`` serves a site whose private key is kept away from the server. Raises
    ``KeyRefused`` when both are set and do not belong together.
    """
    named = decode(settings.MIRROR_PUBLIC_KEY) if settings.MIRROR_PUBLIC_KEY else None
    derived = public_of(settings.MIRROR_KEY) if settings.MIRROR_KEY else None
    if named and derived and named != derived:
        raise KeyRefused("MIRROR_PUBLIC_KEY is not the public half of MIRROR_KEY.")
    return named or derived


def fingerprint(public: bytes) -> str:
    """Return the SHA-256 of a public key in groups of four letters."""
    return grouped(hashlib.sha256(public).hexdigest())


def grouped(text: str) -> str:
    """Set a fingerprint in groups of four letters."""
    return " ".join(text[start : start + GROUP] for start in range(0, len(text), GROUP))


def as_pem(public: bytes) -> str:
    """Write a public key as OpenSSL reads it."""
    key = Ed25519PublicKey.from_public_bytes(public)
    encoding, shape = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(encoding, shape).decode()


def from_pem(text: str) -> bytes | None:
    """Return the key of a PEM text; ``None`` where it holds none of this kind."""
    found = PEM.search(text)
    if found is None:
        return None
    try:
        key = serialization.load_pem_public_key(found[0].encode())
    except ValueError:
        return None
    return key.public_bytes_raw() if isinstance(key, Ed25519PublicKey) else None


def sign(data: bytes, *, private: str) -> bytes:
    """Return the 64 bytes of a signature."""
    return Ed25519PrivateKey.from_private_bytes(decode(private)).sign(data)


def is_signed(data: bytes, signature: bytes, *, public: bytes) -> bool:
    """Say whether the owner of the public key signed these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint_in(text: str) -> str:
    """Return the fingerprint of what is given: itself, a key, or a key as PEM; raises ``KeyRefused``."""
    letters = "".join(text.split()).lower()
    if FINGERPRINT.fullmatch(letters):
        return grouped(letters)
    if "BEGIN" in text:
        found = from_pem(text)
        if found is None:
            raise KeyRefused("The file holds no public Ed25519 key.")
        return fingerprint(found)
    return fingerprint(decode(text))
