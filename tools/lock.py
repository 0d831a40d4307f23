"""Writes the lock files from ``pyproject.toml`` with uv, or checks that they are fresh (``--check``).

The first line of a lock holds a digest of the dependency tables that it was made from, so that the
check needs no network. Locks hold hashes and never the address of a package index.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"requirements.lock": (), "requirements-dev.lock": ("dev",)}
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def main(arguments: list[str]) -> int:
    """Write or check every lock file."""
    if "--check" not in arguments:
        for name, groups in LOCKS.items():
            write(name, groups)
        return 0
    stale = [name for name, groups in LOCKS.items() if not is_fresh(name, groups)]
    for name in stale:
        print(f"{name} was not made from this pyproject.toml: run 'make lock'.", file=sys.stderr)
    return 1 if stale else 0


def heading(groups: tuple[str, ...]) -> str:
    """Return the first line of a lock: the digest of the tables that decide about its content."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tables = {
        "dependencies": project["project"]["dependencies"],
        "python": project["project"]["requires-python"],
        "groups": {group: project["dependency-groups"][group] for group in groups},
    }
    return f"# made by 'make lock' from {hashlib.sha256(json.dumps(tables).encode()).hexdigest()}"


def is_fresh(name: str, groups: tuple[str, ...]) -> bool:
    """Say whether a lock was made from the dependencies as they stand, with hashes and without hosts."""
    text = (ROOT / name).read_text(encoding="utf-8")
    pinned = len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE))
    hashed = len(re.findall(r"^[a-z0-9].*== ?\S+.*\\\n +--hash=sha256:[0-9a-f]{64}", text, re.MULTILINE))
    return text.startswith(heading(groups) + "\n") and pinned == hashed and "://" not in text


def write(name: str, groups: tuple[str, ...]) -> None:
    """Resolve anew, keeping the pinned versions that still fit."""
    uv = shutil.which("uv") or sys.exit(
        "uv is needed to write locks: pip install uv, then put it on the PATH."
    )
    path = ROOT / name
    chosen = [f"--group={group}" for group in groups]
    command = [uv, "pip", "compile", "pyproject.toml", *OPTIONS, *chosen, "--output-file", str(path)]
    subprocess.run(command, cwd=ROOT, check=True)
    path.write_text(f"{heading(groups)}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
