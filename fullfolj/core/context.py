"""What every page knows: the navigation, and whether this is the demo."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from fullfolj.core.navigation import links


def house(request: HttpRequest) -> dict[str, Any]:
    """For the base template."""
    return {
        "navigation": links(request) if hasattr(request, "user") else [],
        "in_demo": settings.DEMO,
        "warn_seconds": settings.SESSION_WARN_SECONDS,
    }
