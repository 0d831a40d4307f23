"""WSGI entry point for gunicorn: ``config.wsgi:application``. Refused settings end the process."""

import os

from django.core.wsgi import get_wsgi_application

from rallies import startup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
startup.require_settings()
application = get_wsgi_application()
