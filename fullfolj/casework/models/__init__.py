"""The cases of youths, and what is done in them (store B)."""

from fullfolj.casework.models.attachments import Attachment, AttachmentContent
from fullfolj.casework.models.cases import NAME, NEXT, ORDERS, Case
from fullfolj.casework.models.checklists import ChecklistVersion, Tick
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.drafts import Draft, SavedView
from fullfolj.casework.models.handovers import Handover, MoveOffer, Preparation
from fullfolj.casework.models.introductions import (
    Introduction,
    PassedSubjects,
    StudyGoal,
)
from fullfolj.casework.models.life import CaseEvent, FollowUp, Outcome
from fullfolj.casework.models.mapping import (
    MappingAnswer,
    MappingRound,
    MappingSection,
    PrivateAnswer,
    SectionLock,
    SectionShare,
    Words,
)
from fullfolj.casework.models.measures import Measure, MeasureWeek
from fullfolj.casework.models.meetings import CalendarAddress, Meeting
from fullfolj.casework.models.messages import (
    ContactRefusal,
    Message,
    MessageBatch,
    MessageSettings,
    MessageTemplate,
)
from fullfolj.casework.models.notes import Note, NoteText
from fullfolj.casework.models.plans import (
    Agreement,
    FollowUpOfPlan,
    Plan,
    PlanVersion,
    Promise,
)
from fullfolj.casework.models.progress import (
    Belief,
    LadderEvent,
    PrivateSelfView,
    SelfView,
    SelfViewAnswer,
)
from fullfolj.casework.models.referrals import Referral, Wanted
from fullfolj.casework.models.small_steps import SmallStep
from fullfolj.casework.models.team_meetings import AgendaItem, Decision, TeamMeeting
from fullfolj.casework.rules.cases import KAA

__all__ = [
    "KAA",
    "NAME",
    "NEXT",
    "ORDERS",
    "AgendaItem",
    "Agreement",
    "Attachment",
    "AttachmentContent",
    "Belief",
    "CalendarAddress",
    "Case",
    "CaseEvent",
    "ChecklistVersion",
    "Contact",
    "ContactRefusal",
    "Decision",
    "Draft",
    "FollowUp",
    "FollowUpOfPlan",
    "Handover",
    "Introduction",
    "LadderEvent",
    "MappingAnswer",
    "MappingRound",
    "MappingSection",
    "Measure",
    "MeasureWeek",
    "Meeting",
    "Message",
    "MessageBatch",
    "MessageSettings",
    "MessageTemplate",
    "MoveOffer",
    "Note",
    "NoteText",
    "Outcome",
    "PassedSubjects",
    "Plan",
    "PlanVersion",
    "Preparation",
    "PrivateAnswer",
    "PrivateSelfView",
    "Promise",
    "Referral",
    "SavedView",
    "SectionLock",
    "SectionShare",
    "SelfView",
    "SelfViewAnswer",
    "SmallStep",
    "StudyGoal",
    "TeamMeeting",
    "Tick",
    "Wanted",
    "Words",
]
