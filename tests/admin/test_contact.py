import pytest
from django.urls import reverse

from rallies.models import (
    Contact,
    JournalEntry,
)  # fmt: skip
from tests.admin.pages import list_of, page_of, said
from tests.factories import (
    make_contact,
    make_rally,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def test_contact_is_noted_sealed_and_forgotten(admin_page):
    rally = make_rally()
    admin_page.post(list_of("contact") + "add/", {"rally": rally.pk, "text": "canary@example.org"})
    contact = Contact.objects.get()
    assert contact.unsealed() == "canary@example.org"
    assert b"canary" not in bytes(contact.sealed)
    assert "canary" not in admin_page.get(list_of("contact")).content.decode()
    admin_page.post(page_of(contact, "delete"), {"post": "yes"})
    assert not Contact.objects.exists()
    assert [entry.changes for entry in JournalEntry.objects.order_by("pk")] == [
        {"contact": [None, "kept"]},
        {"contact": ["kept", None]},
    ]


def test_contact_whose_key_is_gone_is_said_in_a_sentence(admin_page, settings):
    contact = make_contact(make_rally())
    settings.CONTACT_KEYS = ["b3RoZXIta2V5LW9mLTMyLWJ5dGVzLS0tLS0tLS0tLS0="]
    response = admin_page.post(page_of(contact, "reveal"), follow=True)
    assert said(response) == ["This contact cannot be read any more: its key is gone."]
    assert not JournalEntry.objects.exists()


def test_missing_contact_answers_like_every_missing_record(admin_page):
    response = admin_page.post(reverse("admin:rallies_contact_reveal", args=[1]), follow=True)
    assert "Perhaps it was deleted?" in said(response)[0]
