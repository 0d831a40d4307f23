import pytest

from rallies.models import (
    JournalEntry,
)  # fmt: skip
from rallies.services import contacts
from tests.admin.pages import list_of, page_of
from tests.factories import (
    NOW,
    make_rally,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_journal_is_read_only_for_administrators_too(admin_page):
    contacts.keep(rally=make_rally(), contact="x", by=None, now=NOW)
    entry = JournalEntry.objects.get()
    page = admin_page.get(list_of("journalentry")).content.decode()
    assert "the system" in page
    assert "contact: kept" in page
    assert admin_page.get(page_of(entry)).status_code == 200
    for view, method in (("change", "post"), ("delete", "get"), ("delete", "post")):
        assert getattr(admin_page, method)(page_of(entry, view), {"post": "yes"}).status_code == 403
    assert admin_page.get(list_of("journalentry") + "add/").status_code == 403
    form = {"action": "delete_selected", "_selected_action": [entry.pk], "index": 0, "post": "yes"}
    admin_page.post(list_of("journalentry"), form)
    assert JournalEntry.objects.get() == entry
