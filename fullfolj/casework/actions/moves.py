"""Asking a youth who moved whether they want to be handed over, and what they said."""

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.common import (
    A_YEAR,
    FarAwayError,
    held,
    locked,
    sent_before,
)
from fullfolj.casework.actions.handovers import HandoverUsedError
from fullfolj.casework.actions.life import ToComeError
from fullfolj.casework.models import Case, MoveOffer
from fullfolj.casework.rules.handovers import BACK, YES
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.kaa.models import Municipality

DRAFT = "flytt"  # the form's name among drafts


class OwnMunicipalityError(Refused):
    """Raised when the youth moved within the authority: then nothing crosses."""

    code, field = "own_municipality", "to_code"


class OfferWaitsError(Refused):
    """Raised when the youth was asked already, and has not answered."""

    code = "offer_waits"


class NoOfferError(Refused):
    """Raised when nothing waits for the youth's answer."""

    code = "no_offer"


class NoYesError(Refused):
    """Raised when there is no yes to take back."""

    code = "no_yes"


class BeforeAskedError(Refused):
    """Raised when the answer would have come before the question."""

    code, field = "before_asked", "answered_on"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """To which municipality, and what would be handed over, as the youth saw it."""

    to_code: str
    to_name: str
    text: str
    asked_on: date


@transaction.atomic
def offer(*, case: Case, key: UUID, offered: Offered, by: User) -> MoveOffer:
    """Keep that the youth was asked, and the text they saw; the draft of it goes.

    Args:
        key: given with the form; the same form sent again is the question it made.

    Raises:
        HandoverUsedError, OwnMunicipalityError, OfferWaitsError, ToComeError,
        FarAwayError, ClosedError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    said = asdict(offered)
    of_whom = {"case_id": case.pk}
    if made := sent_before(MoveOffer, key, HandoverUsedError, **of_whom, **said):
        return made
    refuse_asked(offered.asked_on)
    if offered.to_code in Municipality.objects.codes(clock.today()):
        raise OwnMunicipalityError
    if MoveOffer.objects.of_case(case).waiting().exists():
        raise OfferWaitsError
    made = MoveOffer.about(case.person, id=key, case=case, asked_by=by.pk, **said)
    made.save(force_insert=True)
    drafts.drop(case=case, form=DRAFT, by=by)
    return made


def refuse_asked(on: date) -> None:
    """Refuse a day of the question that lies ahead, or more than a year back.

    Raises:
        ToComeError, FarAwayError: as they say.
    """
    if on > clock.today():
        raise ToComeError("asked_on")
    if on < clock.today() - A_YEAR:
        raise FarAwayError("asked_on")


@transaction.atomic
def answer(
    *,
    case: Case,
    offer: UUID,
    answer: str,
    said_how: str,
    answered_on: date,
    by: User,
) -> MoveOffer:
    """Keep what the youth said, how and when. The same answer sent twice is one.

    Nothing crosses by itself: a yes lets a letter be printed, a no lets nothing. The
    case may have been closed since the question.

    Raises:
        NoOfferError, BeforeAskedError, ToComeError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    asked: MoveOffer | None = MoveOffer.objects.of_case(case).filter(pk=offer).first()
    said = {"answer": answer, "said_how": said_how, "answered_on": answered_on}
    if asked and all(getattr(asked, name) == value for name, value in said.items()):
        return asked
    if asked is None or asked.answer:
        raise NoOfferError
    if answered_on > clock.today():
        raise ToComeError("answered_on")
    if answered_on < asked.asked_on:
        raise BeforeAskedError
    for name, value in said.items():
        setattr(asked, name, value)
    asked.noted_by = by.pk
    asked.save(update_fields=[*said, "noted_by"])
    return asked


@transaction.atomic
def take_back(*, case: Case, offer: UUID, by: User) -> MoveOffer:
    """Keep that the youth took a yes back today: nothing more crosses.

    Also of a closed case: what somebody said yes to, they may always take back. Sent
    twice it is one.

    Raises:
        NoYesError: nothing was written.
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    asked: MoveOffer | None = MoveOffer.objects.of_case(case).filter(pk=offer).first()
    if asked and asked.answer == BACK:
        return asked
    if asked is None or asked.answer != YES:
        raise NoYesError
    asked.answer, asked.answered_on, asked.noted_by = BACK, clock.today(), by.pk
    asked.save(update_fields=["answer", "answered_on", "noted_by"])
    return asked
