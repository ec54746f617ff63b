"""Who may do what with persons. Seeing is `Person.objects.visible_to(user)`."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground, permits
from fullfolj.people.models import Person


def can_list_people(user: User) -> bool:
    """Whether the user has lists and search at all; navigation asks this."""
    return permits(user, roles.READ_PEOPLE)


def ground_to_read(user: User) -> str:
    """The role in which the user reads persons, for the read log; nothing if none."""
    return ground(user, roles.READ_PEOPLE)


def ground_to_write(user: User) -> str:
    """The role in which the user writes about persons; nothing if none."""
    return ground(user, roles.WRITE_PEOPLE)


def can_read(user: User, person: Person) -> bool:
    """Whether the user may see the person. If not, the answer is 404."""
    return Person.objects.visible_to(user).filter(pk=person.pk).exists()


def can_write(user: User, person: Person) -> bool:
    """Whether the user may record names, numbers and ways to reach the person."""
    return permits(user, roles.WRITE_PEOPLE) and can_read(user, person)


def can_protect(user: User, person: Person) -> bool:
    """Whether the user may mark the person as protected. Raising is for who writes."""
    return can_write(user, person)
