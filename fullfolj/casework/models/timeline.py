"""What has happened in a case, of all kinds, the latest first.

Each slice that tells something adds one source: what it tells of any case, put together
once. It is asked in one statement; the words stand in `casework/timeline/<kind>.html`,
which is given an `entry`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import (
    Exists,
    F,
    Func,
    OuterRef,
    Subquery,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, TruncDate

from fullfolj.access.models import User
from fullfolj.casework.models.attachments import Attachment
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.handovers import Handover, MoveOffer, Preparation
from fullfolj.casework.models.introductions import PassedSubjects, StudyGoal
from fullfolj.casework.models.life import CaseEvent, FollowUp, Outcome
from fullfolj.casework.models.mapping import MappingAnswer
from fullfolj.casework.models.measures import Measure
from fullfolj.casework.models.meetings import Meeting
from fullfolj.casework.models.messages import ContactRefusal
from fullfolj.casework.models.notes import Note
from fullfolj.casework.models.plans import Agreement, PlanVersion, Promise
from fullfolj.casework.models.progress import LadderEvent, SelfView
from fullfolj.casework.models.small_steps import SmallStep
from fullfolj.casework.models.team_meetings import Decision
from fullfolj.casework.rules.cases import CLOSED_IT, REOPENED_IT
from fullfolj.casework.rules.handovers import ACCEPTED
from fullfolj.casework.rules.measures import DECLINED, ENDED
from fullfolj.casework.rules.meetings import CANCELLED, MOVED
from fullfolj.core.nested import as_object, dated

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import Case

ROWS = 30  # of a page
# What every source tells, in this order. The names are nobody's field.
COLUMNS = ("told_as", "told_on", "told_at", "id", "told_by", "told_name", "said")
LATEST = ("-told_on", "-told_at", "-id")


class Entry(NamedTuple):
    """One thing that happened: of which kind, on which day, and by whom.

    `at` is when it was recorded, and only sorts: nobody said at what time of the day it
    happened. `said` is what the kind's template shows.
    """

    kind: str
    on: date
    at: datetime
    id: UUID
    by: UUID | None
    name: str | None
    said: dict[str, Any]

    @property
    def template(self) -> str:
        """The words of the kind."""
        return f"casework/timeline/{self.kind}.html"


@dataclass(frozen=True)
class Timeline:
    """One page of what happened; `kind` is empty where all kinds are shown."""

    entries: list[Entry]
    kind: str
    page: int
    has_older: bool

    @property
    def newer(self) -> int:
        """The number of the page with what happened later."""
        return self.page - 1

    @property
    def older(self) -> int:
        """The number of the page with what happened before."""
        return self.page + 1

    @property
    def kinds(self) -> tuple[str, ...]:
        """What one may choose among."""
        return tuple(SOURCES)


def telling(rows: Any, *, on: Any, at: Any, by: str | None, said: Func) -> Any:
    """Rows as a source tells them.

    Args:
        on: the field with the day it happened, or an expression of it.
        at: with when it was recorded; likewise.
        by: with the user who did it; None where that is not kept.
        said: a JSONObject of what the template shows.
    """
    named: dict[str, Any] = {
        "told_by": Cast(Value(None), UUIDField()),
        "told_name": Cast(Value(None), TextField()),
    }
    if by:
        names = User.objects.filter(pk=OuterRef(by)).values("name")
        named = {"told_by": F(by), "told_name": Subquery(names)}
    return rows.annotate(
        told_on=F(on) if isinstance(on, str) else on,
        told_at=F(at) if isinstance(at, str) else at,
        said=said,
        **named,
    )


def contacts() -> tuple[Any, ...]:
    """What was tried, and which ways the youth refused."""
    writer = User.objects.filter(pk=OuterRef("recorded_by")).values("name")
    said = JSONObject(
        channel="channel",
        reached="reached",
        line="line",
        second=Subquery(User.objects.filter(pk=OuterRef("second")).values("name")),
        safety="safety",
        next_step="next_step",
        next_step_on="next_step_on",
        writer=Subquery(writer),
        made_by="made_by",
        recorded_by="recorded_by",
    )
    tried = Contact.objects.all()
    refused = ContactRefusal.objects.all()
    back = refused.exclude(taken_back_at=None)
    told = (("recorded_at", "by_user", False), ("taken_back_at", "taken_back_by", True))
    return (
        telling(tried, on="happened_on", at="recorded_at", by="made_by", said=said),
        *(
            telling(
                back if is_back else refused,
                on=TruncDate(at),
                at=at,
                by=by,
                said=JSONObject(refused="channel", is_back=Value(is_back)),
            )
            for at, by, is_back in told
        ),
    )


def notes() -> Any:
    """What was noted, as it stands now; that there is one, also to who may not read."""
    rows = Note.objects.standing().with_text().with_writers()
    said = JSONObject(
        text="text",
        first="first",
        replaces="replaces",
        is_restricted="is_restricted",
        recorder="recorder",
        corrected_on=TruncDate("recorded_at"),
    )
    return telling(rows, on="happened_on", at="written_at", by="written_by", said=said)


def attachments() -> Any:
    """Which files there are."""
    rows = Attachment.objects.with_name()
    said = JSONObject(
        name="name", kind="kind", size="size", is_restricted="is_restricted"
    )
    return telling(rows, on="added_on", at="recorded_at", by="written_by", said=said)


def decisions() -> Any:
    """What the team decided at its meetings."""
    rows = Decision.objects.with_names()
    said = JSONObject(
        text="text",
        next_step="next_step",
        next_step_on="next_step_on",
        doer="doer_name",
        tells="tells",
        teller="teller_name",
    )
    return telling(rows, on="decided_on", at="recorded_at", by="decided_by", said=said)


def plans() -> tuple[Any, ...]:
    """What was written in the plan, who answered, and the small steps that are done."""
    versions = PlanVersion.objects.annotate(what=Value("version"))
    answers = Agreement.objects.annotate(what=Value("answer"))
    steps = SmallStep.objects.kept().filter(done_on__isnull=False, is_split=False)
    promised = Promise.objects.filter(pk=OuterRef("promise"), person=OuterRef("person"))
    return (
        telling(
            versions,
            on=TruncDate("recorded_at"),
            at="recorded_at",
            by="by_user",
            said=as_object(("what", "number", "verb")),
        ),
        telling(
            answers,
            on="said_on",
            at="recorded_at",
            by="noted_by",
            said=as_object(
                ("what", "party", "answer", "how", "version"),
                promise=Subquery(promised.values("text")),
                name=Subquery(promised.values("name")),
            ),
        ),
        telling(
            steps.annotate(what=Value("step")),
            on="done_on",
            at="recorded_at",
            by="done_by",
            said=as_object(("what", "text")),
        ),
    )


def measures() -> tuple[Any, ...]:
    """What was offered, what was answered, and when each began and ended.

    Who wrote it is kept of the offer alone, and when it was: of the same day, each
    stands after the one that it follows.
    """
    rows = Measure.objects.all()
    no = models.When(state=DECLINED, then=Value("declined"))
    happened = (
        (rows, "offered_on", Value("offered")),
        (rows, "answered_on", models.Case(no, default=Value("accepted"))),
        (rows.begun(), "starts_on", Value("begun")),
        (rows.filter(state=ENDED), "ends_on", Value("ended")),
    )
    shown = ("title", "provider", "answer_words", "end_reason", "end_words")
    return tuple(
        telling(
            of.filter(**{f"{on}__isnull": False}),
            on=on,
            at=after("recorded_at", place),
            by=None if place else "recorded_by",
            said=as_object(shown, what=what),
        )
        for place, (of, on, what) in enumerate(happened)
    )


def meetings() -> tuple[Any, ...]:
    """Which meetings were moved, and which cancelled; those that were are contacts.

    Each on the day it was done, and not on its own, which may lie ahead. A meeting was
    moved when the one in its place was booked, and by who booked that.
    """
    rows = Meeting.objects.all()
    new = rows.filter(pk=OuterRef("moved_to"), person=OuterRef("person"))
    moved = rows.filter(state=MOVED).annotate(
        moved_at=Subquery(new.values("recorded_at")),
        moved_by=Subquery(new.values("booked_by")),
        to_on=TruncDate(Subquery(new.values("starts_at"))),
    )
    was = TruncDate("starts_at")
    return (
        telling(
            moved,
            on=TruncDate("moved_at"),
            at="moved_at",
            by="moved_by",
            said=as_object(("state", "kind", "why", "to_on"), was_on=was),
        ),
        telling(
            rows.filter(state=CANCELLED),
            on=TruncDate("cancelled_at"),
            at="cancelled_at",
            by=None,
            said=as_object(("state", "kind", "why"), was_on=was),
        ),
    )


def mapped() -> Any:
    """On which days somebody wrote in the mapping; what they wrote stands there."""
    rows = MappingAnswer.objects.annotate(day=TruncDate("recorded_at"))
    same = {name: OuterRef(name) for name in ("case", "person", "by_user", "day")}
    later = MappingAnswer.objects.annotate(day=TruncDate("recorded_at"))
    later = later.filter(**same, recorded_at__gt=OuterRef("recorded_at"))
    last = rows.filter(~Exists(later))
    said = as_object(("round",))
    return telling(last, on="day", at="recorded_at", by="by_user", said=said)


def outcomes() -> tuple[Any, ...]:
    """When the case was closed and opened again, and what was answered afterwards."""
    events = CaseEvent.objects.filter(kind__in=(CLOSED_IT, REOPENED_IT))
    came = Outcome.objects.filter(pk=OuterRef("pk"), person=OuterRef("person"))
    names = ("reason", "destination", "livelihood")
    answers = FollowUp.objects.filter(answered_on__isnull=False)
    return (
        telling(
            events,
            on="on",
            at="recorded_at",
            by="by_user",
            said=as_object(
                ("kind", "words"), **{n: Subquery(came.values(n)) for n in names}
            ),
        ),
        telling(
            answers.annotate(kind=Value("asked")),
            on="answered_on",
            at="recorded_at",
            by="by_user",
            said=as_object(("kind", "destination", "livelihood", "how_known")),
        ),
    )


def handovers() -> tuple[Any, ...]:
    """Who took over; what was prepared before 20, and asked of who moved."""
    taken = Handover.objects.filter(answer=ACCEPTED).with_names()
    prepared, asked = Preparation.objects.all(), MoveOffer.objects.all()
    return (
        telling(
            taken,
            on="answered_on",
            at="recorded_at",
            by="to_user",
            said=JSONObject(what=Value("taken"), giver="giver", until_on="until"),
        ),
        telling(
            prepared,
            on="done_on",
            at="recorded_at",
            by="by_user",
            said=as_object(("to_whom",), what=Value("prepared")),
        ),
        telling(
            asked,
            on="asked_on",
            at="recorded_at",
            by="asked_by",
            said=as_object(("to_name",), what=Value("asked")),
        ),
        telling(
            asked.exclude(answered_on=None),
            on="answered_on",
            at=after("recorded_at"),
            by="noted_by",
            said=as_object(("to_name", "answer", "said_how"), what=Value("answered")),
        ),
    )


def progress() -> tuple[Any, ...]:
    """What came about on the way, and on which days the youth gave their own view.

    What they answered stands there; what somebody believes is told nowhere.
    """
    known: dict[str, Any] = {"on": "on", "at": "recorded_at", "by": "by_user"}
    said = as_object(("level", "is_left", "line"))
    events = LadderEvent.objects.standing()
    views = SelfView.objects.all()
    return (
        telling(events, said=said, **known),
        telling(views, said=JSONObject(is_view=Value(True)), **known),
    )


def studies() -> tuple[Any, ...]:
    """What the youth wants to have learnt, what became of it, and what is passed."""
    goals, passed = StudyGoal.objects.all(), PassedSubjects.objects.all()
    aside = models.When(reached_on=None, then=Value("aside"))
    return (
        telling(
            goals,
            on=TruncDate("recorded_at"),
            at="recorded_at",
            by="recorded_by",
            said=as_object(("goal",), what=Value("goal"), wanted_on=F("wanted_by")),
        ),
        telling(
            goals.exclude(reached_on=None, set_aside_on=None),
            on=Coalesce("reached_on", "set_aside_on"),
            at=after("recorded_at"),
            by=None,
            said=as_object(
                ("goal",), what=models.Case(aside, default=Value("reached"))
            ),
        ),
        telling(
            passed,
            on="as_of",
            at="recorded_at",
            by="recorded_by",
            said=as_object(("subjects", "how_known"), what=Value("passed")),
        ),
    )


def after(field: str, places: int = 1) -> Any:
    """So that it stands after what is told of the same row and the same day."""
    return F(field) + Value(timedelta(microseconds=places))


# What each kind tells: one set of rows, or several.
SOURCES: dict[str, Callable[[], Any]] = {
    "contact": contacts,
    "note": notes,
    "plan": plans,
    "measure": measures,
    "meeting": meetings,
    "mapping": mapped,
    "attachment": attachments,
    "decision": decisions,
    "outcome": outcomes,
    "handover": handovers,
    "progress": progress,
    "study": studies,
}


def timeline(case: "Case", kind: str = "", page: int = 1) -> Timeline:
    """One page of what happened in a case, of one kind or of all."""
    kind = kind if kind in SOURCES else ""
    start = (page - 1) * ROWS
    end = start + ROWS + 1  # one more than is shown tells whether there is more
    first, *rest = [
        # No kind has more of its own on the page.
        each.filter(**_about(case, each)).order_by(*LATEST)[:end]
        for name in ((kind,) if kind else SOURCES)
        for each in _marked(name)
    ]
    rows = first.union(*rest, all=True).order_by(*LATEST) if rest else first
    found = list(rows[start:end])
    entries = [Entry._make((*told, dated(said))) for *told, said in found[:ROWS]]
    return Timeline(entries, kind, page, has_older=len(found) > ROWS)


@cache
def _marked(kind: str) -> tuple[Any, ...]:
    """What a kind tells of any case: to put it together takes as long as to ask it."""
    rows = SOURCES[kind]()
    told = rows if isinstance(rows, tuple) else (rows,)
    return tuple(
        each.annotate(told_as=Value(kind)).values_list(*COLUMNS) for each in told
    )


def _about(case: "Case", rows: Any) -> dict[str, Any]:
    """That rows are about a case; what no case holds is about its person."""
    about: dict[str, Any] = {"person": case.person_id}
    of_case = any(field.name == "case" for field in rows.model._meta.fields)
    return about | {"case": case} if of_case else about
