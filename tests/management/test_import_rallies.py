import csv
import datetime
import json
from functools import partial
from io import StringIO

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from rallies import gazetteer
from rallies.management.commands import import_rallies
from rallies.models import City, ImportBatch, ImportDecision, JournalEntry, Organizer, Rally
from rallies.statuses import CampaignState
from tests.factories import make_campaign
from tests.services.importing.sheets import as_csv, berlin, berlin_en


@pytest.fixture(autouse=True)
def _places(gazetteer_file):
    if not gazetteer.is_installed(gazetteer_file):
        pytest.skip("the installed gazetteer is of another version: make setup")


@pytest.fixture
def campaign(db):
    return make_campaign(slug="year", source_language="ru", state=CampaignState.DRAFT)


@pytest.fixture
def file(tmp_path):
    """Write rows as a sheet and return its path."""

    def write(*rows):
        path = tmp_path / "list.csv"
        path.write_bytes(as_csv(rows))
        return str(path)

    return write


def run(*arguments, **options):
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(*arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    sentence = str(caught.value)
    assert "\n" not in sentence
    return sentence


def test_sheet_is_imported_and_says_how_to_take_it_back(campaign, file):
    out, err = run("import_rallies", file(berlin()), "--campaign", "year")
    batch = ImportBatch.objects.get()
    assert "      1  new" in out
    assert "All rows were applied." in out
    assert f"take it back with: manage.py undo_import {batch.pk}" in out
    assert err == ""
    assert Rally.objects.get().review == "pending"
    assert JournalEntry.objects.filter(door="import_rallies").exists()


def test_rows_left_out_are_said_and_the_rest_is_applied(campaign, file):
    rows = [berlin(), berlin(city="Мюнхин"), berlin(local_time="02:00", event_title="Ночь"), berlin(date="x")]
    out, _err = run("import_rallies", file(*rows), "--campaign", "year")
    assert "2 rows wait for a decision, 1 row was rejected; the rest was applied." in out
    assert Rally.objects.count() == 1


def test_decision_on_the_command_line_lets_the_row_in_and_is_remembered(campaign, file):
    path = file(berlin(city="Мюнхин"))
    run("import_rallies", path, "--campaign", "year", "--decide", "city:DE:мюнхин=2867714")
    assert Rally.objects.get().city.name == "Munich"
    assert ImportDecision.objects.get().answer == "2867714"
    out, _err = run("import_rallies", path, "--campaign", "year", "--report", "json")
    assert json.loads(out)["rows"][0]["matched"] == "remembered"


def test_dry_run_writes_nothing(campaign, file):
    path = file(berlin(), berlin(city="Мюнхин"))
    out, _err = run(
        "import_rallies",
        path,
        "--campaign",
        "year",
        "--dry-run",
        "--publish",
        "--decide",
        "city:DE:мюнхин=skip",
    )
    assert "      1  new" in out
    assert "Dry run: nothing was written." in out
    models = (Rally, City, Organizer, ImportBatch, ImportDecision, JournalEntry)
    assert [model.objects.count() for model in models] == [0] * len(models)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_publishing_shows_the_rallies_to_everybody(campaign, file):
    run("import_rallies", file(berlin()), "--campaign", "year")
    assert not Rally.objects.public().exists()
    run("import_rallies", file(berlin()), "--campaign", "year", "--publish")
    assert Rally.objects.public().count() == 1


def test_json_report_is_alone_on_standard_output(campaign, file, monkeypatch):
    monkeypatch.setattr(import_rallies, "LONG_SHEET", 2)
    path = file(berlin(), berlin(city="Мюнхен"))
    out, err = run("import_rallies", path, "--campaign", "year", "--report", "json")
    assert [row["city"] for row in json.loads(out)["rows"]] == ["Berlin", "Munich"]
    assert json.loads(out)["summary"] == {"create": 2, "change": 0, "same": 0, "doubtful": 0, "rejected": 0}
    assert "planned: 2 of 2 rows" in err
    assert "written: 2 of 2 rows" in err


def test_progress_overwrites_its_line_in_a_terminal(campaign, file, monkeypatch):
    monkeypatch.setattr(import_rallies, "LONG_SHEET", 1)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    command = import_rallies.Command(stdout=StringIO(), stderr=StringIO())
    command._progress("planned", 1, 2)
    command._progress("planned", 2, 2)
    assert command.stderr._out.getvalue() == "\rplanned: 1 of 2 rows\rplanned: 2 of 2 rows\n"


def test_progress_without_a_terminal_is_told_seldom(monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    command = import_rallies.Command(stdout=StringIO(), stderr=StringIO())
    for done in range(100, 1201, 100):
        command._progress("planned", done, 1200)
    assert command.stderr._out.getvalue().split("\n") == [
        "planned: 500 of 1200 rows",
        "planned: 1000 of 1200 rows",
        "planned: 1200 of 1200 rows",
        "",
    ]


def test_language_may_be_given(campaign, file):
    run("import_rallies", file(berlin_en()), "--campaign", "year", "--language", "ru")
    assert Rally.objects.get().title == {"ru": "A year of war"}


def test_unknown_values_are_refused_in_one_sentence(campaign, file, tmp_path):
    path = file(berlin())
    assert (
        refused("import_rallies", path, "--campaign", "nope")
        == "There is no campaign “nope”; there are: year."
    )
    assert "“xx” is no language" in refused("import_rallies", path, "--campaign", "year", "--language", "xx")
    assert "no decision" in refused("import_rallies", path, "--campaign", "year", "--decide", "yes")
    assert "There is no file" in refused("import_rallies", str(tmp_path / "gone.csv"), "--campaign", "year")
    assert "is a folder" in refused("import_rallies", str(tmp_path), "--campaign", "year")
    assert "cannot be read" in refused("import_rallies", "a\0b", "--campaign", "year")
    assert "cannot be read" in refused("import_rallies", "a" * 5000, "--campaign", "year")
    assert "invalid choice" in refused("import_rallies", path, "--campaign", "year", "--report", "xml")
    assert not ImportBatch.objects.exists()


def test_campaign_is_asked_for_where_there_is_none(db, file):
    assert "make it with create_campaign" in refused("import_rallies", file(berlin()), "--campaign", "a\0b")


@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n\x1a\n" * 50, b"a,b\n1,2\n", b"country,city\n", b"x" * 6_000_000]
)
def test_file_that_is_no_sheet_is_refused_in_one_sentence(campaign, tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert refused("import_rallies", str(path), "--campaign", "year").endswith(".")
    assert not ImportBatch.objects.exists()


def test_missing_gazetteer_is_said(campaign, file, tmp_path, settings):
    settings.GAZETTEER_PATH = tmp_path / "gone.sqlite3"
    assert "install_gazetteer" in refused("import_rallies", file(berlin()), "--campaign", "year")
    assert "install_gazetteer" in refused(
        "import_rallies", file(berlin()), "--campaign", "year", "--decide", "city:DE:x=2867714"
    )


def test_import_is_undone_by_its_number(campaign, file):
    run("import_rallies", file(berlin()), "--campaign", "year")
    number = str(ImportBatch.objects.get().pk)
    out, _err = run("undo_import", number)
    assert out == f"Import {number} is undone: 1 rallies and 1 organizers deleted, 0 rallies put back.\n"
    assert not Rally.objects.exists()
    assert refused("undo_import", number) == "This import has been undone already."


def test_last_import_of_a_campaign_is_undone_and_what_stays_is_said(campaign, file):
    run("import_rallies", file(berlin()), "--campaign", "year")
    run("import_rallies", file(berlin(city="Мюнхен")), "--campaign", "year")
    Rally.objects.filter(city__name="Munich").update(note="Called.")
    out, _err = run("undo_import", "--campaign", "year")
    assert "stays, changed since: note" in out
    assert Rally.objects.count() == 2
    out, _err = run("undo_import", "--campaign", "year")
    assert [rally.city.name for rally in Rally.objects.all()] == ["Munich"]
    assert "could be undone" in refused("undo_import", "--campaign", "year")


def test_undo_refuses_what_names_no_import(db):
    assert refused("undo_import") == "Name either the number of an import or --campaign."
    assert "either" in refused("undo_import", "1", "--campaign", "year")
    assert refused("undo_import", "99") == "There is no import 99."
    assert refused("undo_import", str(10**30)) == f"There is no import {10**30}."


def as_xlsx(rows, path):
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(
            [datetime.date(2023, 2, 24) if column == "date" else row[column] for column in row]
        )
    book.save(path)


def as_ods(rows, path):
    book, table = OpenDocumentSpreadsheet(), Table(name="list")
    for line in (list(rows[0]), *[list(row.values()) for row in rows]):
        out = TableRow()
        for value in line:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=value))
            out.addElement(cell)
        table.addElement(out)
    book.spreadsheet.addElement(table)
    book.save(path)


def as_text(rows, path, *, encoding, delimiter):
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("list.xlsx", as_xlsx),
        ("list.ods", as_ods),
        ("list.csv", partial(as_text, encoding="cp1251", delimiter=";")),
        ("list.tsv", partial(as_text, encoding="utf-16", delimiter="\t")),
        ("list.csv", partial(as_text, encoding="utf-8-sig", delimiter=",")),
    ],
    ids=["xlsx", "ods", "cp1251", "utf-16", "utf-8 with a mark"],
)
def test_every_kind_of_file_brings_the_same_rallies(campaign, tmp_path, name, write):
    write([berlin(), berlin(city="Мюнхен", event_title="Пикет")], tmp_path / name)
    run("import_rallies", str(tmp_path / name), "--campaign", "year")
    assert sorted(rally.title["ru"] for rally in Rally.objects.all()) == ["Год войны", "Пикет"]
    assert {(rally.date, rally.time) for rally in Rally.objects.all()} == {
        (datetime.date(2023, 2, 24), datetime.time(14))
    }
    as_text(
        [berlin(), berlin(city="Мюнхен", event_title="Пикет")],
        tmp_path / "again.csv",
        encoding="utf-8",
        delimiter=",",
    )
    out, _err = run("import_rallies", str(tmp_path / "again.csv"), "--campaign", "year", "--report", "json")
    assert json.loads(out)["summary"]["same"] == 2
