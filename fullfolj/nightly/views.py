"""Whether the nights are done: for whoever watches the house."""

from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from fullfolj.core import clock
from fullfolj.nightly.steps import STEPS

LATEST = timedelta(hours=36)  # a night and half the day after: then somebody must look


@login_not_required
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """When the last good night was: 200 while it is recent, 503 when it is too old."""
    last = last_good()
    said = timezone.localtime(last).isoformat("T", "seconds") if last else None
    return JsonResponse(
        {"last_good_night": said, "is_recent": is_recent(last)},
        status=200 if is_recent(last) else 503,
    )


def is_recent(last: datetime | None) -> bool:
    """Whether a good night is not so long ago that somebody must look."""
    return last is not None and clock.now() - last <= LATEST


def last_good() -> datetime | None:
    """When every step was last done everywhere; this instant when none is needed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nullif(nightly_last_good(%s), 'infinity'),"
            " nightly_last_good(%s) = 'infinity'",
            [list(STEPS), list(STEPS)],
        )
        last, is_idle = cursor.fetchone()
    return clock.now() if is_idle else last
