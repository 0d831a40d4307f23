"""What kind of file a sequence of bytes is: by content, never by name."""

from enum import StrEnum

from django.utils.translation import gettext as _

from .shapes import MAX_BYTES, SheetError

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PICTURES = (b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"BM\x00", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_WEB = (b"<!doctype", b"<html", b"<?xml")


class Container(StrEnum):
    """How a sheet is packed."""

    TEXT = "text"
    ZIP = "zip"


def container_of(data: bytes) -> Container:
    """Say how to open the bytes. Raises ``SheetError`` for what is no sheet, or too much of one."""
    if len(data) > MAX_BYTES:
        megabytes = MAX_BYTES // (1024 * 1024)
        raise SheetError(_("The file is larger than %(size)d megabytes.") % {"size": megabytes})
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise SheetError(_("The file is empty."))
    if data.startswith(_ZIP):
        return Container.ZIP
    _refuse_others(data)
    return Container.TEXT


def _refuse_others(data: bytes) -> None:
    if data.startswith(_OLE):
        raise SheetError(_legacy(data))
    if data.startswith(b"%PDF"):
        raise SheetError(_("This is a PDF, not a sheet: save the list as .xlsx, .ods or CSV."))
    if data.startswith(_PICTURES):
        raise SheetError(_("This is a picture, not a sheet: save the list as .xlsx, .ods or CSV."))
    if data.startswith(_ARCHIVES):
        raise SheetError(_("This is a packed archive, not a sheet: unpack it first."))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(_WEB):
        raise SheetError(_("This is a web page, not a sheet: save the list as .xlsx, .ods or CSV."))


def _legacy(data: bytes) -> str:
    if _ENCRYPTED_STREAM in data:
        return _("The workbook is protected with a password: save it without one.")
    return _("This is a file of an old office program: save it as .xlsx, .ods or CSV.")
