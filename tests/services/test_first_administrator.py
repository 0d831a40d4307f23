import stat

import pytest

from rallies.models import User
from rallies.services import first_administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "administrator-password.txt"


def test_ensure_makes_an_administrator_whose_password_only_the_owner_reads(path):
    sign_in = first_administrator.ensure(password_path=path)
    made = User.objects.get()
    assert made.username == sign_in.username == "administrator"
    assert made.is_superuser
    assert made.is_staff
    assert made.check_password(sign_in.password)
    assert path.read_text() == f"{sign_in.password}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_ensure_shows_the_password_as_long_as_it_is_valid(path):
    first = first_administrator.ensure(password_path=path)
    assert first_administrator.ensure(password_path=path) == first
    assert User.objects.count() == 1


def test_ensure_forgets_a_password_that_was_changed(path):
    first_administrator.ensure(password_path=path)
    administrator = User.objects.get()
    administrator.set_password("another one of 12")
    administrator.save(update_fields=["password"])
    assert first_administrator.ensure(password_path=path).password == ""
    assert not path.exists()


def test_ensure_leaves_an_administrator_of_another_name_alone(path):
    User.objects.create_superuser(username="vera", password="the one she chose")
    path.write_text("the one she chose")
    assert first_administrator.ensure(password_path=path) == first_administrator.SignIn("vera", "")
    assert User.objects.count() == 1


def test_ensure_makes_a_new_one_when_the_only_administrator_is_switched_off(path):
    User.objects.create_superuser(username="vera", password="x", is_active=False)
    assert first_administrator.ensure(password_path=path).username == "administrator"
    assert set(User.objects.values_list("username", "is_active")) == {
        ("vera", False),
        ("administrator", True),
    }


def test_ensure_never_takes_a_coordinator_of_that_name_away(path):
    coordinator = User.objects.create_user(username="administrator", password="old")
    sign_in = first_administrator.ensure(password_path=path)
    coordinator.refresh_from_db()
    assert not coordinator.is_superuser
    assert sign_in.username != "administrator"
    assert User.objects.get(username=sign_in.username).is_superuser
