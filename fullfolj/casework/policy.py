"""Who may do what in cases. Seeing is `Case.objects.visible_to(user)`."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from fullfolj.access import roles
from fullfolj.access.models import Membership, User
from fullfolj.access.policy import permits
from fullfolj.casework.models import Case, Note, SectionLock, TeamMeeting
from fullfolj.casework.rules.waits import Day
from fullfolj.core import clock
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.kaa.rules.parts import Parts
from fullfolj.people.models import Person


def day(on: date) -> Day:
    """A day, with what the authority has decided that holds on it, in one statement."""
    chosen = list(PolicySetting.objects.begun(on).values_list("name", "value"))
    return Day(on, Numbers.of(chosen), Parts.of(chosen))


def parts() -> Parts:
    """Which of the optional parts the authority uses today."""
    used: Parts = PolicySetting.objects.parts(clock.today())
    return used


def can_work(user: User, case: Case) -> bool:
    """Whether the user may write in the case. If not, it is not there for them.

    A closed one is opened again before anything is written: `actions.common.locked`.
    """
    return bool(Case.objects.visible_to(user).contains(case))


def can_open(user: User, person: Person) -> bool:
    """Whether the user may open a case for the person. If not, they are not there."""
    return permits(user, roles.WORK) and bool(
        Person.objects.visible_to(user).contains(person)
    )


def can_own(user_id: UUID, *, hidden: bool) -> bool:
    """Whether somebody may answer for a case today.

    Args:
        hidden: it is about a protected person, whom only the cleared see.
    """
    working = Membership.objects.allowing(roles.WORK, clock.today())
    held = working.filter(user=user_id)
    if not hidden:
        return held.exists()
    cleared = Membership.objects.live(clock.today()).filter(sees_protected=True)
    return held.exists() and cleared.filter(user=user_id).exists()


def is_free_to(user: User, case: Case) -> bool:
    """Whether the user answers for a case, or nobody does."""
    return case.owner in (None, user.pk)


def can_assign(user: User, case: Case) -> bool:
    """Whether the user may say who answers for a case.

    Who leads may for all; everyone for their own, and for what nobody answers for.
    """
    return is_free_to(user, case) or permits(user, roles.ASSIGN)


def can_give(user: User, owner: User) -> bool:
    """Whether the user may let somebody answer for a case without asking them first.

    Everyone themselves; who leads, all.
    """
    return owner.pk == user.pk or permits(user, roles.ASSIGN)


def can_correct(user: User, case: Case, note: Note) -> bool:
    """Whether the user may correct a note: its writer, and who answers now."""
    return can_work(user, case) and user.pk in (note.written_by, case.owner)


def can_unlock(user: User, lock: SectionLock) -> bool:
    """Whether the user may open a section: who locked it, and who leads the work."""
    return lock.by_user == user.pk or permits(user, roles.ASSIGN)


def mentors(*, hidden: bool) -> QuerySet[User]:
    """To whom a youth may open a section today: those who are mentors here, by name.

    Args:
        hidden: it is about a protected person, whom only the cleared see.
    """
    live = Membership.objects.live(clock.today())
    held = live.filter(role=roles.MENTOR)
    found = User.objects.filter(pk__in=held.values("user"))
    if hidden:
        cleared = live.filter(sees_protected=True)
        found = found.filter(pk__in=cleared.values("user"))
    return found.order_by("name")


def uncleared(meeting: TeamMeeting) -> list[str]:
    """Who sits in a meeting and may not know of a protected youth, by name.

    A guest never may.
    """
    live = Membership.objects.live(clock.today()).filter(sees_protected=True)
    sitting = User.objects.filter(pk__in=meeting.present)
    found = sitting.exclude(pk__in=live.values("user")).order_by("name")
    return [*found.values_list("name", flat=True), *meeting.guests]
