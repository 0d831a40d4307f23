"""Which stored rally a row means: all rows of a city are paired with all rallies of it at once.

Points say how well a row and a rally fit. Where an earlier sheet of the same language made the row's
rally, the row is compared with what that sheet said, so that a corrected hour, day or link finds its
rally again. Otherwise it is compared with the rally as it stands. Measured on the lists of 2023 and
2024: see docs/importing.md.
"""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ...models import Rally
from .assignment import best_pairs
from .links import link_key, link_keys
from .organizers import Agreement, OrganizerBook, alike
from .plan import Values

# Points of a comparison with the earlier row of the same language: (equal, different).
BASE_POINTS = {"url": (40, -15), "title": (25, -15), "date": (15, -15), "time": (8, -5), "place": (10, -8)}
BASE_ORGANIZER = {"same": 25, "alike": 20, "different": -60, "unnamed": 5, "one unnamed": -30}
BASE_START, BASE_ALONE, BASE_ENOUGH = 2, 25, 1
BASE_EQUAL, BASE_ONE_SIDED = 200, -1  # the row says exactly the same again; only one of them says something
# Points of a comparison with the rally as it stands.
SAME_LINK, SHARED_LINK, OTHER_LINK = 60, 5, -10
SAME_DAY, DAY_TO_FOLLOW, OTHER_DAY = 15, 3, -30
SAME_HOUR, OTHER_HOUR, SAME_TITLE = 10, -8, 10
ORGANIZER = {Agreement.SAME: 25, Agreement.UNNAMED: 5, Agreement.UNKNOWN: 0, Agreement.DIFFERENT: -60}
ALONE, ENOUGH = 10, 15


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A stored rally with its organizers' keys and what the sheets of each language said last."""

    rally: Rally
    organizers: tuple[str, ...]
    said: Mapping[str, Values] = dataclasses.field(default_factory=dict)


class Pairing:
    """Pairs the rows and rallies of one city; both sides keep their order."""

    def __init__(
        self, *, rows: Sequence[Values], rallies: Sequence[Known], book: OrganizerBook, language: str
    ) -> None:
        self.rows, self.rallies, self.book, self.language = rows, rallies, book, language
        self._shared = _shared_links(rows, rallies)
        self._alone = len(rows) == 1 and len(rallies) == 1

    def pairs(self) -> dict[int, int]:
        """Return {number of the row: number of the rally} of the best one-to-one pairing."""
        if not self.rallies:
            return {}
        return best_pairs([[self.score(row, known) for known in self.rallies] for row in self.rows])

    def score(self, row: Values, known: Known) -> int:
        """Return how well they fit; nothing above zero means that they are not the same."""
        if self.language in known.said:
            return self._with_base(row, known.said[self.language]) - BASE_ENOUGH + 1
        return self._with_rally(row, known) - ENOUGH + 1

    def _with_base(self, row: Values, base: Values) -> int:
        organizer = BASE_ORGANIZER[said] if (said := _organizers(row, base)) else 0
        if row.stored() == base.stored():
            return BASE_EQUAL
        points = (
            BASE_START
            + organizer
            + BASE_ONE_SIDED * len(row.stored().keys() ^ base.stored().keys())
            + sum(
                BASE_POINTS[name][0 if equal else 1]
                for name, equal in _compared(row, base).items()
                if equal is not None and not (name == "url" and equal and self._is_shared(row))
            )
        )
        other_link = bool(row.url and base.url and link_key(row.url) != link_key(base.url))
        return points + (BASE_ALONE if self._alone and organizer >= 0 and not other_link else 0)

    def _with_rally(self, row: Values, known: Known) -> int:
        rally = known.rally
        agreement = self.book.agreement(
            row, known.organizers, is_unnamed=rally.has_unnamed_organizer, is_same_language=False
        )
        days = (row.date == rally.date) if row.date and rally.date else None
        points = ORGANIZER[agreement] + self._link(row, known)
        points += DAY_TO_FOLLOW if days is None else SAME_DAY if days else OTHER_DAY
        if row.time and rally.time:
            points += SAME_HOUR if row.time == rally.time else OTHER_HOUR
        if any(rally.title.get(language) == title for language, title in row.titles.items()):
            points += SAME_TITLE
        if self._alone and days is not False and agreement is not Agreement.DIFFERENT:
            points += ALONE
        return points

    def _link(self, row: Values, known: Known) -> int:
        pages = link_keys(known.rally.links, "page")
        if not row.url or not pages:
            return 0
        if link_key(row.url) not in pages:
            return OTHER_LINK
        return SHARED_LINK if self._is_shared(row) else SAME_LINK

    def _is_shared(self, row: Values) -> bool:
        key = link_key(row.url)
        return key in self._shared or key == link_key(row.organizer_url)


def _shared_links(rows: Sequence[Values], rallies: Sequence[Known]) -> set[str]:
    """Return the links that serve several rows or several rallies, and so tell none from another."""
    in_rows = Counter(link_key(row.url) for row in rows if row.url)
    in_rallies = Counter(key for known in rallies for key in link_keys(known.rally.links))
    return {key for counts in (in_rows, in_rallies) for key, count in counts.items() if count > 1}


def _compared(row: Values, base: Values) -> dict[str, bool | None]:
    """Return per field whether row and earlier row agree; ``None`` where one of them says nothing."""
    return {
        "url": link_key(row.url) == link_key(base.url) if row.url and base.url else None,
        "title": _texts_agree(row.titles, base.titles),
        "place": _texts_agree(row.places, base.places),
        "date": row.date == base.date if row.date and base.date else None,
        "time": row.time == base.time if row.time and base.time else None,
    }


def _texts_agree(texts: Mapping[str, str], others: Mapping[str, str]) -> bool | None:
    both = [language for language in texts if language in others]
    return any(texts[language] == others[language] for language in both) if both else None


def _organizers(row: Values, base: Values) -> str:
    if row.is_unnamed and base.is_unnamed:
        return "unnamed"
    if row.is_unnamed or base.is_unnamed:
        return "one unnamed" if row.names or base.names else ""
    both = [(name, base.names[language]) for language, name in row.names.items() if language in base.names]
    if not both:
        return ""
    if any(name == other for name, other in both):
        return "same"
    return "alike" if any(alike(name, other) for name, other in both) else "different"


def groups_by_place(keys: Sequence[str]) -> dict[str, list[int]]:
    """Return the positions of equal keys, in order."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        found[key].append(position)
    return dict(found)
