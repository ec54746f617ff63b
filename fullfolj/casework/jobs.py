"""The night's part in cases: give back, open for new names, let old drafts go."""

from datetime import date
from typing import Any

from fullfolj.access.models import Authority
from fullfolj.casework import policy
from fullfolj.casework.actions import cases, handovers
from fullfolj.casework.models import Case, Draft
from fullfolj.people.actions.contacts import contacts_from_register

Done = tuple[dict[str, int], dict[str, Any]]


def return_cases(_authority: Authority, as_of: date) -> Done:
    """Let what somebody had for a time go back, the night after its last day."""
    return {"returned": handovers.return_due(as_of=as_of)}, {}


def open_cases(authority: Authority, as_of: date) -> Done:
    """Let the cases follow the register, and know how the register says one is reached.

    See `cases.follow_register`; telephones and addresses only of those in the group.
    """
    counts = cases.follow_register(authority=authority, day=policy.day(as_of))
    here = Case.objects.in_group().values_list("person_id", flat=True)
    contacts_from_register(ids=list(here), by=None)
    return counts, {}


def erase_drafts(_authority: Authority, as_of: date) -> Done:
    """Erase what nobody has written on for a month, on a day."""
    old = Draft.objects.filter(saved_at__date__lt=as_of - Draft.LASTS)
    return {"erased": old.delete()[0]}, {}
