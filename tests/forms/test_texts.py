import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from rallies.forms.texts import TextsField, TextsWidget


def read(query, name="title"):
    return TextsWidget().value_from_datadict(QueryDict(query), {}, name)


def test_inputs_become_texts_by_language():
    assert read("title__en=Rally&title__ru=&rally_title__en=x&title=y") == {"en": "Rally", "ru": ""}


def test_names_that_are_no_language_are_left_out():
    assert read("title__en=a&title__=b&title__1=c&title__e=d&title____proto__=e") == {"en": "a"}


def test_omitted_inputs_are_noticed():
    widget = TextsWidget()
    assert widget.value_omitted_from_data(QueryDict("text__en=a"), {}, "title")
    assert not widget.value_omitted_from_data(QueryDict("title__en="), {}, "title")


def test_field_strips_and_drops_empty_texts():
    cleaned = TextsField(required=False).clean({"en": " Rally\r\nnow ", "ru": "  ", "de": None})
    assert cleaned == {"en": "Rally\nnow"}
    assert TextsField(required=False).clean(None) == {}


@pytest.mark.parametrize("bad", [{"en": "\x00"}, {"en": "x" * 20_001}])
def test_field_refuses_what_the_model_refuses(bad):
    with pytest.raises(ValidationError):
        TextsField(required=False).clean(bad)


def test_needed_text_may_stand_in_any_language():
    assert TextsField().clean({"ru": "Митинг"}) == {"ru": "Митинг"}
    with pytest.raises(ValidationError, match="at least one language"):
        TextsField().clean({"en": " "})


def test_change_is_seen_behind_line_breaks_and_empty_texts():
    field = TextsField()
    assert not field.has_changed({"en": "a\nb"}, {"en": "a\r\nb", "ru": ""})
    assert field.has_changed({"en": "a"}, {"en": "a", "ru": "b"})
    assert not field.has_changed(None, {"en": ""})


def test_widget_shows_every_language_its_source_and_what_is_stale():
    widget = TextsWidget()
    widget.source_language, widget.stale, widget.legend = "en", ["ru"], "Title"
    page = widget.render("title", {"en": "<b>", "ru": "Б", "ka": "ა"}, {"id": "id_title"})
    assert page.count("<input") == 3
    assert 'aria-label="Title"' in page
    assert "&lt;b&gt;" in page
    assert page.count("Older than its source") == 1
    assert page.index('for="id_title__en"') < page.index("source") < page.index('for="id_title__ru"')


def test_long_texts_get_areas_and_bad_values_no_crash():
    widget = TextsWidget()
    widget.is_long = True
    assert widget.render("text", "no mapping").count("<textarea") == 2
    assert widget.id_for_label("id_text") == ""
