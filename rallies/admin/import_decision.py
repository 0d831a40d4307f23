"""Remembered answers to doubtful values; deleting one lets the next import ask again."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from ..models import ImportDecision, User
from ..services import importing
from .scoped import ReadOnlyAdmin, authorship, is_administrator


@admin.register(ImportDecision)
class ImportDecisionAdmin(ReadOnlyAdmin):
    """For administrators: an answer counts for every country's sheets."""

    list_display = ("key", "kind", "answer", "by", "decided_at")
    list_filter = ("kind",)
    list_select_related = ("by",)
    ordering = ("kind", "key")
    search_fields = ("=key", "=answer")
    search_help_text = gettext_lazy("What was asked, or the answer")
    fields = ("kind", "key", "answer", "by", "decided_at")

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """All for administrators, nothing for others."""
        return queryset if user.is_superuser else queryset.none()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Forget the answer; the journal keeps what it was."""
        importing.forget(decision=obj, **authorship(request))
