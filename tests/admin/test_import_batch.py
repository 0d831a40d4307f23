import pytest
from django.urls import reverse

from rallies.models import (
    ImportBatch,
    ImportDecision,
    ImportRow,
    JournalEntry,
    Rally,
)  # fmt: skip
from rallies.services import importing, rallies
from tests.admin.pages import list_of, page_of, said
from tests.factories import (
    NOW,
    make_campaign,
    make_rally,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(administrator):
    batch = ImportBatch.objects.create(
        campaign=make_campaign(), language="ru", file_name="sheet.csv", sha256="0" * 64,
        counts={"create": 1, "rejected": 1}, by=administrator, applied_at=NOW,
    )  # fmt: skip
    rally = make_rally(campaign=batch.campaign)
    ImportRow.objects.create(batch=batch, row=2, outcome="create", rally=rally)
    ImportRow.objects.create(
        batch=batch,
        row=3,
        outcome="rejected",
        messages=[{"column": "city", "reason": "no such place"}, "plain"],
    )
    return batch


def test_import_shows_its_rows_and_messages(admin_page, batch):
    page = admin_page.get(page_of(batch)).content.decode()
    for words in ("sheet.csv", "new: 1, rejected: 1", "<td>new</td>", "city no such place", "plain"):
        assert words in page
    assert "sheet.csv, row 2" in admin_page.get(page_of(batch.rows.get(row=2).rally)).content.decode()
    assert admin_page.post(page_of(batch, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.usefixtures("gazetteer_file")
def test_import_is_undone_as_a_whole_and_only_once(admin_page, administrator):
    sheet = b"country,city,date,local_time\nGermany,Berlin,2023-02-24,14:00\nFrance,Paris,2023-02-24,15:00\n"
    plan = importing.read_and_plan(data=sheet, name="sheet.csv", campaign=make_campaign(), language="en")
    batch = importing.apply(plan=plan, by=administrator, now=NOW)
    paris = Rally.objects.get(city__name="Paris")
    rallies.edit(rally=paris, by=administrator, now=NOW, note="edited since")
    assert "Undo this import" in admin_page.get(page_of(batch)).content.decode()
    assert "rows: new: 2; " in admin_page.get(list_of("journalentry")).content.decode()
    response = admin_page.post(page_of(batch, "undo"), follow=True)
    assert "Rallies deleted: 1, restored: 0" in said(response)[0]
    assert said(response)[1].startswith("3: ")
    assert list(Rally.objects.all()) == [paris]
    assert "Undo this import" not in response.content.decode()
    assert JournalEntry.objects.filter(action="undone", by=administrator, door="admin").exists()
    response = admin_page.post(page_of(batch, "undo"), follow=True)
    assert said(response) == ["This import has been undone already."]
    address = reverse("admin:rallies_importbatch_undo", args=[987])
    assert "Perhaps it was deleted?" in said(admin_page.post(address, follow=True))[0]


def test_coordinator_does_not_undo_imports(german_page, batch):
    assert german_page.post(page_of(batch, "undo")).status_code == 403
    batch.refresh_from_db()
    assert batch.state == "applied"
    response = german_page.get(page_of(batch))
    assert response.status_code in {302, 403}


def test_remembered_decision_is_deleted_to_be_asked_again(admin_page, german_page, administrator):
    decision = ImportDecision.objects.create(
        kind="city", key="city:DE:frankfurt", answer="2925533", by=administrator, decided_at=NOW
    )
    assert german_page.post(page_of(decision, "delete"), {"post": "yes"}).status_code == 403
    assert "city:DE:frankfurt" in admin_page.get(list_of("importdecision", q="frankfurt")).content.decode()
    admin_page.post(page_of(decision, "delete"), {"post": "yes"})
    assert not ImportDecision.objects.exists()
    assert (JournalEntry.objects.get().action, JournalEntry.objects.get().door) == ("deleted", "admin")
