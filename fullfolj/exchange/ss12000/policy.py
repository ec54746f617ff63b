"""Who may have schools' systems asked, and see what came of it."""

from fullfolj.access.models import User
from fullfolj.exchange.imports.policy import can_import


def can_connect(user: User) -> bool:
    """Whether the user may add, change, try and ask systems: who may import."""
    return can_import(user)
