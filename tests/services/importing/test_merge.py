import datetime

import pytest

from rallies.models import Organizer, Rally
from rallies.services import rallies
from tests.factories import NOW, make_city, make_organizer
from tests.services.importing.sheets import berlin, berlin_en


def outcomes(plan):
    return [str(row.outcome) for row in plan.rows]


def reasons(plan):
    return [message.reason for row in plan.rows for message in row.messages]


def edit(**fields):
    rallies.edit(rally=Rally.objects.get(), by=None, now=NOW, **fields)


GROUP = {"organizer": "Группа активистов"}


def test_edit_made_here_survives_the_same_sheet(sheet):
    sheet.take(berlin())
    edit(time=datetime.time(17), title={"ru": "По-другому"}, links=[])
    plan, _batch = sheet.take(berlin())
    assert outcomes(plan) == ["same"]
    rally = Rally.objects.get()
    assert (rally.time, rally.title, rally.links) == (datetime.time(17), {"ru": "По-другому"}, [])


def test_emptied_field_stays_empty(sheet):
    sheet.take(berlin(place="Площадь"))
    edit(meeting_point={})
    assert outcomes(sheet.take(berlin(place="Площадь"))[0]) == ["same"]
    assert Rally.objects.get().meeting_point == {}


def test_correction_of_the_sheet_is_taken_through_the_rules_of_an_edit(sheet):
    sheet.take(berlin())
    sheet.take(berlin_en(), language="en")
    version = Rally.objects.get().version
    sheet.take(berlin(local_time="16:00", event_title="Год и день"))
    rally = Rally.objects.get()
    assert rally.starts_at == datetime.datetime(2023, 2, 24, 15, tzinfo=datetime.UTC)
    assert rally.stale_texts == {"title": ["en"]}
    assert rally.version == version + 1
    entry = rally.journal.order_by("-pk").first()
    assert entry.changes["time"] == ["14:00:00", "16:00:00"]


def test_correction_over_an_edit_is_taken_and_said(sheet):
    sheet.take(berlin())
    edit(time=datetime.time(17))
    plan, _batch = sheet.take(berlin(local_time="16:00"))
    assert reasons(plan) == ["It was changed here to 17:00; the sheet's correction 16:00 is taken."]
    assert Rally.objects.get().time == datetime.time(16)


def test_languages_that_disagree_keep_the_first_and_say_so_once(sheet):
    sheet.take(berlin(local_time="15:00"))
    plan, _batch = sheet.take(berlin_en(local_time="15:15"), language="en")
    assert "So far it says 15:00; this sheet says 15:15. The former stays." in reasons(plan)
    again, _batch = sheet.take(berlin_en(local_time="15:15"), language="en")
    assert (outcomes(again), reasons(again)) == (["same"], [])
    assert Rally.objects.get().time == datetime.time(15)


def test_title_written_here_is_not_replaced_by_a_first_translation(sheet):
    sheet.take(berlin())
    edit(title={"ru": "Год войны", "en": "Written here"})
    plan, _batch = sheet.take(berlin_en(), language="en")
    assert "So far it says “Written here”; this sheet says “A year of war”. The former stays." in reasons(
        plan
    )
    assert Rally.objects.get().title["en"] == "Written here"


def test_emptied_cell_erases_nothing_and_says_so(sheet):
    sheet.take(berlin())
    plan, _batch = sheet.take(berlin(local_time="", event_url="", event_title=""))
    assert outcomes(plan) == ["same"]
    assert "The cell is empty now; 14:00 stays." in reasons(plan)
    # What was said before stays remembered, so that the full sheet is still the same.
    assert outcomes(sheet.plan(berlin())) == ["same"]


def test_corrected_link_replaces_the_former_one(sheet):
    sheet.take(berlin())
    sheet.take(berlin(event_url="https://example.org/new"))
    assert Rally.objects.get().links == [{"url": "https://example.org/new", "kind": "page"}]


def test_corrected_link_stays_where_the_other_language_names_it(sheet):
    sheet.take(berlin())
    sheet.take(berlin_en(), language="en")
    sheet.take(berlin(event_url="https://example.org/new"))
    assert [link["url"] for link in Rally.objects.get().links] == [
        "https://example.org/berlin/1",
        "https://example.org/new",
    ]


def test_differing_link_of_the_other_language_is_added_and_the_same_is_not(sheet):
    sheet.take(berlin())
    sheet.take(berlin_en(event_url="http://www.example.org/berlin/1/"), language="en")
    assert len(Rally.objects.get().links) == 1
    plan, _batch = sheet.take(berlin_en(event_url="https://example.org/en"), language="en")
    assert len(Rally.objects.get().links) == 2
    assert outcomes(plan) == ["change"]


def test_second_link_of_a_first_translation_is_said(sheet):
    sheet.take(berlin())
    plan, _batch = sheet.take(berlin_en(event_url="https://example.org/en"), language="en")
    assert "A second link; both are kept." in reasons(plan)


def test_kind_is_guessed_from_the_title_and_kept_when_changed_here(sheet):
    sheet.take(berlin(event_title="Антивоенный пикет"))
    assert Rally.objects.get().kind == "picket"
    edit(kind="march")
    assert outcomes(sheet.take(berlin(event_title="Антивоенный пикет"))[0]) == ["same"]
    assert Rally.objects.get().kind == "march"


def test_group_of_activists_is_a_label_with_its_channel(sheet):
    sheet.take(berlin(**GROUP))
    rally = Rally.objects.get()
    assert rally.has_unnamed_organizer
    assert not Organizer.objects.exists()
    assert {"url": "https://t.me/demberlin", "kind": "channel"} in rally.links


def test_organizer_that_is_not_said_is_no_group_of_activists(sheet):
    sheet.take(berlin(organizer="", organizer_url=""))
    rally = Rally.objects.get()
    assert (rally.has_unnamed_organizer, rally.organizers.count()) == (False, 0)


def test_organizer_of_both_languages_is_one_by_its_channel(sheet):
    sheet.take(berlin(event_url=""), berlin(city="Мюнхен"))
    sheet.take(berlin_en(event_url=""), language="en")
    organizer = Organizer.objects.get()
    assert organizer.name == {"ru": "Демократы Берлина", "en": "Democrats of Berlin"}
    assert [country.code for country in organizer.countries.all()] == ["DE"]


def test_organizer_of_both_languages_is_one_by_its_only_rally(sheet):
    sheet.take(berlin())
    sheet.take(berlin_en(organizer_url="https://t.me/demberlin_en"), language="en")
    organizer = Organizer.objects.get()
    assert organizer.name["en"] == "Democrats of Berlin"
    assert [link["url"] for link in organizer.links] == [
        "https://t.me/demberlin",
        "https://t.me/demberlin_en",
    ]


def test_channel_shared_by_two_names_of_one_language_merges_nobody(sheet):
    sheet.take(berlin(), berlin(city="Мюнхен", organizer="Демократы Мюнхена"))
    assert Organizer.objects.count() == 2
    sheet.take(
        berlin_en(city="Hamburg", organizer="Alpha"),
        berlin_en(city="Bremen", organizer="Beta"),
        language="en",
    )
    assert Organizer.objects.count() == 4


def test_channel_and_nearly_the_same_name_are_one_organizer(sheet):
    sheet.take(berlin(organizer="Голоса оппозиции (Берлин)"))
    sheet.take(
        berlin(city="Мюнхен", organizer="Голоса оппозиции Берлин"),
        berlin(city="Гамбург", organizer="Голоса оппозицыи (Берлин)"),
    )
    assert Organizer.objects.count() == 1


@pytest.mark.parametrize("joint", [" & ", " / ", ", "])
def test_joined_organizers_are_two_where_both_are_known(sheet, joint):
    make_organizer(name={"ru": "Альфа Берлин"})
    sheet.take(
        berlin(organizer=f"Альфа Берлин{joint}Бета Берлин"), berlin(city="Мюнхен", organizer="Бета Берлин")
    )
    joined = Rally.objects.get(city__name="Berlin")
    assert sorted(organizer.name["ru"] for organizer in joined.organizers.all()) == [
        "Альфа Берлин",
        "Бета Берлин",
    ]
    assert Organizer.objects.count() == 2


def test_joined_organizers_that_are_stored_are_both_found(sheet):
    for name in ("Альфа Берлин", "Бета Берлин"):
        make_organizer(name={"ru": name}, links=[])
    sheet.take(berlin(organizer="Альфа Берлин & Бета Берлин"))
    assert Rally.objects.get().organizers.count() == 2
    assert outcomes(sheet.plan(berlin(organizer="Альфа Берлин & Бета Берлин"))) == ["same"]


def test_joined_text_with_an_unknown_part_stays_one_organizer(sheet):
    make_organizer(name={"ru": "Альфа Берлин"})
    sheet.take(berlin(organizer="Альфа Берлин & Неизвестные"))
    assert Rally.objects.get().organizers.get().name == {"ru": "Альфа Берлин & Неизвестные"}


def test_organizer_of_another_name_in_the_other_language_keeps_the_first_and_says_so(sheet):
    sheet.take(berlin())
    Organizer.objects.update(name={"ru": "Демократы Берлина", "en": "Friends of Democracy"})
    plan, _batch = sheet.take(berlin_en(organizer="Quite Another Circle"), language="en")
    assert outcomes(plan) == ["change"]
    said = "So far it says Friends of Democracy; this sheet says Quite Another Circle. The former stays."
    assert said in reasons(plan)
    assert Organizer.objects.count() == 1


def test_organizer_stays_named_where_the_other_language_says_a_group(sheet):
    sheet.take(berlin())
    sheet.take(berlin_en(organizer="Activist group"), language="en")
    rally = Rally.objects.get()
    assert (rally.organizers.count(), rally.has_unnamed_organizer) == (1, False)
    assert rally.links == [{"url": "https://example.org/berlin/1", "kind": "page"}]


def test_group_becomes_a_named_organizer_when_the_sheet_is_corrected(sheet):
    sheet.take(berlin(**GROUP))
    sheet.take(berlin())
    rally = Rally.objects.get()
    assert (rally.organizers.count(), rally.has_unnamed_organizer) == (1, False)
    sheet.take(berlin(**GROUP))
    rally = Rally.objects.get()
    assert (rally.organizers.count(), rally.has_unnamed_organizer) == (0, True)


def test_group_of_one_language_stays_where_the_other_names_an_organizer(sheet):
    sheet.take(berlin(**GROUP))
    plan, _batch = sheet.take(berlin_en(), language="en")
    assert (
        "So far it says a group of activists; this sheet says Democrats of Berlin. The former stays."
        in reasons(plan)
    )
    assert Rally.objects.get().has_unnamed_organizer


def test_new_channel_of_a_known_organizer_is_added(sheet):
    sheet.take(berlin())
    plan, _batch = sheet.take(berlin(organizer_url="https://t.me/second"))
    assert outcomes(plan) == ["change"]
    assert len(Organizer.objects.get().links) == 2
    assert outcomes(sheet.plan(berlin(organizer_url="https://t.me/second"))) == ["same"]


def test_organizer_gets_the_country_of_its_next_city(sheet):
    sheet.take(berlin())
    plan, _batch = sheet.take(berlin(country="Франция", city="Париж"))
    assert plan.rows[0].changes["organizer Демократы Берлина: countries"] == (None, "FR")
    assert sorted(country.code for country in Organizer.objects.get().countries.all()) == ["DE", "FR"]


def test_rally_moved_here_to_another_city_is_found_by_the_next_sheet(sheet):
    sheet.take(berlin())
    edit(city=make_city("Munich"))
    assert outcomes(sheet.take(berlin())[0]) == ["same"]
    assert outcomes(sheet.take(berlin_en(), language="en")[0]) == ["change"]
    assert outcomes(sheet.take(berlin_en(), language="en")[0]) == ["same"]
    assert Rally.objects.get().city.name == "Munich"


def test_rally_moved_here_is_found_where_the_other_list_has_the_right_city(sheet):
    sheet.take(berlin())
    edit(city=make_city("Munich"))
    plan, _batch = sheet.take(berlin_en(city="Munich"), language="en")
    assert outcomes(plan) == ["change"]
    assert Rally.objects.count() == 1


def test_city_corrected_here_and_in_the_sheet_is_one_rally(sheet):
    sheet.take(berlin(), berlin(city="Гамбург"))
    rallies.edit(rally=Rally.objects.get(city__name="Berlin"), by=None, now=NOW, city=make_city("Munich"))
    plan, _batch = sheet.take(berlin(city="Мюнхен"), berlin(city="Гамбург"))
    assert outcomes(plan) == ["same", "same"]
    assert Rally.objects.count() == 2
