import datetime
import gzip
import hashlib

import brotli
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rallies.models import Campaign, Edition, Organizer, Rally
from rallies.services import edition, moderation, organizers, places, rallies
from rallies.services.edition import manifest, publishing, records, rendering, rendering_many
from tests.factories import NOW, make_campaign, make_city, make_organizer, make_rally
from tests.test_public_urls import every_path

pytestmark = pytest.mark.django_db


def publish(**options):
    return edition.publish(now=NOW, **options)


def current(place):
    return manifest.read(place.folder(place.current()))


def text(place, path, number=None):
    folder = place.folder(number or place.current())
    return (folder / manifest.read(folder).pages[path].file).read_text(encoding="utf-8")


def small_world():
    year = make_campaign(slug="year")
    berlin = make_rally(campaign=year, organizers=[make_organizer(slug="ark")])
    paris = make_rally(campaign=year, city=make_city("Paris"), organizers=[make_organizer(slug="union")])
    return year, berlin, paris


def test_first_edition_holds_every_public_path_as_django_renders_it(place, client):
    small_world()
    receipt = publish()
    made = current(place)
    assert receipt == edition.Receipt(
        number=1, is_new=True, pages=len(every_path()) + 2, rendered=len(every_path())
    )
    assert set(made.pages) == {*every_path(), "/en/404.html", "/ru/404.html"}
    for path in every_path():
        fresh, page = client.get(path), made.pages[path]
        content = (place.folder(1) / page.file).read_bytes()
        assert content == fresh.content, path
        assert fresh["ETag"] == f'"{page.etag}"'
        assert {name: fresh[name] for name in page.headers} == page.headers


def test_files_stand_where_any_static_host_looks_and_are_packed_beside(place):
    small_world()
    publish()
    folder, made = place.folder(1), current(place)
    assert made.pages["/en/campaigns/year/france/paris/"].file == "en/campaigns/year/france/paris/index.html"
    for page in made.pages.values():
        plain = (folder / page.file).read_bytes()
        assert gzip.decompress((folder / f"{page.file}.gz").read_bytes()) == plain
        assert brotli.decompress((folder / f"{page.file}.br").read_bytes()) == plain
        for encoding in ("", "gzip", "br"):
            body = (folder / page.file_in(encoding)).read_bytes()
            assert manifest.Body(len(body), hashlib.sha256(body).hexdigest()) == page.body_in(encoding)


def test_missing_page_stands_in_each_language(place):
    publish()
    page = current(place).pages[current(place).missing["ru"]]
    assert page.status == 404
    assert '<html lang="ru"' in text(place, "/ru/404.html")


def test_manifest_is_read_as_it_was_written(place):
    small_world()
    publish()
    stored = (place.folder(1) / manifest.NAME).read_text(encoding="utf-8")
    assert current(place).text() == stored
    assert records.read_stored(place.folder(1)) == records.read_public()


def test_nothing_is_published_when_nothing_changed(place):
    small_world()
    publish()
    assert publish() == edition.Receipt(number=1, pages=len(every_path()))
    assert place.numbers() == [1]


def test_change_renders_what_it_touches_and_shares_the_rest(place):
    _year, _berlin, paris = small_world()
    publish()
    moderation.set_condition(rally=paris, condition="cancelled", by=None, now=NOW)
    receipt = publish()
    assert (receipt.number, receipt.is_new) == (2, True)
    assert receipt.rendered < receipt.pages / 2
    path = "/en/campaigns/year/france/paris/"
    assert "ancelled" not in text(place, path, 1)
    assert "ancelled" in text(place, path, 2)
    untouched = "en/campaigns/year/germany/berlin/index.html"
    assert (place.folder(1) / untouched).stat().st_ino == (place.folder(2) / untouched).stat().st_ino
    changed = "en/campaigns/year/france/paris/index.html"
    assert (place.folder(1) / changed).stat().st_ino != (place.folder(2) / changed).stat().st_ino


def rename_organizer(berlin):
    organizers.edit(organizer=berlin.organizers.get(), name={"en": "Raft"}, by=None, now=NOW)


def rename_city(berlin):
    places.rename(city=berlin.city, names={"en": "Berlin on Spree"}, by=None, now=NOW)


def move_rally(berlin):
    rallies.edit(rally=berlin, city=make_city("Tbilisi"), by=None, now=NOW)


def hide_rally(berlin):
    moderation.hold(rally=berlin, by=None, now=NOW)


def delete_rally(berlin):
    berlin.delete()


def rename_campaign(berlin):
    Campaign.objects.update(title={"en": "Another year"})


def close_campaign(berlin):
    Campaign.objects.update(state="draft")


def add_campaign(berlin):
    make_rally(
        campaign=make_campaign(
            slug="next", first_day=datetime.date(2024, 2, 24), last_day=datetime.date(2024, 2, 24)
        )
    )


def add_rally_beside(berlin):
    make_rally(campaign=berlin.campaign, city=make_city("Munich"))


def change_holder(berlin):
    rallies.edit(rally=berlin, organizers=list(Organizer.objects.filter(slug="union")), by=None, now=NOW)


def derive_again(berlin):
    Rally.objects.filter(pk=berlin.pk).update(starts_at=berlin.starts_at + datetime.timedelta(hours=1))


CHANGES = [
    rename_organizer, rename_city, move_rally, hide_rally, delete_rally, rename_campaign, close_campaign,
    add_campaign, add_rally_beside, change_holder, derive_again,
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_edition_after_a_change_equals_one_that_is_rendered_anew(place, change):
    _year, berlin, _paris = small_world()
    publish()
    before = current(place)
    change(berlin)
    receipt = publish()
    after = current(place)
    assert receipt.is_new
    assert receipt.rendered < receipt.pages or change in {rename_campaign, close_campaign}
    publish(full=True)
    assert after.pages == current(place).pages
    assert after.digest != before.digest or change is derive_again


def test_page_of_a_city_without_rallies_any_more_is_gone(place):
    _year, berlin, _paris = small_world()
    publish()
    assert "/en/campaigns/year/germany/berlin/" in current(place).pages
    delete_rally(berlin)
    publish()
    assert "/en/campaigns/year/germany/berlin/" not in current(place).pages
    assert not (place.folder(2) / "en/campaigns/year/germany").exists()


def test_other_code_or_settings_render_everything(place, settings):
    small_world()
    publish()
    settings.SITE_NAME = "Elsewhere"
    receipt = publish()
    assert receipt.rendered == len(every_path())
    assert "Elsewhere" in text(place, "/en/")


def test_full_publication_shares_what_reads_the_same(place):
    small_world()
    publish()
    receipt = publish(full=True)
    assert (receipt.number, receipt.rendered) == (2, len(every_path()))
    assert receipt.shared == receipt.pages


def test_changed_file_of_the_edition_before_is_written_anew(place):
    small_world()
    publish()
    victim = place.folder(1) / "en/about/index.html"
    victim.write_bytes(b"x" * victim.stat().st_size)
    publish(full=True)
    assert "<html" in text(place, "/en/about/")


@pytest.mark.parametrize("spoil", ["vanished", "shorter"])
def test_file_that_is_not_whole_is_rendered_again(place, spoil):
    _year, _berlin, paris = small_world()
    publish()
    victim = place.folder(1) / "en/about/index.html"
    victim.unlink() if spoil == "vanished" else victim.write_text("x")
    moderation.hold(rally=paris, by=None, now=NOW)
    publish()
    assert "<html" in text(place, "/en/about/")


@pytest.mark.parametrize("name", [manifest.NAME, records.NAME])
@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 99}'])
def test_damaged_notes_of_the_edition_before_cost_a_full_publication_only(place, name, content):
    small_world()
    publish()
    (place.folder(1) / name).write_text(content)
    receipt = publish()
    assert (receipt.number, receipt.rendered) == (2, len(every_path()))


def test_page_that_fails_stops_everything_and_is_named(place, monkeypatch):
    _year, _berlin, paris = small_world()
    publish()
    moderation.hold(rally=paris, by=None, now=NOW)
    monkeypatch.setattr("rallies.views.pages.loader.get_template", lambda _name: 1 / 0)
    with pytest.raises(
        edition.PageRefused, match=r"^/en/: the page cannot be rendered \(ZeroDivisionError"
    ) as refused:
        publish()
    assert refused.value.path == "/en/"
    assert (place.current(), place.numbers()) == (1, [1])
    assert list(place.root.glob("*.part")) == []


def test_page_over_its_budget_stops_everything_and_is_named(place, monkeypatch):
    small_world()
    publish()
    monkeypatch.setattr("rallies.formats.packing.BODY_BUDGET", 100)
    with pytest.raises(
        edition.PageRefused, match=r"^/en/: the page weighs [\d,]+ bytes in gzip, more than its 100"
    ):
        publish(full=True)
    assert place.current() == 1


def test_page_that_answers_otherwise_is_refused():
    with pytest.raises(edition.PageRefused, match="answers 302 instead of 200"):
        rendering.render("/")


def test_page_that_vanishes_while_rendering_is_left_out(place, monkeypatch):
    _year, berlin, _paris = small_world()
    real = rendering.render

    def render(path):
        if path.endswith("/germany/"):
            delete_rally(berlin) if berlin.pk else None
        return real(path)

    monkeypatch.setattr(rendering_many, "render", render)
    assert publish().is_new
    assert set(current(place).pages) - {"/en/404.html", "/ru/404.html"} == set(every_path())


def test_page_that_never_stays_is_refused_in_the_end(place, monkeypatch):
    monkeypatch.setattr(records, "paths", lambda: ["/en/nowhere/"])
    with pytest.raises(edition.PageGone, match="/en/nowhere/"):
        publish()
    assert place.current() is None


def test_rollback_serves_the_one_before_and_holds_it(place):
    _year, _berlin, paris = small_world()
    publish()
    moderation.hold(rally=paris, by=None, now=NOW)
    publish()
    assert edition.roll_back() == 1
    moderation.publish(rally=paris, by=None, now=NOW)
    assert publish() == edition.Receipt(number=1, pinned=1)
    assert place.current() == 1
    receipt = publish(unpin=True)
    assert (receipt.number, receipt.is_new, place.pinned()) == (3, True, None)


def test_rollback_goes_to_a_given_edition_and_refuses_others(place):
    for _round in range(3):
        publish(full=True)
    assert edition.roll_back(number=1) == 1
    with pytest.raises(edition.NoEdition, match="edition 7"):
        edition.roll_back(number=7)
    with pytest.raises(edition.NoEdition, match="an older edition"):
        edition.roll_back()
    edition.unpin()
    assert list(edition.history()) == [(3, False), (2, False), (1, True)]


def test_rollback_refuses_a_damaged_edition(place):
    publish()
    publish(full=True)
    (place.folder(1) / manifest.NAME).write_text("{")
    with pytest.raises(edition.Damaged):
        edition.roll_back()
    assert (place.current(), place.pinned()) == (2, None)


def test_old_editions_are_removed_but_not_young_current_or_pinned_ones(place, settings):
    settings.EDITIONS_KEPT = 2
    for _round in range(4):
        publish(full=True)
    assert place.numbers() == [4, 3, 2, 1]
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    receipt = edition.publish(now=later, full=True)
    assert receipt.removed == (3, 2, 1)
    assert place.numbers() == [5, 4]


def test_edition_is_written_down_for_other_servers(place):
    small_world()
    publish()
    row = Edition.objects.get()
    assert (row.number, row.digest, str(row)) == (1, current(place).digest, "1")
    assert row.journal == publishing.newest_entry()


def test_other_server_takes_over_the_number_and_makes_the_same_bytes(place, tmp_path, settings):
    small_world()
    publish(full=True)
    publish(full=True)
    settings.EDITIONS_DIR = tmp_path / "other"
    receipt = publish()
    assert receipt.number == 2
    assert Edition.objects.count() == 2
    other = manifest.read(tmp_path / "other" / "2")
    assert other.pages == current(place).pages
    path = "en/index.html"
    assert (tmp_path / "other/2" / path).stat().st_mtime == (place.folder(2) / path).stat().st_mtime


def test_number_grows_past_what_another_server_published(place, tmp_path, settings):
    _year, _berlin, paris = small_world()
    publish()
    moderation.hold(rally=paris, by=None, now=NOW)
    settings.EDITIONS_DIR = tmp_path / "other"
    assert publish().number == 2


def test_comparing_costs_the_same_for_any_number_of_rallies(place):
    year, _berlin, _paris = small_world()

    def count():
        with CaptureQueriesContext(connection) as captured:
            records.read_public()
            records.paths()
        return len(captured)

    few = count()
    for _number in range(5):
        make_rally(campaign=year, organizers=[make_organizer()])
    assert count() == few <= 12
