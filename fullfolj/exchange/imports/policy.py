"""Who may import, and see what came of it."""

from fullfolj.access import roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits


def can_import(user: User) -> bool:
    """Whether the user may send in files for the authority and see its imports."""
    return permits(user, roles.IMPORT)
