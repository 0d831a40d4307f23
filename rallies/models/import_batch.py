"""A sheet that was brought in, row by row, so that it can be compared and undone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .campaign import Campaign
from .rally import Rally


class ImportBatch(models.Model):
    """One application of a sheet to a campaign; ``counts`` are rows by outcome."""

    class State(models.TextChoices):
        """What became of it."""

        APPLIED = "applied", pgettext_lazy("import", "applied")
        UNDONE = "undone", pgettext_lazy("import", "undone")

    campaign = models.ForeignKey(
        Campaign, on_delete=models.CASCADE, related_name="import_batches", verbose_name=_("campaign")
    )
    language = models.CharField(_("language of the sheet"), max_length=12)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.APPLIED)
    counts = models.JSONField(_("rows by outcome"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    applied_at = models.DateTimeField(_("applied at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.CheckConstraint(
                name="import_batch_undone_has_moment",
                condition=Q(state="applied", undone_at__isnull=True)
                | Q(state="undone", undone_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.applied_at:%Y-%m-%d %H:%M}"


class ImportRow(models.Model):
    """What one row of a sheet said and did.

    ``values`` are the row's own values after repair: the next import of the same language is
    compared with them, so that edits made here in the meantime survive. ``before`` and ``after``
    are the changed fields of the rally, for undoing.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=10)
    rally = models.ForeignKey(
        Rally, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows"
    )
    values = models.JSONField(_("values"), default=dict)
    before = models.JSONField(_("before"), default=dict)
    after = models.JSONField(_("after"), default=dict)
    messages = models.JSONField(_("messages"), default=list)

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="import_row_once_per_batch")]

    def __str__(self) -> str:
        return f"{self.row}: {self.outcome}"


class ImportDecision(models.Model):
    """A coordinator's answer to a doubtful value, asked once and remembered.

    ``key`` is what was asked, after cleaning ("DE:frankfurt"); ``answer`` what was chosen: a
    GeoNames number, a city's number, or a value to take as it stands.
    """

    class Kind(models.TextChoices):
        """What the doubt was about."""

        COUNTRY = "country", pgettext_lazy("import", "country")
        CITY = "city", pgettext_lazy("import", "city")
        DATE = "date", pgettext_lazy("import", "day")
        TIME = "time", pgettext_lazy("import", "time")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    key = models.CharField(_("what was asked"), max_length=300)
    answer = models.CharField(_("answer"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"))

    class Meta:
        verbose_name = _("import decision")
        verbose_name_plural = _("import decisions")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="import_decision_once")]

    def __str__(self) -> str:
        return f"{self.key} → {self.answer}"
