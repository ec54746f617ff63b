"""How a paper is answered: as a file that the browser shows, and nobody need keep."""

from typing import Any

from django.http import HttpResponse

from fullfolj.core import clock


def foot(request: Any) -> dict[str, Any]:
    """What stands at the foot of a paper: whose it is, who printed it, and when."""
    return {
        "authority": request.asker.authority_name,
        "printed_by": request.user.name,
        "printed_at": clock.now(),
    }


def printed(content: bytes, name: str) -> HttpResponse:
    """A paper to show; on a shared computer no copy is left among what was fetched."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer
