"""The last messages to a youth, as the case's page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fullfolj.casework.models import Message
from fullfolj.casework.models.messages import messages_of
from fullfolj.casework.rules.messages import BECOMES, OPTED_OUT, OUT, PREPARED

LAST = 5  # of a case's page; the rest stand among what happened


@dataclass(frozen=True)
class Sent:
    """One message: which text, how it went, and how it stands since when.

    Attributes:
        why_over: why it may not leave any more, where it has not; empty where it may.
    """

    id: UUID
    channel: str
    state: str
    why_over: str
    state_at: datetime
    batch: UUID
    name: str
    text: str
    language: str

    @property
    def is_waiting(self) -> bool:
        """Whether it has not left us."""
        return self.state == PREPARED

    @property
    def may_be_answered(self) -> bool:
        """Whether it has left us, and nobody has said what came of it."""
        return self.state in OUT

    @property
    def may_be_refused(self) -> bool:
        """Whether the youth may say that they want no more of the kind."""
        return OPTED_OUT in BECOMES[self.state]


@dataclass(frozen=True)
class Written:
    """The last messages of a case, the latest first."""

    messages: tuple[Sent, ...]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Written":
        """Of what `asks` was answered."""
        return cls(tuple(_sent(each) for each in told["messages"]))


def asks() -> dict[str, Any]:
    """What a statement about the case is to answer for the messages."""
    return {"messages": messages_of(Message.objects.of_case()[:LAST])}


def _sent(said: dict[str, Any]) -> Sent:
    """A message as it came in JSON, which knows neither ids nor times."""
    return Sent(
        id=UUID(said["id"]),
        channel=said["channel"],
        state=said["state"],
        why_over=said["why_over"],
        state_at=datetime.fromisoformat(said["state_at"]),
        batch=UUID(said["batch"]),
        name=said["name"],
        text=said["text"],
        language=said["language"],
    )
