"""Imports: which sheet brought what, row by row."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from ..models import ImportBatch, ImportRow, User
from .scoped import ReadOnlyAdmin, is_administrator

ROWS_SHOWN = 1000


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    """For administrators: a sheet holds rows of every country."""

    change_form_template = "admin/rallies/importbatch/change_form.html"
    list_display = ("file_name", "campaign", "language", "state", "outcomes", "by", "applied_at")
    list_filter = ("state", "language")
    list_select_related = ("campaign", "by")
    date_hierarchy = "applied_at"
    ordering = ("-applied_at",)
    search_fields = ("=file_name",)
    search_help_text = gettext_lazy("Name of the file")
    fields = (
        "campaign",
        "file_name",
        "language",
        "state",
        "outcomes",
        "by",
        "applied_at",
        "undone_at",
        "sha256",
    )
    readonly_fields = ("outcomes",)

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """All for administrators, nothing for others."""
        return queryset if user.is_superuser else queryset.none()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    @admin.display(description=gettext_lazy("rows by outcome"))
    def outcomes(self, batch: ImportBatch) -> str:
        """The counters in one line."""
        return ", ".join(f"{outcome}: {count}" for outcome, count in batch.counts.items()) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the rows that were not taken as they stood first, then all."""
        batch = self.get_object(request, unquote(object_id))
        rows = ImportRow.objects.filter(batch=batch).select_related("rally__city", "rally__campaign")
        context = {"rows": [_told(row) for row in rows.order_by("row")[:ROWS_SHOWN]], **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, context)
        return response


def _told(row: ImportRow) -> dict[str, Any]:
    """Return one row with its messages as text."""
    said = [
        " ".join(str(message.get(part, "")) for part in ("column", "reason")).strip()
        if isinstance(message, dict)
        else str(message)
        for message in row.messages
    ]
    return {"row": row.row, "outcome": row.outcome, "rally": row.rally, "said": said}
