"""The night's part in cases, and the e-mails that wait in the queue."""

from datetime import date
from typing import Any
from uuid import UUID

from procrastinate.contrib.django import app

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.casework import policy
from fullfolj.casework.actions import cases, handovers, messages
from fullfolj.casework.models import Case, Draft
from fullfolj.casework.models.messages import to_send
from fullfolj.people.actions.contacts import contacts_from_register

SEND = "send messages"
Done = tuple[dict[str, int], dict[str, Any]]


def return_cases(_authority: Authority, as_of: date) -> Done:
    """Let what somebody had for a time go back, the night after its last day."""
    return {"returned": handovers.return_due(as_of=as_of)}, {}


def open_cases(authority: Authority, as_of: date) -> Done:
    """Let the cases follow the register, and know how the register says one is reached.

    See `cases.follow_register`; telephones and addresses only of those in the group. To
    whom nobody may write any more, what waits is withdrawn.
    """
    counts = cases.follow_register(authority=authority, day=policy.day(as_of))
    here = Case.objects.in_group().values_list("person_id", flat=True)
    contacts_from_register(ids=list(here), by=None)
    return counts | {"withdrawn": messages.withdraw(as_of=as_of)}, {}


def erase_drafts(_authority: Authority, as_of: date) -> Done:
    """Erase what nobody has written on for a month, on a day."""
    old = Draft.objects.filter(saved_at__date__lt=as_of - Draft.LASTS)
    return {"erased": old.delete()[0]}, {}


@app.task(name=SEND)
def send_messages(about: str) -> None:
    """Send the e-mails of a batch that have not left, each in a transaction of its own.

    Run again it sends what is left: an e-mail leaves once, whatever stops the worker
    between two of them.
    """
    token = wall.queued_token(SEND, UUID(about))
    with wall.asking(token) as asker:
        waiting = to_send(UUID(about)).values_list("pk", flat=True)
        ids = list(waiting) if asker else []
    for message_id in ids:
        with wall.asking(token):
            messages.mail(message_id=message_id)
    wall.close_ticket(token)
