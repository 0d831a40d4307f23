"""Members of staff who are signed in."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from rallies.forms.coordinator import RIGHTS
from tests.factories import make_country, make_organizer, make_user


def grant(user, *names):
    chosen = Permission.objects.filter(content_type__app_label="rallies", codename__in=names or list(RIGHTS))
    user.user_permissions.set(chosen)
    return user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db):
    return make_user(username="administrator", is_superuser=True)


@pytest.fixture
def admin_page(administrator):
    """A browser in which an administrator is signed in."""
    return signed_in(administrator)


@pytest.fixture
def german(db):
    """A coordinator of Germany with every right that the form offers."""
    return grant(make_user(username="german", countries=[make_country("DE")]))


@pytest.fixture
def german_page(german):
    return signed_in(german)


@pytest.fixture
def community(db):
    """A community's own member, who looks after no country."""
    organizer = make_organizer(name={"en": "Own community"})
    return grant(make_user(username="community", organizers=[organizer]))
