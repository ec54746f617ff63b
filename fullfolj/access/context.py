"""For whom one acts: shown on every page, since one may act for several authorities."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from fullfolj.access.models import Authority


def acting(request: HttpRequest) -> dict[str, Any]:
    """The authority of who asks, fetched when the page is drawn."""
    asker = getattr(request, "asker", None)
    if not asker:
        return {}
    found = Authority.objects.filter(pk=asker.authority_id)
    return {"acting_for": SimpleLazyObject(found.get)}
