"""The cases of youths, and what is done in them (store B)."""

from fullfolj.casework.case_rules import KAA
from fullfolj.casework.models.cases import NAME, NEXT, ORDERS, Case
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.drafts import Draft, SavedView
from fullfolj.casework.models.life import CaseEvent, FollowUp, Outcome

__all__ = ["KAA", "NAME", "NEXT", "ORDERS", "Case", "Contact", "Draft", "SavedView"]
__all__ += ["CaseEvent", "FollowUp", "Outcome"]
