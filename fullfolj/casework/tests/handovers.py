"""Handovers of the tests, asked as the forms ask."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import handovers, moves, preparations
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Case, Handover, MoveOffer, Preparation
from fullfolj.casework.tests.cases import found, opened
from fullfolj.config.cast import Cast
from fullfolj.core import clock


def owned(cast: Cast, name: str, owner: User, **given: Any) -> Case:
    """Somebody new whom a worker answers for."""
    case = opened(cast, name, **given)
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=owner, by=cast.anna)
        return found(case.person)


def asked(case: Case, by: User, to_user: User, **given: Any) -> Handover:
    """Somebody asks a colleague to take over a case, for good."""
    said: dict[str, Any] = {"key": uuid4(), "until": None, "message": ""}
    handovers.ask(cases=[case.pk], to_user=to_user, by=by, **said | given)
    made: Handover = Handover.objects.filter(case=case).latest("recorded_at")
    return made


def lent(cast: Cast, case: Case, days: int = 5) -> Handover:
    """A case of Bo's that Anna has taken for so many days more."""
    giver, taker = cast.bo, cast.anna
    until = clock.today() + timedelta(days=days)
    with cast.asking(giver):
        made = asked(case, giver, taker, until=until)
    with cast.asking(taker):
        assert handovers.accept(handovers=[made.pk], by=taker) == 1
    return made


def offered(case: Case, by: User, **given: Any) -> MoveOffer:
    """A youth who moved to Krokom is asked."""
    said: dict[str, Any] = {
        "to_code": "2309",
        "to_name": "Krokoms kommun",
        "text": "Elin vill börja på komvux.",
        "asked_on": clock.today(),
    }
    key = given.pop("key", None) or uuid4()
    return moves.offer(case=case, key=key, offered=moves.Offered(**said | given), by=by)


def answered(case: Case, offer: MoveOffer, by: User, **given: Any) -> MoveOffer:
    """The youth says yes when they meet."""
    said: dict[str, Any] = {
        "answer": "yes",
        "said_how": "met",
        "answered_on": clock.today(),
    }
    return moves.answer(case=case, offer=offer.pk, by=by, **said | given)


def prepared(case: Case, by: User, **given: Any) -> Preparation:
    """It is handed over to the employment service today."""
    said: dict[str, Any] = {
        "key": uuid4(),
        "done_on": clock.today(),
        "to_whom": "Arbetsförmedlingen",
        "items": ["talked", "contact"],
    }
    return preparations.prepare(case=case, by=by, **said | given)
