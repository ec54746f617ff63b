"""The cases of youths, and what is done in them (store B)."""

from fullfolj.casework.models.cases import KAA, NAME, NEXT, ORDERS, Case
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.drafts import Draft, SavedView
from fullfolj.casework.models.meetings import CalendarAddress, Meeting

__all__ = [
    "KAA",
    "NAME",
    "NEXT",
    "ORDERS",
    "CalendarAddress",
    "Case",
    "Contact",
    "Draft",
    "Meeting",
    "SavedView",
]
