"""gunicorn behind a buffering proxy: ``gunicorn -c config/gunicorn.conf.py config.wsgi:application``.

Sync workers: the proxy holds slow visitors, and each request is short. Nothing writes a request line,
because that would name who asked; malformed requests are logged without their sender.
"""

import os
import sys
from pathlib import Path

# The console script does not see the checkout before its application is loaded.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config.logs import AddressFreeLogger
from rallies import startup

startup.require_settings()

bind = f"{settings.BIND}:{settings.PORT}"
worker_class = "sync"
workers = settings.WEB_CONCURRENCY
preload_app = True
timeout = 30
graceful_timeout = 20
# Workers are renewed one after another, so that a slow leak never fills a small server.
max_requests = 10_000
max_requests_jitter = 1_000
# The proxy's address; in a container network that nothing else can reach, "*".
forwarded_allow_ips = settings.FORWARDED_ALLOW_IPS
# The heartbeat file stays off disks.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108  # nosec B108
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = settings.LOG_LEVEL.lower()
logger_class = AddressFreeLogger
