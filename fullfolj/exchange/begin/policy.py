"""Who may enter a person by hand, and compare a list with the register."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground, permits


def can_enter(user: User) -> bool:
    """Whether the user may enter somebody whom no file has named."""
    return permits(user, roles.WRITE_PEOPLE)


def can_begin(user: User) -> bool:
    """Whether the user sees the steps: whoever may send in files."""
    return permits(user, roles.IMPORT)


def ground_to_compare(user: User) -> str:
    """The role in which the user compares a list; nothing for who may not.

    Its answer names persons, so sending in files is not enough.
    """
    return ground(user, roles.READ_PEOPLE) if can_begin(user) else ""
