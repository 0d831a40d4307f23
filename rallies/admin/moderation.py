"""Steps on the two status axes, as list actions and as buttons; each goes through its service."""

import dataclasses
import datetime
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NoReturn

from django.contrib import admin, messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ..models import Campaign, JournalEntry, Organizer, Rally
from ..services import journal, moderation
from ..services.rallies import Overtaken, RallyError
from ..statuses import CONDITION_TRANSITIONS, REVIEW_TRANSITIONS, Condition, Review
from . import journal_words
from .scoped import Refused, authorship

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One step that a coordinator can take with a rally."""

    name: str
    axis: str
    after: str
    label: Any
    is_signal: bool = False

    def is_open_to(self, rally: Rally) -> bool:
        """Whether the transition table lists this step from where the rally stands."""
        table = REVIEW_TRANSITIONS if self.axis == "review" else CONDITION_TRANSITIONS
        return self.after in table[getattr(rally, self.axis)]


STEPS = {
    step.name: step
    for step in (
        Step("publish", "review", Review.PUBLISHED, pgettext_lazy("button", "Publish")),
        Step("hold", "review", Review.ON_HOLD, pgettext_lazy("button", "Put on hold")),
        Step("reopen", "review", Review.PENDING, pgettext_lazy("button", "Back to the queue")),
        Step("decline", "review", Review.DECLINED, pgettext_lazy("button", "Decline"), is_signal=True),
        Step("plan", "condition", Condition.PLANNED, pgettext_lazy("button", "Planned again")),
        Step(
            "confirm",
            "condition",
            Condition.CONFIRMED,
            pgettext_lazy("button", "Confirm that it takes place"),
        ),
        Step("move", "condition", Condition.MOVED, pgettext_lazy("button", "Mark as moved")),
        Step("postpone", "condition", Condition.POSTPONED, pgettext_lazy("button", "Postpone")),
        Step("cancel", "condition", Condition.CANCELLED, pgettext_lazy("button", "Cancel"), is_signal=True),
    )
}
REVIEW_SERVICES: dict[str, Callable[..., Rally]] = {
    "publish": moderation.publish,
    "hold": moderation.hold,
    "reopen": moderation.reopen,
    "decline": moderation.decline,
}


def take(request: HttpRequest, rally: Rally, step: Step, note: str = "") -> None:
    """Take one step with one rally; raises what the service raises."""
    given = {"rally": rally, "note": note, **authorship(request)}
    if step.axis == "review":
        REVIEW_SERVICES[step.name](**given)
    else:
        moderation.set_condition(condition=step.after, **given)


def take_all(request: HttpRequest, rallies: Iterable[Rally], step: Step, note: str = "") -> None:
    """Take one step with each rally and tell the outcome of each: done, not allowed, overtaken."""
    done = 0
    for rally in rallies:
        try:
            take(request, rally, step, note)
        except RallyError as error:
            messages.warning(request, why_not(rally, error))
        else:
            done += 1
    if done:
        text = ngettext("%(step)s: done for %(count)d rally.", "%(step)s: done for %(count)d rallies.", done)
        messages.success(request, text % {"step": step.label, "count": done})


def why_not(rally: Rally, error: RallyError) -> str:
    """Say why a rally was left as it is."""
    if isinstance(error, Overtaken):
        return overtaken(error.current)
    if isinstance(error, moderation.NotAllowed):
        before = {**dict(Review.choices), **dict(Condition.choices)}[error.before]
        return _("%(rally)s: nothing changed, as it is “%(state)s”.") % {"rally": rally, "state": before}
    return _("%(rally)s: it is no longer there.") % {"rally": rally}


def overtaken(current: journal.Subject) -> str:
    """Say who changed the record in the meantime, when, and to what."""
    words = {"rally": str(current), "who": _("somebody"), "when": "", "what": ""}
    about = {"subject": current._meta.model_name, "subject_id": journal.lasting_number(current)}
    entry = JournalEntry.objects.filter(**about).newest_first().select_related("by").first()
    if entry:
        words.update(who=journal_words.who(entry), when=clock_time(entry.at), what=journal_words.said(entry))
    text = _("%(rally)s: %(who)s changed it in the meantime (%(when)s UTC, %(what)s). Look at it again.")
    return text % words


def refuse_overtaken(current: journal.Subject, opened: dict[str, str]) -> NoReturn:
    """Refuse a save over somebody else's; ``opened`` lets the next one through."""
    again = _("What you typed stands below and is not saved. Saving again replaces the other change.")
    raise Refused({NON_FIELD_ERRORS: [overtaken(current), again]}, opened)


def refuse_if_changed(record: Campaign | Organizer, opened_at: str) -> None:
    """Refuse a form that was opened before the last change; ``record`` is locked by now.

    A form without the moment was sent by a program, which knows what it replaces.
    """
    current = record.updated_at.isoformat()
    if opened_at and opened_at != current:
        refuse_overtaken(record, {"opened_at": current})


def clock_time(at: datetime.datetime) -> str:
    """Return an instant as day and time in UTC."""
    return f"{at.astimezone(datetime.UTC):%Y-%m-%d %H:%M}"


def list_actions() -> list[Callable[..., None]]:
    """Return the list's actions, one per step."""
    return [_action(step) for step in STEPS.values()]


def _action(step: Step) -> Callable[..., None]:
    def act(options: Any, request: HttpRequest, rallies: "QuerySet[Rally]") -> None:
        take_all(request, rallies.select_related("campaign", "city__country"), step)

    act.__name__ = step.name
    axis = gettext_lazy("Review") if step.axis == "review" else gettext_lazy("Condition")
    return admin.action(act, description=format_lazy("{}: {}", axis, step.label), permissions=["change"])
