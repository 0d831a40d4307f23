"""Every address of the product."""

from django.conf import settings
from django.contrib import admin
from django.urls import path

from .views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
]
