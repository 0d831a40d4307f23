"""Every address of the product. Public ones are put together in ``public_urls``."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import SlugConverter, StringConverter

from . import public_urls
from .views import campaigns, entrance, errors, health, organizers, places, texts


class LanguageConverter(StringConverter):
    """A language that has pages."""

    regex = "|".join(public_urls.languages())


class TextPageConverter(StringConverter):
    """A page of the site's own words."""

    regex = "|".join(public_urls.TEXT_PAGES)


class AddressConverter(SlugConverter):
    """A part of an address as ``validators.validate_slug`` allows it."""

    regex = "[a-z0-9]+(?:-[a-z0-9]+)*"


register_converter(LanguageConverter, "language")
register_converter(TextPageConverter, "text_page")
register_converter(AddressConverter, "address")

in_campaign: list[URLPattern | URLResolver] = [
    path("", campaigns.campaign, name="campaign"),
    path("<address:country_slug>/", places.country, name="country"),
    path("<address:country_slug>/part/<int:part>/", places.country_part, name="country-part"),
    path("<address:country_slug>/region/<address:region_slug>/", places.region, name="region"),
    path(
        "<address:country_slug>/region/<address:region_slug>/part/<int:part>/",
        places.region_part,
        name="region-part",
    ),
    path("<address:country_slug>/<address:city_slug>/", places.city, name="city"),
]
in_language: list[URLPattern | URLResolver] = [
    path("", campaigns.home, name="home"),
    path("campaigns/", campaigns.campaign_list, name="campaigns"),
    path("campaigns/<address:campaign_slug>/", include(in_campaign)),
    path("organizers/", organizers.organizer_list, name="organizers"),
    path("organizers/country/<address:country_slug>/", organizers.country, name="organizers-country"),
    path("organizers/<address:organizer_slug>/", organizers.organizer, name="organizer"),
    path("<text_page:name>/", texts.text_page, name="text-page"),
]
public: list[URLPattern | URLResolver] = [
    path("", entrance.entrance, name="entrance"),
    path("robots.txt", entrance.robots, name="robots"),
    path("favicon.ico", entrance.favicon, name="favicon"),
    path(".well-known/security.txt", entrance.security, name="security"),
    path("<language:language>/", include(in_language)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path(f"{settings.ADMIN_PATH}/", admin.site.urls),
    path("", include((public, "rallies"))),
]

handler404 = errors.not_found
handler500 = errors.server_error
