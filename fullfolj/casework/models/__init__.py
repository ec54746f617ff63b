"""The cases of youths, and what is done in them (store B)."""

from fullfolj.casework.models.attachments import Attachment, AttachmentContent
from fullfolj.casework.models.cases import KAA, NAME, NEXT, ORDERS, Case
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.drafts import Draft, SavedView
from fullfolj.casework.models.introductions import (
    Introduction,
    PassedSubjects,
    StudyGoal,
)
from fullfolj.casework.models.measures import Measure, MeasureWeek
from fullfolj.casework.models.notes import Note, NoteText

__all__ = [
    "KAA",
    "NAME",
    "NEXT",
    "ORDERS",
    "Attachment",
    "AttachmentContent",
    "Case",
    "Contact",
    "Draft",
    "Introduction",
    "Measure",
    "MeasureWeek",
    "Note",
    "NoteText",
    "PassedSubjects",
    "SavedView",
    "StudyGoal",
]
