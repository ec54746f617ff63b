"""Measures of the tests, made by the actions."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import introductions, measures
from fullfolj.casework.models import Case, Measure, PassedSubjects
from fullfolj.core import clock

FIVE = ("art", "music", "crafts", "sports", "history")
EIGHT = ("swedish", "english", "mathematics", *FIVE)


def offered(case: Case, by: User, **given: Any) -> Measure:
    """A place at a bicycle shop, offered today, without an answer."""
    said: dict[str, Any] = {
        "kind": "practice",
        "title": "Praktik på cykelverkstad",
        "provider": "Bergs cykel",
        "offered_on": clock.today(),
    }
    if given.get("state") == "ongoing":
        said["ends_on"] = clock.today() + timedelta(days=90)
    rest: dict[str, Any] = {"key": uuid4(), "by": by}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    return measures.offer(case=case, offer=measures.Offer(**said | given), **rest)


def passed(case: Case, by: User, *subjects: str, **given: Any) -> PassedSubjects:
    """Note what a youth has passed, on what stands."""
    newest = PassedSubjects.objects.of_case(case).first()
    said: dict[str, Any] = {
        "version": newest.version if newest else 0,
        "as_of": clock.today(),
        "how_known": "grades",
    }
    return introductions.note_passed(
        case=case, subjects=subjects, by=by, **said | given
    )
