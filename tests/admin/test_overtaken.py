"""Two people with the same page open: the second save is refused once, in words, with nothing lost."""

import pytest

from rallies.services import campaigns, organizers
from tests.admin.pages import page_of, texts_form
from tests.admin.test_campaign import campaign_form
from tests.admin.test_organizer import organizer_form
from tests.factories import NOW, make_campaign, make_country, make_organizer, make_user

pytestmark = pytest.mark.django_db


def opened(page, record):
    return page.get(page_of(record)).context["adminform"].form["opened_at"].value()


def typed(name, text):
    return texts_form(name, {"en": text})


@pytest.fixture(params=["organizer", "campaign"])
def noun(request):
    """A record, the name of its main text, its form, and how somebody else changes it."""
    by = make_user(username="colleague")
    if request.param == "organizer":
        organizer = make_organizer(countries=[make_country("DE")])
        form = organizer_form(slug=organizer.slug, **texts_form("name", organizer.name))
        return organizer, "name", form, lambda **f: organizers.edit(organizer=organizer, by=by, now=NOW, **f)
    campaign = make_campaign(updated_at=NOW.replace(year=2022))
    form = campaign_form(slug=campaign.slug, **texts_form("title", campaign.title))
    return campaign, "title", form, lambda **f: campaigns.edit(campaign=campaign, by=by, now=NOW, **f)


def test_save_over_a_colleagues_change_is_refused_once(noun, admin_page):
    record, name, form, change = noun
    type(record)._default_manager.filter(pk=record.pk).update(updated_at=NOW.replace(year=2022))
    moment = opened(admin_page, record)
    change(**{name: {"en": "Theirs", "ru": "Их"}})
    sent = {**form, **typed(name, "Mine"), "opened_at": moment}
    response = admin_page.post(page_of(record), sent)
    html = response.content.decode()
    assert "colleague changed it in the meantime (2023-02-01 12:00 UTC" in html
    assert 'value="Mine"' in html
    record.refresh_from_db()
    assert getattr(record, name)["en"] == "Theirs"
    again = {**sent, "opened_at": response.context["adminform"].form["opened_at"].value()}
    assert admin_page.post(page_of(record), again).status_code == 302
    record.refresh_from_db()
    assert getattr(record, name)["en"] == "Mine"


def test_save_of_an_unchanged_record_goes_through_with_its_moment(noun, admin_page):
    record, name, form, _change = noun
    sent = {**form, **typed(name, "Mine"), "opened_at": opened(admin_page, record)}
    assert admin_page.post(page_of(record), sent).status_code == 302
    record.refresh_from_db()
    assert getattr(record, name)["en"] == "Mine"
    assert "changed it in the meantime" in admin_page.post(page_of(record), sent).content.decode()
