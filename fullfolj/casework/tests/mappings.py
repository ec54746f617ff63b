"""Mappings of the tests, made by the actions."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import mapping, shares
from fullfolj.casework.models import Case, MappingAnswer, SectionShare
from fullfolj.casework.rules.mapping import DONE, Section
from fullfolj.casework.sections import sections
from fullfolj.core import clock

INTERESTS, HEALTH = "intressen", "halsa"


def section(code: str) -> Section:
    """A section as it is asked now."""
    found = sections().get(code)
    assert found
    return found


def answered(case: Case, by: User, code: str = INTERESTS, **given: Any) -> Any:
    """Answer a section as the form does, on top of what stands."""
    asked = section(code)
    said: dict[str, Any] = {"works": "", "hard": "", "want": "Rita", "state": DONE}
    said["section_version"] = asked.version
    version = MappingAnswer.objects.last_version(case, code)
    rest: dict[str, Any] = {"key": uuid4(), "version": version}
    rest |= {name: given.pop(name) for name in tuple(given) if name in rest}
    return mapping.answer(
        case=case,
        section=asked,
        said=mapping.Said(**said | given),
        by=by,
        **rest,
    )


def locked(case: Case, by: User, code: str = INTERESTS) -> None:
    """Lock a section as it stands now."""
    version = MappingAnswer.objects.last_version(case, code)
    mapping.lock(case=case, section=code, version=version, by=by)


def opened_to(
    case: Case, mentor: User, by: User, *, code: str = INTERESTS, days: int = 30
) -> SectionShare:
    """Open a section to a mentor, as the youth said."""
    return shares.share(
        case=case,
        section=section(code),
        user=mentor.pk,
        until=clock.today() + timedelta(days=days),
        said_how="sa det på vår träff",
        by=by,
    )
