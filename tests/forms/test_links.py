import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from rallies.forms.links import LinksField, LinksWidget

PAGE = {"url": "https://example.org/a", "kind": "page"}


def test_lines_become_links_in_their_order_without_empty_ones():
    query = QueryDict("links__0__url=&links__0__kind=page&links__1__url=+https://b.org/&links__1__kind=channel"
                      "&links__2__url=https://c.org/")  # fmt: skip
    assert LinksWidget().value_from_datadict(query, {}, "links") == [
        {"url": "https://b.org/", "kind": "channel"},
        {"url": "https://c.org/", "kind": "page"},
    ]


def test_omitted_lines_are_noticed():
    widget = LinksWidget()
    assert widget.value_omitted_from_data(QueryDict("title=a"), {}, "links")
    assert not widget.value_omitted_from_data(QueryDict("links__0__url="), {}, "links")
    assert widget.id_for_label("id_links") == ""


def test_same_address_is_kept_once_with_its_last_kind():
    field = LinksField(required=False)
    assert field.clean([PAGE, {**PAGE, "kind": "channel"}]) == [{**PAGE, "kind": "channel"}]
    assert field.clean("nonsense") == []


@pytest.mark.parametrize("bad", [
    {"url": "javascript:alert(1)", "kind": "page"}, {"url": "https://a b.org", "kind": "page"},
    {"url": "https://example.org/", "kind": "virus"},
])  # fmt: skip
def test_bad_link_is_named_in_its_refusal(bad):
    with pytest.raises(ValidationError) as caught:
        LinksField().clean([PAGE, bad])
    assert len(caught.value.messages) == 1
    assert bad["url"] in caught.value.messages[0]


def test_change_is_seen():
    field = LinksField()
    assert not field.has_changed([PAGE], [dict(PAGE)])
    assert field.has_changed([PAGE], [])
    assert not field.has_changed(None, [])


def test_widget_shows_the_links_and_two_spare_lines_escaped():
    page = LinksWidget().render("links", [{"url": 'https://x.org/"><b>', "kind": "stream"}, "nonsense"])
    assert page.count("<select") == 3
    assert "<b>" not in page
    assert '<option value="stream" selected>' in page
