import pytest

from rallies import startup

KEY = "bWlycm9yLXRlc3RzLWtleS1vZi0zMi1ieXRlcy0tLTE="
ONION = "http://rallies2222222222.onion"


def said(**given):
    found = [*startup.check_addresses(given), *startup.check_mirror_keys(given)]
    assert [line for line in startup.problems(given) if line in found] == found
    return found


def test_addresses_of_hosts_copies_and_onion_are_taken():
    assert said() == []
    assert said(OFFICIAL_HOSTS=f"https://a.example, https://b.example:8443,{ONION}") == []
    assert said(MIRRORS="https://a.example/deep/folder/,http://127.0.0.1:8000/") == []
    assert said(ONION_URL=ONION) == said(ONION_URL=f"https://www.{ONION[7:]}/") == []
    assert said(MIRROR_KEY=KEY, MIRROR_PUBLIC_KEY=KEY) == []


@pytest.mark.parametrize(
    "address",
    [
        "a.example",
        "http://a.example",
        "ftp://a.example",
        "https://",
        "https://n@a.example",
        "https://a.example/?q",
        "https://a.example/#f",
        "javascript:alert(1)",
        "https://a:99999",
    ],
)
@pytest.mark.parametrize("name", ["OFFICIAL_HOSTS", "MIRRORS"])
def test_what_nobody_can_open_is_refused(name, address):
    assert said(**{name: f"https://good.example,{address}"}) == [
        f"{name} must hold addresses that begin with https://, separated by commas."
    ]


@pytest.mark.parametrize(
    "address", ["https://a.example", "rallies2222222222.onion", f"{ONION}/en/", f"{ONION}.evil.example"]
)
def test_onion_that_is_none_is_refused(address):
    assert said(ONION_URL=address) == [
        "ONION_URL must be http:// or https:// and a host that ends in .onion."
    ]


@pytest.mark.parametrize("name", ["MIRROR_KEY", "MIRROR_PUBLIC_KEY"])
def test_key_that_is_none_is_refused_and_not_repeated(name):
    [sentence] = said(**{name: "hunter2"})
    assert sentence == f"{name} is not 32 bytes in URL-safe base64; make one with: manage.py make_mirror_key"


def test_key_must_not_name_another_variable():
    assert "MIRROR_KEY must not begin with a dollar sign." in startup.problems({"MIRROR_KEY": "$SECRET_KEY"})
