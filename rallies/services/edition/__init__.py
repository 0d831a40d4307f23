"""The complete public site as files: published after each change, switched at once, rolled back at will."""

from .asking import ask, ask_after_commit
from .errors import Busy, Damaged, EditionError, FolderRefused, NoEdition, PageGone, PageRefused
from .publishing import Receipt, history, publish, roll_back, unpin

__all__ = [
    "Busy",
    "Damaged",
    "EditionError",
    "FolderRefused",
    "NoEdition",
    "PageGone",
    "PageRefused",
    "Receipt",
    "ask",
    "ask_after_commit",
    "history",
    "publish",
    "roll_back",
    "unpin",
]
