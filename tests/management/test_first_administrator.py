import pytest
from django.core.management import CommandError, call_command

from rallies.models import User


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_first_administrator_says_where_and_how_to_sign_in(var, capsys, settings):
    call_command("first_administrator")
    password = (var / "administrator-password.txt").read_text().strip()
    said = capsys.readouterr().out
    assert f"{settings.SITE_URL}/{settings.ADMIN_PATH}/" in said
    assert f"administrator, password {password} " in said
    call_command("first_administrator")
    assert f"password {password} " in capsys.readouterr().out


@pytest.mark.django_db
def test_first_administrator_keeps_quiet_about_a_password_that_people_chose(var, capsys):
    User.objects.create_superuser(username="vera", password="the one she chose")
    call_command("first_administrator")
    assert "vera, with the password that was chosen" in capsys.readouterr().out


@pytest.mark.django_db
def test_first_administrator_is_refused_in_production(var, settings):
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("first_administrator")
    assert User.objects.count() == 0
    assert list(var.iterdir()) == []


@pytest.mark.django_db
def test_first_administrator_makes_no_account_when_the_password_cannot_be_kept(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "missing"
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("first_administrator")
    assert User.objects.count() == 0
