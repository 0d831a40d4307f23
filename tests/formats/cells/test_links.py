import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallies.formats.cells import Level, repair_link, split_link
from rallies.validators import validate_link


@pytest.mark.parametrize(
    "text",
    [
        "https://t.me/example",
        "http://example.org",
        "https://www.facebook.com/events/s/%D0%B2-%D0%B0/41",
        "https://en.wikipedia.org/wiki/Place_(city)",
        "https://example.org/?page=2&id=3#top",
        "https://example.org/",
    ],
)
def test_good_link_stays_as_it_is(text):
    found = repair_link(text)
    assert (found.value, found.remarks) == (text, ())


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https: //t.me/x", "https://t.me/x"),
        ("https://t.me/ x", "https://t.me/x"),
        ("https://www. example.org/a", "https://www.example.org/a"),
        ("https://example.org/a b", "https://example.org/ab"),
        ("https//t.me/x", "https://t.me/x"),
        ("https:/t.me/x", "https://t.me/x"),
        ("https:t.me/x", "https://t.me/x"),
        ("hhttps://t.me/x", "https://t.me/x"),
        ("htttp://t.me/x", "http://t.me/x"),
        ("ttps://t.me/x", "https://t.me/x"),
        ("https;//t.me/x", "https://t.me/x"),
        ("https://https://t.me/x", "https://t.me/x"),
        ("https:\\\\example.org\\a", "https://example.org/a"),
        ("t.me/x", "https://t.me/x"),
        ("www.example.org", "https://www.example.org"),
        ("example.org:8080/a", "https://example.org:8080/a"),
        ("link=https://t.me/x", "https://t.me/x"),
        ("https://t.me/x.", "https://t.me/x"),
        ("https://t.me/x)", "https://t.me/x"),
        ("(https://t.me/x)", "https://t.me/x"),
        ("<https://t.me/x>", "https://t.me/x"),
        ("[page](https://t.me/x)", "https://t.me/x"),
        ("https://t.mе/x", "https://t.me/x"),
        ("https://t.me/\u200bx", "https://t.me/x"),
        ("https://пример.рф/a", "https://xn--e1afmkfd.xn--p1ai/a"),
        ("пример.рф", "https://xn--e1afmkfd.xn--p1ai"),
        ("our page: https://t.me/x", "https://t.me/x"),
        ("https://example.org here", "https://example.org"),
        ("https://example.org/a see there", "https://example.org/a"),
        ("https://t.me/x https://t.me/y", "https://t.me/x"),
        ("https://t.me/x, https://t.me/y", "https://t.me/x"),
        ("https://example.org/?a=1&amp;b=2", "https://example.org/?a=1&b=2"),
    ],
)
def test_broken_link_is_repaired_and_noted(text, link):
    found = repair_link(text)
    assert found.value == link
    assert [(r.level, r.reason) for r in found.remarks] == [(Level.NOTE, f"The link was repaired: {link}")]


def test_capitals_of_scheme_and_host_are_lowered_without_a_remark():
    assert repair_link("HTTPS://Example.ORG/Path").value == "https://example.org/Path"
    assert repair_link("HTTPS://Example.ORG/Path").remarks == ()


def test_tracking_is_removed_and_everything_else_of_the_query_stays():
    found = repair_link("https://example.org/a?utm_source=x&id=7&fbclid=abc&igsh=q&copy=1#part")
    assert found.value == "https://example.org/a?id=7&copy=1#part"
    assert [r.reason for r in found.remarks] == ["Tracking was removed from the link."]
    assert repair_link("https://example.org/a?utm_source=x").value == "https://example.org/a"


def test_marked_text_of_a_browser_is_no_part_of_the_address():
    assert repair_link("https://example.org/a#:~:text=b").value == "https://example.org/a"


def test_story_is_kept_with_a_warning_that_it_expires():
    found = repair_link("https://www.instagram.com/stories/x/1")
    assert found.value == "https://www.instagram.com/stories/x/1"
    assert [r.reason for r in found.remarks] == ["This link expires after a day."]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "stands where a link should be"),
        ("TBA", "stands where a link should be"),
        ("скоро", "stands where a link should be"),
        ("-", "stands where a link should be"),
        ("https://t.me/c/123/4", "Outsiders cannot open"),
        ("t.me/+abc", "Outsiders cannot open"),
        ("https://t.me/joinchat/abc", "Outsiders cannot open"),
        ("javascript:alert(1)", "A link starts with https://"),
        ("data:text/html,x", "A link starts with https://"),
        ("ftp://example.org", "A link starts with https://"),
        ("https://name:secret@example.org/", "holds a name or a password"),
        ("http://localhost/", "no web address"),
        ("http://127.0.0.1/", "no web address"),
        ("https://[::1]/", "no web address"),
        ("https://", "no web address"),
        ("https://example", "no web address"),
        ("https://example.org:99999/", "no web address"),
        ("Facebook", "no web address"),
        ("@channel", "no web address"),
        ("https://exa_mple!.org", "no web address"),
        ("https://a..b", "no web address"),
        ("https://example.1", "no web address"),
        ("https://example.org/" + "x" * 2100, "no web address"),
    ],
)
def test_unusable_link_is_left_out_with_a_reason(text, reason):
    found = repair_link(text)
    assert found.value is None
    assert [remark.level for remark in found.remarks] == [Level.NOTE]
    assert reason in found.remarks[0].reason


@pytest.mark.parametrize("text", ["someone@example.org", "mailto:someone@example.org"])
def test_address_of_a_person_is_not_repeated_in_the_reason(text):
    found = repair_link(text)
    assert found.value is None
    assert "e-mail" in found.remarks[0].reason
    assert "someone" not in found.remarks[0].reason


def test_password_in_a_link_is_not_repeated_in_the_reason():
    assert "secret" not in repair_link("https://name:secret@example.org/").remarks[0].reason


def test_nothing_typed_gives_no_link_and_no_remark():
    assert (repair_link(" ").value, repair_link("").remarks) == (None, ())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Activist group link=https://t.me/x", ("Activist group", "https://t.me/x")),
        ("Titlelink=https://t.me/x", ("Title", "https://t.me/x")),
        ("Title LINK = https://t.me/x ", ("Title", "https://t.me/x")),
        ("Title https://t.me/x", ("Title", "https://t.me/x")),
        ("Title link=https://example.org?link=3", ("Title", "https://example.org?link=3")),
        ("Title link=", ("Title", "")),
        (" link=https://t.me/x", ("", "https://t.me/x")),
        (" Title ", ("Title", "")),
        ("", ("", "")),
    ],
)
def test_text_and_link_of_one_cell_are_parted(text, parts):
    assert split_link(text) == parts


def test_every_link_of_the_shared_lists_is_usable(shared_data):
    import csv

    links = set()
    for path in sorted(shared_data.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                links |= {row.get("organizer_url"), row.get("event_url"), row.get("source_url")} - {"", None}
    assert len(links) > 300
    assert [link for link in sorted(links) if repair_link(link).value is None] == []


@given(st.text(max_size=80) | st.from_regex(r"h?ttps?[:/]{1,3}[a-z.@:\[\]%?&=#/ ]{0,30}"))
def test_every_value_satisfies_the_validator(text):
    found = repair_link(text)
    if found.value is not None:
        validate_link(found.value)
        assert repair_link(found.value).value == found.value
    assert all(remark.level is Level.NOTE for remark in found.remarks)
    split_link(text)
