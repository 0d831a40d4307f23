from rallies.models import Organizer, Rally
from tests.services.importing.sheets import berlin, berlin_en


def reasons(plan):
    return [message.reason for row in plan.rows for message in row.messages]


def test_organizer_named_without_its_channel_keeps_the_channel(sheet):
    sheet.take(berlin())
    plan, _batch = sheet.take(berlin_en(organizer="Демократы Берлина", organizer_url=""), language="en")
    organizer = Organizer.objects.get()
    assert organizer.name == {"ru": "Демократы Берлина", "en": "Демократы Берлина"}
    assert organizer.links == [{"url": "https://t.me/demberlin", "kind": "channel"}]
    assert reasons(plan) == []


def test_misspelt_organizer_of_the_same_rally_is_no_other_one(sheet):
    sheet.take(berlin())
    Organizer.objects.update(name={"ru": "Демократы Берлина", "en": "Democrats of Berlin"})
    plan, _batch = sheet.take(berlin_en(organizer="Demokrats of Berlin", organizer_url=""), language="en")
    assert Rally.objects.get().organizers.get().name["en"] == "Democrats of Berlin"
    assert reasons(plan) == []


def test_organizer_is_named_as_the_sheet_mostly_spells_it(sheet):
    rows = [
        berlin(organizer="Демократы Берл ина", date="2023-02-24", event_url=""),
        berlin(city="Мюнхен", event_url=""),
        berlin(city="Гамбург", event_url=""),
    ]
    sheet.take(*rows)
    assert [organizer.name for organizer in Organizer.objects.all()] == [{"ru": "Демократы Берлина"}]
    plan, _batch = sheet.take(*rows)
    assert [str(row.outcome) for row in plan.rows] == ["same"] * 3
