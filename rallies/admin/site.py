"""The product's own admin site."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST_TO_LAST = (
    "Rally", "Campaign", "Organizer", "City", "Country", "Contact", "ImportBatch", "ImportDecision",
    "JournalEntry", "User",
)  # fmt: skip


class RalliesAdminSite(AdminSite):
    """The Django admin in the words and colours of the product."""

    site_header = _("Rallies: coordination")
    site_title = _("Rallies")
    index_title = _("What waits for you")

    def get_urls(self) -> list[Any]:
        """Leave out the stock redirect to any object's page, which asks nobody's scope."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Refuse addresses that no page leads to before any view reads them."""
        from . import forged

        inner = super().admin_view(view, cacheable)

        @functools.wraps(inner)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            forged.refuse_address(request)
            found: HttpResponse = inner(request, *args, **kwargs)
            return found

        return answer

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """List the nouns in the order in which coordinators need them."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: FIRST_TO_LAST.index(model["object_name"]))
        return apps

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Show what waits for this member of staff."""
        from . import dashboard, scoped

        found = dashboard.board(user=scoped.user_of(request), now=timezone.now())
        return super().index(request, {"board": found, **(extra_context or {})})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Let members of staff change their own password, as the stock page does, and journal it."""
        from ..models import User
        from . import coordinator, scoped

        stock = super().password_change
        account = User.objects.get(pk=scoped.user_of(request).pk)
        return coordinator.journalled(request, account, lambda: stock(request, extra_context))
