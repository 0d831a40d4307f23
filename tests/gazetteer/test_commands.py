from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from rallies import gazetteer


def run(*arguments):
    out, err = StringIO(), StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def rally_list(tmp_path):
    path = tmp_path / "list_en.csv"
    path.write_text(
        "country,city,lat,lon\nGermany,Munich,48.1,11.5\nUSA,Portland,43.66,-70.26\nUSA,Springfield,0,0\n"
        "Germany,Munihc,x,\nNowhere,Munich,1,1\nGermany,Nope,1,1\nGermany,,1,1\n",
        encoding="utf-8",
    )
    return path


def test_install_gazetteer_builds_once_and_again_by_force(small_tables, tmp_path, settings):
    settings.GAZETTEER_PATH = tmp_path / "g.sqlite3"
    out, err = run("install_gazetteer")
    assert "16 places installed" in out
    assert "spellings" in err
    first = settings.GAZETTEER_PATH.stat().st_ino
    assert "is installed" in run("install_gazetteer")[0]
    assert settings.GAZETTEER_PATH.stat().st_ino == first
    run("install_gazetteer", "--force")
    assert gazetteer.is_installed()


def test_install_gazetteer_says_where_it_cannot_write(small_tables, tmp_path, settings):
    (tmp_path / "file").write_text("")
    settings.GAZETTEER_PATH = tmp_path / "file" / "g.sqlite3"
    with pytest.raises(CommandError, match="cannot be written"):
        run("install_gazetteer")


def test_measure_matching_counts_outcomes_and_wrong_places(small_gazetteer, rally_list):
    out, err = run("measure_matching", rally_list)
    row = next(line for line in out.splitlines() if line.startswith("list_en.csv")).split()
    assert row == ["list_en.csv", "6", "1", "1", "2", "2", "33.3", "1", "16.67", "2"]
    assert "WRONG" in err
    assert "Portland" in err
    assert "Springfield" not in err
    assert "Springfield" in run("measure_matching", "--show", rally_list)[1]


def test_measure_matching_without_positions_leaves_right_and_wrong_to_the_eye(small_gazetteer, tmp_path):
    path = tmp_path / "list_ru.csv"
    path.write_text("country,city\nГермания,Мюнхен\n", encoding="utf-8")
    assert "by eye" in run("measure_matching", path)[0]


@pytest.mark.parametrize("content", [None, b"", b"a,b\n1,2\n", b"country,city\n\xff\xfe\n"])
def test_measure_matching_refuses_what_is_no_list(small_gazetteer, tmp_path, content):
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=r"list\.csv"):
        run("measure_matching", path)


def test_measure_matching_without_gazetteer_names_the_command(settings, tmp_path, rally_list):
    settings.GAZETTEER_PATH = tmp_path / "none.sqlite3"
    with pytest.raises(CommandError, match="install_gazetteer"):
        run("measure_matching", rally_list)
