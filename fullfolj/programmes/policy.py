"""Who may do what with programmes."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits


def can_keep(user: User) -> bool:
    """Whether the user may add a programme, and say when it ends."""
    return permits(user, roles.SIGN)
