"""What outsiders may read: the whitelist. A field that is not here reaches no page, feed or mirror.

Plain values in the words of one language, ready to be shown; templates escape them. There is no room
here for notes, contacts, review states, staff or database keys, and a test keeps it so.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """A text that people wrote; ``language`` and its name are set where it is not the page's."""

    text: str = ""
    language: str = ""
    language_name: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Counter:
    """A number with its noun: "123", "cities"."""

    number: str
    noun: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way up from a page."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that people gave: its kind ("page", "channel", "stream", "report") and the host it leads to."""

    url: str
    host: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class RallyLine:
    """One rally in a list; ``about`` is its kind and who holds it, ``badge`` its condition unless planned."""

    when: str
    machine_time: str
    condition: str
    badge: str
    about: str


@dataclass(frozen=True, slots=True)
class CityBlock:
    """A city in a list, with its rallies in the order of time."""

    name: str
    path: str
    rallies: tuple[RallyLine, ...]


@dataclass(frozen=True, slots=True)
class CountryBlock:
    """A country in a list, with its cities in the order of the alphabet; an index has counts instead."""

    name: str
    slug: str
    path: str
    rally_count: int
    counts: str
    cities: tuple[CityBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ContinentBlock:
    """A continent in a list."""

    name: str
    slug: str
    counts: str
    countries: tuple[CountryBlock, ...]


@dataclass(frozen=True, slots=True)
class Campaign:
    """A worldwide action, as every page that names it may show it."""

    path: str
    title: Text
    days: str
    machine_days: tuple[str, str]
    state: str
    state_sentence: str
    is_sample: bool
    summary: Text
    text: Text
    demands: Text
    demand_list: tuple[str, ...]
    sources: Text
    links: tuple[Link, ...]
    rally_title: Text
    rally_text: Text


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """An action in the list of all actions."""

    path: str
    title: Text
    days: str
    state_sentence: str
    is_sample: bool
    counts: str


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """An action with its list; where that is too long, countries with counts and the changed rallies."""

    campaign: Campaign
    counters: tuple[Counter, ...]
    continents: tuple[ContinentBlock, ...]
    changed: tuple[CityBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A region or an alphabetical part of a list that is too long for one page."""

    name: str
    path: str
    counts: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rallies of a country, a region or a part: a list of cities, or sections where it is too long."""

    campaign: Campaign
    name: str
    path: str
    crumbs: tuple[Crumb, ...]
    counters: tuple[Counter, ...]
    cities: tuple[CityBlock, ...] = ()
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganizerLine:
    """An organizer as lists and rallies name it; ``verified`` tells the method and the day."""

    name: str
    path: str
    is_verified: bool
    verified: str


@dataclass(frozen=True, slots=True)
class OrganizerGroup:
    """The organizers of one country."""

    name: str
    path: str
    count: str
    organizers: tuple[OrganizerLine, ...] = ()


@dataclass(frozen=True, slots=True)
class RallyCard:
    """One rally in full."""

    public_id: str
    title: Text
    kind: str
    day: str
    time: str
    zone: str
    machine_time: str
    condition: str
    badge: str
    condition_sentence: str
    condition_changed: str
    condition_changed_machine: str
    is_off: bool
    meeting_point: Text
    no_meeting_point: str
    position: str
    text: Text
    organizers: tuple[OrganizerLine, ...]
    unnamed_group: str
    links: tuple[Link, ...]
    last_change: str
    last_change_machine: str


@dataclass(frozen=True, slots=True)
class CityPage:
    """A city with all its rallies of one action, and the nearest other cities of the country."""

    campaign: Campaign
    name: str
    country: str
    country_path: str
    crumbs: tuple[Crumb, ...]
    rallies: tuple[RallyCard, ...]
    neighbours: tuple[CityBlock, ...]


@dataclass(frozen=True, slots=True)
class OrganizerPage:
    """A community, its channels, how it was verified, and its public rallies by action."""

    organizer: OrganizerLine
    text: Text
    countries: tuple[str, ...]
    links: tuple[Link, ...]
    actions: tuple[tuple[CampaignLine, tuple[CityBlock, ...]], ...]
    left_out: str
