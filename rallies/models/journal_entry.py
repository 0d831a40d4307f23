"""Append-only record of who changed what."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..querysets import JournalQuerySet
from .campaign import Campaign
from .rally import Rally


class JournalEntry(models.Model):
    """One thing that somebody did. Never changed, never deleted, and free of personal data.

    ``subject`` names the kind of record, ``subject_id`` its lasting public name (slug or public
    number), so that an entry outlives its record. ``changes`` is ``{field: [before, after]}``;
    ``by`` is empty for commands and jobs, which ``door`` names.
    """

    class Action(models.TextChoices):
        """What was done."""

        CREATED = "created", pgettext_lazy("journal", "created")
        CHANGED = "changed", pgettext_lazy("journal", "changed")
        REVIEW = "review", pgettext_lazy("journal", "review changed")
        CONDITION = "condition", pgettext_lazy("journal", "condition changed")
        STATE = "state", pgettext_lazy("journal", "state changed")
        IMPORTED = "imported", pgettext_lazy("journal", "imported")
        UNDONE = "undone", pgettext_lazy("journal", "import undone")
        REVEALED = "revealed", pgettext_lazy("journal", "contact revealed")
        DELETED = "deleted", pgettext_lazy("journal", "deleted")

    at = models.DateTimeField(_("at"), db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    door = models.CharField(_("through"), max_length=40, blank=True)
    action = models.CharField(_("action"), max_length=10, choices=Action)
    subject = models.CharField(_("subject"), max_length=20)
    subject_id = models.CharField(_("subject's number"), max_length=120)
    rally = models.ForeignKey(
        Rally,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="journal",
        verbose_name=_("rally"),
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="journal",
        verbose_name=_("campaign"),
    )
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        indexes = [models.Index(fields=["subject", "subject_id"], name="journal_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()} {self.subject} {self.subject_id}"
