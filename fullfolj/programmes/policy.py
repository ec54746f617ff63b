"""Who may write in the method bank. Everyone of the authority may read it."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits


def can_edit(user: User) -> bool:
    """Whether the user may add and change methods."""
    return permits(user, roles.SIGN)
