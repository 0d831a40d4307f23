# ruff: noqa: F811 (fixtures that are imported are named again as arguments)
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from rallies.services.mirror import signing
from tests.services.mirror.conftest import copied, live, shelf, small  # noqa: F401
from tests.services.mirror.editions import KEY, OTHER_KEY, fingerprint


def test_export_says_what_it_made(small, tmp_path, capsys):
    place, zip_file = tmp_path / "copy", tmp_path / "copy.zip"
    call_command(
        "export_mirror", str(place), "--zip", str(zip_file), "--base-url", "https://copy.example.com/r"
    )
    said = capsys.readouterr().out
    assert "Copied edition 1 at 20" in said
    assert f"8 files in {place} and {zip_file}." in said
    assert f"Signed by {fingerprint()}." in said
    assert '"address": "https://copy.example.com/r/"' in (place / "manifest.json").read_text()
    assert zip_file.is_file()


def test_export_without_a_key_says_that_nobody_can_check_it(small, tmp_path, capsys, settings):
    settings.MIRROR_KEY = ""
    call_command("export_mirror", str(tmp_path / "copy"))
    said = capsys.readouterr()
    assert "Signed" not in said.out
    assert "make_mirror_key" in said.err


def test_export_refuses_in_one_sentence(small, tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/one.jpg").touch()
    with pytest.raises(CommandError, match="is not empty and holds no mirror"):
        call_command("export_mirror", str(tmp_path / "photos"))
    with pytest.raises(CommandError, match="Name a folder"):
        call_command("export_mirror", "")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://a.example",
        "http://a.example",
        "a.example",
        "https://me:word@a.example",
        "https://a.example/?x",
        "https://a.example/#x",
        "https://",
        "javascript:x",
    ],
)
def test_export_wants_an_address_that_people_can_open(small, tmp_path, address):
    with pytest.raises(CommandError, match="--base-url"):
        call_command("export_mirror", str(tmp_path / "copy"), "--base-url", address)
    assert not (tmp_path / "copy").exists()


def test_export_of_many_files_shows_how_far_it_is_on_a_terminal(small, tmp_path, capsys, monkeypatch):
    from rallies.management.commands import export_mirror

    monkeypatch.setattr(export_mirror, "STEP", 2)
    call_command("export_mirror", str(tmp_path / "silent"))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    call_command("export_mirror", str(tmp_path / "shown"))
    assert "\r2 of 2 files\n\r4 of 4 files\n" in capsys.readouterr().err


def test_verify_says_true_or_names_what_differs(copied, capsys, tmp_path):
    folder, zip_file = copied
    for place in (folder, zip_file):
        call_command("verify_mirror", str(place))
        assert capsys.readouterr().out.startswith("True: a copy of https://rallies.example.org")
    (folder / "en/list.csv").write_text("x")
    with pytest.raises(
        CommandError, match=r"Not true: 1 of its files differ\.\n  changed: en/list\.csv"
    ) as refused:
        call_command("verify_mirror", str(folder))
    assert refused.value.returncode == 1


def test_verify_takes_the_key_from_the_line_or_from_a_file(copied, capsys, tmp_path, settings):
    settings.MIRROR_KEY = ""
    folder, _zip = copied
    key = tmp_path / "key.pem"
    key.write_text(signing.as_pem(signing.public_of(KEY)))
    for given in (str(key), fingerprint(), signing.encode(signing.public_of(KEY))):
        call_command("verify_mirror", str(folder), "--public-key", given)
        assert capsys.readouterr().out.startswith("True")
    with pytest.raises(CommandError, match="another key signed it") as refused:
        call_command("verify_mirror", str(folder), "--public-key", fingerprint(OTHER_KEY))
    assert refused.value.returncode == 1


@pytest.mark.parametrize("key", ["", "no key", "nul\0", "k" * 2000])
def test_verify_that_cannot_be_done_has_a_status_of_its_own(copied, settings, key):
    settings.MIRROR_KEY = ""
    with pytest.raises(CommandError) as refused:
        call_command("verify_mirror", str(copied[0]), "--public-key", key)
    assert refused.value.returncode == 2
    with pytest.raises(CommandError) as refused:
        call_command("verify_mirror", str(copied[0] / "none"), "--public-key", fingerprint())
    assert refused.value.returncode == 2


def test_key_file_that_is_no_text_is_said_so(copied, tmp_path):
    (tmp_path / "key").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError) as refused:
        call_command("verify_mirror", str(copied[0]), "--public-key", str(tmp_path / "key"))
    assert refused.value.returncode == 2


def test_new_key_is_printed_for_the_settings_and_differs_each_time(capsys):
    keys = []
    for _time in range(2):
        call_command("make_mirror_key")
        said = capsys.readouterr()
        private, public = (line.split("=", 1)[1] for line in said.out.splitlines())
        assert said.out.startswith("MIRROR_KEY=")
        assert signing.public_of(private) == signing.decode(public)
        assert fingerprint(private) in said.err
        assert private not in said.err
        keys.append(private)
    assert keys[0] != keys[1]


def test_export_and_check_need_no_database(small, tmp_path, root):
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.test_settings", "VAR_DIR": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:9/none", "MIRROR_KEY": KEY,
    }  # fmt: skip
    for command in (["export_mirror", "copy"], ["verify_mirror", "copy"]):
        run = subprocess.run(
            [sys.executable, root / "manage.py", *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("True")
    (tmp_path / "copy/index.html").unlink()
    run = subprocess.run(
        [sys.executable, root / "manage.py", *command],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr == "CommandError: Not true: 1 of its files differ.\n  missing: index.html\n"
