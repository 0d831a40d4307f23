"""The private person behind a rally: the only place where personal data is kept."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import tokens
from ..querysets import ContactQuerySet
from .rally import Rally


class Contact(models.Model):
    """How coordinators reach the person behind a rally; sealed at rest, deleted on ``delete_on``.

    Absent from exports, logs, ``__str__`` and addresses. ``services.contacts.reveal`` opens one and
    journals it.
    """

    rally = models.ForeignKey(
        Rally, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("rally")
    )
    sealed = models.BinaryField(_("sealed contact"))
    created_at = models.DateTimeField(_("created at"))
    delete_on = models.DateField(_("to be deleted on"))

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        permissions = [("reveal_contact", _("Can read a private contact"))]

    def __str__(self) -> str:
        return f"•••• {self.pk or ''}".strip()

    def unsealed(self) -> str:
        """Return the readable contact; raises ``tokens.SealError`` when the keys are gone."""
        return tokens.unseal(bytes(self.sealed), keys=settings.CONTACT_KEYS)
