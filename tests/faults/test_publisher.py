"""Publishers and workers are killed, doubled, and meet a disk that takes nothing: the last good edition is served."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import time

import pytest

from tests.faults.conftest import wait_for

PATH = "/en/campaigns/year/france/paris/"


def test_change_is_public_within_two_seconds(served, cancel):
    served.work()
    time.sleep(2)
    assert "ancelled" not in served.get(PATH)[2]
    served.run(cancel)
    began = time.monotonic()
    wait_for(lambda: "ancelled" in served.get(PATH)[2], seconds=5)
    assert time.monotonic() - began < 2.5  # half of it until the reader looks again


def test_change_that_no_worker_saw_is_published_when_one_starts(served, cancel):
    worker = served.work()
    time.sleep(1.5)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    served.run(cancel)
    assert "ancelled" not in served.get(PATH)[2]
    served.work()
    wait_for(lambda: "ancelled" in served.get(PATH)[2])


def test_killed_publisher_leaves_the_last_edition_and_the_next_one_cleans_up(served):
    (served.editions / "7.part").mkdir()
    (served.editions / "7.part" / "half").write_text("x")
    publisher = served.start("manage.py", "publish_edition", "--full")
    with contextlib.suppress(AssertionError):
        wait_for(lambda: (served.editions / "2.part").exists() or publisher.poll() is not None)
    os.kill(publisher.pid, signal.SIGKILL)
    publisher.wait()
    assert served.current() in {"1", "2"}
    assert served.statuses() == {200}
    served.manage("publish_edition", "--full")
    assert list(served.editions.glob("*.part")) == []
    assert served.statuses() == {200}
    assert int(served.current()) >= 2


def test_publishers_side_by_side_take_turns(site):
    publishers = [site.start("manage.py", "publish_edition", "--full") for _number in range(3)]
    assert [publisher.wait(timeout=60) for publisher in publishers] == [0, 0, 0]
    assert site.current() == "4"
    for number in range(1, 5):
        stored = json.loads((site.editions / str(number) / "manifest.json").read_text(encoding="utf-8"))
        assert stored["number"] == number
        assert all(
            (site.editions / str(number) / page["file"]).is_file() for page in stored["pages"].values()
        )


@pytest.fixture
def small_disk(site):
    """The editions on a disk of their own that is nearly full."""
    aside = site.var / "aside"
    site.editions.rename(aside)
    site.editions.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(site.editions)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this user may not mount a disk")
    try:
        subprocess.run(["cp", "-a", f"{aside}/.", str(site.editions)], check=True)
        site.serve()
        yield site
    finally:
        subprocess.run(["umount", "-l", str(site.editions)], check=True)


def test_full_disk_leaves_the_last_edition(small_disk, cancel):
    with (small_disk.editions / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
        while ballast.write(b"x" * 4096):
            pass
    small_disk.run(cancel)
    ended = small_disk.manage("publish_edition", check=False)
    assert ended.returncode == 1
    assert "No space left on device" in ended.stderr
    assert small_disk.current() == "1"
    assert small_disk.statuses() == {200}
    (small_disk.editions / "ballast").unlink()
    small_disk.manage("publish_edition")
    wait_for(lambda: "ancelled" in small_disk.get(PATH)[2], seconds=3)


def test_read_only_folder_leaves_the_last_edition(small_disk):
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk.editions)], check=True)
    ended = small_disk.manage("publish_edition", "--full", check=False)
    assert ended.returncode == 1
    assert "cannot be written (Read-only file system)" in ended.stderr
    assert small_disk.statuses() == {200}
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk.editions)], check=True)


def test_folder_that_is_a_file_is_named_and_django_answers(site):
    site.editions.rename(site.var / "aside")
    site.editions.write_text("x")
    ended = site.manage("publish_edition", check=False)
    assert ended.returncode == 1
    assert "The folder of editions cannot be written" in ended.stderr
    site.serve()
    assert site.get(PATH)[0] == 200


def test_page_over_its_budget_is_named_and_the_last_edition_stays(served):
    served.env["SITE_NAME"] = secrets.token_hex(20_000)
    ended = served.manage("publish_edition", check=False)
    assert ended.returncode == 1
    assert "/en/: the page weighs" in ended.stderr
    assert served.current() == "1"


def test_rollback_works_without_a_database_and_is_held(served, cancel):
    served.run(cancel)
    served.manage("publish_edition")
    wait_for(lambda: "ancelled" in served.get(PATH)[2], seconds=3)
    good = served.database.read_bytes()
    served.database.write_bytes(b"no database at all " * 400)
    assert "Edition 1 is public again and held" in served.manage("publish_edition", "--rollback").stdout
    wait_for(lambda: "ancelled" not in served.get(PATH)[2], seconds=3)
    served.database.write_bytes(good)
    served.manage("work", "--once")
    assert served.current() == "1"
    assert "Edition 3 is public" in served.manage("publish_edition", "--full").stdout
