"""The parts of a case's page, one of each slice, in the order in which they stand."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from fullfolj.casework.checklists import asks as asks_of_checklists
from fullfolj.casework.checklists import standing
from fullfolj.casework.handing import Handing
from fullfolj.casework.handing import asks as asks_of_handing
from fullfolj.casework.life import happenings, state_of, waiting
from fullfolj.casework.models import Case, MappingRound, Meeting
from fullfolj.casework.models.referrals import asks as asks_of_referrals
from fullfolj.casework.models.timeline import timeline
from fullfolj.casework.planned import asks as asks_of_plan
from fullfolj.casework.planned import planned
from fullfolj.casework.progress import Progress
from fullfolj.casework.progress import asks as asks_of_progress
from fullfolj.casework.rules.mapping import STATES
from fullfolj.casework.support import Support
from fullfolj.casework.support import asks as asks_of_support
from fullfolj.casework.views.common import whole_number
from fullfolj.casework.written import Written
from fullfolj.casework.written import asks as asks_of_messages
from fullfolj.core import clock

LAST = 10_000  # a page that no case has
SOME = 20  # meetings on the page


@dataclass(frozen=True)
class Part:
    """What one slice shows on the page of a case.

    Attributes:
        template: a `<section>` with a heading; it is given `case` and `part`.
        of: what `part` holds, of the user's request, the case and what was told; None
            where there is nothing to show. It asks one statement, or none.
        asks: subqueries of the case, by name, whose answers it is told: one statement
            for all the parts that have any.
    """

    template: str
    of: Callable[[Any, Case, Mapping[str, Any]], Any]
    asks: Callable[[], dict[str, Any]] = dict


def happened(request: Any, case: Case, _told: Mapping[str, Any]) -> Any:
    """A page of what happened: the address says of which kind, and which page."""
    page = whole_number(request.GET.get("sida"))
    return timeline(case, request.GET.get("visa", ""), min(max(page, 1), LAST))


def supported(_request: Any, case: Case, told: Mapping[str, Any]) -> Any:
    """What the youth is offered, the ways to studies, and the programme."""
    return Support.of(case, told)


def met(_request: Any, case: Case, _told: Mapping[str, Any]) -> Any:
    """The meetings with the youth, the latest first."""
    return list(Meeting.objects.of_case(case)[:SOME])


def mapped(_request: Any, case: Case, _told: Mapping[str, Any]) -> Any:
    """How far one has come in the latest round of the mapping, by state."""
    last = MappingRound.objects.of_case(case).with_states().first()
    states = [(state, getattr(last, state, None)) for state in STATES]
    return {"round": last, "states": [(name, n) for name, n in states if n]}


def life(_request: Any, case: Case, told: Mapping[str, Any]) -> Any:
    """How the case was opened, what became of it last, and who had asked.

    What was between the two stands among what has happened.
    """
    events = happenings(case)
    return {
        "referrals": told["referrals"],
        "state": state_of(case),
        "events": [*events[:1], *events[1:][-1:]],
        "asks": waiting(case),
        "others": case.others,
    }


def handed(request: Any, case: Case, told: Mapping[str, Any]) -> Any:
    """To whom the case is being handed over, if to anybody; of a closed one what the
    youth said."""
    found = Handing.of(request, case, told)
    is_over = case.closed_on and not found.offer
    return None if is_over or found.is_calm else found


def plan(_request: Any, case: Case, told: Mapping[str, Any]) -> Any:
    """The plan and the small steps."""
    return planned(case, told)


def checked(_request: Any, case: Case, told: Mapping[str, Any]) -> Any:
    """How far one has come with each checklist, those that suit now first."""
    found = standing(case, told)
    return {
        "near": [each for each in found if each.is_near],
        "rest": [each for each in found if not each.is_near],
    }


def progress(_request: Any, case: Case, told: Mapping[str, Any]) -> Any:
    """The youth's way, as far as the authority uses the parts for it."""
    return Progress.of(case, told)


def written(_request: Any, _case: Case, told: Mapping[str, Any]) -> Any:
    """The last messages, and how each stands."""
    return Written.of(told)


PARTS: tuple[Part, ...] = (
    Part("casework/parts/plan.html", plan, asks_of_plan),
    Part("casework/parts/meetings.html", met),
    Part("casework/parts/mapping.html", mapped),
    Part("casework/parts/progress.html", progress, asks_of_progress),
    Part("casework/parts/measures.html", supported, asks_of_support),
    Part("casework/parts/checklists.html", checked, asks_of_checklists),
    Part("casework/parts/handover.html", handed, asks_of_handing),
    Part("casework/parts/messages.html", written, asks_of_messages),
    Part("casework/parts/timeline.html", happened),
    Part("casework/parts/life.html", life, asks_of_referrals),
)


@lru_cache(maxsize=2)
def all_asks(_on: date) -> dict[str, Any]:
    """What one statement is to answer for all the parts on a day.

    It is put together once a day: that takes as long as to answer it.
    """
    return {name: ask for part in PARTS for name, ask in part.asks().items()}


def parts_of(request: Any, case: Case) -> Iterator[tuple[str, Any]]:
    """Each part's template and what it shows, of those that show anything."""
    told = Case.objects.told(case, **all_asks(clock.today()))
    for part in PARTS:
        found = part.of(request, case, told)
        if found is not None:
            yield part.template, found
