"""What a case's page tells of its life: events, what came of it, who asks after it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from fullfolj.casework.rules.cases import Life, state
from fullfolj.core.nested import dated


@dataclass(frozen=True)
class Asked:
    """A follow-up: when it asks, and what was answered; see `models.FollowUp`."""

    id: UUID
    closing: str
    due_on: date
    answered_on: date | None
    destination: str
    livelihood: str
    how_known: str
    ended: str
    by: str

    @property
    def is_waiting(self) -> bool:
        """Whether it waits for its day, or for an answer."""
        return self.answered_on is None and not self.ended


@dataclass(frozen=True)
class Happening:
    """One event. `reason`, `destination` and `livelihood` are a closing's alone."""

    kind: str
    on: date
    words: str
    by: str
    reason: str = ""
    destination: str = ""
    livelihood: str = ""
    asked: list[Asked] = field(default_factory=list)


def asked_after(case: Any) -> list[Asked]:
    """The follow-ups of a case `with_life`, by their day."""
    return [
        Asked(**told | {"id": UUID(told["id"]), "by": told["by"] or ""})
        for told in map(dated, case.follow_ups)
    ]


def waiting(case: Any) -> Asked | None:
    """The follow-up of a case `with_life` that asks next, if any."""
    return next((each for each in asked_after(case) if each.is_waiting), None)


def happenings(case: Any) -> list[Happening]:
    """What happened to a case `with_life`, the latest first."""
    outcomes = {told.pop("id"): told for told in map(dict, case.outcomes)}
    asked = asked_after(case)
    return [
        Happening(
            kind=told["kind"],
            on=told["on"],
            words=told["words"],
            by=told["by"] or "",
            asked=[each for each in asked if each.closing == told["id"]],
            **outcomes.get(told["id"], {}),
        )
        for told in map(dated, case.events)
    ]


def state_of(case: Any) -> str:
    """In which state a case `with_life` stands; see `rules.cases.STATES`."""
    return state(
        Life(
            closed_on=case.closed_on,
            left_on=case.left_on,
            is_asked_after=waiting(case) is not None,
        )
    )
