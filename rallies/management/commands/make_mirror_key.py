"""``manage.py make_mirror_key``: a key that signs copies."""

from typing import Any

from django.core.management.base import BaseCommand

from rallies.services.mirror import signing


class Command(BaseCommand):
    help = "Print a new key for .env, with its public half and fingerprint. Nothing is stored."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        private = signing.make_key()
        public = signing.public_of(private)
        self.stdout.write(f"MIRROR_KEY={private}")
        self.stdout.write(f"MIRROR_PUBLIC_KEY={signing.encode(public)}")
        self.stderr.write(
            f"Its fingerprint is {signing.fingerprint(public)}. Put the first line into .env, or keep it on "
            "another machine and put the second one there. A new key makes earlier copies look forged."
        )
