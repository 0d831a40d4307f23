"""Random public ids, and sealed values for what must not be readable at rest."""

import base64
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

PUBLIC_ID_BYTES = 10


class SealError(Exception):
    """A sealed value that none of the keys opens: the key was destroyed, or the value changed."""


def public_id() -> str:
    """Return 80 random bits as 16 lower-case letters and digits, fit for paths and file names."""
    return base64.b32encode(secrets.token_bytes(PUBLIC_ID_BYTES)).decode().lower()


def seal(text: str, *, keys: list[str]) -> bytes:
    """Encrypt and sign ``text`` with the first key (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return Fernet(keys[0]).encrypt(text.encode())


def unseal(sealed: bytes, *, keys: list[str]) -> str:
    """Open a value that any of ``keys`` sealed; raises ``SealError`` when none of them did."""
    try:
        return MultiFernet([Fernet(key) for key in keys]).decrypt(bytes(sealed)).decode()
    except (InvalidToken, ValueError) as error:
        raise SealError from error
