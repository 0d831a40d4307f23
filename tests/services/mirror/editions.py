"""What the tests of mirrors stand on: editions written by hand as the publisher writes them, and keys."""

import datetime
import hashlib
import json

from rallies.services.mirror import signing

COPIED = datetime.datetime(2026, 11, 22, 15, 48, 7, 123456, tzinfo=datetime.UTC)
KEY = "bWlycm9yLXRlc3RzLWtleS1vZi0zMi1ieXRlcy0tLTE="
OTHER_KEY = "b3RoZXItbWlycm9yLXRlc3RzLWtleS0zMi1ieXRlcy0="
LIVE = ["https://rallies.example.org", "https://spare.example.net"]
ONION = "http://rallies2222222222.onion"


class Shelf:
    """A folder of editions."""

    def __init__(self, root):
        self.root, self.number = root, 0

    def publish(self, answers):
        """Write one edition of paths and answers, and make it the current one."""
        self.number += 1
        folder = self.root / str(self.number)
        pages = {path: self._write(folder, path, *answer) for path, answer in answers.items()}
        self.write_manifest(pages)
        link = self.root / "current"
        link.unlink(missing_ok=True)
        link.symlink_to(str(self.number))
        return folder

    def write_manifest(self, pages, **changed):
        stored = {
            "format": 1, "number": self.number, "made_at": "2026-11-22T15:40:00+00:00", "journal": 7,
            "fingerprint": "f", "digest": "d", "missing": {}, "pages": pages, **changed,
        }  # fmt: skip
        (self.root / str(self.number) / "manifest.json").write_text(json.dumps(stored))

    def _write(self, folder, path, content, kind="text/html; charset=utf-8", status=200):
        file = path[1:] + ("index.html" if path.endswith("/") else "")
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content)
        return {
            "file": file, "status": status, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content),
            "etag": "e", "headers": {"Content-Type": kind},
        }  # fmt: skip


def html(body, head=""):
    """A page as small as one can be."""
    return f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}<title>x</title></head><body><main>{body}</main></body></html>'.encode()


def fingerprint(private=KEY):
    return signing.fingerprint(signing.public_of(private))
