"""Who may write in the method bank and among programmes; everyone here may read."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits


def can_keep(user: User) -> bool:
    """Whether the user may add and change methods, and add and end programmes."""
    return permits(user, roles.SIGN)
