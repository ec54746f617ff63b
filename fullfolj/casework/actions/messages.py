"""Sending a message to one or many, and saying what became of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from fullfolj.access import queue, roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.casework.actions import contacts, refusals
from fullfolj.casework.actions.common import locked, refuse_step
from fullfolj.casework.actions.contacts import Tried
from fullfolj.casework.message_rules import (
    ANSWER_BY,
    ANSWERED,
    BECOMES,
    FAILED,
    HANDED_OVER,
    OPTED_OUT,
    PREPARED,
    PRINTED,
    SENT,
    TELEPHONE,
)
from fullfolj.casework.message_texts import Template, fill, said
from fullfolj.casework.models import (
    Case,
    ContactRefusal,
    Message,
    MessageBatch,
    MessageSettings,
)
from fullfolj.casework.recipients import Recipients, mark_of, recipients
from fullfolj.casework.rules import EMAIL, LETTER, SMS
from fullfolj.core import clock, messages_out
from fullfolj.core.messages_out import NotDeliveredError, Outgoing
from fullfolj.core.refusal import Refused
from fullfolj.people.models import ContactDetail

SAID_BY_HAND = (HANDED_OVER, ANSWERED, OPTED_OUT)  # what a user may say of a message


class NobodyError(Refused):
    """Raised when the message would reach none of those chosen."""

    code = "nobody_reached"


class PreviewError(Refused):
    """Raised when something changed since the preview: it is shown anew."""

    code = "preview_changed"


class BatchUsedError(Refused):
    """Raised when the form was sent before, with something else in it."""

    code = "batch_used"


class NoTelephoneError(Refused):
    """Raised when the text tells the office's telephone, and nobody has entered it."""

    code, field = "no_office_phone", "template"


class NoMailError(Refused):
    """Raised when e-mail cannot leave this house: no mail server is set up."""

    code, field = "no_mail_server", "template"


class NoDayError(Refused):
    """Raised when the text tells by when one should answer, and no day is given."""

    code, field = "no_last_day", "answer_by"


class SentError(Refused):
    """Raised when something else became of the message meanwhile."""

    code = "message_over"


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What is sent, and what comes next for each whom it goes to."""

    template: Template
    next_step: str
    next_step_on: date
    answer_by: date | None = None
    anyway: bool = False


@dataclass(frozen=True)
class Preview:
    """What would be sent to whom; its mark tells whether that is so still."""

    template: Template
    to: Recipients
    mark: str


def preview(
    *, sending: Sending, cases: Collection[UUID], by: User, lock: bool = False
) -> Preview:
    """What would be sent to whom, if it were sent now.

    Raises:
        NoTelephoneError, NoDayError, NoMailError: as they say.
    """
    settings, template = MessageSettings.now(), sending.template
    places = said(template, settings, by, sending.answer_by)
    if TELEPHONE in template.places and not places[TELEPHONE]:
        raise NoTelephoneError
    if ANSWER_BY in template.places and not places[ANSWER_BY]:
        raise NoDayError
    if template.channel == EMAIL and not messages_out.goes(EMAIL):
        raise NoMailError
    seen: Any = Case.objects.visible_to(by)
    if lock:
        chosen = seen.filter(pk__in=cases).order_by("pk")
        list(chosen.select_for_update(of=("self",)))
    given: dict[str, Any] = {"at": localtime(clock.now()), "hours": settings.hours}
    given["anyway"] = sending.anyway
    found = recipients(seen, cases, template.channel, **given)
    ready = fill(template, places)
    return Preview(ready, found, mark_of(ready, found))


@transaction.atomic
def send(
    *,
    authority_id: UUID,
    key: UUID,
    sending: Sending,
    cases: Collection[UUID],
    mark: str,
    by: User,
) -> MessageBatch:
    """Send a message to each whom it reaches, as it was shown: a statement a table.

    An e-mail leaves when the night's quiet is over. It and a letter are a contact at
    once; a text message is one when somebody has sent it: `say`.

    Args:
        key: given with the form; the same form sent again is the batch it made.
        mark: of the preview.

    Raises:
        PreviewError, NobodyError, BatchUsedError, PastStepError, FarAwayError,
            NoTelephoneError, NoDayError, NoMailError: nothing was written.
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.WORK):
        raise PermissionDenied
    made = MessageBatch.objects.filter(pk=key).first()
    if made and (made.by_user, made.mark) == (by.pk, mark):
        return made
    if made:
        raise BatchUsedError
    refuse_step(sending.next_step_on)
    now = preview(sending=sending, cases=cases, by=by, lock=True)
    if now.mark != mark:
        raise PreviewError
    if not now.to.reached:
        raise NobodyError
    batch = _batch(authority_id, key, sending, now, by=by)
    sent = _messages(batch, now.to)
    if batch.channel != SMS:
        tried = _tried(batch, by)
        contacts.add_many(cases={each.pk: each.case for each in sent}, tried=tried)
    if batch.channel == EMAIL:
        _queue(batch)
    return batch


def _batch(
    authority_id: UUID, key: UUID, sending: Sending, now: Preview, *, by: User
) -> MessageBatch:
    text = now.template
    at = localtime(clock.now())
    hours = MessageSettings.now().hours
    batch = MessageBatch(
        id=key,
        authority_id=authority_id,
        channel=text.channel,
        code=text.code,
        code_version=text.version,
        name=text.name,
        language=text.language,
        subject=text.subject,
        text=text.text,
        next_step=sending.next_step,
        next_step_on=sending.next_step_on,
        goes_at=hours.goes_at(at) if text.channel == EMAIL else at,
        mark=now.mark,
        by_user=by.pk,
    )
    batch.save(force_insert=True)
    return batch


def _messages(batch: MessageBatch, to: Recipients) -> list[Message]:
    rows = [
        Message.about(
            each.case.person,
            case=each.case,
            batch=batch,
            channel=batch.channel,
            to=each.to,
        )
        for each in to.reached
    ]
    return list(Message.objects.bulk_create(rows))


def _tried(batch: MessageBatch, by: User) -> Tried:
    """The contact that a message is; what comes next is never a day that has been."""
    today = clock.today()
    return Tried(
        channel=batch.channel,
        reached=False,
        happened_on=today,
        line=batch.name,
        next_step=batch.next_step,
        next_step_on=max(batch.next_step_on, today),
        made_by=by.pk,
    )


def _queue(batch: MessageBatch) -> None:
    from fullfolj.casework.jobs import send_messages  # the job calls this module

    later = batch.goes_at if batch.goes_at > clock.now() else None
    queue.put(send_messages, batch.pk, authority_id=batch.authority_id, at=later)


@transaction.atomic
def say(*, message: Message, case: Case, became: str, by: User) -> Message:
    """Say what became of a message: sent by telephone, answered, or no more of them.

    Said twice it is said once. A text message that was sent is a contact from now on;
    who wants no more of a kind is written down for all ways of it.

    Raises:
        SentError: it cannot become that any more.
        ClosedError: nobody writes in the case until it is opened again.
        PermissionDenied: not for this user.
    """
    case = locked(case, by)
    found = held(message.pk, case)
    if found.state == became:
        return found
    if became not in SAID_BY_HAND or became not in BECOMES[found.state]:
        raise SentError
    become(found, became)
    if became == HANDED_OVER:
        contacts.add(case=case, key=found.pk, tried=_tried(found.batch, by), by=by)
    if became == OPTED_OUT:
        refusals.add(person=case.person, channels=[found.channel], by=by)
    return found


def held(message_id: UUID, case: Case) -> Message:
    """A message of a case, for one writer at a time.

    Raises:
        Message.DoesNotExist: there is none.
    """
    one = Message.objects.select_for_update(of=("self",)).select_related("batch")
    found: Message = one.get(pk=message_id, case=case, person=case.person_id)
    return found


def become(message: Message, state: str) -> None:
    """Let a message become what it became."""
    message.state, message.state_at = state, clock.now()
    message.version += 1
    message.save(update_fields=["state", "state_at", "version"])


@transaction.atomic
def printed(*, batch: MessageBatch, by: User) -> list[Message]:
    """The letters of a batch that may be printed, which now are.

    Who became protected, or wants no letters any more, is not among them.

    Raises:
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.WORK):
        raise PermissionDenied
    theirs = Message.objects.filter(batch=batch, channel=LETTER, is_open=True)
    found = list(
        theirs.filter(state__in=(PREPARED, PRINTED))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    refused = _refused(found, batch.channel)
    kept = [each for each in found if each.person_id not in refused]
    new = [each.pk for each in kept if each.state == PREPARED]
    Message.objects.filter(pk__in=new).update(
        state=PRINTED, state_at=clock.now(), version=F("version") + 1
    )
    return kept


def _refused(found: Collection[Message], channel: str) -> set[UUID]:
    standing = ContactRefusal.objects.standing().filter(channel=channel)
    people = [each.person_id for each in found]
    return set(standing.filter(person__in=people).values_list("person", flat=True))


@transaction.atomic
def mail(*, message_id: UUID) -> None:
    """Send one e-mail that waits; by a job. Asked again it is not sent again.

    What the house cannot know is whether a mail server that fell silent took it: then
    it failed, and a person decides. Whoever became protected, or wants none, gets none.
    """
    one = Message.objects.waiting().select_for_update(of=("self",), skip_locked=True)
    message = one.select_related("batch").filter(pk=message_id, channel=EMAIL).first()
    if message is None:
        return
    if _refused([message], EMAIL):
        become(message, OPTED_OUT)
        return
    detail = ContactDetail.objects.filter(pk=message.to, person=message.person_id)
    address = detail.valid(clock.today()).values_list("value", flat=True).first()
    writer = User.objects.filter(pk=message.batch.by_user).first()
    if not address or writer is None:
        become(message, FAILED)
        return
    outgoing = Outgoing(
        channel=EMAIL,
        to=address,
        subject=message.batch.subject,
        text=message.batch.text,
        answer_to=writer.email,
        key=str(message.pk),
    )
    try:
        messages_out.deliver(outgoing)
    except NotDeliveredError:
        become(message, FAILED)
    else:
        become(message, SENT)
