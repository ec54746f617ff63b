"""The cases of youths, and what is done in them (store B)."""

from fullfolj.casework.models.cases import KAA, NAME, NEXT, ORDERS, Case
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.drafts import Draft, SavedView
from fullfolj.casework.models.plans import (
    Agreement,
    FollowUpOfPlan,
    Plan,
    PlanVersion,
    Promise,
)
from fullfolj.casework.models.small_steps import SmallStep

__all__ = [
    "KAA",
    "NAME",
    "NEXT",
    "ORDERS",
    "Agreement",
    "Case",
    "Contact",
    "Draft",
    "FollowUpOfPlan",
    "Plan",
    "PlanVersion",
    "Promise",
    "SavedView",
    "SmallStep",
]
