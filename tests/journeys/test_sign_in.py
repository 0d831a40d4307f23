"""The first administrator signs in with what `make run` printed, and signs out."""

import pytest

from rallies.services import first_administrator

pytestmark = pytest.mark.journey


def test_administrator_signs_in_and_out(visit, tmp_path):
    from playwright.sync_api import expect

    known = first_administrator.ensure(password_path=tmp_path / "password")
    visit.go("/admin/")
    assert visit.barriers() == []
    visit.page.get_by_label("Username").fill(known.username)
    visit.page.get_by_label("Password").fill(known.password)
    visit.page.get_by_role("button", name="Log in").click()
    expect(visit.page.get_by_role("button", name="Log out")).to_be_visible()
    assert visit.barriers() == []
    visit.page.get_by_role("button", name="Log out").click()
    expect(visit.page.get_by_role("heading", name="Logged out")).to_be_visible()


def test_wrong_password_lets_nobody_in(visit, tmp_path):
    from playwright.sync_api import expect

    known = first_administrator.ensure(password_path=tmp_path / "password")
    visit.go("/admin/")
    visit.page.get_by_label("Username").fill(known.username)
    visit.page.get_by_label("Password").fill("wrong")
    visit.page.get_by_role("button", name="Log in").click()
    expect(visit.page.get_by_text("Please enter the correct username and password")).to_be_visible()
    expect(visit.page.get_by_role("button", name="Log out")).not_to_be_visible()
