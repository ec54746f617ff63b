"""What a youth is offered and can choose, as the case's page shows it: one statement.

Rows come as JSON beside one another, so that the page asks once for all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, QuerySet

from fullfolj.casework.models import Case, Introduction, Measure, PassedSubjects
from fullfolj.casework.models.introductions import LANGUAGE
from fullfolj.casework.rules.eligibility import VOCATIONAL, Lack, lack
from fullfolj.casework.rules.routes import (
    INTRODUCTORY,
    OPEN,
    THERE,
    Route,
    routes,
)
from fullfolj.casework.words import lacking
from fullfolj.core import clock
from fullfolj.core.nested import as_list, revived
from fullfolj.kaa import facts
from fullfolj.schooling.models import Credential, Enrolment

SHOWN = {
    "measures": (
        *("id", "kind", "title", "provider", "hours", "state", "offered_on"),
        *("answered_on", "answer_words", "starts_on", "ends_on"),
        *("end_reason", "end_words"),
    ),
    "introductions": ("programme", "version"),
    "passed": ("subjects", "as_of", "version"),
    "places": ("school_type", "programme_code", "valid_from", "valid_to", "status"),
    "credentials": ("kind", "valid_from"),
}

MODELS: dict[str, type[models.Model]] = {
    "measures": Measure,
    "introductions": Introduction,
    "passed": PassedSubjects,
    "places": Enrolment,
    "credentials": Credential,
}


@dataclass(frozen=True)
class Support:
    """What a case's page shows of measures, ways to studies and the programme.

    Attributes:
        introduction: None where the youth is on no introductory programme that we know.
        passed: None where nobody has noted any subject.
        lack: what is lacking for a vocational programme; None as `passed`.
        routes: none where the birth date is not known.
    """

    measures: list[Measure]
    introduction: Introduction | None
    passed: PassedSubjects | None
    lack: Lack | None
    routes: tuple[Route, ...]

    @property
    def lacking(self) -> str:
        """What is left for a vocational programme, in words; empty where unknown."""
        return lacking(self.lack) if self.lack else ""

    @property
    def open_now(self) -> list[str]:
        """The names of the ways that are open today."""
        return [each.name for each in self.routes if each.answer == OPEN]

    @property
    def is_introductory(self) -> bool:
        """Whether the youth is on an introductory programme, or was noted to be."""
        studies = {each.reason for each in self.routes if each.name == INTRODUCTORY}
        return bool(self.introduction or self.passed) or THERE in studies

    @classmethod
    def of(cls, case: Case, told: Mapping[str, Any] | None = None) -> "Support":
        """Of one case, as it is known now: asked in one statement, or told already."""
        told = told or Case.objects.told(case, **asks())
        found: dict[str, Any] = {
            name: [revived(MODELS[name], row) for row in told[name]] for name in SHOWN
        }
        today = clock.today()
        passed = next(iter(found["passed"]), None)
        introduction = next(iter(found["introductions"]), None)
        subjects = passed.subjects if passed else None
        lacking = None if subjects is None else lack(subjects, VOCATIONAL, today)
        ways: tuple[Route, ...] = ()
        if case.person.birth_date:
            known = facts.Facts(
                case.person.birth_date,
                enrolments=tuple(map(place, found["places"])),
                credentials=tuple(map(credential, found["credentials"])),
            )
            sfi = introduction is not None and introduction.programme == LANGUAGE
            ways = routes(known, today, subjects, sfi=sfi)
        return cls(found["measures"], introduction, passed, lacking, ways)


def asks() -> dict[str, Any]:
    """What a statement about the case is to answer: the rows that `SHOWN` names."""
    mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
    known = {"person": OuterRef("person_id"), "is_gone": False}
    newest = Introduction.objects.filter(**mine).order_by("-version")
    passed = PassedSubjects.objects.filter(**mine).order_by("-version")
    rows: dict[str, QuerySet[Any]] = {
        "measures": Measure.objects.filter(**mine).in_order(),
        "introductions": newest[:1],
        "passed": passed[:1],
        "places": Enrolment.objects.known_now().filter(**known),
        "credentials": Credential.objects.known_now().filter(**known),
    }
    return {name: as_list(of, SHOWN[name]) for name, of in rows.items()}


def place(row: Enrolment) -> facts.Enrolment:
    """A place at a school as the rules take it: the last day inclusive."""
    days = (row.valid_from, row.last_on)
    return facts.Enrolment(row.school_type, row.programme_code, *days, row.status)


def credential(row: Credential) -> facts.Credential:
    """A document as the rules take it."""
    return facts.Credential(row.kind, row.valid_from)
