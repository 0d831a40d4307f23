"""The journal: read only for everybody, administrators included."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy, pgettext_lazy

from ..models import JournalEntry
from . import journal_words
from .scoped import ReadOnlyAdmin


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Who changed what, newest first."""

    list_display = ("at", "who", "action", "about", "said", "door")
    list_filter = ("action", "subject")
    list_display_links = ("at",)
    date_hierarchy = "at"
    ordering = ("-at", "-pk")
    search_fields = ("=subject_id", "=note")
    search_help_text = gettext_lazy("Number or address of a record, or a note")
    fields = ("at", "who", "door", "action", "about", "in_words", "note")
    readonly_fields = ("who", "about", "in_words")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        related = ("by", "rally__city", "rally__campaign", "campaign")
        return super().get_queryset(request).select_related(*related)

    @admin.display(description=gettext_lazy("by"))
    def who(self, entry: JournalEntry) -> str:
        """Who did it."""
        return journal_words.who(entry)

    @admin.display(description=pgettext_lazy("journal", "about"))
    def about(self, entry: JournalEntry) -> str:
        """The record."""
        return journal_words.line(entry, with_subject=True).subject

    @admin.display(description=gettext_lazy("change"))
    def said(self, entry: JournalEntry) -> str:
        """The new values in one line."""
        return journal_words.said(entry)

    @admin.display(description=gettext_lazy("changes"))
    def in_words(self, entry: JournalEntry) -> Any:
        """Each changed field with what it was and became."""
        changes = journal_words.line(entry).changes
        pairs = ((change.label, change.before, change.after) for change in changes)
        return format_html_join("", '<div class="change"><b>{}</b>: {} → {}</div>', pairs) or "–"
