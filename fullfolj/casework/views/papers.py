"""Papers: what stands at their foot, how they are answered, and the plan as one."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fullfolj.access import readlog
from fullfolj.casework import paper
from fullfolj.casework.paper import Answer, Part, PlanPaper, Step, Undertaken
from fullfolj.casework.planned import Planned, Promised, planned
from fullfolj.casework.rules.plans import LIVE, MUNICIPALITY, OTHER, YOUTH, Standing
from fullfolj.casework.views.common import seen
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.paper import Prose


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


@require_safe
def plan(request: Any, case_id: UUID) -> HttpResponse:
    """The plan of a youth on paper: the current one, or the last that ended."""
    found, ground = seen(request, case_id)
    known = planned(found)
    said = of_plan(found, known)
    readlog.exported(request, [found.person_id], ground=ground)
    sheet = PlanPaper(**said, **foot(request))
    content = paper.plan(sheet, get_language() or LANGUAGES[0])
    return printed(content, f"handlingsplan-{known.today}")


def of_plan(case: Any, known: Planned) -> dict[str, Any]:
    """What stands of a plan on its paper, in words.

    Raises:
        Http404: there is none.
    """
    row, standing = known.plan, known.standing
    if row is None or standing is None:
        raise Http404
    return {
        "name": f"{case.given_name} {case.family_name}",
        "version": row.version,
        "standing": stands(standing, say("plan_state", standing.state)),
        "goal": Prose(row.goal, row.language),
        "planning": Prose(row.planning),
        "parts": tuple(parts(known)),
        "steps": tuple(steps(known)),
        "starts_on": row.starts_on,
        "ends_on": row.ended_on,
        "end_reason": row.end_reason,
        "followups": tuple(day.on for day in known.follow_ups if not day.done_on),
        "answers": tuple(answers(known)),
    }


def stands(standing: Standing, whole: str) -> str:
    """How a plan or a promise stands, and whom it waits for, in words."""
    awaited = [say("awaits", party) for party in standing.awaits]
    refused = [say("declined", party) for party in standing.refused_by]
    return ", ".join(filter(None, (whole, *awaited, *refused)))


def parts(known: Planned) -> Iterator[Part]:
    """What each party promises; of others it is told, too, that there is nothing."""
    for party in (YOUTH, MUNICIPALITY):
        own = known.promised_by(party)
        yield Part(say("party", party), tuple(map(undertaken, own)))
    others: dict[str, list[Promised]] = {}
    for each in known.others:
        others.setdefault(called(each.row.party, each.row.name), []).append(each)
    for name, theirs in others.items():
        yield Part(name, tuple(map(undertaken, theirs)))
    if not others:
        yield Part(say("paper.plan", "others"), ())


def undertaken(each: Promised) -> Undertaken:
    """One promise, as it stands on paper."""
    row, is_live = each.row, each.standing.state == LIVE
    return Undertaken(
        Prose(row.text),
        row.starts_on,
        row.ends_on,
        row.ended_on,
        row.end_reason,
        stands(each.standing, say("promise_state", LIVE) if is_live else ""),
    )


def steps(known: Planned) -> Iterator[Step]:
    """The small steps, one that was split by its parts."""
    for each in known.steps:
        for row in each.parts or (each.row,):
            who = called(row.party, row.name)
            yield Step(Prose(row.text), who, row.due_on, is_done=bool(row.done_on))


def called(party: str, name: str) -> str:
    """Who somebody is: another by name alone, a party with who it is there."""
    if party == OTHER:
        return name
    return ", ".join(filter(None, (say("party", party), name)))


def answers(known: Planned) -> Iterator[Answer]:
    """What each party has said last of the whole plan, and who has not yet."""
    waiting = [each for each in known.awaited if each.promise is None]
    awaited = {each.party for each in waiting}
    told = {each.party: each for each in known.answers if each.promise is None}
    for party, row in told.items():
        if party not in awaited:
            yield Answer(say("party", party), say("answer", row.answer), row.said_on)
    for each in waiting:
        yield Answer(each.who, say("paper.plan", "awaited"), None)
