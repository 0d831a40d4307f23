import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from rallies.models import JournalEntry
from rallies.services import journal, notice, switches
from rallies.services.edition import fingerprint
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WORDS = {"en": "No new rallies before Monday.", "ru": "Новых акций до понедельника не будет."}


@pytest.fixture(autouse=True)
def _switches(settings, tmp_path):
    settings.SWITCHES_DIR = tmp_path / "switches"


def test_notice_is_on_every_page_in_its_language(client):
    paths = ("/en/", "/ru/", "/en/about/", "/ru/organizers/")
    assert not any('class="notice"' in client.get(path).content.decode() for path in paths)
    notice.put(words=WORDS, now=NOW)
    for path in paths:
        page = client.get(path).content.decode()
        assert WORDS[path[1:3]] in page
        assert page.count('class="notice"') == 1
    assert WORDS["ru"] in client.get("/ru/nothing-here/").content.decode()
    notice.clear(now=NOW)
    assert WORDS["en"] not in client.get("/en/").content.decode()


def test_notice_is_shown_as_words(client):
    notice.put(words={"en": "<b>x</b>", "ru": "x"}, now=NOW)
    assert "&lt;b&gt;x&lt;/b&gt;" in client.get("/en/").content.decode()


def test_notice_makes_every_page_of_the_edition_new():
    without = fingerprint.current()
    notice.put(words=WORDS, now=NOW)
    with_notice = fingerprint.current()
    notice.clear(now=NOW)
    assert without == fingerprint.current() != with_notice


def test_notice_is_in_the_journal():
    notice.put(words=WORDS, now=NOW)
    assert notice.clear(now=NOW) is True
    assert notice.clear(now=NOW) is False
    entries = JournalEntry.objects.filter(subject_id="notice").order_by("pk")
    assert [entry.changes["notice"] for entry in entries] == [[{}, WORDS], [WORDS, {}]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"en": "x"}, "Say it in every language: ru is missing"),
        ({"en": "x", "ru": "  "}, "ru is missing"),
        (WORDS | {"xx": "y"}, "The site has no pages in xx"),
        (WORDS | {"en": "x" * 241}, "may have 240 characters"),
    ],
)
def test_flawed_notice_is_refused_and_the_old_one_stays(words, sentence):
    notice.put(words=WORDS, now=NOW)
    with pytest.raises(notice.NoticeError, match=sentence):
        notice.put(words=words, now=NOW)
    assert notice.texts() == WORDS


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe"])
def test_damaged_notice_breaks_no_page(client, content):
    switches.write(notice.SWITCH, "")
    switches.path_of(notice.SWITCH).write_bytes(content)
    assert notice.texts() == {}
    page = client.get("/en/").content.decode()
    assert "<main" in page
    assert 'class="notice"' not in page


def test_notice_is_set_without_the_database(monkeypatch):
    def fail(**parts):
        raise DatabaseError

    monkeypatch.setattr(journal, "record_site", fail)
    monkeypatch.setattr(notice.connection, "close", lambda: None)
    notice.put(words=WORDS, now=NOW)
    assert notice.text("ru") == WORDS["ru"]


def test_commands_set_show_and_clear(capsys, settings, tmp_path):
    call_command("notice", "--text", f"en={WORDS['en']}", "--text", f"ru={WORDS['ru']}")
    call_command("notice")
    call_command("notice", "--clear")
    call_command("notice", "--clear")
    assert capsys.readouterr().out.splitlines() == [
        "The notice is set; the next edition shows it.",
        f"en: {WORDS['en']}",
        f"ru: {WORDS['ru']}",
        "The notice is taken away.",
        "There was no notice.",
    ]
    with pytest.raises(CommandError, match="Write --text LANGUAGE=WORDS, not hello"):
        call_command("notice", "--text", "hello")
    (tmp_path / "file").touch()
    settings.SWITCHES_DIR = tmp_path / "file"
    with pytest.raises(CommandError, match="The notice stays as it is: "):
        call_command("notice", "--text", "en=x", "--text", "ru=y")
