"""What the case of one person holds (store B), with marks in every text."""

from datetime import date
from typing import Any
from uuid import uuid4

from fullfolj.access.models import Authority, User
from fullfolj.casework.models import (
    AgendaItem,
    Agreement,
    Attachment,
    AttachmentContent,
    Belief,
    CalendarAddress,
    Case,
    CaseEvent,
    ChecklistVersion,
    Contact,
    ContactRefusal,
    Decision,
    Draft,
    FollowUp,
    FollowUpOfPlan,
    Handover,
    Introduction,
    LadderEvent,
    MappingAnswer,
    MappingRound,
    MappingSection,
    Measure,
    MeasureWeek,
    Meeting,
    Message,
    MessageBatch,
    MessageSettings,
    MessageTemplate,
    MoveOffer,
    Note,
    NoteText,
    Outcome,
    PassedSubjects,
    Plan,
    PlanVersion,
    Preparation,
    PrivateAnswer,
    PrivateSelfView,
    Promise,
    Referral,
    SavedView,
    SectionLock,
    SectionShare,
    SelfView,
    SelfViewAnswer,
    SmallStep,
    StudyGoal,
    TeamMeeting,
    Tick,
    Wanted,
)
from fullfolj.config.cast import SINCE
from fullfolj.core import clock
from fullfolj.people.models import Person

MONDAY = date(2026, 1, 5)


def settle(home: Authority, by: User) -> None:
    """What the authority and its people chose for the work with cases."""
    by_user: dict[str, Any] = {"authority": home, "by_user": by.pk}
    own: dict[str, Any] = by_user | {"code": "egen-1", "version": 1}
    SavedView.objects.create(name=f"vy {home.slug}", query="visa=mina", **by_user)
    CalendarAddress.objects.create(digest=f"digest {home.slug}", **by_user)
    MappingSection.objects.create(title=f"del {home.slug}", **own)
    ChecklistVersion.objects.create(
        title=f"list {home.slug}", points=[f"point {home.slug}"], **own
    )
    TeamMeeting.objects.create(
        authority=home,
        title=f"team {home.slug}",
        held_on=SINCE,
        guests=[f"guest {home.slug}"],
        opened_by=by.pk,
    )
    MessageTemplate.objects.create(
        name=f"mall {home.slug}",
        channel="sms",
        language="sv",
        text=f"meddelande {home.slug}",
        **own,
    )
    MessageSettings.objects.create(
        version=1,
        phone=f"telefon {home.slug}",
        quiet_from=20,
        quiet_to=8,
        apart_hours=24,
        **by_user,
    )
    Wanted.objects.create(asked=[f"wanted {home.slug}"], valid_from=SINCE, **by_user)


def see_through(person: Person, mark: str, by: User) -> None:
    """The case of a person, what was tried in it and what somebody is writing."""
    case = Case.about(
        person,
        municipality_code=mark[:4],
        listed_on=SINCE,
        owner=by.pk,
        next_step=f"step {mark}",
        next_step_on=SINCE,
    )
    contact = Contact.about(
        person,
        case=case,
        channel="phone",
        reached=False,
        happened_on=SINCE,
        line=f"line {mark}",
        next_step=f"step {mark}",
        next_step_on=SINCE,
        made_by=by.pk,
        recorded_by=by.pk,
    )
    draft = Draft.about(
        person,
        case=case,
        by_user=by.pk,
        form="kontakt",
        fields={"line": mark},
        version=1,
    )
    for row in (
        *(case, contact, draft, meet(person, case, mark, by)),
        *offer(case, mark, by),
        *introduce(case, mark, by),
        *note_down(case, mark, by),
        *mapped(case, mark, by),
        *on_the_way(case, mark, by),
        *life_of(case, mark, by),
        *plan(person, case, mark, by),
        *decide(case, mark, by),
        *handed(case, mark, by),
        *sent(case, by),
        refer(case, mark, by),
    ):
        row.save(force_insert=True)
    MeasureWeek.about(
        person,
        case=case,
        measure=Measure.objects.get(case=case).pk,
        week_on=MONDAY,
        planned=15,
        attended=10,
        recorded_by=by.pk,
    ).save(force_insert=True)


def offer(case: Case, mark: str, by: User) -> list[Any]:
    """What the youth is offered."""
    return [
        Measure.about(
            case.person,
            case=case,
            kind="practice",
            title=f"measure {mark}",
            provider=f"provider {mark}",
            state="declined",
            offered_on=SINCE,
            answered_on=SINCE,
            answer_words=f"no {mark}",
            recorded_by=by.pk,
        )
    ]


def introduce(case: Case, mark: str, by: User) -> list[Any]:
    """What is known of the youth on an introductory programme."""
    of_case = {"case": case, "recorded_by": by.pk}
    return [
        Introduction.about(
            case.person,
            version=1,
            programme="language",
            home_name=f"home {mark}",
            home_contact=f"contact {mark}",
            home_phone=f"070 {mark}",
            language=f"language {mark}",
            supports=["interpreter"],
            **of_case,
        ),
        PassedSubjects.about(
            case.person,
            version=1,
            subjects=["art"],
            as_of=SINCE,
            how_known="grades",
            is_eligible=False,
            **of_case,
        ),
        StudyGoal.about(case.person, goal=f"goal {mark}", **of_case),
    ]


def sent(case: Case, by: User) -> list[Any]:
    """What was sent to a youth, and what they refused; a batch says nothing of whom."""
    slug = Authority.objects.get(pk=case.authority_id).slug
    batch = MessageBatch(
        authority_id=case.authority_id,
        channel="sms",
        code="hej-sms-sv",
        code_version=1,
        name=f"utskick {slug}",
        language="sv",
        text=f"text {slug}",
        next_step=f"sedan {slug}",
        next_step_on=SINCE,
        goes_at=clock.now(),
        mark=slug,
        by_user=by.pk,
    )
    message = Message.about(
        case.person, case=case, batch=batch, channel="sms", to=uuid4()
    )
    refusal = ContactRefusal.about(case.person, channel="letter", by_user=by.pk)
    return [batch, message, refusal]


def refer(case: Case, mark: str, by: User) -> Referral:
    """That somebody asked for help for the youth, and was answered."""
    return Referral.about(
        case.person,
        case=case,
        asked_by="school",
        asked_name=f"school {mark}",
        contact=f"head {mark}",
        received_on=SINCE,
        matter=f"matter {mark}",
        preconditions=[[f"wanted {mark}", "not_met", ""]],
        urgent=f"urgent {mark}",
        answer="taken_on",
        answer_words=f"answer {mark}",
        answered_on=SINCE,
        answered_by=by.pk,
        recorded_by=by.pk,
    )


def note_down(case: Case, mark: str, by: User) -> list[Any]:
    """What somebody noted and added, for all who work with the case to read."""
    person, note, file = case.person, uuid4(), uuid4()
    given = {"case": case, "is_restricted": False, "written_by": by.pk}
    when = {"written_at": clock.now(), "recorded_by": by.pk, "happened_on": SINCE}
    size = {"size": len(mark), "added_on": SINCE}
    return [
        Note.about(person, id=note, first=note, **when, **given),
        NoteText.about(person, id=note, text=f"text {mark}", reason=mark, **given),
        Attachment.about(person, id=file, kind="txt", **size, **given),
        AttachmentContent.about(
            person, id=file, name=f"file {mark}", data=mark.encode(), **given
        ),
    ]


def decide(case: Case, mark: str, by: User) -> list[Any]:
    """What a team decided of a youth at its meeting, and ticked in a list."""
    team = TeamMeeting.objects.get(authority=case.authority_id)
    person, point, given = case.person, uuid4(), {"case": case, "meeting": team}
    return [
        AgendaItem.about(person, id=point, position=1, added_by=by.pk, **given),
        Decision.about(
            person,
            id=point,
            text=f"decided {mark}",
            next_step=f"step {mark}",
            next_step_on=SINCE,
            doer=by.pk,
            tells=f"tells {mark}",
            teller=by.pk,
            decided_on=SINCE,
            decided_by=by.pk,
            **given,
        ),
        Tick.about(
            person,
            case=case,
            checklist="ny",
            version=1,
            point="tolk",
            is_done=True,
            by_user=by.pk,
        ),
    ]


def meet(person: Person, case: Case, mark: str, by: User) -> Meeting:
    """That somebody is to meet a person."""
    return Meeting.about(
        person,
        case=case,
        starts_at=clock.now(),
        minutes=45,
        place=f"place {mark}",
        kind="talk",
        worker=by.pk,
        interpreter=f"language {mark}",
        next_step=f"meeting {mark}",
        booked_by=by.pk,
    )


def mapped(case: Case, mark: str, by: User) -> list[Any]:
    """What was answered in a mapping, openly and not, and to whom it was opened."""
    given: dict[str, Any] = {"case": case, "by_user": by.pk}
    said = {"works": f"works {mark}", "hard": f"hard {mark}", "want": f"want {mark}"}
    asked = {"round": 1, "section_version": 1, "version": 1, "state": "done"}
    person = case.person
    closed = MappingAnswer.about(
        person, section="halsa", is_private=True, **asked, **given
    )
    return [
        MappingRound.about(person, number=1, begun_on=SINCE, **given),
        MappingAnswer.about(person, section="intressen", **asked, **given, **said),
        closed,
        PrivateAnswer.about(person, answer=closed, **given, **said),
        SectionLock.about(person, round=1, section="vardag", **given),
        SectionShare.about(
            person,
            case=case,
            section="intressen",
            user=by.pk,
            opened_on=SINCE,
            until=SINCE,
            said_how=f"said {mark}",
            opened_by=by.pk,
        ),
    ]


def on_the_way(case: Case, mark: str, by: User) -> list[Any]:
    """What came about, what the youth said of it, and what somebody believes."""
    person, given = case.person, {"case": case, "by_user": by.pk}
    asked = {"occasion": "start", "way": "talk", "language": "sv", "wording": 1}
    view = SelfView.about(person, on=SINCE, **asked, **given)
    return [
        LadderEvent.about(person, level=5, on=SINCE, line=f"line {mark}", **given),
        view,
        SelfViewAnswer.about(person, case=case, view=view, item=1, value=2),
        PrivateSelfView.about(person, view=view, value=1, **given),
        Belief.about(person, on=SINCE, likely=3, **given),
    ]


def life_of(case: Case, mark: str, by: User) -> tuple[CaseEvent, Outcome, FollowUp]:
    """A closing of a case that was opened again, and whom somebody asks after it."""
    event = CaseEvent.about(
        case.person,
        case=case,
        kind="closed",
        on=SINCE,
        words=f"words {mark}",
        by_user=by.pk,
    )
    went = {"destination": "work", "livelihood": "own_income"}
    outcome = Outcome.about(
        case.person, id=event.pk, case=case, closed_on=SINCE, reason="other", **went
    )
    asked = FollowUp.about(case.person, case=case, closing=event.pk, due_on=SINCE)
    return event, outcome, asked


def handed(case: Case, mark: str, by: User) -> list[Any]:
    """That a colleague was asked, that 20 is prepared for, and what may cross."""
    person, rest = case.person, {"case": case, "asked_by": by.pk, "asked_on": SINCE}
    return [
        Handover.about(
            person,
            batch=uuid4(),
            from_user=by.pk,
            to_user=uuid4(),
            message=f"message {mark}",
            **rest,
        ),
        Preparation.about(
            person, case=case, done_on=SINCE, to_whom=f"whom {mark}", by_user=by.pk
        ),
        MoveOffer.about(
            person,
            to_code=mark[:4],
            to_name=f"municipality {mark}",
            text=f"crosses {mark}",
            **rest,
        ),
    ]


# What a version keeps of a plan, besides its words.
CONTENTS: dict[str, Any] = {
    **{"language": "sv", "starts_on": None, "ended_on": None, "end_reason": ""},
    **{"promises": [], "follow_ups": []},
}


def plan(person: Person, case: Case, mark: str, by: User) -> list[Any]:
    """The plan of a case, with all that belongs to it."""
    whole = Plan.about(
        person, case=case, goal=f"goal {mark}", language="sv", planning=mark
    )
    promise = Promise.about(
        person, case=case, plan=whole, party="other", name=mark, text=f"does {mark}"
    )
    of_plan: dict[str, Any] = {"case": case, "plan": whole}
    version = PlanVersion.about(
        person,
        number=1,
        verb="written",
        contents=CONTENTS | {"goal": mark, "planning": mark},
        asks=[
            {"party": "youth", "promise": None},
            {"party": "municipality", "promise": None},
            {"party": "other", "promise": str(promise.pk)},
        ],
        told=["youth"],
        sent=mark,
        by_user=by.pk,
        **of_plan,
    )
    agreement = Agreement.about(
        person,
        promise=promise.pk,
        party="other",
        answer="yes",
        said_on=SINCE,
        how="spoken",
        version=1,
        noted_by=by.pk,
        **of_plan,
    )
    follow_up = FollowUpOfPlan.about(person, on=SINCE, line=f"line {mark}", **of_plan)
    step = SmallStep.about(
        person,
        case=case,
        promise=promise.pk,
        text=f"small {mark}",
        party="youth",
        due_on=SINCE,
        recorded_by=by.pk,
    )
    return [whole, promise, version, agreement, follow_up, step]
