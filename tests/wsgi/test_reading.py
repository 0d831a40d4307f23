import logging
import shutil

import pytest

from rallies.services import edition
from rallies.services.edition import manifest
from rallies.wsgi.reading import Reader
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def number(reader):
    found = reader.edition()
    return found and found.number


def test_new_edition_is_noticed_within_a_second(reader, published, clock):
    assert number(reader) == 1
    edition.publish(now=NOW, full=True)
    assert number(reader) == 1
    clock.now += 0.5
    assert number(reader) == 2
    edition.roll_back()
    clock.now += 0.5
    assert number(reader) == 1


def test_edition_in_memory_outlives_its_folder(reader, published, clock):
    page = reader.edition().pages["/en/"]
    body = reader.body(page, "")
    shutil.rmtree(published.root)
    clock.now += 10
    assert number(reader) == 1
    assert reader.body(page, "") == body
    assert reader.body(page, "br") is None


@pytest.mark.parametrize("content", [None, b"", b'{"format": 1', b"\xff\xfe", b"[1]"])
def test_half_written_edition_never_replaces_the_one_in_memory(reader, published, clock, content, caplog):
    assert number(reader) == 1
    edition.publish(now=NOW, full=True)
    target = published.folder(2) / manifest.NAME
    target.unlink() if content is None else target.write_bytes(content)
    with caplog.at_level(logging.WARNING):
        for _look in range(3):
            clock.now += 1
            assert number(reader) == 1
    assert len(caplog.records) == 1


def test_start_beside_a_damaged_edition_serves_the_one_before(published):
    edition.publish(now=NOW, full=True)
    edition.publish(now=NOW, full=True)
    (published.folder(3) / manifest.NAME).write_text("{")
    (published.folder(2) / manifest.NAME).unlink()
    assert number(Reader(published.root)) == 1


def test_mended_edition_is_served_without_a_restart(published, clock):
    target = published.folder(1) / manifest.NAME
    text = target.read_text(encoding="utf-8")
    target.write_text("{")
    reader = Reader(published.root, clock=clock)
    assert number(reader) is None
    target.write_text(text, encoding="utf-8")
    clock.now += 1
    assert number(reader) == 1


def test_link_that_leads_nowhere_is_no_edition(published, clock):
    (published.root / "current").unlink()
    (published.root / "current").symlink_to("../../etc")
    assert number(Reader(published.root, clock=clock)) == 1


def test_file_that_changed_is_read_from_another_edition_with_the_same_bytes(published, clock):
    good = (published.folder(1) / "en/index.html").read_bytes()
    edition.publish(now=NOW, full=True)
    reader = Reader(published.root, clock=clock)
    victim = published.folder(2) / "en/index.html"
    victim.unlink()
    victim.write_bytes(good.replace(b"<html", b"<htmI"))
    assert reader.body(reader.edition().pages["/en/"], "") == good


def test_memory_is_bounded_and_the_oldest_page_goes_first(published, clock):
    pages = list(manifest.read(published.folder(1)).pages.values())
    room = sum(page.plain.size for page in pages[:3])
    reader = Reader(published.root, clock=clock, cache_bytes=room)
    reader.edition()
    for page in pages:
        reader.body(page, "")
        reader.body(pages[0], "")
        assert reader._size == sum(map(len, reader._bodies.values())) <= room
    assert pages[0].plain.sha256 in reader._bodies


def test_clock_that_jumps_back_changes_nothing(reader, clock):
    assert number(reader) == 1
    clock.now -= 1_000_000
    assert number(reader) == 1
