"""The cases of youths, and what is done in them (store B)."""

from fullfolj.casework.models.cases import KAA, NAME, NEXT, ORDERS, Case
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.drafts import Draft, SavedView
from fullfolj.casework.models.mapping import (
    MappingAnswer,
    MappingRound,
    MappingSection,
    PrivateAnswer,
    SectionLock,
    SectionShare,
    Words,
)

__all__ = [
    "KAA",
    "NAME",
    "NEXT",
    "ORDERS",
    "Case",
    "Contact",
    "Draft",
    "MappingAnswer",
    "MappingRound",
    "MappingSection",
    "PrivateAnswer",
    "SavedView",
    "SectionLock",
    "SectionShare",
    "Words",
]
