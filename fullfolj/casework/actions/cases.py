"""Opening cases for new names, and who answers for which."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from fullfolj.access.models import Authority, User
from fullfolj.casework import policy
from fullfolj.casework.actions import meetings
from fullfolj.casework.actions.common import ChangedError, locked, refuse_step, step
from fullfolj.casework.models import KAA, Case, Handover
from fullfolj.casework.models.cases import may_own
from fullfolj.casework.rules.cases import OPENED
from fullfolj.casework.rules.handovers import PASSED
from fullfolj.casework.rules.waits import Day
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.kaa.tables import alone
from fullfolj.people.models import PROTECTED_REGISTRATION, has_died

Counts = dict[str, int]

# Set by set: an authority may have ninety thousand. Whom the register holds on the day,
# and where; protected registration has a queue of its own and is never listed.
HELD = """
WITH held AS (
    SELECT r.person_id, r.is_open, r.municipality_code,
        (p.birth_date + interval '20 years')::date AS turns_20_on
    FROM kaa_registerspell r
    JOIN people_person p ON p.authority_id = r.authority_id AND p.id = r.person_id
    WHERE r.recorded_to IS NULL AND p.marking <> %(restricted)s
      AND r.valid_from <= %(as_of)s AND (r.valid_to IS NULL OR r.valid_to > %(as_of)s)
)
"""
# New is whom the register did not hold before: what somebody closed stays closed for as
# long as it holds them without a break.
OPEN_NEW = """, opened AS (
    INSERT INTO casework_case (id, authority_id, is_open, person_id, purpose,
        municipality_code, listed_on, turns_20_on, next_step, is_planned, attempts,
        version, recorded_at)
    SELECT gen_random_uuid(), %(authority)s, h.is_open, h.person_id, %(purpose)s,
        h.municipality_code, %(as_of)s, h.turns_20_on, '', false, 0, 1,
        statement_timestamp()
    FROM held h
    WHERE NOT EXISTS (SELECT FROM casework_case c WHERE c.person_id = h.person_id
                      AND c.purpose = %(purpose)s
                      AND (c.closed_on IS NULL OR c.left_on IS NULL))
    RETURNING id, is_open, person_id
)
INSERT INTO casework_caseevent (id, authority_id, is_open, person_id, case_id, kind,
    "on", words, recorded_at)
SELECT gen_random_uuid(), %(authority)s, o.is_open, o.person_id, o.id, %(opened)s,
    %(as_of)s, '', statement_timestamp()
FROM opened o
"""
LEAVE = """
UPDATE casework_case c SET left_on = %(as_of)s, version = version + 1
WHERE c.purpose = %(purpose)s AND c.left_on IS NULL
  AND NOT EXISTS (SELECT FROM held h WHERE h.person_id = c.person_id)
"""
# What somebody chose for a day to come stands: it may be agreed with the youth. Whether
# it was before they left or since, no row tells; who is not reached is told as silent.
RETURN = """
UPDATE casework_case c SET left_on = NULL, listed_on = %(as_of)s,
    next_step = CASE WHEN c.is_planned AND c.next_step_on >= %(as_of)s
                THEN c.next_step ELSE '' END,
    next_step_on = CASE WHEN c.is_planned AND c.next_step_on >= %(as_of)s
                   THEN c.next_step_on END,
    is_planned = c.is_planned AND c.next_step_on >= %(as_of)s, version = version + 1
FROM held h
WHERE c.closed_on IS NULL AND c.purpose = %(purpose)s AND c.left_on IS NOT NULL
  AND h.person_id = c.person_id
"""
MOVE = """
UPDATE casework_case c SET municipality_code = h.municipality_code,
    version = version + 1
FROM held h
WHERE c.closed_on IS NULL AND c.purpose = %(purpose)s AND h.person_id = c.person_id
  AND c.municipality_code <> h.municipality_code
"""
# Nobody writes it, so nobody's form is made old by it.
BORN = """
UPDATE casework_case c SET turns_20_on = h.turns_20_on
FROM held h
WHERE c.closed_on IS NULL AND c.purpose = %(purpose)s AND h.person_id = c.person_id
  AND c.turns_20_on IS DISTINCT FROM h.turns_20_on
"""
DATE_FIRST = """
UPDATE casework_case c
SET next_step_on = c.listed_on + %(first_days)s::int - 1, version = version + 1
WHERE c.closed_on IS NULL AND c.attempts = 0 AND NOT c.is_planned
  AND c.next_step_on IS DISTINCT FROM c.listed_on + %(first_days)s::int - 1
"""


class NotYoursError(Refused):
    """Raised when a case is somebody else's to give away."""

    code, field = "not_yours", "owner"


class AskFirstError(Refused):
    """Raised when somebody would be given a case without having been asked."""

    code, field = "ask_first", "owner"


class NotTheirsError(Refused):
    """Raised when who is named may not answer for the case."""

    code, field = "not_theirs", "owner"


def follow_register(*, authority: Authority, day: Day) -> Counts:
    """Let the cases follow the register of a day; twice the same day changes nothing.

    1. A case for whoever is new in it, to be contacted as the authority decided.
    2. Those whom it no longer holds are marked so, closed or not; none closes itself.
    3. Those who come back, or move within the authority, keep their case; who comes
       back is to be contacted anew, unless somebody chose a step for a day to come,
       whenever they did: that stands.
    4. Where a birth date became known or was put right, the 20th birthday follows.
    5. Who no longer works here, or may no longer see the person, answers for nobody;
       what they had booked with a youth is met by who is left.
    6. For another purpose only who has died is marked so: nobody is to ring them.
    """
    given: dict[str, Any] = {
        "authority": authority.pk,
        "as_of": day.on,
        "purpose": KAA,
        "opened": OPENED,
        "restricted": PROTECTED_REGISTRATION,
        "first_days": day.numbers.first_contact_days,
    }
    held = {
        "left": LEAVE,
        "returned": RETURN,
        "moved": MOVE,
        "opened": OPEN_NEW,
        "born": BORN,
    }
    steps = {name: HELD + statement for name, statement in held.items()}
    if day.numbers.first_contact_days is not None:
        steps["dated"] = DATE_FIRST
    counts = {}
    with transaction.atomic(), connection.cursor() as cursor:
        alone(authority.pk)
        for name, statement in steps.items():
            cursor.execute(statement, given)
            counts[name] = cursor.rowcount
        for name, number in _follow_deaths(day.on).items():
            counts[name] += number
        released = release(day.on)
        met = meetings.follow_who_left(day.on)
        return counts | {"released": released, "met": met}


def release(on: date) -> int:
    """Let nobody answer for the open cases of who may not on a day; how many."""
    owned = Case.objects.open().filter(owner__isnull=False)
    gone = owned.exclude(may_own("owner", on))
    return gone.update(owner=None, version=F("version") + 1)


def _follow_deaths(on: date) -> Counts:
    """Mark the dead of other purposes as left, and who turned out to live no longer.

    Closed or not, so that what is opened again stands as it is.
    """
    others, again = Case.objects.exclude(purpose=KAA), F("version") + 1
    left = others.filter(has_died(on), left_on=None)
    back = others.filter(~has_died(on), left_on__isnull=False)
    return {
        "left": left.update(left_on=on, version=again),
        "returned": back.update(left_on=None, version=again),
    }


@transaction.atomic
def assign(*, cases: Collection[UUID], owner: User | None, by: User) -> int:
    """Let somebody answer for cases, or nobody; how many changed hands.

    Who leads gives out. Everyone takes what nobody answers for, and lays down their
    own; a colleague is asked first: `handovers.ask`. Those that the user does not see
    are passed over, as if they were not there.

    Raises:
        NotTheirsError: the owner does not work with cases here, or is not cleared.
        NotYoursError: one of them is somebody else's to give away.
        AskFirstError: the owner would be somebody who was not asked.
    """
    seen = Case.objects.visible_to(by).open().filter(pk__in=cases)
    found = list(seen.order_by("pk").select_for_update(of=("self",)))
    others = [case for case in found if case.owner not in (None, by.pk)]
    if others and not policy.can_assign(by, others[0]):
        raise NotYoursError
    if owner and not policy.can_give(by, owner):
        raise AskFirstError
    hidden = any(not case.is_open for case in found)
    if owner and not policy.can_own(owner.pk, hidden=hidden):
        raise NotTheirsError
    owner_id = owner.pk if owner else None
    changing = [case.pk for case in found if case.owner != owner_id]
    overtaken(changing)
    return give(changing, owner_id)


def give(cases: Collection[UUID], to: UUID | None, until: date | None = None) -> int:
    """Let somebody answer for cases that are locked, or nobody; how many.

    What is booked with the youths is theirs too: see `meetings.follow`.

    Args:
        until: the last day, where it is for a time.
    """
    if to:
        meetings.follow(cases=cases, to=to, until=until)
    given = Case.objects.filter(pk__in=cases)
    return given.update(owner=to, version=F("version") + 1)


def overtaken(cases: list[UUID]) -> None:
    """End what was asked and lent of cases that were closed, or given to another."""
    mine, today = Handover.objects.filter(case__in=cases), clock.today()
    mine.lent().update(returned_on=today)
    mine.filter(answer="").update(answer=PASSED, answered_on=today)


@transaction.atomic
def choose_next(
    *, case: Case, version: int, next_step: str, next_step_on: date, by: User
) -> None:
    """Change what comes next, without a contact; the same form sent twice is once.

    Raises:
        ChangedError, PastStepError, FarAwayError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    stands = (case.next_step, case.next_step_on, case.is_planned)
    if stands == (next_step, next_step_on, True):
        return
    if case.version != version:
        raise ChangedError
    refuse_step(next_step_on)
    step(case, next_step, next_step_on)
