"""Accounts of the staff: who looks after what. For administrators alone."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth import admin as auth_admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..forms.coordinator import CoordinatorForm, offered_rights
from ..models import User
from ..services import coordinators
from .scoped import ScopedAdmin, authorship, is_administrator, user_of


@admin.register(User)
class CoordinatorAdmin(ScopedAdmin, auth_admin.UserAdmin):  # type: ignore[type-arg]
    """Countries, organizers and rights of each account; nobody gives more than he has."""

    form = CoordinatorForm
    list_display = ("username", "looks_after", "is_superuser", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("=username", "=first_name", "=last_name")
    search_help_text = gettext_lazy("Name of the account or of the person")
    ordering = ("username",)
    filter_horizontal = ()
    autocomplete_fields = ("countries", "organizers")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "is_active", "is_staff")}),
        (gettext_lazy("Looks after"), {"fields": ("countries", "organizers")}),
        (gettext_lazy("Rights"), {"fields": ("user_permissions", "is_superuser")}),
        (gettext_lazy("Person"), {
            "classes": ("collapse",),
            "fields": ("first_name", "last_name", "email", "last_login", "date_joined"),
        }),
    )  # fmt: skip

    def scope(self, queryset: QuerySet[Any], user: User) -> QuerySet[Any]:
        """All for administrators; others see no account, not even their own."""
        return queryset if user.is_superuser else queryset.none()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.prefetch_related("countries", "organizers")

    @admin.display(description=gettext_lazy("looks after"))
    def looks_after(self, user: User) -> str:
        """Countries and organizers, or everything."""
        if user.is_superuser:
            return _("everything")
        named: Iterable[Any] = [*user.countries.all(), *user.organizers.all()]
        return ", ".join(str(entry) for entry in named) or "–"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Nobody has signed in yet when the sign-in page asks."""
        return isinstance(request.user, User) and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_administrator(request)

    def store(self, request: HttpRequest, record: Any, form: Any, *, change: bool) -> User:
        user = form.instance
        given = {"user": user, **authorship(request)}
        if not change:
            user.is_staff = True
            rights = [right for right in offered_rights() if "contact" not in right.codename]
            return coordinators.save(permissions=rights, **given)
        if record.pk == user_of(request).pk and not (user.is_active and user.is_staff and user.is_superuser):
            raise ValidationError(_("You cannot take the administration away from yourself."))
        chosen = form.cleaned_data
        return coordinators.save(
            countries=chosen["countries"],
            organizers=chosen["organizers"],
            permissions=chosen["user_permissions"],
            **given,
        )

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002
        """Answer as the stock page, which saves by itself; the journal keeps that there is a new one."""
        account = self.get_object(request, unquote(id))
        stock = super().user_change_password
        return journalled(request, account, lambda: stock(request, id, form_url))


def journalled(request: HttpRequest, account: User | None, answer: Callable[[], Any]) -> HttpResponse:
    """Answer through a stock page and journal it if it gave the account another password."""
    with transaction.atomic():
        response: HttpResponse = answer()
        current = User.objects.filter(pk=account.pk).first() if account else None
        if account and current and current.password != account.password:
            coordinators.note_password(user=current, **authorship(request))
    return response
