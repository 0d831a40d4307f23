import pytest
from django.core.exceptions import ValidationError

from rallies.models.texts import TextsField, choose, language_choices
from tests.factories import make_campaign


@pytest.mark.parametrize(
    ("texts", "language", "source", "shown"),
    [
        ({"en": "Rally", "ru": "Митинг"}, "ru", "en", ("Митинг", "ru")),
        ({"en": "Rally", "de": "Demo"}, "ru", "de", ("Demo", "de")),
        ({"en": "Rally", "de": "Demo"}, "ru", "fr", ("Rally", "en")),
        ({"uk": "Мітинг", "de": "Demo"}, "ru", "", ("Demo", "de")),
        ({"ru": "", "en": "Rally"}, "ru", "ru", ("Rally", "en")),
        ({}, "ru", "en", ("", "")),
    ],
)
def test_choose_takes_own_language_then_source_then_english_then_any(texts, language, source, shown):
    assert choose(texts, language, source) == shown


def test_language_choices_are_those_of_the_interface():
    assert [code for code, _label in language_choices()] == ["en", "ru"]


def test_texts_field_is_empty_by_default_and_may_stay_so():
    field = TextsField()
    assert (field.get_default(), field.blank) == ({}, True)


def test_texts_field_refuses_what_is_no_text():
    with pytest.raises(ValidationError, match="language code"):
        TextsField().run_validators({"english": "Rally"})


@pytest.mark.django_db
def test_texts_come_back_from_the_database_unchanged():
    texts = {"en": 'Peace, "now"\n\n<b>', "ru": "Мир — сейчас", "ka": "მშვიდობა"}
    campaign = make_campaign(text=texts)
    campaign.refresh_from_db()
    assert campaign.text == texts
    assert campaign.text_for("text", "ka") == "მშვიდობა"
