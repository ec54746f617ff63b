"""The demo region as a house: invented authorities, people and files, and a register.

Every step is done whole or not at all, and is passed over when it was done: who was
interrupted begins again where it ended. Nothing here is imported before Django is set
up; see fullfolj.config.manage.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fullfolj.access import wall
from fullfolj.access.actions import authorities, memberships
from fullfolj.access.models import Authority, Membership, Unit, User
from fullfolj.access.roles import ADMINISTRATOR, ROLES, SIGN
from fullfolj.access.signin.invented import sign_ins
from fullfolj.casework.actions import message_texts
from fullfolj.casework.models import MessageSettings
from fullfolj.casework.rules.messages import Hours
from fullfolj.config import cast, worked, workshops
from fullfolj.config.home import home
from fullfolj.config.postgres import locks
from fullfolj.config.postgres.account import keeper
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.words import language, say
from fullfolj.core import clock
from fullfolj.core.catalogue import catalogue
from fullfolj.exchange.demo.generate import write_each
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.kaa.actions import rulings
from fullfolj.kaa.models import PolicySetting
from fullfolj.nightly import steps
from fullfolj.nightly.views import last_good

JOB = "demo"


@dataclass(frozen=True, slots=True)
class Board:
    """A municipal authority of the region, and the municipalities it answers for."""

    slug: str
    codes: tuple[str, ...]
    name: str = ""  # where the cast does not found it


BOARDS = (
    Board("berg", ("2326",)),
    Board("krokom", ("2309",)),
    Board("ostersund", ("2380",), "Östersunds kommun, barn- och utbildningsnämnden"),
    Board(
        "karlskoga-degerfors",
        ("1883", "1862"),
        "Karlskoga och Degerfors, gemensam utbildningsnämnd",
    ),
)
# Beside the cast: so that every role can be tried, and every board has a coordinator.
MORE = (
    ("Jonna", "berg", "studie_och_yrkesvagledare"),
    ("Lars", "berg", "rektor"),
    ("Maria", "berg", "halsopedagog"),
    ("Nils", "berg", "projektledare"),
    ("Olga", "ostersund", "samordnare"),
    ("Petra", "karlskoga-degerfors", "samordnare"),
)
AT_THE_SCHOOL = ("rektor", "halsopedagog")
# Who administers where, and nowhere else: told by it, a house is the demo's.
ADMINISTRATORS = {"berg": "hilda@fullfolj.example"}
OTHERWISE = "karin@fullfolj.example"
# What each board has decided where the law leaves a choice; those that there are.
CHOICES = {
    "finishing_compulsory": "OUT",
    "first_contact_days": "14",
    "contact_tries": "3",
    "silent_days": "60",
    "occupation_days": "90",
    "event_ladder": "on",
    "self_view": "on",
    "coach_belief": "on",
}


def have(persons: int | None = None) -> None:
    """Have the demo region stand in this house, whole.

    Args:
        persons: about so many in all the files, when they are written.

    Raises:
        Fault: an authority stands here that is not the demo's. Nothing was changed.
    """
    refuse_what_is_real()
    with locks.alone(home() / ".demo-lock", keeper(home())):
        found()
        folder = _files(persons)
        for board in BOARDS:
            _choose(board)
            _import(board, folder / board.slug)
        _night()
        _work()


def refuse_what_is_real() -> None:
    """Refuse a house where an authority stands that the demo has not founded."""
    ours = {board.slug for board in BOARDS} | {"region-jamtland", "arbetsformedlingen"}
    for authority in Authority.objects.order_by("slug"):
        by = ADMINISTRATORS.get(authority.slug, OTHERWISE)
        with wall.as_job(authority.pk, JOB):
            held = Membership.objects.filter(role=ADMINISTRATOR, user__email=by)
            if authority.slug not in ours or not held.exists():
                raise Fault("demo_real", slug=authority.slug)


def sign_in_lines(port: int) -> Iterator[str]:
    """Where the house is, and who can sign in as what, for who sits at the terminal."""
    yield say("region.ready", address=f"http://localhost:{port}")
    for authority, people in sign_ins():
        yield ""
        yield f"  {authority.name}"
        for each in people:
            roles = ", ".join(_word(role) for role in each.roles)
            yield f"    {each.user.name:<8} {roles}"
    yield ""
    yield say("region.stop")


def _word(role: str) -> str:
    return catalogue("fullfolj.access").text(f"role.{role}", language())


def _tell(key: str, **values: object) -> None:
    sys.stdout.write(f"{say(key, **values)}\n")
    sys.stdout.flush()


# ── Step by step ─────────────────────────────────────────────────────────────────────


@transaction.atomic
def found() -> None:
    """Have the cast and those beside it, in their authorities."""
    if not User.objects.filter(email="anna@fullfolj.example").exists():
        _tell("region.found")
        cast.everyone()
    for board in BOARDS:
        if board.name and not Authority.objects.filter(slug=board.slug).exists():
            authorities.found(
                slug=board.slug,
                name=board.name,
                kind="municipal",
                administrator=User.objects.get(email=OTHERWISE),
                since=cast.SINCE,
            )
    for name, slug, role in MORE:
        email = f"{name.lower()}@fullfolj.example"
        if not User.objects.filter(email=email).exists():
            _appoint(User.objects.create_user(email, name=name), slug, role)


def _appoint(user: User, slug: str, role: str) -> None:
    by = ADMINISTRATORS.get(slug, OTHERWISE)
    authority = Authority.objects.get(slug=slug)
    with _as(by, authority) as administrator:
        school = Unit.objects.first() if role in AT_THE_SCHOOL else None
        membership = memberships.appoint(
            authority=authority,
            user=user,
            role=role,
            valid_from=cast.SINCE,
            by=administrator,
            unit=school,
        )
        if role == "samordnare":  # as those of the cast
            memberships.clear(
                membership=membership, reason="Utsedd av nämnden", by=administrator
            )


def _files(persons: int | None) -> Path:
    """The files of every board, written once, for the day on which they were."""
    folder = settings.HOME / "files"
    if folder.exists():
        return folder
    draft = folder.with_name("files-draft")
    shutil.rmtree(draft, ignore_errors=True)
    folders = {code: draft / board.slug for board in BOARDS for code in board.codes}
    _tell("region.files")
    count = write_each(
        folders,
        as_of=clock.today(),
        persons=persons,
        outside=workshops.youths_by_home(),
    )
    draft.rename(folder)
    _tell("region.files_done", count=count, folder=folder)
    return folder


def _choose(board: Board) -> None:
    """What the board has decided, signed by who coordinates there."""
    authority = Authority.objects.get(slug=board.slug)
    with wall.as_job(authority.pk, JOB):
        signing = [name for name, role in ROLES.items() if SIGN in role.permissions]
        held = Membership.objects.live(clock.today()).exclude(role=ADMINISTRATOR)
        who = held.filter(role__in=signing).order_by("valid_from", "id")[0].user.email
        chosen = set(PolicySetting.objects.values_list("name", flat=True))
    since = date(clock.today().year, 1, 1)
    with _as(who, authority) as coordinator:
        for name in PolicySetting.NAMES:
            if name in CHOICES and name not in chosen:
                rulings.sign(
                    authority=authority,
                    name=name,
                    value=CHOICES[name],
                    valid_from=since,
                    decided_on=since,
                    reference=f"BUN {since.year}/12 § 4",
                    by=coordinator,
                )
        if MessageSettings.now().version == 0:
            message_texts.settle(
                authority=authority,
                version=0,
                office=_office(authority),
                by=coordinator,
            )


def _office(authority: Authority) -> message_texts.Office:
    """Who answers: a telephone of those that are kept for what is invented."""
    hours = Hours()
    return message_texts.Office(
        phone="08-465 004 00",
        sender=f"{authority.name}\nProvgatan 1\n123 45 Provsta",
        place="Provsta",
        quiet_from=hours.quiet_from,
        quiet_to=hours.quiet_to,
        apart_hours=hours.apart,
    )


def _import(board: Board, folder: Path) -> None:
    authority = Authority.objects.get(slug=board.slug)
    with wall.as_job(authority.pk, JOB):
        if ImportRun.objects.filter(outcome="applied").exists():
            return
    _tell("region.import", authority=authority.name)
    import_folder(
        folder=folder, authority=authority, options=Options(answers_for=board.codes)
    )


def _night() -> None:
    """The first night, where a step of it was never done somewhere.

    The register is computed for the day before, too, so that there is a yesterday,
    and cases are opened as in the nights of the weeks before it.
    """
    if last_good() is not None:
        return
    _tell("region.night")
    today = clock.today()
    if not _is_computed(BOARDS[-1]):
        _follow(steps.run(today - timedelta(days=1), steps.COMPUTE))
    for board in BOARDS:
        worked.have_cases(Authority.objects.get(slug=board.slug))
    _follow(steps.run_missing(today))


def _follow(nights: Iterator[steps.Outcome]) -> None:
    for done in nights:
        if done.reason:
            raise Fault("demo_night", where=done.step, why=done.reason)


def _work() -> None:
    """What the staff have done, in each board where they have done nothing."""
    boards = Authority.objects.filter(slug__in=[board.slug for board in BOARDS])
    idle = [each for each in boards if not worked.has_history(each)]
    if idle:
        _tell("worked.work")
    for each in idle:
        worked.have_history(each)


def _is_computed(board: Board) -> bool:
    with wall.as_job(Authority.objects.get(slug=board.slug).pk, JOB):
        return steps.last_computed() is not None


@contextmanager
def _as(email: str, authority: Authority) -> Iterator[User]:
    user = User.objects.get(email=email)
    with cast.as_member(user, authority):
        yield user
