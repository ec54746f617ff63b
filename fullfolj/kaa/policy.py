"""Who may decide where the rule asks, sign what was chosen, and keep the register."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground, permits
from fullfolj.people import policy as people
from fullfolj.people.models import Person


def ground_to_judge(user: User) -> str:
    """The role in which the user decides, for the read log; nothing if none."""
    return ground(user, roles.JUDGE)


def can_judge(user: User, person: Person) -> bool:
    """Whether the user may decide about the person. If not seen, the answer is 404."""
    visible = Person.objects.visible_to(user).filter(pk=person.pk)
    return permits(user, roles.JUDGE) and visible.exists()


def can_sign(user: User) -> bool:
    """Whether the user may enter and sign what the authority has decided."""
    return permits(user, roles.SIGN)


def can_keep(user: User, person: Person) -> bool:
    """Whether the user may write in the register. If not seen, the answer is 404."""
    return people.can_write(user, person)
