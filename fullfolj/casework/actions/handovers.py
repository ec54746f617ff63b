"""Handing cases over to a colleague: asking, answering, taking back, going back."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.casework import policy
from fullfolj.casework.actions.cases import NotYoursError, give, overtaken
from fullfolj.casework.actions.common import (
    A_YEAR,
    ClosedError,
    FarAwayError,
    held,
    locked,
)
from fullfolj.casework.models import Case, Handover
from fullfolj.casework.models.cases import may_own
from fullfolj.casework.rules.handovers import ACCEPTED, DECLINED, PASSED, WITHDRAWN
from fullfolj.core import clock
from fullfolj.core.refusal import Refused


class HandoverUsedError(Refused):
    """Raised when the form was sent before, with something else in it."""

    code = "handover_used"


class UnownedError(Refused):
    """Raised when nobody answers for a case: then there is nobody to hand it over."""

    code = "unowned"


class AlreadyTheirsError(Refused):
    """Raised when who is asked answers for a case already."""

    code, field = "already_theirs", "to_user"


class NotTakerError(Refused):
    """Raised when who is asked may not answer for a case."""

    code, field = "not_theirs", "to_user"


class PastUntilError(Refused):
    """Raised when the last day has been."""

    code, field = "past_step", "until"


class AskedError(Refused):
    """Raised when somebody was asked already, and has not answered."""

    code = "asked"


class LentError(Refused):
    """Raised when a case is with somebody for a time: it goes back first."""

    code = "lent"


class NoQuestionError(Refused):
    """Raised when the question was answered, taken back, or means nothing any more."""

    code = "no_question"


class AnsweredError(Refused):
    """Raised when the question that is to be taken back waits for no answer."""

    code = "question_over"


class NotLentError(Refused):
    """Raised when a case is with nobody for a time."""

    code = "not_lent"


@transaction.atomic
def ask(
    *,
    cases: Collection[UUID],
    key: UUID,
    to_user: User,
    until: date | None,
    message: str,
    by: User,
) -> int:
    """Ask a colleague to take over cases, for good or until a day; how many.

    Until they say yes nothing changes. Cases that the user does not see are passed
    over, as if they were not there.

    Args:
        key: given with the form; the same form sent again asks nothing more.
        until: the last day; the night after it a case goes back.

    Raises:
        HandoverUsedError, ClosedError, UnownedError, NotYoursError, AlreadyTheirsError,
        NotTakerError, PastUntilError, FarAwayError, AskedError, LentError: nobody was
            asked of anything.
    """
    seen = Case.objects.visible_to(by).filter(pk__in=cases).select_related("person")
    found = list(seen.order_by("pk").select_for_update(of=("self",)))
    made = list(Handover.objects.filter(batch=key, case__in=found))
    same = all(each.says(to_user.pk, until, message) for each in made)
    if made and same and len(made) == len(found):
        return len(made)
    if made:
        raise HandoverUsedError
    refuse_day(until)
    refuse_cases(found, by)
    refuse_taker(found, to_user)
    today = clock.today()
    stale = Handover.objects.filter(case__in=found, answer="")
    stale.update(answer=PASSED, answered_on=today)
    Handover.objects.bulk_create(
        Handover.about(
            case.person,
            case=case,
            batch=key,
            from_user=case.owner,
            to_user=to_user.pk,
            until=until,
            message=message,
            asked_by=by.pk,
            asked_on=today,
        )
        for case in found
    )
    return len(found)


def refuse_day(until: date | None) -> None:
    """Refuse a last day that has been, or is more than a year off.

    Raises:
        PastUntilError, FarAwayError: as they say.
    """
    today = clock.today()
    if until and until < today:
        raise PastUntilError
    if until and until > today + A_YEAR:
        raise FarAwayError("until")


def refuse_cases(cases: list[Case], by: User) -> None:
    """Refuse cases that the user cannot give, or that somebody was asked of.

    Raises:
        ClosedError, UnownedError, NotYoursError, LentError, AskedError: as they say.
    """
    if any(case.closed_on for case in cases):
        raise ClosedError
    if any(case.owner is None for case in cases):
        raise UnownedError
    others = [case for case in cases if case.owner != by.pk]
    if others and not policy.can_assign(by, others[0]):
        raise NotYoursError
    if Handover.objects.held().filter(case__in=cases).exists():
        raise LentError
    if Handover.objects.waiting().filter(case__in=cases).exists():
        raise AskedError


def refuse_taker(cases: list[Case], to_user: User) -> None:
    """Refuse who may not answer for all of some cases, or does for one already.

    Raises:
        AlreadyTheirsError, NotTakerError: as they say.
    """
    if any(case.owner == to_user.pk for case in cases):
        raise AlreadyTheirsError
    hidden = any(not case.is_open for case in cases)
    if not policy.can_own(to_user.pk, hidden=hidden):
        raise NotTakerError


@transaction.atomic
def accept(*, handovers: Collection[UUID], by: User) -> int:
    """Take over cases that one was asked to take; how many changed hands.

    What was closed, given to somebody else or lent until a day that has been since is
    passed over: the question came to nothing.
    """
    asked = Handover.objects.visible_to(by).filter(to_user=by.pk, pk__in=handovers)
    of_cases = asked.filter(answer="").values("case")
    one = Case.objects.filter(pk__in=of_cases).order_by("pk")
    cases = {case.pk: case for case in one.select_for_update(of=("self",))}
    today = clock.today()
    waiting = list(asked.filter(answer="", case__in=cases))
    taken = [each for each in waiting if holds(each, cases[each.case_id], today)]
    ids = [each.case_id for each in taken]
    Handover.objects.lent().filter(case__in=ids).update(returned_on=today)
    answers = Handover.objects.filter(pk__in=[each.pk for each in waiting])
    now = answers.filter(case__in=ids)
    now.update(answer=ACCEPTED, answered_on=today)
    answers.filter(answer="").update(answer=PASSED, answered_on=today)
    return sum(
        give([each.case_id for each in taken if each.until == until], by.pk, until)
        for until in {each.until for each in taken}
    )


def holds(handover: Handover, case: Case, on: date) -> bool:
    """Whether what was asked can still be done on a day."""
    is_over = handover.until is not None and handover.until < on
    return not (case.closed_on or is_over) and case.owner == handover.from_user


@transaction.atomic
def decline(*, handover: UUID, word: str, by: User) -> None:
    """Say no to taking over a case; who asked still answers for it.

    The same answer sent twice is one.

    Args:
        word: to whoever asked; may be empty.

    Raises:
        NoQuestionError: nothing waits for this user's answer.
    """
    seen = Handover.objects.visible_to(by).filter(to_user=by.pk, pk=handover)
    asked = seen.select_for_update(of=("self",)).first()
    if asked and (asked.answer, asked.word) == (DECLINED, word):
        return
    if asked is None or asked.answer:
        raise NoQuestionError
    asked.answer, asked.answered_on, asked.word = DECLINED, clock.today(), word
    asked.save(update_fields=["answer", "answered_on", "word"])


@transaction.atomic
def withdraw(*, case: Case, handover: UUID, by: User) -> None:
    """Take a question back; taken back already, nothing changes.

    Raises:
        NotYoursError: somebody else asked, of their own case.
        AnsweredError: it waits for no answer.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    if not policy.can_assign(by, case):
        raise NotYoursError
    mine = Handover.objects.filter(case=case, person=case.person_id)
    asked = mine.filter(pk=handover).select_for_update(of=("self",)).first()
    if asked and asked.answer == WITHDRAWN:
        return
    if asked is None or asked.answer:
        raise AnsweredError
    asked.answer, asked.answered_on = WITHDRAWN, clock.today()
    asked.save(update_fields=["answer", "answered_on"])


@transaction.atomic
def give_back(*, case: Case, by: User) -> None:
    """Let a case that is with somebody for a time go back before its day.

    Raises:
        NotLentError: it is with nobody for a time.
        NotTakerError: whoever gave it may not answer for it any more.
        ClosedError: nobody writes in it until it is opened again.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    loan = Handover.objects.held().filter(case=case, person=case.person_id).first()
    if loan is None:
        raise NotLentError
    if by.pk not in (loan.from_user, loan.to_user) and not permits(by, roles.ASSIGN):
        raise PermissionDenied
    if not policy.can_own(loan.from_user, hidden=not case.is_open):
        raise NotTakerError
    loan.returned_on = clock.today()
    loan.save(update_fields=["returned_on"])
    give([case.pk], loan.from_user)


def end_with(case: Case) -> None:
    """End what is asked and lent of a case that is locked and is being closed.

    Whoever gave it for a time answers for it again, if they still may; its writer keeps
    it.
    """
    loan = Handover.objects.held().filter(case=case, person=case.person_id).first()
    if loan and policy.can_own(loan.from_user, hidden=not case.is_open):
        case.owner = loan.from_user
    overtaken([case.pk])


@transaction.atomic
def return_due(*, as_of: date) -> int:
    """Let what was lent until a day that has been go back; how many did.

    Before its day too, where whoever took it may not answer for it any more. A case
    that is somebody else's by now stays with them. Whoever gave it and no longer works
    here answers for nobody: `cases.follow_register` sees to it the same night.
    """
    kept = Q(until__gte=as_of) & may_own("to_user", as_of)
    over = Handover.objects.lent().exclude(kept)
    back = list(over.held().values_list("case", "from_user"))
    over.update(returned_on=as_of)
    return sum(
        give([case for case, giver in back if giver == each], each)
        for each in {giver for _, giver in back}
    )
