import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from rallies.models import (
    JournalEntry,
    Organizer,
    User,
)  # fmt: skip
from rallies.services import coordinators
from tests.admin.pages import list_of, page_of
from tests.factories import (
    NOW,
    make_country,
    make_organizer,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db


def account_form(user, **changes):
    rights = [permission.pk for permission in user.user_permissions.all()]
    data = {"username": user.username, "is_active": "on", "is_staff": "on", "countries": [], "organizers": [],
            "user_permissions": rights, "first_name": "", "last_name": "", "email": ""}  # fmt: skip
    return {name: value for name, value in {**data, **changes}.items() if value is not None}


def test_new_account_is_staff_with_the_everyday_rights(admin_page):
    phrase = "quite a long pass phrase"
    data = {"username": "new", "usable_password": "true", "password1": phrase, "password2": phrase}
    admin_page.post(list_of("user") + "add/", data)
    user = User.objects.get(username="new")
    assert user.is_staff
    assert user.check_password(phrase)
    rights = set(user.user_permissions.values_list("codename", flat=True))
    assert "change_rally" in rights
    assert not [name for name in rights if "contact" in name or "user" in name]


def test_scope_and_rights_are_given_and_journalled_without_names(admin_page, administrator):
    user, organizer = make_user(username="canary"), make_organizer(slug="ark")
    right = Permission.objects.get(codename="reveal_contact")
    data = account_form(user, countries=["DE"], organizers=[organizer.pk], user_permissions=[right.pk])
    admin_page.post(page_of(user), data)
    assert list(user.countries.values_list("code", flat=True)) == ["DE"]
    assert list(user.user_permissions.all()) == [right]
    entry = JournalEntry.objects.get()
    assert (entry.subject, entry.subject_id, entry.by) == ("user", str(user.pk), administrator)
    assert entry.changes["countries"] == [[], ["DE"]]
    assert "canary" not in str(entry.changes)
    assert "Germany" in admin_page.get(list_of("user")).content.decode()


def test_administrator_does_not_lock_himself_out(admin_page, administrator):
    response = admin_page.post(page_of(administrator), account_form(administrator))
    assert "You cannot take the administration away from yourself." in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_superuser
    admin_page.post(page_of(administrator), account_form(administrator, is_superuser="on", first_name="A"))
    administrator.refresh_from_db()
    assert administrator.first_name == "A"


def test_administrator_sets_a_new_password(admin_page):
    user, phrase = make_user(), "another long pass phrase"
    data = {"usable_password": "true", "password1": phrase, "password2": phrase, "set-password": "1"}
    admin_page.post(reverse("admin:auth_user_password_change", args=[user.pk]), data)
    user.refresh_from_db()
    assert user.check_password(phrase)


@pytest.mark.parametrize("given", [
    {"countries": ["FR"]}, {"permissions": ["delete_rally"]}, {"organizers": ["foreign"]},
    {"is_superuser": True},
])  # fmt: skip
def test_nobody_gives_more_than_he_has(german, given):
    make_organizer(slug="foreign")
    user = make_user(is_superuser=given.get("is_superuser", False))
    User.objects.filter(pk=user.pk).update(is_superuser=False)
    chosen = {"countries": [make_country(code) for code in given.get("countries", ["DE"])]}
    chosen["permissions"] = list(
        Permission.objects.filter(codename__in=given.get("permissions", ["view_rally"]))
    )
    chosen["organizers"] = list(Organizer.objects.filter(slug__in=given.get("organizers", [])))
    with pytest.raises(coordinators.MoreThanOwn):
        coordinators.save(user=user, by=german, now=NOW, **chosen)
    assert not user.countries.exists()


def test_what_he_has_himself_may_be_given(german):
    user = make_user()
    coordinators.save(user=user, by=german, now=NOW, countries=[make_country("DE")], permissions=[])
    assert list(user.countries.values_list("code", flat=True)) == ["DE"]
    coordinators.save(user=user, by=german, now=NOW)
    assert JournalEntry.objects.count() == 1


NEW = "another long pass phrase"


def test_new_password_of_an_account_is_journalled_without_it(admin_page, administrator):
    user = make_user(username="member")
    address = reverse("admin:auth_user_password_change", args=[user.pk])
    form = {"password1": NEW, "password2": "different", "usable_password": "true", "set-password": "1"}
    admin_page.get(address)
    admin_page.post(address, form)
    assert not JournalEntry.objects.exists()
    admin_page.post(address, {**form, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.subject, entry.subject_id, entry.by) == (
        "changed", "user", str(user.pk), administrator
    )  # fmt: skip
    assert entry.changes == {"password": ["•••", "•••"]}
    admin_page.post(address, {"usable_password": "false", "unset-password": "1"})
    assert JournalEntry.objects.newest_first().first().changes == {"password": ["•••", None]}


def test_new_password_of_nobody_is_missed(admin_page):
    address = reverse("admin:auth_user_password_change", args=[987654])
    assert admin_page.post(address, {"password1": NEW, "password2": NEW}).status_code == 404


def test_own_new_password_is_journalled(german, german_page):
    form = {"old_password": "a long enough pass phrase", "new_password1": NEW, "new_password2": NEW}
    german_page.post(reverse("admin:password_change"), {**form, "old_password": "wrong"})
    assert not JournalEntry.objects.exists()
    german_page.post(reverse("admin:password_change"), form)
    entry = JournalEntry.objects.get()
    assert (entry.by, entry.changes) == (german, {"password": ["•••", "•••"]})
    assert entry.rally is None
