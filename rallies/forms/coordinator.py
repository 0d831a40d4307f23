"""The form of a staff account: scope and rights in words."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ..models import User
from .refusal import RefusalMixin

if TYPE_CHECKING:
    ChangeForm = UserChangeForm[User]
    PermissionsField = forms.ModelMultipleChoiceField[Permission]
else:
    ChangeForm = UserChangeForm
    PermissionsField = forms.ModelMultipleChoiceField

RIGHTS = {
    "view_rally": _("See rallies"),
    "change_rally": _("Change, publish and cancel rallies"),
    "add_rally": _("Add rallies"),
    "view_organizer": _("See organizers"),
    "change_organizer": _("Change and verify organizers"),
    "add_organizer": _("Add organizers"),
    "view_city": _("See cities"),
    "change_city": _("Correct the names of cities"),
    "add_city": _("Add cities"),
    "view_country": _("See countries"),
    "view_campaign": _("See campaigns"),
    "view_journalentry": _("Read the journal"),
    "view_contact": _("See that there is a private contact"),
    "add_contact": _("Note a private contact"),
    "reveal_contact": _("Read private contacts, one at a time"),
    "delete_contact": _("Delete private contacts"),
}


def offered_rights() -> QuerySet[Permission]:
    """Return the permissions that the form offers."""
    rights = Permission.objects.filter(content_type__app_label="rallies", codename__in=list(RIGHTS))
    return rights.select_related("content_type").order_by("content_type", "codename")


class RightsField(PermissionsField):
    """Check boxes that name rights in words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Permission) -> str:
        return str(RIGHTS.get(obj.codename, obj.name))


class CoordinatorForm(RefusalMixin, ChangeForm):
    """An account with its countries, organizers and rights."""

    user_permissions = RightsField(label=_("Rights"), queryset=Permission.objects.none(), required=False)

    class Meta:
        model = User
        fields = (
            "username", "password", "first_name", "last_name", "email", "is_active", "is_staff",
            "is_superuser", "countries", "organizers", "user_permissions",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user_permissions"].queryset = offered_rights()  # type: ignore[attr-defined]
