"""For whom one acts: shown on every page, since one may act for several authorities."""

from typing import Any

from django.http import HttpRequest


def acting(request: HttpRequest) -> dict[str, Any]:
    """The name of the authority of who asks."""
    asker = getattr(request, "asker", None)
    return {"acting_for": asker.authority_name} if asker else {}
