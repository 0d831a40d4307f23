import errno
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from rallies.services import mirror
from rallies.services.mirror import writing
from tests.services.mirror.editions import COPIED, html


def export(folder, **options):
    return mirror.export(folder=folder, **{"now": COPIED, **options})


def listed(folder):
    return sorted(path.name for path in folder.iterdir())


def test_new_empty_and_earlier_folders_are_taken(small, tmp_path):
    place = tmp_path / "copy"
    export(place)
    export(place, now=COPIED.replace(year=2027))
    assert "2027-11-22" in (place / "manifest.json").read_text()
    assert mirror.verify(place).is_true
    (tmp_path / "empty").mkdir()
    export(tmp_path / "empty")
    assert mirror.verify(tmp_path / "empty").is_true
    assert listed(tmp_path) == ["copy", "editions", "empty"]


def test_earlier_copy_that_was_damaged_is_repaired(small, tmp_path):
    place = tmp_path / "copy"
    export(place)
    (place / "en/index.html").write_text("x")
    (place / "index.html").unlink()
    export(place)
    assert mirror.verify(place).is_true


def test_folder_with_other_files_stays_as_it_is(small, tmp_path):
    foreign = tmp_path / "photos"
    foreign.mkdir()
    (foreign / "one.jpg").write_bytes(b"picture")
    with pytest.raises(writing.PlaceRefused, match="holds no mirror"):
        export(foreign)
    assert listed(foreign) == ["one.jpg"]


def test_earlier_copy_with_files_of_others_stays_as_it_is(small, tmp_path):
    place = tmp_path / "copy"
    export(place)
    (place / ".git").mkdir()
    (place / ".git/config").write_text("x")
    with pytest.raises(writing.PlaceRefused, match=r"would be lost: \.git/config"):
        export(place)
    assert (place / ".git/config").read_text() == "x"


def test_list_of_another_program_is_no_earlier_copy(small, tmp_path):
    place = tmp_path / "app"
    place.mkdir()
    (place / "manifest.json").write_text('{"name": "An app"}')
    with pytest.raises(writing.PlaceRefused):
        export(place)
    assert listed(place) == ["manifest.json"]


def test_hostile_places_are_refused_and_nothing_is_written(small, tmp_path, settings):
    (tmp_path / "file").write_text("x")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    before = sorted(tmp_path.rglob("*"))
    places = [
        *("file", "file/below", "link", "dangling", "none/below", "nul\0", "y" * 300),
        *("editions", "editions/9", "editions/current", "static/copy", "real/../editions/9", "."),
    ]
    for place in places:
        with pytest.raises(mirror.MirrorError):
            export(tmp_path / place)
    with pytest.raises(mirror.MirrorError):
        export(type(tmp_path)("/"))
    assert sorted(tmp_path.rglob("*")) == before


def test_zip_may_not_replace_or_join_anything_else(small, tmp_path):
    (tmp_path / "notes.zip").write_text("mine")
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "link.zip").symlink_to(tmp_path / "target")
    places = [
        "notes.zip",
        "folder.zip",
        "link.zip",
        "copy",
        "copy/inside.zip",
        "none/x.zip",
        "editions/1/x.zip",
    ]
    for place in places:
        with pytest.raises(writing.PlaceRefused):
            export(tmp_path / "copy", zip_file=tmp_path / place)
    assert (tmp_path / "notes.zip").read_text() == "mine"
    assert not (tmp_path / "copy").exists()
    export(tmp_path / "copy", zip_file=tmp_path / "a.zip")
    export(tmp_path / "copy", zip_file=tmp_path / "a.zip", now=COPIED.replace(year=2027))
    assert "2027" in mirror.verify(tmp_path / "a.zip").sentence
    assert not [name for name in listed(tmp_path) if name.startswith(".")]


def test_failure_leaves_the_earlier_copy(small, tmp_path):
    place = tmp_path / "copy"
    export(place, zip_file=tmp_path / "copy.zip")
    before = (place / "manifest.json").read_bytes()
    (small.root / "1/en/index.html").write_bytes(b"damaged")
    with pytest.raises(mirror.MirrorError):
        export(place, zip_file=tmp_path / "copy.zip", now=COPIED.replace(year=2027))
    assert (place / "manifest.json").read_bytes() == before
    assert mirror.verify(place).is_true
    assert mirror.verify(tmp_path / "copy.zip").is_true
    assert listed(tmp_path) == ["copy", "copy.zip", "editions"]


# The style sheet alone is larger than the first; the zip is larger than the second.
LIMITS = [10_000, 15_000]
LIMITED = """
import os, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
os.execv(sys.executable, [sys.executable, "manage.py", *sys.argv[2:]])
"""


def environment(root):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.test_settings",
        "VAR_DIR": str(root),
        "DATABASE_URL": "sqlite:////nowhere/none.sqlite3",
    }


@pytest.mark.parametrize("limit", LIMITS)
def test_disk_that_takes_no_more_leaves_the_earlier_copy(small, tmp_path, root, limit):
    place = tmp_path / "copy"
    export(place)
    noise = random.Random(7)
    feeds = {f"/en/{name}.csv": (noise.randbytes(9_000), "text/csv") for name in "abc"}
    small.publish({"/en/": (html("x"),), **feeds})
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), "export_mirror", str(place), "--zip", str(tmp_path / "c.zip")],
        cwd=root, env=environment(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "File too large" in run.stderr
    assert run.stderr.count("\n") == 1
    assert mirror.verify(place).is_true
    assert "2026-11-22T15:48:07Z" in (place / "manifest.json").read_text()
    assert listed(tmp_path) == ["copy", "editions"]


def test_killed_export_leaves_the_earlier_copy_and_the_next_one_sweeps(small, tmp_path, root):
    place = tmp_path / "copy"
    export(place)
    page = html('<a href="/en/">x</a>' * 500)
    small.publish({"/en/": (page,), **{f"/en/campaigns/c{number}/": (page,) for number in range(100)}})
    process = subprocess.Popen(
        [sys.executable, "manage.py", "export_mirror", str(place)],
        cwd=root, env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    part = tmp_path / ".copy.part"
    until = time.monotonic() + 30
    while not (part / "en/campaigns/c1").exists() and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert part.is_dir()
    assert mirror.verify(place).is_true
    export(place, now=COPIED.replace(year=2027))
    assert "2027" in mirror.verify(place).sentence
    assert listed(tmp_path) == ["copy", "editions"]


def test_two_exports_never_mix(small, tmp_path):
    place = tmp_path / "copy"
    with writing.part_of(place) as part:
        writing.write(part, "a", b"x")
        with pytest.raises(mirror.MirrorError, match="Another process"):
            export(place)
        assert (part / "a").exists()
    assert listed(place) == ["a"]


def test_link_in_the_place_of_the_part_is_not_followed(small, tmp_path):
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim/file").write_text("x")
    (tmp_path / ".copy.part").symlink_to(tmp_path / "victim")
    with pytest.raises(mirror.MirrorError):
        export(tmp_path / "copy")
    assert listed(tmp_path / "victim") == ["file"]


def test_earlier_copy_comes_back_when_the_new_one_cannot_take_its_place(small, tmp_path, monkeypatch):
    place = tmp_path / "copy"
    export(place)
    rename = type(place).rename

    def refuse(self, target):
        if self.name.endswith(".part"):
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(type(place), "rename", refuse)
    with pytest.raises(mirror.MirrorError, match="Input/output error"):
        export(place, now=COPIED.replace(year=2027))
    assert "2026" in mirror.verify(place).sentence
    assert listed(tmp_path) == ["copy", "editions"]
