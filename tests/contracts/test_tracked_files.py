"""What lies in the repository: no secret, no address of a package index, no path of one machine."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")
# Put together here so that this file does not name what it forbids.
FORBIDDEN = [
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "registry.npm" + "js.org",
    "/wo" + "rk/",
    "/opt/py" + "pi",
    "ghp" + "_",
    "BEGIN PRIVATE" + " KEY",
]


def tracked_texts():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        path = ROOT / line
        if path.is_file():
            yield line, path.read_bytes().decode("utf-8", errors="ignore")


def test_tracked_files_name_no_index_and_no_machine():
    found = {(name, word) for name, text in tracked_texts() for word in FORBIDDEN if word in text}
    assert found == set()


def test_tracked_files_hold_nothing_that_is_built():
    names = [name for name, _text in tracked_texts()]
    built = re.compile(r"(^|/)(\.env|var/.*|.*\.mo|.*\.pyc|.*\.sqlite3|uv\.lock|pylock\.toml)$")
    assert [name for name in names if built.search(name)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_lock_pins_every_package_with_hashes_and_names_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
    assert len(packages) > 10
    assert len(re.findall(r"^[a-z0-9-]+==.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)) == len(
        packages
    )
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_lock_for_development_holds_the_lock_of_production():
    pins = [
        set(re.findall(r"^[a-z0-9-]+==[^ ;\\]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in LOCKS
    ]
    assert pins[0] - pins[1] == set()


def test_lock_names_every_dependency_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[a-z0-9-]+", line).group() for line in project["dependencies"]}
    text = (ROOT / LOCKS[0]).read_text(encoding="utf-8")
    assert wanted - set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)) == set()


def test_locks_are_fresh():
    check = subprocess.run(
        [sys.executable, "tools/lock.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (check.returncode, check.stderr) == (0, "")
