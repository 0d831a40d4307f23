import pytest

from rallies.formats import relative
from rallies.formats.relative import Copy, LinkError, Page

ORIGIN = "https://rallies.example.org"
FILES = {
    "/": "index.html",
    "/en/": "en/index.html",
    "/en/a b/": "en/a b/index.html",
    "/en/x/": "en/x/index.html",
    "/static/a.css": "static/a.css",
}
HERE = Page(path="/en/x/", file="en/x/index.html")


def copied(html, *, page=HERE, base=""):
    copy = Copy(origin=ORIGIN, find=FILES.get, base=base)
    return relative.copied(html, page=page, copy=copy, form_words="Live & well")


@pytest.mark.parametrize(
    ("address", "becomes"),
    [
        ("/en/", "../index.html"),
        ("/", "../../index.html"),
        ("/en/x/", "index.html"),
        ("/en/x/#berlin", "index.html#berlin"),
        ("/en/?from=mail#top", "../index.html#top"),
        ("/en/a%20b/", "../a b/index.html"),
        ("../", "../index.html"),
        (f"{ORIGIN}/en/", "../index.html"),
        ("HTTPS://Rallies.Example.ORG/en/", "../index.html"),
        ("//rallies.example.org/en/", "../index.html"),
        (ORIGIN, "../../index.html"),
        ("#main", "#main"),
        ("", ""),
        ("geo:52.5,13.4", "geo:52.5,13.4"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("https://example.org/en/", "https://example.org/en/"),
        (f"{ORIGIN}.evil.example/en/", f"{ORIGIN}.evil.example/en/"),
        (f"{ORIGIN}:8443/en/", f"{ORIGIN}:8443/en/"),
        ("http://rallies.example.org/en/", "http://rallies.example.org/en/"),
        ("https://[broken/", "https://[broken/"),
    ],
)
def test_links_lead_to_files_of_the_copy_or_stay(address, becomes):
    assert copied(f'<a class="x" href="{address}">y</a>') == f'<a class="x" href="{becomes}">y</a>'


@pytest.mark.parametrize("address", ["/en/signup/", "/admin/", "/en/signup/?a=1&amp;b=2#c", "signup/"])
def test_links_to_what_is_not_in_the_copy_lead_to_the_live_site(address):
    full = f"{ORIGIN}/en/x/signup/" if address == "signup/" else f"{ORIGIN}{address}"
    assert (
        copied(f'<a href="{address}" rel="nofollow">y</a>')
        == f'<a href="{full}" rel="nofollow external">y</a>'
    )


def test_links_that_are_meant_for_the_live_site_stay():
    link = f'<a href="{ORIGIN}/en/" rel="external noopener">y</a>'
    assert copied(link) == link


def test_canonical_address_is_the_live_one():
    assert (
        copied(f'<link rel="canonical" href="{ORIGIN}/en/x/">')
        == f'<link rel="canonical" href="{ORIGIN}/en/x/">'
    )
    assert copied('<link rel="canonical" href="/en/x/">') == f'<link rel="canonical" href="{ORIGIN}/en/x/">'


def test_alternate_is_full_where_the_address_of_the_copy_is_known():
    link = f'<link rel="alternate" hreflang="en" href="{ORIGIN}/en/">'
    assert 'href="../index.html"' in copied(link)
    assert 'href="https://copy.example/r/en/"' in copied(link, base="https://copy.example/r/")
    assert f'href="{ORIGIN}/de/"' in copied(link.replace("/en/", "/de/"))


def test_files_that_a_page_needs_are_relative_or_refused():
    assert (
        copied('<link rel="stylesheet" href="/static/a.css">')
        == '<link rel="stylesheet" href="../../static/a.css">'
    )
    assert copied("<img alt src='/static/a.css' hidden>") == '<img alt src="../../static/a.css" hidden>'
    assert copied("<video poster=/static/a.css>") == '<video poster="../../static/a.css">'
    with pytest.raises(LinkError, match=r"/en/x/ needs /static/none\.css"):
        copied('<link rel="stylesheet" href="/static/none.css">')


def test_words_of_people_that_look_like_tags_stay_as_they_are():
    html = '<p title="&lt;a href=&quot;/en/&quot;&gt;">&lt;a href="/en/"&gt; a > b "/en/"</p><!-- /en/ -->'
    assert copied(html) == html


def test_values_stay_escaped():
    html = '<a title="&quot;&lt;b&gt; &amp;" href="/en/" data-x=\'"\'>y</a>'
    assert copied(html) == '<a title="&quot;&lt;b&gt; &amp;" href="../index.html" data-x="&quot;">y</a>'


def test_angle_inside_a_value_does_not_end_the_tag():
    assert copied('<a title="a > b" href="/en/">y</a>') == '<a title="a &gt; b" href="../index.html">y</a>'


@pytest.mark.parametrize(
    ("action", "address"),
    [(' action="/en/signup/"', "/en/signup/"), ("", "/en/x/"), (' action=""', "/en/x/")],
)
def test_form_becomes_a_link_to_where_it_stands(action, address):
    html = f'<main><form method="post"{action}>\n<input name="a">\n</form></main>'
    assert (
        copied(html) == f'<main><p><a href="{ORIGIN}{address}" rel="external">Live &amp; well</a></p></main>'
    )


def test_way_is_relative_in_every_direction():
    assert relative.way("index.html", "en/index.html") == "en/index.html"
    assert relative.way("en/a/index.html", "en/b/index.html") == "../b/index.html"
    assert relative.way("en/a/index.html", "favicon.ico") == "../../favicon.ico"


def test_note_stands_before_the_content():
    assert (
        relative.with_note("<body><header></header><MAIN id=x>", "N") == "<body><header></header>N<MAIN id=x>"
    )


@pytest.mark.parametrize("head", ["<head>", '<head>\n<meta charset="utf-8">', '<HEAD lang="en">'])
def test_rules_stand_at_the_top_of_the_head(head):
    made = relative.with_rules(f"<html>{head}<title>", policy="default-src 'none'", referrer="same-origin")
    assert made.startswith(f"<html>{head}\n<meta http-equiv=")
    assert made.endswith('<meta name="referrer" content="same-origin"><title>')
