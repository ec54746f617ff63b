"""Messages of the tests: how one is reached, and what was sent."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fullfolj.access.models import User
from fullfolj.casework.actions import message_texts, messages
from fullfolj.casework.actions.messages import Sending
from fullfolj.casework.message_texts import Template, templates
from fullfolj.casework.models import Case, Message, MessageBatch, MessageSettings
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import ContactDetail

WAYS = {
    "phone": "070-174 06 05",
    "email": "elin@example.org",
    "address": "Provgatan 2, 845 31 Svenstavik",
}
SMS, EMAIL, LETTER = "igen-sms-sv", "hej-epost-sv", "hej-brev-sv"
OFFICE = message_texts.Office(
    phone="0687-161 00",
    sender="Bergs kommun\nCentrumvägen 2\n845 21 Svenstavik",
    place="Svenstavik",
    quiet_from=0,
    quiet_to=0,
    apart_hours=24,
)


def reachable(case: Case, *kinds: str, **values: str) -> dict[str, UUID]:
    """Let a youth be reached in some ways, or in all; the id of each by its kind."""
    found = values or {kind: WAYS[kind] for kind in kinds or WAYS}
    rows = [
        ContactDetail.about(
            case.person,
            kind=kind,
            value=value,
            source="hand",
            recorded_on=clock.today(),
            valid_from=clock.today() - timedelta(days=9),
        )
        for kind, value in found.items()
    ]
    for row in rows:
        row.save(force_insert=True)
    return {row.kind: row.pk for row in rows}


def settled(cast: Cast, **changed: Any) -> None:
    """The office of Berg has a telephone, and no hour of the day is quiet."""
    said = {name: getattr(OFFICE, name) for name in OFFICE.__dataclass_fields__}
    with cast.asking(cast.anna):
        message_texts.settle(
            authority=cast.berg,
            version=MessageSettings.now().version,
            office=message_texts.Office(**said | changed),
            by=cast.anna,
        )


def text(code: str) -> Template:
    """A text by its code."""
    return next(each for each in templates() if each.code == code)


def sending(code: str = SMS, **changed: Any) -> Sending:
    """What the form says: a text, a week until the next step."""
    on = clock.today() + timedelta(days=7)
    said: dict[str, Any] = {"answer_by": on, "next_step_on": on}
    said |= {"next_step": "Se om det kom något svar", **changed}
    return Sending(template=text(code), **said)


def sent(
    cast: Cast, cases: list[Case], by: User, code: str = SMS, **changed: Any
) -> MessageBatch:
    """Send a text to some, as the form does when somebody has seen the preview."""
    key = changed.pop("key", None) or uuid4()
    given: dict[str, Any] = {
        "sending": sending(code, **changed),
        "cases": [each.pk for each in cases],
        "by": by,
    }
    mark = messages.preview(**given).mark
    return messages.send(authority_id=cast.home(by).pk, key=key, mark=mark, **given)


def of(batch: MessageBatch) -> list[Message]:
    """The messages of a batch that one sees."""
    return list(Message.objects.filter(batch=batch).order_by("pk"))
