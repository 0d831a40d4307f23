"""What is stored; one file per noun."""

from .campaign import Campaign
from .city import City
from .contact import Contact
from .country import Country
from .edition import Edition
from .import_batch import ImportBatch, ImportDecision, ImportRow
from .journal_entry import JournalEntry
from .organizer import Organizer
from .rally import Rally
from .user import User

__all__ = [
    "Campaign",
    "City",
    "Contact",
    "Country",
    "Edition",
    "ImportBatch",
    "ImportDecision",
    "ImportRow",
    "JournalEntry",
    "Organizer",
    "Rally",
    "User",
]
