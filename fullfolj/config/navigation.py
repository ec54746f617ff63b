"""The navigation: every way into the house, in the order it is shown.

An entry shows where its part is switched on and its policy lets the user open it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fullfolj.core.navigation import Entry


def everyone(user: Any) -> bool:
    """Whoever is signed in."""
    return bool(user.is_active)


ENTRIES = [
    Entry(page="start", label=_("Start"), may_open=everyone),
]
