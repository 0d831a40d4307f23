import hashlib
import json
import os
import random
import shutil
import struct
import subprocess
import zipfile
from pathlib import Path

import pytest

from rallies.formats import bundle
from rallies.services import mirror
from rallies.services.mirror import signing
from tests.services.mirror.editions import COPIED, KEY, LIVE, OTHER_KEY, fingerprint


def flip(path, place, bits=0xFF):
    data = bytearray(path.read_bytes())
    data[place] ^= bits
    path.write_bytes(data)


def sign_again(folder, private=KEY, **changed):
    """Sign a changed list, as the owner of a key could."""
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | changed
    data = json.dumps(listed).encode()
    (folder / "manifest.json").write_bytes(data)
    (folder / "manifest.sig").write_bytes(signing.sign(data, private=private))


def test_copy_is_true_as_folder_and_as_zip(copied):
    for place in copied:
        verdict = mirror.verify(place)
        assert verdict.is_true, verdict
        assert verdict.sentence.startswith(f"True: a copy of {LIVE[0]} made at 2026-11-22T15:48:07Z, ")
        assert fingerprint() in verdict.sentence
        assert verdict.files == ()


@pytest.mark.parametrize("written", ["base64", "padding", "pem", "fingerprint", "letters"])
def test_key_may_be_given_in_every_form(copied, settings, written):
    settings.MIRROR_KEY = ""
    public = signing.public_of(KEY)
    forms = {
        "base64": signing.encode(public),
        "padding": f"  {signing.encode(public).rstrip('=')}\n",
        "pem": signing.as_pem(public),
        "fingerprint": fingerprint(),
        "letters": fingerprint().replace(" ", "").upper(),
    }
    assert mirror.verify(copied[0], key=forms[written]).is_true
    assert not mirror.verify(copied[0], key=signing.encode(signing.public_of(OTHER_KEY))).is_true


@pytest.mark.parametrize(
    "key",
    ["x", "AAAA", "é" * 44, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "-----BEGIN X"],
)
def test_key_that_is_none_is_said_so(copied, key):
    with pytest.raises(mirror.MirrorError, match=r"key|Key"):
        mirror.verify(copied[0], key=key)


def test_key_of_another_kind_is_refused(copied):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    other = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = other.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(signing.KeyRefused):
        mirror.verify(copied[0], key=pem.decode())


def test_without_any_key_of_ours_nothing_is_believed(copied, settings):
    settings.MIRROR_KEY = ""
    with pytest.raises(mirror.MirrorError, match="--public-key"):
        mirror.verify(copied[0])
    settings.MIRROR_PUBLIC_KEY = signing.encode(signing.public_of(KEY))
    assert mirror.verify(copied[0]).is_true


def test_one_flipped_byte_in_any_file_fails_and_is_named(copied):
    folder, _zip = copied
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        before = file.read_bytes()
        flip(file, len(before) // 2, 1)
        verdict = mirror.verify(folder)
        name = file.relative_to(folder).as_posix()
        assert not verdict.is_true, name
        if not name.startswith("manifest."):
            assert verdict.files == (f"changed: {name}",)
        file.write_bytes(before)
    assert mirror.verify(folder).is_true


def test_one_flipped_bit_anywhere_in_the_zip_fails(copied):
    _folder, zip_file = copied
    whole = zip_file.read_bytes()
    chance = random.Random(7)
    with zipfile.ZipFile(zip_file) as archive:
        headers = [entry.header_offset + part for entry in archive.infolist() for part in range(30)]
        start = archive.start_dir
    ends = range(start, start + 60), range(len(whole) - 90, len(whole))
    places = {*chance.sample(headers, 60), *chance.sample(range(len(whole)), 150), *ends[0], *ends[1]}
    for place in sorted(places):
        flip(zip_file, place, 1 << chance.randrange(8))
        assert not mirror.verify(zip_file).is_true, place
        zip_file.write_bytes(whole)
    assert mirror.verify(zip_file).is_true


def test_missing_added_and_changed_files_are_each_named(copied):
    folder, _zip = copied
    (folder / "en/list.csv").unlink()
    (folder / "en/extra.html").write_text("x")
    (folder / ".htaccess").write_text("Redirect / https://example.com/")
    flip(folder / "index.html", 0)
    verdict = mirror.verify(folder)
    assert not verdict.is_true
    assert verdict.sentence == "Not true: 4 of its files differ."
    assert verdict.files == (
        "missing: en/list.csv", "added: .htaccess", "added: en/extra.html", "changed: index.html"
    )  # fmt: skip


def test_longer_and_shorter_files_are_changed(copied):
    folder, _zip = copied
    page = folder / "en/index.html"
    before = page.read_bytes()
    for data in (before + b"x", before[:-1], b"", before + b"x" * 3_000_000):
        page.write_bytes(data)
        assert mirror.verify(folder).files == ("changed: en/index.html",)


def test_links_pipes_and_odd_names_are_neither_followed_nor_waited_for(copied, tmp_path):
    folder, _zip = copied
    page = folder / "en/index.html"
    (tmp_path / "same.html").write_bytes(page.read_bytes())
    page.unlink()
    page.symlink_to(tmp_path / "same.html")
    (folder / "en/list.csv").unlink()
    os.mkfifo(folder / "en/list.csv")
    (folder / "loop").symlink_to(folder)
    (folder / "a\x1b[31m\nb").write_text("x")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).touch()
    verdict = mirror.verify(folder)
    assert set(verdict.files) == {
        "changed: en/index.html", "changed: en/list.csv", "added: loop", "added: a\\x1b[31m\\nb", "added: \\udcff"
    }  # fmt: skip


def test_folder_of_a_thousand_floors_is_walked(copied):
    folder, _zip = copied
    before = Path.cwd()
    os.chdir(folder)
    try:
        for _floor in range(1200):
            Path("d").mkdir()
            os.chdir("d")
        os.chdir(before)
        assert mirror.verify(folder).is_true
    finally:
        os.chdir(before)
        # Python's own way to remove a folder calls itself for each floor.
        subprocess.run(["rm", "-r", folder / "d"], check=True)


def test_copy_without_list_or_signature_is_not_true(copied):
    folder, _zip = copied
    (folder / "manifest.sig").unlink()
    assert "has no manifest.sig" in mirror.verify(folder).sentence
    (folder / "manifest.json").unlink()
    assert "has no manifest.json" in mirror.verify(folder).sentence


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b'{"format":"rallies-mirror-2"}',
        b"[" * 200_000,
        b'{"format":"rallies-mirror-1","files":{"a":1},"live":[]}',
    ],
)
def test_list_that_cannot_be_read_is_not_true(copied, data):
    folder, _zip = copied
    (folder / "manifest.json").write_bytes(data)
    verdict = mirror.verify(folder)
    assert not verdict.is_true
    assert "cannot be read" in verdict.sentence


def test_changed_list_is_not_the_signed_one(copied):
    folder, _zip = copied
    text = (folder / "manifest.json").read_text(encoding="utf-8")
    (folder / "manifest.json").write_text(text.replace("15:48:07", "19:48:07"), encoding="utf-8")
    assert mirror.verify(folder).sentence == "Not true: its list of files is not the one that was signed."


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signature_of_another_length_is_none(copied, length):
    folder, _zip = copied
    (folder / "manifest.sig").write_bytes(b"s" * length)
    assert not mirror.verify(folder).is_true


def test_copy_signed_by_another_key_names_that_key(copied):
    folder, _zip = copied
    sign_again(folder, OTHER_KEY)
    assert mirror.verify(folder).sentence == "Not true: its list of files is not the one that was signed."
    sign_again(folder, OTHER_KEY, public_key=signing.encode(signing.public_of(OTHER_KEY)))
    verdict = mirror.verify(folder)
    assert not verdict.is_true
    assert fingerprint(OTHER_KEY) in verdict.sentence
    sign_again(folder, OTHER_KEY, fingerprint=fingerprint(KEY))
    assert fingerprint(OTHER_KEY) in mirror.verify(folder).sentence
    sign_again(folder, OTHER_KEY, public_key=7)
    assert not mirror.verify(folder).is_true


def test_owner_of_the_key_may_sign_a_list_anew(copied):
    folder, _zip = copied
    sign_again(folder, live=["https://new.example.org"])
    assert mirror.verify(folder).is_true


def test_copy_made_without_a_key_is_not_true(small, tmp_path, settings):
    settings.MIRROR_KEY, settings.MIRROR_PUBLIC_KEY = "", signing.encode(signing.public_of(KEY))
    made = mirror.export(folder=tmp_path / "copy", now=COPIED)
    assert not made.is_signed
    assert not (tmp_path / "copy/manifest.sig").exists()
    assert "has no manifest.sig" in mirror.verify(tmp_path / "copy").sentence


def test_keys_that_do_not_belong_together_sign_nothing(small, tmp_path, settings):
    settings.MIRROR_PUBLIC_KEY = signing.encode(signing.public_of(OTHER_KEY))
    with pytest.raises(mirror.MirrorError, match="public half"):
        mirror.export(folder=tmp_path / "copy", now=COPIED)
    assert not (tmp_path / "copy").exists()


def repacked(zip_file, change):
    """Pack the files anew, after ``change`` had a look at the open archive, with a digest that fits."""
    with zipfile.ZipFile(zip_file) as archive:
        files = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"0" * bundle.DIGEST
        for entry, data in files:
            archive.writestr(entry, data)
        change(archive)
    digest_again(zip_file)


def digest_again(zip_file):
    body = zip_file.read_bytes()[: -bundle.DIGEST]
    zip_file.write_bytes(body + hashlib.sha256(body).hexdigest().encode())


def test_zip_that_was_packed_anew_is_to_be_unpacked(copied):
    folder, zip_file = copied
    with zipfile.ZipFile(zip_file, "w") as archive:
        for file in folder.rglob("*"):
            archive.write(file, file.relative_to(folder))
    verdict = mirror.verify(zip_file)
    assert not verdict.is_true
    assert "unpack it and check the folder" in verdict.sentence


def test_zip_with_a_file_more_is_not_true_even_if_its_digest_fits(copied):
    _folder, zip_file = copied
    entry = zipfile.ZipInfo("en/extra.html")
    repacked(zip_file, lambda archive: archive.writestr(entry, b"x"))
    assert mirror.verify(zip_file).files == ("added: en/extra.html",)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_zip_that_tells_two_stories_is_not_true(copied):
    _folder, zip_file = copied
    repacked(zip_file, lambda archive: archive.writestr(zipfile.ZipInfo("index.html"), b"forged"))
    assert "hides something" in mirror.verify(zip_file).sentence


@pytest.mark.parametrize("attribute", ["extra", "comment"])
def test_zip_with_hidden_fields_is_not_true(copied, attribute):
    _folder, zip_file = copied
    entry = zipfile.ZipInfo("hidden")
    setattr(entry, attribute, struct.pack("<HH4s", 0x1234, 4, b"abcd"))
    repacked(zip_file, lambda archive: archive.writestr(entry, b"x"))
    assert "hides something" in mirror.verify(zip_file).sentence


def test_zip_with_bytes_between_its_files_is_not_true(copied):
    _folder, zip_file = copied
    zip_file.write_bytes(b"MZ" + zip_file.read_bytes())
    digest_again(zip_file)
    assert not mirror.verify(zip_file).is_true


def test_zip_that_unpacks_for_ever_is_not_unpacked(copied):
    folder, zip_file = copied
    sizes = {"en/index.html": b"\0" * 50_000_000}
    with zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = b"0" * bundle.DIGEST
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = file.relative_to(folder).as_posix()
            archive.writestr(zipfile.ZipInfo(name), sizes.get(name, file.read_bytes()), zipfile.ZIP_DEFLATED)
    digest_again(zip_file)
    assert mirror.verify(zip_file).files == ("changed: en/index.html",)


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * 500, b"PK\x05\x06" + b"\0" * 18])
def test_file_that_is_no_zip_is_not_true(tmp_path, data):
    file = tmp_path / "copy.zip"
    file.write_bytes(data + b"0" * bundle.DIGEST)
    assert not mirror.verify(file).is_true
    digest_again(file)
    assert not mirror.verify(file).is_true


def test_place_that_is_not_there_cannot_be_checked(tmp_path):
    with pytest.raises(mirror.MirrorError, match="no folder or zip"):
        mirror.verify(tmp_path / "none")


def test_openssl_confirms_the_signature_as_the_page_says(copied, tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("no openssl on this machine")
    folder, _zip = copied
    (tmp_path / "key.pem").write_text(signing.as_pem(signing.public_of(KEY)))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", tmp_path / "key.pem", "-rawin"]
    command += ["-in", "manifest.json", "-sigfile", "manifest.sig"]
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
    flip(folder / "manifest.json", 100)
    assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode != 0


def test_folder_that_may_not_be_read_cannot_be_checked(copied, monkeypatch):
    """The superuser reads everything, so the refusal of the system is played."""

    def refuse(_folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(mirror.MirrorError, match="cannot be read: Permission denied"):
        mirror.verify(copied[0])
