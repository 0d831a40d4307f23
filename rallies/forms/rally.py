"""The form of a rally."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .. import clock
from ..models import City, Rally
from .translated import TranslatedForm


class RallyForm(TranslatedForm):
    """What coordinators say about a rally.

    ``opened_version`` is the version that the page was opened with: saving an older one is refused.
    An hour that the city's clocks skip or repeat is asked back in words.
    """

    long_texts = ("text",)
    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    class Meta:
        model = Rally
        fields = (
            "campaign", "city", "kind", "date", "time", "fold", "organizers", "has_unnamed_organizer",
            "source_language", "title", "text", "meeting_point", "latitude", "longitude", "links", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        """Ask an hour back that names no instant, or two; drop an answer that nobody asked for."""
        cleaned = super().clean()
        self._check_position(cleaned)
        day, time, city = cleaned.get("date"), cleaned.get("time"), cleaned.get("city")
        if not (day and time and city):
            cleaned["fold"] = None
            return cleaned
        problem = clock.problem(day, time, city.timezone)
        if problem is None:
            cleaned["fold"] = None
        elif problem is clock.ClockProblem.GAP:
            self.add_error("time", gap_question(city, day, time))
        elif cleaned.get("fold") is None:
            self.add_error("fold", fold_question(city, day, time))
        return cleaned

    def _check_position(self, cleaned: dict[str, Any]) -> None:
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            message = _("A position needs both latitude and longitude.")
            self.add_error("latitude", ValidationError(message))


def gap_question(city: City, day: datetime.date, time: datetime.time) -> str:
    """Say that the clocks skip this hour on that day."""
    words = {"city": str(city), "day": day.isoformat(), "time": f"{time:%H:%M}"}
    return (
        _("In %(city)s there is no %(time)s on %(day)s: the clocks go forward. Which hour is meant?") % words
    )


def fold_question(city: City, day: datetime.date, time: datetime.time) -> str:
    """Ask which of two passes of an hour is meant."""
    words = {"city": str(city), "day": day.isoformat(), "time": f"{time:%H:%M}"}
    text = _(
        "In %(city)s it is %(time)s twice on %(day)s: the clocks go back. Choose the first or the second."
    )
    return text % words
