import sqlite3
import threading

import pytest

from rallies import gazetteer
from rallies.gazetteer import installing, shipped, store


def test_install_counts_places_and_tells_its_steps(small_tables, tmp_path):
    steps = []
    path = tmp_path / "new" / "folder" / "g.sqlite3"
    assert gazetteer.install(path, steps.append) == 16
    assert steps == ["places", "names", "spellings", "regions", "indexes"]
    assert gazetteer.is_installed(path)
    assert [entry.name for entry in path.parent.iterdir()] == ["g.sqlite3"]


def test_install_twice_gives_the_same_file(small_tables, tmp_path):
    for name in ("one", "two"):
        gazetteer.install(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_other_tables_make_the_installed_file_old(small_gazetteer, small_tables):
    assert gazetteer.is_installed()
    corrections = small_tables / "corrections.tsv"
    corrections.write_text(corrections.read_text() + "alias\t1\t\tSpree-Athen\n")
    assert not gazetteer.is_installed()
    gazetteer.install(small_gazetteer)
    assert gazetteer.is_installed()
    assert gazetteer.match("Spree Athen", country="DE").place.name == "Berlin"


@pytest.mark.parametrize("cut", [True, False])
def test_broken_table_leaves_the_old_file_alone(small_gazetteer, small_tables, cut):
    before = small_gazetteer.read_bytes()
    table = small_tables / "names.tsv.xz"
    table.write_bytes(table.read_bytes()[:-20] if cut else b"no xz at all")
    with pytest.raises(gazetteer.InstallError) as caught:
        gazetteer.install(small_gazetteer)
    assert str(small_gazetteer) in str(caught.value)
    assert small_gazetteer.read_bytes() == before
    assert sorted(entry.name for entry in small_gazetteer.parent.iterdir()) == ["gazetteer.sqlite3", "tables"]


def test_folder_that_cannot_be_made_is_named(small_tables, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(gazetteer.InstallError, match="cannot be written"):
        gazetteer.install(tmp_path / "file" / "g.sqlite3")


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_missing_or_damaged_file_says_which_command_helps(content, tmp_path, settings):
    settings.GAZETTEER_PATH = tmp_path / "g.sqlite3"
    if content is not None:
        settings.GAZETTEER_PATH.write_bytes(content)
    assert not gazetteer.is_installed()
    with pytest.raises(gazetteer.GazetteerMissing, match="install_gazetteer"):
        gazetteer.get(1)
    with pytest.raises(gazetteer.GazetteerError, match="install_gazetteer"):
        gazetteer.search("Berlin")


def test_common_beginnings_keep_the_biggest_places_of_the_world_and_of_countries(
    small_tables, tmp_path, settings, monkeypatch
):
    monkeypatch.setattr(installing, "COMMON", 2)
    monkeypatch.setattr(installing, "KEPT_PER_BEGINNING", 2)
    settings.GAZETTEER_PATH = tmp_path / "g.sqlite3"
    gazetteer.install(settings.GAZETTEER_PATH)
    kept = store.rows(
        "SELECT b.country, b.beginning, p.geonames_id FROM beginnings b JOIN places p ON p.number = b.place"
    )
    assert {(beginning, number) for country, beginning, number in kept if not country} >= {
        ("p", 4),
        ("p", 7),
        ("s", 5),
    }
    assert [(b, n) for c, b, n in kept if c == "US" and b.startswith("sp")] == []
    assert {n for c, b, n in kept if (c, b) == ("US", "s")} == {5, 6}
    assert [hit.place.geonames_id for hit in gazetteer.search("s", country="US")] == [5, 6]
    store.close()


def test_file_of_another_schema_is_refused(small_gazetteer):
    assert gazetteer.get(1).name == "Berlin"
    store.close()
    with sqlite3.connect(small_gazetteer) as connection:
        connection.execute("UPDATE meta SET value = '0' WHERE name = 'schema'")
    connection.close()
    with pytest.raises(gazetteer.GazetteerMissing, match="install_gazetteer"):
        gazetteer.get(1)


def test_file_that_breaks_while_it_is_used_is_reported_and_recovers(small_gazetteer):
    whole = small_gazetteer.read_bytes()
    store.close()
    small_gazetteer.write_bytes(whole[: 3 * 4096])
    with pytest.raises(gazetteer.GazetteerMissing):
        gazetteer.match("Berlin", country="DE")
    small_gazetteer.write_bytes(whole)
    assert gazetteer.match("Berlin", country="DE").place.geonames_id == 1


def test_every_thread_has_its_own_connection(small_gazetteer):
    found = []

    def look():
        found.append(gazetteer.get(2).name)
        store.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Munich"] * 4


def test_installed_file_cannot_be_written_through_the_store(small_gazetteer):
    with pytest.raises(gazetteer.GazetteerMissing):
        store.rows("DELETE FROM places")
    assert gazetteer.get(1).name == "Berlin"


def test_unknown_fact_is_empty(small_gazetteer):
    assert store.meta("nothing of the kind") == ""
    assert store.meta("schema") == store.SCHEMA


def test_shipped_tables_fit_together():
    places = sum(1 for _row in shipped.lines(shipped.table_path("places")))
    keyed = sum(1 for _row in shipped.lines(shipped.table_path("keys")))
    assert places == keyed > 69_000
    total = sum(shipped.table_path(table).stat().st_size for table in shipped.TABLES)
    assert total < 6_000_000


def test_shipped_corrections_name_known_places_regions_and_countries():
    rows = [*shipped.lines(shipped.table_path("places")), *shipped.small_places()]
    places = {row[0] for row in rows}
    assert len(places) == len(rows)
    regions = {row[0] for row in shipped.lines(shipped.table_path("regions"))}
    for kind in ("name", "alias", "not"):
        assert {of_what for of_what, _language, _text in shipped.corrections(kind)} <= places
    for kind in ("region", "region-name"):
        assert {of_what for of_what, _language, _text in shipped.corrections(kind)} <= regions
    for kind in ("country-name", "country-alias"):
        assert {of_what for of_what, _language, _text in shipped.corrections(kind)} <= set(
            gazetteer.COUNTRIES
        )
