"""What a row changes on its rally: three-way, so that edits made here survive the next sheet.

``theirs`` is the row, ``base`` what the last sheet of the same language said, ``ours`` the rally now.
The row equals its base: ours stays. It was corrected: the row is taken. There is no base: what is
empty is filled, and where two languages disagree ours stays, with a message.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ...statuses import Kind
from .links import link_key, link_keys, with_link, without_link
from .organizers import Agreement, OrganizerBook
from .plan import Draft, Values

Note = tuple[str, str]


@dataclasses.dataclass(slots=True)
class Merge:
    """One row on its way into a draft; collects ``notes`` (column, reason) and changes of organizers."""

    draft: Draft
    theirs: Values
    base: Values | None
    others: Mapping[str, Values]  # what sheets of other languages said last
    country: str
    notes: list[Note] = dataclasses.field(default_factory=list)
    organizer_changes: dict[str, tuple[Any, Any]] = dataclasses.field(default_factory=dict)

    def moment(self) -> None:
        """Write day and hour into the draft; whether they name an instant is the caller's question."""
        theirs, base, draft = self.theirs, self.base, self.draft
        draft.date = self._value("date", theirs.date, base and base.date, draft.date)
        before = draft.time
        draft.time = self._value("time", theirs.time, base and base.time, before)
        if draft.time != before or draft.fold is None:
            draft.fold = theirs.fold if draft.time == theirs.time else None

    def rest(self, book: OrganizerBook) -> None:
        """Write everything else into the draft and the book."""
        self._kind()
        for language, title in self.theirs.titles.items():
            self._text(self.draft.title, "title", language, title, self._said("titles", language))
        for language, place in self.theirs.places.items():
            self._text(self.draft.meeting_point, "place", language, place, self._said("places", language))
        self._link("url", "page", self.theirs.url, self.base.url if self.base else "")
        self._organizers(book)

    def _said(self, field: str, language: str) -> str:
        texts: Mapping[str, str] = getattr(self.base, field) if self.base else {}
        return texts.get(language, "")

    def _kind(self) -> None:
        ours = None if self.draft.kind == Kind.RALLY else self.draft.kind
        base = self.base.kind if self.base else None
        self.draft.kind = self._value("kind", self.theirs.kind, base, ours) or Kind.RALLY

    def _text(self, texts: dict[str, str], column: str, language: str, theirs: str, base: str) -> None:
        if merged := self._value(column, theirs, base, texts.get(language)):
            texts[language] = merged

    def _value(self, column: str, theirs: Any, base: Any, ours: Any) -> Any:
        """Return the value to keep, noting what people should know."""
        if not theirs:
            if base and base == ours:
                self._note(column, _("The cell is empty now; %s stays.") % _shown(base))
            return ours
        if theirs in (base, ours) or not ours:
            return ours if theirs == base and base is not None else theirs
        values = {"ours": _shown(ours), "theirs": _shown(theirs)}
        if not base:
            self._note(
                column, _("So far it says %(ours)s; this sheet says %(theirs)s. The former stays.") % values
            )
            return ours
        if ours != base:
            self._note(
                column,
                _("It was changed here to %(ours)s; the sheet's correction %(theirs)s is taken.") % values,
            )
        return theirs

    def _link(self, column: str, kind: str, theirs: str, base: str) -> None:
        links = self.draft.links
        if not theirs or link_key(theirs) in (link_key(base), *link_keys(links)):
            return
        elsewhere = {link_key(said.url) for said in self.others.values()}
        if base and link_key(base) not in elsewhere:
            links = without_link(links, base)
        elif links and kind == "page" and link_keys(links, "page"):
            self._note(column, _("A second link; both are kept."))
        self.draft.links = with_link(links, theirs, kind)

    def _organizers(self, book: OrganizerBook) -> None:
        theirs, base = self.theirs, self.base
        said_before = base is not None and (base.names or base.is_unnamed)
        if not theirs.names:
            self._nameless(book, said_before=bool(said_before))
            return
        changed = base is None or dict(base.names) != dict(theirs.names)
        if not changed:
            self._channel(book)
        elif said_before or not (self.draft.organizers or self.draft.has_unnamed_organizer):
            self._take(book)
        else:
            self._fill(book)

    def _nameless(self, book: OrganizerBook, *, said_before: bool) -> None:
        base, draft, channel = self.base, self.draft, self.theirs.organizer_url
        held = set().union(*(link_keys(book.entries[key].links) for key in draft.organizers))
        if link_key(channel) not in held:
            self._link("organizer_url", "channel", channel, base.organizer_url if base else "")
        if not self.theirs.is_unnamed or (base and base.is_unnamed):
            return
        if said_before or not draft.organizers:
            draft.organizers, draft.has_unnamed_organizer = (), True

    def _channel(self, book: OrganizerBook) -> None:
        """Enter a channel that the earlier sheet did not have yet."""
        base = self.base
        new = (
            self.theirs.organizer_url
            and base
            and link_key(base.organizer_url) != link_key(self.theirs.organizer_url)
        )
        found = book.find(self.theirs)
        if new and len(found) == 1:
            self.organizer_changes.update(book.adopt(self.theirs, found[0], country=self.country))

    def _take(self, book: OrganizerBook) -> None:
        """Write the row's organizers, known or new."""
        found = book.find(self.theirs)
        if len(found) == 1:
            whole = book.find(dataclasses.replace(self.theirs, organizer_url="")) or found
            self.organizer_changes.update(book.adopt(self.theirs, whole[0], country=self.country))
        entries = found or book.enter(self.theirs, country=self.country)
        self.draft.organizers = tuple(entry.key for entry in entries)
        self.draft.has_unnamed_organizer = False

    def _fill(self, book: OrganizerBook) -> None:
        """Bring the row's organizer together with those that the rally has from elsewhere."""
        keys = self.draft.organizers
        agreement = book.agreement(
            self.theirs, keys, is_unnamed=self.draft.has_unnamed_organizer, is_same_language=False
        )
        found = book.find(self.theirs)
        if agreement is Agreement.SAME and len(found) == 1:
            self.organizer_changes.update(book.adopt(self.theirs, found[0], country=self.country))
        elif agreement is Agreement.UNKNOWN and len(keys) == 1 and not found:
            entry = book.entries[keys[0]]
            self.organizer_changes.update(book.adopt(self.theirs, entry, country=self.country))
        elif agreement is not Agreement.SAME:
            names = ", ".join(book.entries[key].label for key in keys) or _("a group of activists")
            values = {"ours": names, "theirs": ", ".join(self.theirs.names.values())}
            self._note(
                "organizer",
                _("So far it says %(ours)s; this sheet says %(theirs)s. The former stays.") % values,
            )

    def _note(self, column: str, reason: str) -> None:
        self.notes.append((column, reason))


def _shown(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat("minutes") if hasattr(value, "hour") else value.isoformat())
    return f"“{value}”"
