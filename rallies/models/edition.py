"""A published edition, so that several servers give the same number to the same pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One edition that some server published; the files stand in ``EDITIONS_DIR`` of each server.

    Numbers only grow. ``journal`` is the newest journal entry that its pages know; ``digest`` is one hash
    over all pages, the same on every server that rendered the same records.
    """

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    made_at = models.DateTimeField(_("made at"))
    journal = models.BigIntegerField(_("newest journal entry"))
    digest = models.CharField(_("hash of all pages"), max_length=64)
    page_count = models.PositiveIntegerField(_("pages"))
    rendered_count = models.PositiveIntegerField(_("pages rendered for it"))

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.CheckConstraint(name="edition_number_from_one", condition=models.Q(number__gte=1))
        ]

    def __str__(self) -> str:
        return str(self.number)
