from html.parser import HTMLParser

from django.template import Context, Template

from rallies.formats.payload import CityBlock, ContinentBlock, CountryBlock, RallyLine

HOSTILE = "<script>alert(1)</script>\"'&"


def render(template, **context):
    return Template("{% load lists %}" + template).render(Context(context))


def make_line(**fields):
    known = {"when": "24 Feb, 14:00", "machine_time": "2023-02-24T14:00+01:00", "condition": "planned"}
    return RallyLine(**{**known, "badge": "", "about": "Ark", **fields})


class Reader(HTMLParser):
    """Notes the tags and the attributes that a browser would see."""

    def __init__(self):
        super().__init__()
        self.tags, self.values, self.text = [], [], ""

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.values += [value for _name, value in attributes]

    def handle_data(self, data):
        self.text += data


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def test_list_escapes_every_value():
    line = make_line(when=HOSTILE, machine_time=HOSTILE, condition=HOSTILE, badge=HOSTILE, about=HOSTILE)
    city = CityBlock(HOSTILE, HOSTILE, (line,))
    country = CountryBlock(HOSTILE, HOSTILE, HOSTILE, 1, "", (city,))
    continent = ContinentBlock(HOSTILE, HOSTILE, HOSTILE, (country,))
    html = render(
        "{% city_list cities %}{% country_list continent %}"
        "{% jump_list continent is_index=False %}{% jump_list continent is_index=True %}",
        cities=[city],
        continent=continent,
    )
    reader = read(html)
    assert "script" not in reader.tags
    assert reader.text.count(HOSTILE) == 11
    assert {value.removeprefix("#") for value in reader.values} == {HOSTILE, "cities", "country"}


def test_line_shows_only_what_there_is():
    bare = make_line(machine_time="", about="")
    html = render("{% city_list cities %}", cities=[CityBlock("Bonn", "/bonn/", (bare,))])
    assert html == ('<ul class="cities"><li><a href="/bonn/">Bonn</a><p><i>24 Feb, 14:00</i></p></li>\n</ul>')


def test_badge_stands_without_an_organizer():
    line = make_line(condition="cancelled", badge="Cancelled", about="")
    html = render("{% city_list cities %}", cities=[CityBlock("Bonn", "/bonn/", (line,))])
    assert '<span><b class="cancelled">Cancelled</b> </span>' in html


def test_empty_list_is_nothing():
    assert render("{% city_list cities %}", cities=[]) == ""


def test_jump_list_leads_down_the_page_or_to_the_country():
    continent = ContinentBlock("Europe", "eu", "", (CountryBlock("Italy", "italy", "/en/italy/", 1, ""),))
    template = "{% jump_list continent is_index=is_index %}"
    assert render(template, continent=continent, is_index=False) == '<a href="#italy">Italy</a>'
    assert render(template, continent=continent, is_index=True) == '<a href="/en/italy/">Italy</a>'


def test_only_a_long_country_may_go_on_in_the_next_column():
    countries = tuple(CountryBlock("Italy", "italy", "/italy/", count, "") for count in (12, 13))
    html = render("{% country_list continent %}", continent=ContinentBlock("Europe", "eu", "", countries))
    assert html.count('class="country"') == 1
    assert html.count('class="country long"') == 1
