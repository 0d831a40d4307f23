"""Every text has its translation, the translation fits its text, and pages show it."""

import ast
import datetime
import html
import importlib.util
import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import npgettext

from rallies import public_urls
from rallies.formats import wording
from rallies.models import Campaign, City, Organizer, Rally
from rallies.views.pages import native_name
from tests.admin.pages import list_of, page_of
from tests.factories import NOW, make_campaign, make_city, make_country, make_organizer, make_rally, make_user

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUES = sorted(ROOT.glob("rallies/locale/*/LC_MESSAGES/django.po"))
NAMED = re.compile(r"%\(\w+\)[-#0 +.\d]*[a-z]|\{\w+\}")
UNNAMED = re.compile(r"%[-#0 +.\d]*[a-z]|\{\}")
TAG = re.compile(r"<[^>]+>")
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy", "npgettext"}
# Names that are the same in every language.
NAMES = {"English", "GeoNames", "Creative", "Commons", "Attribution", "Unicode", "CLDR", "IANA", "UTC", "IP"}


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("extract_messages", ROOT / "tools" / "extract_messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fresh(tool):
    """What the code and the templates hold now."""
    return tool.fresh_catalogue()


@pytest.fixture(params=CATALOGUES, ids=lambda path: path.parent.parent.name)
def catalogue(request):
    with request.param.open("rb") as file:
        return read_po(file, locale=request.param.parent.parent.name, abort_invalid=True)


@pytest.fixture(autouse=True)
def _english_again():
    """A page for a Russian browser leaves its language active."""
    with translation.override("en"):
        yield


def keys(catalogue):
    return {(message.context, message.id) for message in catalogue if message.id}


def pairs(catalogue):
    """Every message with each of its forms: all that the text itself has, and what is said instead."""
    for message in catalogue:
        if message.id:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            texts = (message.id,) if isinstance(message.id, str) else message.id
            yield message, texts, forms


def found(pattern, text):
    return pattern.findall(text.replace("%%", ""))


# the catalogue


def test_there_is_a_catalogue_for_every_language_but_the_source(settings):
    codes = {path.parent.parent.name for path in CATALOGUES}
    assert codes == {code for code, _name in settings.LANGUAGES} - {"en"}


def test_catalogue_holds_what_the_code_says_and_nothing_else(catalogue, fresh):
    assert keys(fresh) - keys(catalogue) == set()
    assert keys(catalogue) - keys(fresh) == set()
    assert not catalogue.obsolete


def test_extraction_changes_nothing_a_second_time(tool, fresh):
    for path in CATALOGUES:
        written = path.read_text(encoding="utf-8")
        assert tool.updated_text(written, fresh, locale=path.parent.parent.name) == written


def test_everything_is_translated_and_nothing_is_guessed(catalogue):
    assert [texts for _message, texts, forms in pairs(catalogue) if not all(forms)] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_every_form_keeps_the_placeholders_of_its_text(catalogue):
    """Those with a name may stand in any order and number, the others are filled one after the other."""
    for _message, texts, forms in pairs(catalogue):
        for form in forms:
            assert set(found(NAMED, form)) == set(found(NAMED, texts[-1])), texts
            assert found(UNNAMED, form) == found(UNNAMED, texts[-1]), texts


def test_every_form_keeps_the_tags_and_the_blanks_around_its_text(catalogue):
    for _message, texts, forms in pairs(catalogue):
        for form in forms:
            assert found(TAG, form) == found(TAG, texts[-1]), texts
            assert (form[0] == " ", form[-1] == " ") == (texts[-1][0] == " ", texts[-1][-1] == " "), texts


def test_every_count_has_as_many_forms_as_the_language(catalogue):
    counted = [message for message in catalogue if message.pluralizable]
    assert len(counted) > 10
    assert {len(message.string) for message in counted} == {catalogue.num_plurals}


def test_russian_marks_are_russian():
    with CATALOGUES[0].open("rb") as file:
        russian = read_po(file)
    said = [form for _message, _texts, forms in pairs(russian) for form in forms]
    assert [form for form in said if re.search(r"[“”‘’]|\s-\s| ,|  ", form)] == []
    assert [form for form in said if form.count("«") != form.count("»")] == []


# the extraction


def test_no_text_hides_where_the_extraction_does_not_look(fresh):
    """Texts inside f-strings are seen by some versions of Python alone."""
    known = {
        text for message in fresh for text in ([message.id] if isinstance(message.id, str) else message.id)
    }
    hidden = {}
    for path in [*ROOT.glob("rallies/**/*.py"), *ROOT.glob("config/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
                in_context = node.func.id.startswith(("pg", "npg"))
                text = node.args[1 if in_context else 0]
                if not (isinstance(text, ast.Constant) and text.value in known):
                    hidden[f"{path.relative_to(ROOT)}:{node.lineno}"] = ast.unparse(text)
    assert hidden == {}


CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy as pgettext_lazy
# Translators: on a door
PUSH = pgettext_lazy("door", "push")
def say(count):
    return _("One"
             " text") + ngettext("%(count)d door", "%(count)d doors", count)
"""
TEMPLATE = """{% load i18n %}
<p title="{% translate 'An attribute' %}">{% translate "About" context "door" %}</p>
    {% include "x.html" with empty=_("Nothing.") %}
  {% blocktranslate count counter=n with s=n %}{{ s }} door{% plural %}{{ s }} doors{% endblocktranslate %}
"""
OLD = """
msgid ""
msgstr ""
"Language: ru\\n"
"POT-Creation-Date: 2023-02-24 12:00+0000\\n"

msgid "One text"
msgstr "Один текст"

msgid "One texts"
msgstr "Лишнее"
"""


@pytest.fixture
def elsewhere(tool, tmp_path, monkeypatch):
    """A small product with one module, one template and an old catalogue."""
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    for name, text in (
        ("rallies/doors.py", CODE),
        ("templates/door.html", TEMPLATE),
        ("rallies/locale/ru/LC_MESSAGES/django.po", OLD),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return path


def test_extraction_reads_code_and_templates(tool, elsewhere):
    assert keys(tool.fresh_catalogue()) == {
        *((None, text) for text in (*tool.OF_DJANGO, "One text", "An attribute", "Nothing.")),
        *((None, pair) for pair in (("%(count)d door", "%(count)d doors"), ("%(s)s door", "%(s)s doors"))),
        ("door", "push"),
        ("door", "About"),
    }


def test_update_keeps_translations_drops_what_is_gone_and_guesses_nothing(tool, elsewhere, capsys):
    assert tool.main(["--check"]) == 1
    assert "django.po is out of date: run 'make messages-update'." in capsys.readouterr().err
    assert elsewhere.read_text(encoding="utf-8") == OLD
    assert tool.main([]) == 0
    assert "texts wait for a translation" in capsys.readouterr().out
    written = elsewhere.read_text(encoding="utf-8")
    updated = read_po(io.StringIO(written))
    assert updated.get("One text").string == "Один текст"
    assert updated.get("One texts") is None
    assert updated.get("push", "door").auto_comments == ["Translators: on a door"]
    assert not any(message.fuzzy for message in updated if message.id)
    assert "Date" not in written
    assert "doors.py:" not in written
    assert (tool.main([]), tool.main(["--check"])) == (0, 0)
    assert elsewhere.read_text(encoding="utf-8") == written


# what is said

COUNTS = (0, 1, 2, 5, 11, 14, 21, 22, 101, 111)
FORMS = (2, 0, 1, 2, 2, 2, 0, 1, 0, 2)
MITING = [("митинг", "митинга", "митингов")[form] for form in FORMS]
STRANA = [("страна", "страны", "стран")[form] for form in FORMS]


def test_russian_counts_use_the_right_word():
    with translation.override("ru"):
        assert [npgettext("counter", "rally", "rallies", count) for count in COUNTS] == MITING
        assert [wording.rallies(count).split()[-1] for count in COUNTS] == MITING
        assert [wording.countries(count).split()[-1] for count in COUNTS] == STRANA
        assert wording.cities(101) == "101 город"
    assert wording.cities(101) == "101 cities"


def test_conditions_and_reviews_are_told_apart():
    with translation.override("ru"):
        for words in (Rally(review=review).get_review_display() for review in ("on_hold", "pending")):
            assert words not in {str(label) for _value, label in Rally._meta.get_field("condition").choices}
        moved, postponed = (wording.condition(value, "ru") for value in ("moved", "postponed"))
    assert (moved, postponed) == ("Новое время или место", "Отложено")


def test_languages_are_named_in_themselves():
    assert (native_name("en"), native_name("ru"), native_name("ka")) == ("English", "Русский", "ქართული")


# what pages show


def words_of(page):
    """Everything that a reader sees or hears: text, titles, descriptions and labels."""
    said = re.findall(r'(?:content|aria-label|title|placeholder)="([^"]*)"', page)
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return html.unescape(" ".join([*said, re.sub(r"<[^>]+>", " ", body)]))


def english(page):
    """Latin words that are no names, addresses or codes of a language or zone."""
    plain = re.sub(r"\S+[.@/]\S+|width=device-width|initial-scale=1|noindex|testserver", " ", words_of(page))
    return set(re.findall(r"[A-Za-z]{2,}", plain)) - NAMES


@pytest.fixture
def russian_world(settings):
    """Rallies of every kind and condition, with all their texts in Russian."""
    settings.CONTACT_EMAIL = "post@example.org"
    texts = {name: {"ru": "Текст"} for name in ("summary", "demands", "text", "sources")}
    links = [{"url": "https://example.org/", "kind": kind} for kind in ("page", "channel", "stream")]
    year = make_campaign(slug="year", title={"ru": "Год"}, links=links, is_sample=True, **texts)
    past = {"title": {"ru": "Раньше"}, "state": "archived", "first_day": datetime.date(2022, 9, 1)}
    over = make_campaign(slug="past", last_day=datetime.date(2022, 9, 2), **past)
    known = make_organizer(
        slug="ark", name={"ru": "Ковчег"}, text={"ru": "О нас"}, links=links, countries=[make_country("DE")],
        verification="channel", verified_on=NOW.date(),
    )  # fmt: skip
    for number, condition in enumerate(("planned", "confirmed", "moved", "postponed", "cancelled")):
        for place in ("Berlin", "Paris", "Tbilisi"):
            make_rally(
                campaign=year, city=make_city(place), condition=condition, condition_changed_at=NOW,
                kind=("rally", "march", "picket", "vigil", "letters")[number], organizers=[known],
                text={"ru": "Приходите"}, meeting_point={"ru": "Площадь"}, links=links, latitude=52.5,
                longitude=13.4,
            )  # fmt: skip
    unnamed = make_organizer(name={"ru": "Мост"})
    make_rally(campaign=year, city=make_city("Munich"), has_unnamed_organizer=True, kind="other", time=None)
    make_rally(campaign=over, city=make_city("Sydney"), date=None, time=None, organizers=[unnamed])
    make_rally(campaign=over, city=make_city("New York"), date=None)


def russian_paths():
    every = public_urls.every_path(
        campaigns_public=Campaign.objects.public().values_list("slug", flat=True),
        addresses=Rally.objects.public().addresses(),
        organizers_public=Organizer.objects.public().values_list("slug", flat=True),
        organizer_countries=Organizer.objects.public().country_slugs(),
    )
    return [path for path in every if path.startswith("/ru/")]


@pytest.mark.django_db
def test_russian_public_pages_hold_no_english_word(client, russian_world):
    paths = russian_paths()
    assert len(paths) > 15
    assert {path: words for path in paths if (words := english(client.get(path).content.decode()))} == {}
    assert {"Meeting", "point", "rallies"} <= english(
        client.get("/en/campaigns/year/germany/berlin/").content.decode()
    )


@pytest.mark.django_db
def test_russian_pages_about_what_is_missing_hold_no_english_word(client, monkeypatch):
    answer = client.get("/ru/nowhere/")
    assert answer.status_code == 404
    assert english(answer.content.decode()) == set()
    for path in ("/ru/", "/ru/campaigns/", "/ru/organizers/", "/ru/contact/"):
        assert english(client.get(path).content.decode()) == set(), path
    client.raise_request_exception = False
    monkeypatch.setattr(Campaign.objects, "public", None)
    answer = client.get("/ru/campaigns/")
    assert answer.status_code == 500
    assert english(answer.content.decode()) == set()


@pytest.mark.django_db
def test_russian_admin_shows_no_text_in_english(client, russian_world, catalogue):
    """Words between tags are compared as a whole: names and codes stay as they are."""
    client.force_login(make_user(is_superuser=True))
    texts = {texts[0] for _message, texts, forms in pairs(catalogue) if forms[0] != texts[0]}
    english_texts = texts | {text[:1].upper() + text[1:] for text in texts}
    rally, city = Rally.objects.first(), City.objects.first()
    pages = [page_of(rally), page_of(rally.campaign), page_of(city), page_of(Organizer.objects.first())]
    lists = [list_of(name) for name in ("rally", "campaign", "organizer", "city", "country", "journalentry")]
    for path in ["/admin/", *pages, *lists, list_of("city") + "add/?q=berlin"]:
        page = client.get(path, headers={"accept-language": "ru"}).content.decode()
        said = {html.unescape(text).strip(" \n:") for text in re.findall(r">([^<]+)<", page)}
        assert said & english_texts <= {"English"}, path
        assert len(said) > 10
