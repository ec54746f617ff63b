"""How a case is being handed over, as its pages show it: what one statement answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef

from fullfolj.access import roles
from fullfolj.casework.models import KAA, Case, Handover, MoveOffer, Preparation
from fullfolj.casework.rules.handovers import (
    ACCEPTED,
    DECLINED,
    Move,
    crossing,
    days_to_twenty,
)
from fullfolj.core import clock
from fullfolj.core.nested import as_list, revived
from fullfolj.kaa.models import Municipality
from fullfolj.people.models import Registration

Row = TypeVar("Row", bound=Model)

ASKED = (
    *("id", "from_user", "to_user", "until", "message", "asked_on"),
    *("answer", "answered_on", "word", "returned_on"),
)
PREPARED = ("id", "done_on", "to_whom", "items")
LIVED = ("municipality_code", "valid_to", "end_reason")
OFFERED = (
    *("id", "to_code", "to_name", "text", "asked_on"),
    *("answer", "said_how", "answered_on"),
)


@dataclass(frozen=True)
class Handing:
    """What is handed over of a case, to whom, and what waits.

    Attributes:
        asked: the latest question to a colleague, with `giver` and `taker`, their
            names; None where nobody was asked.
        prepared: the latest word that the 20th birthday is prepared for.
        offer: the latest question to a youth who moved.
        leads: whether the user may say who answers for any case.
    """

    case: Case
    user: UUID
    asked: Any
    prepared: Preparation | None
    offer: MoveOffer | None
    move: Move
    today: date
    leads: bool

    @property
    def may_give(self) -> bool:
        """Whether the user may ask a colleague, or take a question back."""
        owner = self.case.owner
        return owner is not None and (self.leads or owner == self.user)

    @property
    def waiting(self) -> bool:
        """Whether a colleague has been asked, and has not answered."""
        known = self.asked is not None and not self.asked.answer
        return known and self.case.owner == self.asked.from_user

    @property
    def is_for_me(self) -> bool:
        """Whether it is the user who was asked."""
        return self.waiting and bool(self.asked.to_user == self.user)

    @property
    def is_declined(self) -> bool:
        """Whether the last who was asked said no, and the case is where it was."""
        known = self.asked is not None and self.asked.answer == DECLINED
        return known and self.case.owner == self.asked.from_user

    @property
    def is_lent(self) -> bool:
        """Whether the case is with somebody for a time."""
        if self.asked is None or self.asked.answer != ACCEPTED:
            return False
        going = self.asked.until is not None and self.asked.returned_on is None
        return going and self.case.owner == self.asked.to_user

    @property
    def may_return(self) -> bool:
        """Whether the user may let it go back before its day."""
        return self.is_lent and (
            self.may_give or self.user in (self.asked.from_user, self.asked.to_user)
        )

    @property
    def days_left(self) -> int | None:
        """How many days are left to the 20th birthday, where it is near."""
        if self.case.left_on:
            return None
        return days_to_twenty(self.case.turns_20_on, self.today)

    @property
    def is_late(self) -> bool:
        """Whether the youth left by turning 20, and nobody said to whom."""
        birthday, left = self.case.turns_20_on, self.case.left_on
        return not self.prepared and bool(birthday and left and left >= birthday)

    @property
    def crossing(self) -> str:
        """What may cross to the youth's new municipality; see the rule."""
        return crossing(self.offer.answer if self.offer else None)

    @property
    def is_calm(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.waiting, self.is_lent, self.is_declined, self.prepared, self.offer)
        more = (self.is_late, self.move.may_be_away, self.days_left is not None)
        return not any((*told, *more))

    @classmethod
    def of(
        cls, request: Any, case: Case, told: Mapping[str, Any] | None = None
    ) -> "Handing":
        """Of one case, for a user: asked in one statement, or told already."""
        told = told or Case.objects.told(case, **asks())
        return cls(
            case=case,
            user=request.user.pk,
            asked=first(Handover, told["handovers"]),
            prepared=first(Preparation, told["preparations"]),
            offer=first(MoveOffer, told["move_offers"]),
            move=moved(case, told),
            today=clock.today(),
            leads=roles.ASSIGN in request.permissions,
        )


def asks() -> dict[str, Any]:
    """What a statement about the case is to answer."""
    today = clock.today()
    mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
    newest = ("-asked_on", "-recorded_at")
    known = Registration.objects.known_now().counted()
    homes = known.filter(person=OuterRef("person_id"), valid_from__lte=today)
    return {
        "handovers": as_list(
            Handover.objects.filter(**mine).with_names().order_by(*newest)[:1],
            (*ASKED, "giver", "taker"),
        ),
        "preparations": as_list(
            Preparation.objects.filter(**mine).order_by("-recorded_at")[:1], PREPARED
        ),
        "move_offers": as_list(
            MoveOffer.objects.filter(**mine).order_by(*newest)[:1], OFFERED
        ),
        "homes": as_list(homes.order_by("-valid_from")[:1], LIVED),
        "ours": ArraySubquery(Municipality.objects.valid(today).values("code")),
    }


def moved(case: Case, told: Mapping[str, Any]) -> Move:
    """Where the youth of a case lives, of what was told."""
    last, today = first(Registration, told["homes"]), clock.today()
    is_over = last is not None and last.valid_to is not None and last.valid_to <= today
    return Move(
        has_left=case.left_on is not None,
        home=last.municipality_code if last and not is_over else None,
        ours=frozenset(told["ours"]) | {case.municipality_code},
        ended=last.end_reason if last and is_over else "",
        is_followed=case.purpose == KAA,
    )


def first(model: type[Row], rows: list[dict[str, Any]]) -> Row | None:
    """The first of what was told, as an object that is never saved; None of nothing."""
    return revived(model, rows[0]) if rows else None
