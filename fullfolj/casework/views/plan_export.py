"""What is documented of a plan: one version, all of them, and a file for a program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground_among
from fullfolj.casework.models import (
    Agreement,
    Case,
    Measure,
    MeasureWeek,
    Plan,
    PlanVersion,
    SmallStep,
)
from fullfolj.casework.plan_export import Attended, document, seven
from fullfolj.casework.planned import planned
from fullfolj.casework.rules.plans import Part, differences
from fullfolj.casework.views.common import load
from fullfolj.casework.views.plans import trail_to
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.nested import dated, revived
from fullfolj.core.templatetags.ui import day

NOTHING: dict[str, Any] = {"promises": (), "follow_ups": ()}


@dataclass(frozen=True)
class Changed:
    """What differs in one thing between two versions: what it is, and word by word."""

    label: str
    parts: list[Part]


@dataclass(frozen=True)
class Kept:
    """A version as one reads it: what it held, and what it changed."""

    row: PlanVersion
    contents: Mapping[str, Any]
    changed: list[Changed]

    @property
    def items(self) -> dict[str, Any]:
        """The seven of the ordinance."""
        return seven(self.contents)


@dataclass(frozen=True)
class Documented:
    """A plan with all that was ever written in it; the latest version first."""

    plan: Plan
    versions: list[Kept]
    answers: list[Agreement]

    @property
    def said(self) -> Iterator[tuple[str, Agreement]]:
        """Who answered, and to what; with the answer."""
        texts = {each["id"]: each for each in self.versions[0].contents["promises"]}
        for row in self.answers:
            promise = texts.get(str(row.promise), {})
            named = promise.get("name") if promise.get("party") == row.party else ""
            who = named or say("party", row.party)
            of = "promise" if promise else "plan"
            yield say("asked", of, who=who, text=promise.get("text")), row


@require_safe
def version(request: Any, case_id: UUID, number: int) -> HttpResponse:
    """The plan as it stood in one version, and what that changed."""
    found = load(request, case_id)
    plans = Plan.objects.of_case(found)[:1]
    rows = list(written(found).filter(plan__in=Subquery(plans.values("pk"))))
    kept = next((k for k in kept_of(rows) if k.row.number == number), None)
    if kept is None:
        raise Http404
    context = {
        "case": found,
        "person": found.person,
        "kept": kept,
        "latest": max(row.number for row in rows),
        "trail": [*trail_to(found), (_("Version"), request.path)],
    }
    return render(request, "casework/plan_version.html", context)


@require_safe
def documentation(request: Any, case_id: UUID) -> HttpResponse:
    """Everything that is documented of the case, to read and to print."""
    found = load(request, case_id)
    leaves(request, found)
    context = {
        "case": found,
        "person": found.person,
        "plans": documented(found),
        "measures": attended(found),
        "steps": planned(found).steps,
        "today": clock.today(),
        "trail": [*trail_to(found), (_("Dokumentation"), request.path)],
    }
    return render(request, "casework/plan_documentation.html", context)


@require_safe
def documentation_file(request: Any, case_id: UUID) -> HttpResponse:
    """The same for a program: JSON, as `plan_export.SCHEMA` states it."""
    found = load(request, case_id)
    leaves(request, found)
    plans = [
        (each.plan, [kept.row for kept in reversed(each.versions)], each.answers)
        for each in documented(found)
    ]
    at = clock.now().isoformat()
    said = document(
        str(found.pk),
        plans=plans,
        measures=attended(found),
        steps=steps_of(found),
        exported_at=at,
    )
    answer = JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"handlingsplan-{clock.today()}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def leaves(request: Any, found: Case) -> None:
    """Log that what is documented of a person leaves the house."""
    ground = ground_among(request.roles, roles.WORK)
    readlog.exported(request, [found.person_id], ground=ground)


def documented(case: Case) -> list[Documented]:
    """The plans of a case, the latest first, with their versions and answers."""
    rows = list(written(case))
    said = Agreement.objects.filter(case=case, person=case.person_id)
    answers = list(said.order_by("recorded_at", "id"))
    return [
        Documented(
            plan,
            list(reversed(kept_of([row for row in rows if row.plan_id == plan.pk]))),
            [each for each in answers if each.plan_id == plan.pk],
        )
        for plan in Plan.objects.of_case(case)
    ]


def written(case: Case) -> Any:
    """Every version of the case's plans, with who wrote it, in order."""
    writer = User.objects.filter(pk=OuterRef("by_user")).values("name")
    rows = PlanVersion.objects.filter(case=case, person=case.person_id)
    return rows.annotate(writer=Subquery(writer)).order_by("number")


def attended(case: Case) -> list[Attended]:
    """What the youth was offered, with what was noted of each week."""
    return [
        Attended(row, [revived(MeasureWeek, each) for each in row.noted])
        for row in Measure.objects.of_case(case).with_weeks()
    ]


def steps_of(case: Case) -> Any:
    """The small steps of a case, those taken away left out."""
    steps = SmallStep.objects.kept().filter(case=case, person=case.person_id)
    return steps.order_by("due_on", "position", "recorded_at")


def kept_of(rows: list[PlanVersion]) -> list[Kept]:
    """Versions of one plan as one reads them, each beside the one before it."""
    contents = [NOTHING, *(dated(row.contents) for row in rows)]
    found = []
    for row, (before, after) in zip(rows, pairwise(contents), strict=True):
        changed = changes(before, after) if before is not NOTHING else []
        found.append(Kept(row, after, changed))
    return found


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """What differs between two versions, in words."""
    labels: dict[tuple[str, str], str] = {}
    texts: list[dict[tuple[str, str], str]] = []
    for contents in (before, after):
        said = {}
        for key, label, text in told(contents):
            labels[key], said[key] = label, text
        texts.append(said)
    found = differences(*texts)
    return [Changed(labels[key], parts) for key, parts in found.items()]


Told = tuple[tuple[str, str], str, str]


def told(contents: Mapping[str, Any]) -> Iterator[Told]:
    """Everything that a version says: what it is about, its label, and its text."""
    yield ("goal", ""), say("item", "goal"), contents["goal"]
    yield (
        ("language", ""),
        say("item", "language"),
        say("language", contents["language"]),
    )
    yield ("planning", ""), say("item", "planning"), contents["planning"]
    for each in contents["promises"]:
        key, who = each["id"], each["name"] or say("party", each["party"])
        yield ("promise", key), say("item", "promise", who=who), each["text"]
        yield ("days", key), say("item", "days", who=who), span(each)
        yield ("end", key), say("item", "end", who=who), ended(each)
    for each in contents["follow_ups"]:
        yield ("follow_up", each["id"]), say("item", "follow_up"), held(each)
    yield ("end", ""), say("item", "plan_end"), ended(contents)


def span(row: Mapping[str, Any]) -> str:
    """From when to when."""
    last = day(row["ends_on"]) if row["ends_on"] else say("item", "open")
    return f"{day(row['starts_on'])} – {last}"


def ended(row: Mapping[str, Any]) -> str:
    """When something ended and why; nothing while it goes on."""
    return f"{day(row['ended_on'])}: {row['end_reason']}" if row["ended_on"] else ""


def held(row: Mapping[str, Any]) -> str:
    """When the plan is looked at, and what was found."""
    if not row["done_on"]:
        return day(row["on"])
    done = say("item", "held", on=day(row["done_on"]))
    return f"{done} {row['line']}".strip()
