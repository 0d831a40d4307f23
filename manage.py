#!/usr/bin/env python3
"""Command line of Rallies: ``.venv/bin/python manage.py help``."""

import os
import sys


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from config import command_line
    except ImportError as missing:
        if missing.name != "django":
            raise
        sys.exit("Django is not installed here: run 'make setup' once, then .venv/bin/python manage.py")
    return command_line.run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
