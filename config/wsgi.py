"""WSGI entry point for gunicorn: ``config.wsgi:application``. Refused settings end the process.

The edition stands before Django: a published page is answered without it (``rallies.wsgi``).
"""

import os

from rallies import startup, wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
startup.require_settings()
application = wsgi.application()
