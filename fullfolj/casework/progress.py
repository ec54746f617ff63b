"""How a youth's way goes, as a case's page shows it, and how many moved in a time.

The page of a case asks nothing of its own for it: what it needs is answered in the one
statement of all parts.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from fullfolj.access.models import User
from fullfolj.casework.models import (
    Agreement,
    Belief,
    Case,
    LadderEvent,
    Outcome,
    Plan,
    PrivateSelfView,
    SelfView,
    SelfViewAnswer,
    StudyGoal,
)
from fullfolj.casework.rules import progress as rules
from fullfolj.casework.rules.cases import GOAL
from fullfolj.casework.rules.plans import MUNICIPALITY, YES, YOUTH
from fullfolj.casework.rules.progress import Change, Due, Event, Group, Part
from fullfolj.core import clock
from fullfolj.core.nested import as_list, revived
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.parts import Parts

EVENT = ("id", "level", "on", "is_left", "line")
NEXT_FEW = 3  # events further on that are one tap away


@dataclass(frozen=True)
class Progress:
    """What a case's page shows of a youth's way.

    Attributes:
        events: the latest first.
        standing: the furthest that holds today; None where nothing is noted.
        viewed_on: the days on which the own view was asked, the latest first.
        due: whether it is time to ask again.
        believed_on: when who asks last wrote what they believe.
        key: of the event that one tap notes.
    """

    parts: Parts
    events: list[LadderEvent]
    standing: int | None
    viewed_on: list[date]
    due: Due | None
    believed_on: date | None
    key: UUID
    today: date

    @property
    def near(self) -> list[int]:
        """The events that may well come next, each one tap away."""
        after = (self.standing or rules.NOT_REACHED) + 1
        return list(rules.LEVELS[after : after + NEXT_FEW])

    @classmethod
    def of(cls, case: Case, told: Mapping[str, Any]) -> "Progress | None":
        """Of one case, as `asks` was answered; None where no part is used."""
        parts = Parts.of((row["name"], row["value"]) for row in told["parts_used"])
        if not parts:
            return None
        today = clock.today()
        events = [revived(LadderEvent, row) for row in told["ladder"]]
        viewed = [revived(SelfView, row).on for row in told["views"]]
        believed = [revived(Belief, row).on for row in told["beliefs"]]
        return cls(
            parts=parts,
            events=events[::-1],
            standing=rules.standing([row.event for row in events], today),
            viewed_on=viewed,
            due=rules.due(case.listed_on, case.closed_on, viewed, today),
            believed_on=next(iter(believed), None),
            key=uuid4(),
            today=today,
        )


def asks() -> dict[str, Any]:
    """What a statement about the case is to answer for the youth's way."""
    mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
    latest = ("-on", "-recorded_at", "-id")
    used = PolicySetting.objects.of_parts(clock.today())
    events = LadderEvent.objects.filter(**mine).standing()
    views = SelfView.objects.filter(**mine).order_by(*latest)
    beliefs = Belief.objects.filter(**mine).order_by(*latest)
    return {
        "parts_used": as_list(used, ("name", "value")),
        "ladder": as_list(events, EVENT),
        "views": as_list(views, ("on",)),
        "beliefs": as_list(beliefs[:1], ("on",)),
    }


# The own view, as its page shows it


@dataclass(frozen=True)
class Said:
    """What was answered to one question at one time.

    `is_hidden`: there may be an answer, and it is not for who asks.
    """

    value: int | None = None
    is_declined: bool = False
    is_hidden: bool = False


def said_in(case: Case, asker: User) -> tuple[list[SelfView], dict[int, list[Said]]]:
    """Every time the own view was asked, and each question's answers then.

    The latest time first; in three statements. What is not for the asker is hidden,
    also where nothing was answered: else it would tell that something was.
    """
    views = list(SelfView.objects.of_case(case))
    of_views: dict[str, Any] = {"view__in": [view.pk for view in views]}
    of_views["person"] = case.person_id
    answers = SelfViewAnswer.objects.filter(**of_views)
    found: dict[tuple[UUID, int], Said] = {
        (view, item): _said(value)
        for view, item, value in answers.values_list("view", "item", "value")
    }
    private = PrivateSelfView.objects.filter(**of_views).values_list("view", "value")
    for view, value in private:
        found[view, rules.PRIVATE] = _said(value)
    for each in views:
        if asker.pk not in (each.by_user, case.owner):
            found[each.pk, rules.PRIVATE] = Said(is_hidden=True)
    return views, {
        item: [found.get((view.pk, item), Said()) for view in views]
        for item in rules.ITEMS
    }


def _said(value: int | None) -> Said:
    return Said(value, is_declined=value is None)


# Movement


@dataclass(frozen=True)
class Moved:
    """Movement in a time: three numbers, each with how many it is of.

    Attributes:
        whole: how many youths there were; None where it could tell a small group.
        up: how many came further, of those of whom it can be told; None: too few.
        known: of whom it can be told, and how many cannot be.
        short: how many were followed for less than 30 days; None where it is not told.
        items: each question with its median change, and of whom it is.
        goals: how many agreed goals were reached, of those set; None: too few.
    """

    whole: int | None
    up: Part | None
    known: Group
    short: int | None
    items: list[tuple[int, float | None, Group]]
    goals: Part | None


def movement(user: User, since: date, until: date) -> Moved:
    """Movement among the youths whom one sees, who had a case in a time.

    Who had two cases is one youth. Five statements, however many they are. Energy is in
    no report.
    """
    cases = Case.objects.visible_to(user).opened_by(until)
    cases = cases.filter(Q(closed_on=None) | Q(closed_on__gte=since))
    youths = set(cases.values_list("person", flat=True))
    events = _events(cases)
    moves = rules.tally(rules.moved(events[each], since, until) for each in youths)
    judged = moves[rules.UP] + moves[rules.NOT_UP]
    items = _changes(cases, len(youths), since, until)
    known = [judged, *(change.paired for _, change in items)]
    whole, of = rules.groups(len(youths), known)
    short = moves[rules.SHORT]
    tells_short = of[0].missing is not None and _is_told(short, of[0].missing)
    return Moved(
        whole=whole,
        up=Part.told(moves[rules.UP], judged),
        known=of[0],
        short=short if tells_short else None,
        items=[
            (item, change.median if group.known else None, group)
            for (item, change), group in zip(items, of[1:], strict=True)
        ],
        goals=rules.share(goals(cases, since, until)),
    )


def _is_told(part: int, of: int) -> bool:
    """Whether neither those in a part nor the rest are one to four."""
    return all(each == 0 or each >= rules.FEW for each in (part, of - part))


def _events(cases: QuerySet[Any]) -> dict[UUID, list[Event]]:
    """The events of each youth, in order."""
    rows = LadderEvent.objects.filter(case__in=cases.values("pk")).standing()
    found: dict[UUID, list[Event]] = defaultdict(list)
    for person, *event in rows.values_list("person", "on", "level", "is_left"):
        found[person].append(Event(*event))
    return found


def _changes(
    cases: QuerySet[Any], of: int, since: date, until: date
) -> list[tuple[int, Change]]:
    """How the answers to each open question changed."""
    rows = SelfViewAnswer.objects.filter(case__in=cases.values("pk"))
    told = rows.exclude(value=None).order_by("view__on", "view__recorded_at")
    found: dict[int, dict[UUID, list[tuple[date, int]]]] = defaultdict(dict)
    rows_of: Any = told.values_list("item", "person", "view__on", "value")
    for item, person, on, value in rows_of:
        found[item].setdefault(person, []).append((on, value))
    return [
        (item, rules.changes(found[item].values(), of, since, until))
        for item in rules.OPEN_ITEMS
    ]


def goals(cases: QuerySet[Any], since: date, until: date) -> list[tuple[UUID, bool]]:
    """Every agreed goal that was set: of whom, and whether it was reached in a time.

    A goal is agreed when the youth and the municipality have said yes to the plan; it
    is reached when the case is closed for that reason, before the plan ended. What a
    youth wants to have learnt is a goal too, until it is set aside.
    """
    here = {"case__in": cases.values("pk")}
    plans = Plan.objects.filter(starts_on__lte=until, **here)
    plans = plans.filter(Q(ended_on=None) | Q(ended_on__gte=since))
    agreed = plans.filter(*(Exists(_yes(party)) for party in (YOUTH, MUNICIPALITY)))
    last = Coalesce(OuterRef("ended_on"), Value(until, output_field=DateField()))
    closed = Outcome.objects.filter(
        case=OuterRef("case"),
        reason=GOAL,
        closed_on__range=(since, until),
        closed_on__lte=last,
    )
    learning = StudyGoal.objects.filter(recorded_at__date__lte=until, **here)
    learning = learning.filter(Q(reached_on=None) | Q(reached_on__gte=since))
    learning = learning.filter(Q(set_aside_on=None) | Q(set_aside_on__gt=until))
    learnt = learning.values_list("person", "reached_on")
    return [
        *agreed.annotate(is_reached=Exists(closed)).values_list("person", "is_reached"),
        *((person, on is not None and on <= until) for person, on in learnt),
    ]


def _yes(party: str) -> QuerySet[Any]:
    """The yeses of a party to a whole plan."""
    return Agreement.objects.filter(
        plan=OuterRef("pk"), party=party, promise=None, answer=YES
    )
