"""Bringing a sheet in: read, check, plan, preview, apply, undo. See docs/importing.md.

``read_and_plan`` returns a plan of plain values, ``apply`` writes it in one transaction, ``undo``
takes it back as a whole, ``decide`` remembers an answer to a doubt and
``forget`` drops it. ``report`` shows a plan.
"""

from ...formats.sheet import SheetError
from .applying import PlanOutdated, apply
from .decisions import DecisionError, decide, forget
from .plan import (
    Choice,
    ImportingError,
    Matched,
    Message,
    Outcome,
    Plan,
    PlannedRow,
    Progress,
)
from .planning import UnknownLanguage, read_and_plan
from .undo import AlreadyUndone, Kept, UndoReceipt, undo

__all__ = [
    "AlreadyUndone",
    "Choice",
    "DecisionError",
    "ImportingError",
    "Kept",
    "Matched",
    "Message",
    "Outcome",
    "Plan",
    "PlanOutdated",
    "PlannedRow",
    "Progress",
    "SheetError",
    "UndoReceipt",
    "UnknownLanguage",
    "apply",
    "decide",
    "forget",
    "read_and_plan",
    "undo",
]
