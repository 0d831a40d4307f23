import datetime

from rallies.models import Organizer, Rally
from rallies.services.importing import Outcome
from tests.factories import make_city, make_organizer, make_rally
from tests.services.importing.sheets import berlin, berlin_en


def outcomes(plan):
    return [str(row.outcome) for row in plan.rows]


GROUP = {"organizer": "Группа активистов", "organizer_url": ""}
GROUP_EN = {"organizer": "Activist group", "organizer_url": ""}


def test_same_sheet_again_changes_nothing(sheet):
    rows = [
        berlin(),
        berlin(**GROUP, event_title="Пикет", event_url="https://example.org/2"),
        berlin(city="Мюнхен"),
    ]
    sheet.take(*rows)
    before = list(Rally.objects.order_by("pk").values())
    plan, _batch = sheet.take(*rows)
    assert outcomes(plan) == ["same"] * 3
    assert list(Rally.objects.order_by("pk").values()) == before


def test_other_language_finds_its_rally_by_the_link_on_another_hour(sheet):
    sheet.take(berlin())
    plan, _batch = sheet.take(berlin_en(local_time="15:00", **GROUP_EN), language="en")
    assert outcomes(plan) == ["change"]
    rally = Rally.objects.get()
    assert rally.title == {"ru": "Год войны", "en": "A year of war"}


def test_other_language_finds_its_rally_by_the_link_on_another_day(sheet):
    sheet.take(berlin())
    assert outcomes(sheet.plan(berlin_en(date="2023-02-25"), language="en")) == ["change"]


def test_other_language_finds_its_rally_by_organizer_and_day(sheet):
    sheet.take(berlin())
    plan = sheet.plan(berlin_en(event_url="https://example.org/other", local_time="14:30"), language="en")
    assert outcomes(plan) == ["change"]


def test_other_language_finds_its_rally_by_day_and_hour_alone(sheet):
    sheet.take(
        berlin(**GROUP, event_url=""), berlin(**GROUP, event_url="", local_time="18:00", event_title="Пикет")
    )
    plan, _batch = sheet.take(
        berlin_en(**GROUP_EN, event_url="", local_time="18:00", event_title="Picket"),
        berlin_en(**GROUP_EN, event_url=""),
        language="en",
    )
    assert outcomes(plan) == ["change", "change"]
    assert {rally.title["ru"]: rally.title["en"] for rally in Rally.objects.all()} == {
        "Год войны": "A year of war",
        "Пикет": "Picket",
    }


def test_single_rally_of_a_city_is_found_when_one_list_has_no_hour(sheet):
    sheet.take(berlin(**GROUP, event_url="", local_time=""))
    plan, _batch = sheet.take(berlin_en(**GROUP_EN), language="en")
    assert outcomes(plan) == ["change"]
    assert Rally.objects.get().time == datetime.time(14)


def test_same_organizer_on_another_day_is_another_rally(sheet):
    sheet.take(berlin())
    plan = sheet.plan(berlin_en(date="2023-02-26", event_url="https://example.org/2"), language="en")
    assert outcomes(plan) == ["create"]


def test_different_organizers_with_different_links_on_one_day_are_different_rallies(sheet):
    rows = [
        berlin(
            organizer=f"Сообщество {name}",
            organizer_url=f"https://t.me/{name}",
            event_url=f"https://example.org/{name}",
        )
        for name in ("alpha", "beta", "gamma", "delta")
    ]
    plan, _batch = sheet.take(*rows)
    assert outcomes(plan) == ["create"] * 4
    assert outcomes(sheet.plan(*reversed(rows))) == ["same"] * 4
    other = berlin(
        organizer="Другие", organizer_url="https://t.me/others", event_url="https://example.org/others"
    )
    assert outcomes(sheet.plan(other)) == ["create"]


def test_link_shared_by_several_rallies_of_a_city_tells_none_from_another(sheet):
    shared = {"event_url": "https://t.me/demberlin/429"}
    sheet.take(berlin(**shared), berlin(date="2023-02-25", event_title="Второй день", **shared))
    plan, _batch = sheet.take(
        berlin_en(date="2023-02-25", event_title="Second day", **shared), berlin_en(**shared), language="en"
    )
    assert outcomes(plan) == ["change", "change"]
    assert {rally.title["en"]: rally.date.day for rally in Rally.objects.all()} == {
        "Second day": 25,
        "A year of war": 24,
    }


def test_channel_of_the_organizer_is_no_page_of_one_rally(sheet):
    channel = {"event_url": "https://t.me/demberlin"}
    sheet.take(berlin(**channel))
    plan = sheet.plan(berlin_en(date="2023-02-26", local_time="12:00", **channel), language="en")
    assert outcomes(plan) == ["create"]


def test_corrected_hour_day_and_link_find_their_row_again(sheet):
    other = berlin(**GROUP, event_title="Пикет", event_url="https://example.org/2", local_time="12:00")
    sheet.take(berlin(), other)
    for corrected in (
        berlin(local_time="16:00"),
        berlin(date="2023-02-25", local_time="16:00"),
        berlin(date="2023-02-25", local_time="16:00", event_url="https://example.org/new"),
        berlin(
            date="2023-02-25",
            local_time="16:00",
            event_url="https://example.org/new",
            event_title="Исправлено",
        ),
    ):
        plan, _batch = sheet.take(corrected, other)
        assert outcomes(plan) == ["change", "same"]
    assert Rally.objects.count() == 2


def test_misspelt_organizer_put_right_is_still_the_same_rally(sheet):
    sheet.take(berlin(organizer="Демократы Берлинаа", event_url="", organizer_url=""))
    assert outcomes(sheet.plan(berlin(event_url="", organizer_url=""))) == ["change"]


def test_unnamed_group_with_other_title_and_link_is_another_rally(sheet):
    sheet.take(berlin(**GROUP))
    plan = sheet.plan(berlin(**GROUP, event_title="Совсем другое", event_url="https://example.org/2"))
    assert outcomes(plan) == ["create"]


def test_named_organizer_where_a_group_stood_needs_more_in_common(sheet):
    sheet.take(berlin(**GROUP, event_url=""))
    assert outcomes(sheet.plan(berlin(event_url="", event_title="Иное", local_time="18:00"))) == ["create"]


def test_rally_made_by_hand_is_found_by_its_organizer(sheet, campaign):
    organizer = make_organizer(name={"ru": "Демократы Берлина"})
    make_rally(campaign=campaign, city=make_city("Berlin"), organizers=[organizer])
    plan, _batch = sheet.take(berlin())
    assert outcomes(plan) == ["change"]
    assert Organizer.objects.count() == 1


def test_rally_of_another_organizer_made_by_hand_is_left_alone(sheet, campaign):
    make_rally(
        campaign=campaign, city=make_city("Berlin"), organizers=[make_organizer(name={"ru": "Чужие люди"})]
    )
    assert outcomes(sheet.plan(berlin())) == ["create"]


def test_row_that_says_little_does_not_take_the_rally_of_one_that_says_the_same(sheet):
    bare = {"country": "Германия", "city": "Берлин", "local_time": "11:00", "place": "Ратуша"}
    sheet.take(bare)
    plan = sheet.plan({**bare, "date": "2023-02-24"}, bare)
    assert plan.rows[1].outcome is Outcome.SAME
    assert plan.rows[0].outcome is Outcome.CREATE


def test_doubtful_row_keeps_its_rally_from_being_taken(sheet):
    sheet.take(berlin(**GROUP, event_url=""))
    plan = sheet.plan(
        berlin(**GROUP, event_url="", local_time="02:00"), berlin(event_title="Иное", local_time="15:00")
    )
    assert outcomes(plan) == ["doubtful", "create"]


def test_rally_made_by_hand_with_the_same_title_at_another_hour_is_found(sheet, campaign):
    make_rally(campaign=campaign, city=make_city("Berlin"), title={"ru": "Год войны"}, time=datetime.time(19))
    make_rally(campaign=campaign, city=make_city("Berlin"), title={"ru": "Другой"}, time=datetime.time(12))
    plan, _batch = sheet.take(berlin())
    assert outcomes(plan) == ["change"]
    assert Rally.objects.get(title__ru="Год войны").links
