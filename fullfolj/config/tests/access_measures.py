"""The addresses of measures, introductory programmes and methods × the cast."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from fullfolj.casework.actions.introductions import set_goal
from fullfolj.casework.models import Case, Measure, StudyGoal
from fullfolj.casework.tests.measures import offered
from fullfolj.config.tests.access_table import (
    SIGNS,
    TODAY,
    Things,
    Try,
    only,
    signed_in,
)
from fullfolj.programmes.models import Method
from fullfolj.programmes.tests.test_methods import added


def case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.case.pk}


def protected_case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.protected_case.pk}


def measure_of(t: Things, about: Case) -> Mapping[str, Any]:
    """A place at a bicycle shop that somebody of Berg's is offered."""
    with t.cast.asking(t.cast.anna):
        found = Measure.objects.filter(case=about).first()
        return {"measure_id": (found or offered(about, t.cast.anna)).pk}


def measure(t: Things) -> Mapping[str, Any]:
    return measure_of(t, t.case)


def protected_measure(t: Things) -> Mapping[str, Any]:
    return measure_of(t, t.protected_case)


def goal(t: Things) -> Mapping[str, Any]:
    """Something that somebody of Berg's wants to have learnt."""
    with t.cast.asking(t.cast.anna):
        found = StudyGoal.objects.filter(case=t.case).first()
        found = found or set_goal(
            case=t.case,
            key=uuid4(),
            goal="Läsa",
            subject="",
            wanted_by=None,
            by=t.cast.anna,
        )
        return {"goal_id": found.pk}


def method(t: Things) -> Mapping[str, Any]:
    """A method of Berg's bank."""
    with t.cast.asking(t.cast.anna):
        found = Method.objects.first()
    return {"method_id": (found or added(t.cast)).pk}


def offer(t: Things) -> Mapping[str, Any]:
    return {
        "key": str(uuid4()),
        "version": t.case.version,
        "kind": "practice",
        "title": "Praktik",
        "provider": "Bergs cykel",
        "offered_on": TODAY,
        "state": "offered",
    }


ANSWER = {"version": 1, "accepted": "yes", "answered_on": TODAY}
START = {"version": 1, "starts_on": TODAY, "ends_on": TODAY}
GO_ON = {"version": 1, "ends_on": TODAY}
END = {"version": 1, "ends_on": TODAY, "end_reason": "completed"}
WEEK = {"version": 1, "week_on": TODAY, "planned": "15", "attended": "10"}
AROUND = {"version": 0, "programme": "language"}
SUBJECTS = {"version": 0, "subjects": "art", "how_known": "grades", "as_of": TODAY}
METHOD = {
    "version": 1,
    "name": "Ny metod",
    "level": "prevent",
    "factor": "control",
    "evidence": "not_measured",
}


def keyed(given: Mapping[str, Any]) -> Callable[[Things], Mapping[str, Any]]:
    """As a form sends it, with a key of its own."""
    return lambda _: {**given, "key": str(uuid4())}


BERGS_OPEN = only(200, "anna", "bo", others=404)
BERGS_HIDDEN = only(200, "anna", others=404)
SENT = BERGS_OPEN | {"anna": 302, "bo": 302}
WRONG = BERGS_OPEN | {"anna": 422, "bo": 422}
EDITS = only(200, "anna", "hilda", others=403) | {"gun": 404}
PAGES = (
    *("measure_offer", "introduction", "introduction_around"),
    *("introduction_subjects", "study_goal"),
)
HAPPEN = (
    *("measure_answer", "measure_start", "measure_go_on", "measure_end"),
    *("measure_method", "measure_week"),
)
OF_CASE = (
    ("measure_offer", offer),
    ("introduction_around", lambda _: AROUND),
    ("introduction_subjects", lambda _: SUBJECTS),
    ("study_goal", keyed({"version": 1, "goal": "Läsa en bok"})),
)
OF_MEASURE = (
    ("measure_answer", ANSWER, SENT),
    ("measure_start", START, SENT),
    ("measure_end", END, SENT),
    ("measure_go_on", GO_ON, WRONG),  # it has not begun
    ("measure_method", {"version": 1, "method": ""}, SENT),
    ("measure_week", WEEK, WRONG),
)

MEASURES = [
    *(
        row
        for page in PAGES
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=case),
            Try(
                f"casework:{page}", BERGS_HIDDEN, about="protected", args=protected_case
            ),
        )
    ),
    *(
        row
        for page in ("measure", *HAPPEN)
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=measure),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN,
                about="protected",
                args=protected_measure,
            ),
            Try(
                f"casework:{page}",
                signed_in(404),
                about="no such",
                args=lambda t: {"measure_id": t.cast.berg.pk},
            ),
        )
    ),
    *(
        row
        for page, given in OF_CASE
        for row in (
            Try(f"casework:{page}", SENT, "POST", "open", case, given),
            Try(
                f"casework:{page}",
                WRONG,
                "POST",
                "open, nothing filled in",
                args=case,
                given=lambda _: {"version": ""},
            ),
        )
    ),
    *(
        Try(
            f"casework:{page}",
            expected,
            "POST",
            "open",
            measure,
            given=keyed(g),
        )
        for page, g, expected in OF_MEASURE
    ),
    Try("casework:measure", signed_in(405), "POST", "open", args=measure),
    Try("casework:introduction", signed_in(405), "POST", "open", args=case),
    Try("casework:close_goal", signed_in(405), about="open", args=goal),
    Try(
        "casework:close_goal",
        SENT,
        "POST",
        "open",
        args=goal,
        given=lambda _: {"reached": "yes"},
    ),
    Try(
        "casework:eligibility",
        only(200, "anna", "bo", "gun", "farid", others=403),
        about="the own authority's",
    ),
    Try("programmes:methods", signed_in(200), about="the own authority's"),
    Try("programmes:methods", signed_in(405), "POST"),
    Try(
        "programmes:method",
        only(200, "anna", "bo", "cilla", "hilda", others=404),
        about="Berg's",
        args=method,
    ),
    Try("programmes:method", signed_in(405), "POST", "Berg's", args=method),
    Try("programmes:new_method", SIGNS),
    Try(
        "programmes:new_method",
        only(302, "anna", "gun", "hilda", others=403),
        "POST",
        "a method",
        given=keyed(METHOD),
    ),
    Try("programmes:change_method", EDITS, about="Berg's", args=method),
    Try(
        "programmes:change_method",
        EDITS | {"anna": 302, "hilda": 302},
        "POST",
        "Berg's",
        args=method,
        given=lambda _: METHOD,
    ),
]
