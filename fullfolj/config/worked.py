"""What the demo's staff have done over some weeks, before anybody comes to see it.

By the actions that the pages use, and by rule alone: the same files on the same day
have the same history. A board's is written whole or not at all.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from fullfolj.access import roles, wall
from fullfolj.access.models import Authority, Membership, User
from fullfolj.casework import policy
from fullfolj.casework.actions import cases, contacts
from fullfolj.casework.models import Case, Contact
from fullfolj.casework.rules.waits import LETTER, MET, PHONE, SCHOOL, SMS
from fullfolj.config import cast
from fullfolj.config.workshops import (
    WORKSHOPS,
    days_ago,
    first_night,
    have_outcomes,
    is_term,
    text,
)
from fullfolj.core import clock
from fullfolj.kaa.actions import occupations
from fullfolj.schooling.actions import notices
from fullfolj.schooling.models import ABSENCE, START

JOB = "demo"
# How many days ago the nights went that opened cases. Where there is a workshop there
# was one more, so long ago that who was not reached since is silent; the others have
# just begun, since what is done in hundreds of cases one by one takes longer than one
# waits for a demo.
NIGHTS, LATELY = (42, 21, 6, 1), (10, 6, 1)


@dataclass(frozen=True, slots=True)
class Try:
    """A try to reach somebody, so many days ago."""

    ago: int
    channel: str
    reached: bool = False
    line: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What has been done with a youth: `next_in` days to what comes next.

    `verified` is how many days ago it was last known that they do what `doing` says.
    """

    tries: tuple[Try, ...] = ()
    step: str = ""
    next_in: int = 0
    doing: str = ""
    verified: int = 0
    has_owner: bool = True
    notice: str = ""


RANG = Try(18, PHONE, reached=True)
TALKED = Try(9, PHONE, reached=True, line="wants_komvux")
SEEN = Try(12, MET, reached=True, line="came_by")
CALLED = Try(25, PHONE)
# Handed out in this order, again and again, down a board's list.
STORIES = (
    Story((RANG,), "follow_up", 12, "work", 18),
    Story((SEEN,), "visit", 3, "none", 12),
    Story((CALLED,), "letter", 2),
    Story((TALKED,), "guidance", 0, "none", 9),
    Story((RANG,), "follow_up", 26, "internship", 110),
    Story((Try(16, SMS, reached=True),), "phone", 5),
    Story((SEEN,), "follow_up", 19, "work", 12),
    Story((Try(30, SCHOOL, line="school_knows"),), "phone", 4, notice=ABSENCE),
    Story(),
    Story((RANG,), "phone", 33, "adult_education", 18),
    Story((Try(14, PHONE, reached=True),), "visit", 7),
    Story((SEEN,), "guidance", 9, "programme", 120),
    Story((Try(20, LETTER), Try(5, PHONE)), "phone", 1),
    Story((TALKED,), "guidance", 6),
    Story((RANG,), "follow_up", 40, "elsewhere", 18, notice=START),
    Story((SEEN,), "visit", 14, "other", 100),
    Story(has_owner=False),
    Story((RANG,), "phone", 11),
    Story((SEEN,), "follow_up", 21, "work", 12),
    Story((Try(8, SMS, reached=True),), "phone", 0),
)
NOTICED = 2  # in each board


@transaction.atomic
def have_cases(authority: Authority) -> None:
    """Have the cases of the weeks behind, opened on the day that each name came."""
    today = clock.today()
    with wall.as_job(authority.pk, JOB, sees_protected=True):
        if Case.objects.exists():
            return
        for day in nights(is_long_at_it=authority.slug in WORKSHOPS, today=today):
            cases.follow_register(authority=authority, day=policy.day(day))


def nights(*, is_long_at_it: bool, today: date) -> list[date]:
    """When cases were opened, as seen from today.

    In no summer that is over: then whole years of pupils are between two schools, and
    in the register for as long.
    """
    agos = NIGHTS if is_long_at_it else LATELY
    days = [today - timedelta(days=ago) for ago in agos]
    then = [day for day in days if is_term(day) or not is_term(today)]
    return [first_night(today), *then] if is_long_at_it else then


def has_history(authority: Authority) -> bool:
    """Whether anything was ever done in a case of the board."""
    with wall.as_job(authority.pk, JOB, sees_protected=True):
        return bool(Contact.objects.exists())


@transaction.atomic
def have_history(authority: Authority) -> None:
    """Have the board's staff answer for its cases, and have done their work in them."""
    with wall.as_job(authority.pk, JOB, sees_protected=True):
        staff = _staff()
    lead = staff[0]
    coached = have_outcomes(authority, staff)
    given: dict[User, list[tuple[Any, Story]]] = {user: [] for user in staff}
    turns = cycle(staff)
    with cast.as_member(lead, authority):
        for case, story in _told(lead, coached):
            owner = next(turns) if case.is_open else lead
            if story.has_owner:
                given[owner].append((case, story))
        for user, theirs in given.items():
            ids = [case.pk for case, _ in theirs]
            cases.assign(cases=ids, owner=user, by=lead)
    noticed = 0
    for user, theirs in given.items():
        with cast.as_member(user, authority):
            seen = Case.objects.visible_to(user).select_related("person")
            now = seen.in_bulk([case.pk for case, _ in theirs])
            for case, story in theirs:
                _live(now[case.pk], story, user, notice=noticed < NOTICED)
                noticed += bool(story.notice)


def _staff() -> list[User]:
    """Who works with cases in the authority, whoever leads first."""
    working = Membership.objects.allowing(roles.WORK, clock.today())
    leading = roles.with_permission(roles.ASSIGN)
    held = working.select_related("user")
    by_rank = sorted(held, key=lambda m: (m.role not in leading, m.user.name))
    return list(dict.fromkeys(each.user for each in by_rank))


def _told(lead: User, coached: Collection[UUID]) -> Iterator[tuple[Any, Story]]:
    """Each case that is not told of yet with its story, the same each time."""
    seen = Case.objects.visible_to(lead).in_group().select_related("person")
    ordered = seen.exclude(pk__in=coached).order_by(
        "listed_on", "person__birth_date", "person__sort_key", "id"
    )
    return zip(ordered, cycle(STORIES), strict=False)


def _live(case: Any, story: Story, user: User, *, notice: bool) -> None:
    """One youth's weeks, as far as their name has been here."""
    today = clock.today()
    tries = [t for t in story.tries if days_ago(t.ago) > case.listed_on]
    for number, each in enumerate(tries):
        tried = contacts.Tried(
            channel=each.channel,
            reached=each.reached,
            happened_on=days_ago(each.ago),
            line=text(each.line),
            next_step=text(story.step),
            next_step_on=today + timedelta(days=story.next_in),
            made_by=user.pk,
        )
        contacts.record(
            case=case, key=uuid4(), version=case.version + number, tried=tried, by=user
        )
    if story.doing and tries:
        verified = days_ago(story.verified)
        occupations.record(
            person=case.person,
            kind=story.doing,
            valid_from=verified - timedelta(days=14),
            how_known="youth",
            verified_on=verified,
            by=user,
        )
    if story.notice and notice:
        notices.record(
            person=case.person,
            kind=story.notice,
            school=text("school"),
            on=days_ago(30),
            received_on=days_ago(28),
            by=user,
        )
