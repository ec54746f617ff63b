"""Sending a message to one or many, and saying what became of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.timezone import localtime

from fullfolj.access import queue, roles
from fullfolj.access.models import User
from fullfolj.access.policy import permits
from fullfolj.casework.actions import contacts, refusals
from fullfolj.casework.actions.common import locked, refuse_step
from fullfolj.casework.actions.contacts import Tried
from fullfolj.casework.message_texts import Template, fill, said
from fullfolj.casework.models import (
    Case,
    Message,
    MessageBatch,
    MessageSettings,
)
from fullfolj.casework.models.messages import has_refused, is_over
from fullfolj.casework.recipients import Recipients, alike, mark_of, recipients
from fullfolj.casework.rules.messages import (
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
    WITHDRAWN,
)
from fullfolj.casework.rules.waits import EMAIL, LETTER
from fullfolj.core import clock, messages_out
from fullfolj.core.messages_out import NotDeliveredError, Outgoing
from fullfolj.core.refusal import Refused
from fullfolj.core.turns import in_turn

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


class MessageHiddenError(Refused):
    """Raised when the youth became protected: then no text goes to them."""

    code = "message_hidden"


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
    """Make a message to each whom it reaches, as it was shown: a statement a table.

    It is a contact when it has left us: a text message when somebody says so (`say`), a
    letter when it is printed, an e-mail when the night's quiet is over.

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
    in_turn(key)
    made: MessageBatch | None = MessageBatch.objects.filter(pk=key).first()
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
    _add(batch, now.to)
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


def _add(batch: MessageBatch, to: Recipients) -> None:
    Message.objects.bulk_create(
        Message.about(
            each.case.person,
            case=each.case,
            batch=batch,
            channel=batch.channel,
            to=each.to,
        )
        for each in to.written_to
    )


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

    Said twice it is said once. A text message that was sent is a contact from now on,
    also of those who got it on the same telephone; who wants no more of a kind is
    written down for all ways of it.

    Raises:
        SentError: it cannot become that any more.
        MessageHiddenError: it has not left, and the youth is protected by now.
        ClosedError: nobody writes in the case until it is opened again.
        PermissionDenied: not for this user.
    """
    seen = Case.objects.visible_to(by)
    beside = _beside(message, seen) if became == HANDED_OVER else {}
    case = locked(case, by)
    found = held(message.pk, case)
    if became not in SAID_BY_HAND:
        raise SentError
    if found.state == became:
        return found
    if became not in BECOMES[found.state]:
        raise SentError
    if became == HANDED_OVER and not case.is_open:
        raise MessageHiddenError
    become(found, became)
    if became == HANDED_OVER:
        tried = contacts.beside(_tried(found.batch, by), case)
        contacts.add(case=case, key=found.pk, tried=tried, by=by)
        _left(beside, found, by)
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


def _beside(message: Message, seen: Any) -> dict[UUID, Case]:
    """The other messages that leave with one: the same batch, telephone or mailbox.

    Each with its case. These are held, and the one's own, in an order that stands.
    """
    waiting = Message.objects.waiting().filter(batch=message.batch_id)
    first = alike(rows := list(waiting.shown(clock.today())))
    its = first.get(message.pk, message)
    ids = {each.case_id: each.pk for each in rows if first.get(each.pk) == its}
    ids |= {message.case_id: message.pk}
    cases = seen.filter(pk__in=ids).select_related("person").order_by("pk")
    held = {ids[case.pk]: case for case in cases.select_for_update(of=("self",))}
    return {key: case for key, case in held.items() if key != message.pk}


def _left(beside: Mapping[UUID, Case], message: Message, by: User) -> None:
    """Let those that left with a message be as it is, and contacts."""
    waiting = Message.objects.waiting().filter(pk__in=beside).select_for_update()
    left = {key: beside[key] for key in waiting.values_list("pk", flat=True)}
    Message.objects.filter(pk__in=left).become(message.state)
    contacts.add_many(cases=left, tried=_tried(message.batch, by))


def become(message: Message, state: str) -> None:
    """Let a message become what it became."""
    message.state, message.state_at = state, clock.now()
    message.version += 1
    message.save(update_fields=["state", "state_at", "version"])


@transaction.atomic
def printed(*, batch: MessageBatch, by: User) -> list[Message]:
    """The letters of a batch that may be printed, which now are, and are a contact.

    Printed again they are no other contact. Those that are over (`is_over`), or of who
    wants no letters any more, are not among them.

    Raises:
        PermissionDenied: not for this user.
    """
    if not permits(by, roles.WORK):
        raise PermissionDenied
    may = ~has_refused(LETTER) & ~is_over(clock.today())
    theirs = Message.objects.filter(may, batch=batch, channel=LETTER)
    theirs = theirs.filter(state__in=(PREPARED, PRINTED))
    seen: Any = Case.objects.visible_to(by)
    there = seen.filter(pk__in=theirs.values("case")).select_related("person")
    cases = {
        case.pk: case for case in there.select_for_update(of=("self",)).order_by("pk")
    }
    found = theirs.filter(case__in=cases).select_for_update(of=("self",))
    kept = list(found.order_by("pk"))
    new = {each.pk: cases[each.case_id] for each in kept if each.state == PREPARED}
    Message.objects.filter(pk__in=new).become(PRINTED)
    contacts.add_many(cases=new, tried=_tried(batch, by))
    return kept


@transaction.atomic
def mail(*, message_id: UUID) -> None:
    """Send one e-mail that waits, which then is a contact; by a job, and once.

    It is so for all whom the batch reaches by that mailbox: it gets one e-mail.
    What the house cannot know is whether a mail server that fell silent took it: then
    it failed, and a person decides. One that is over (`is_over`) is withdrawn; who
    became protected the job does not see.
    """
    waiting = Message.objects.waiting().filter(pk=message_id, channel=EMAIL)
    one = waiting.first()
    if one is None:
        return
    beside = _beside(one, Case.objects.all())
    case = Case.objects.select_related("person").filter(pk=one.case_id).first()
    shown = waiting.shown(clock.today()).select_related("batch")
    message = shown.select_for_update(of=("self",)).first()
    if case is None or message is None:
        return
    writer = User.objects.filter(pk=message.batch.by_user).first()
    if message.why_over:
        become(message, WITHDRAWN)
        return
    if writer is None or not _mailed(message, writer):
        become(message, FAILED)
        Message.objects.waiting().filter(pk__in=beside).become(FAILED)
        return
    become(message, SENT)
    tried = contacts.beside(_tried(message.batch, writer), case)
    contacts.add(case=case, key=message.pk, tried=tried, by=writer)
    _left(beside, message, writer)


def withdraw(*, as_of: date) -> int:
    """Withdraw what waits for who may not be written to on a day; how many they are.

    By the night, of the authority that it asks for.
    """
    return Message.objects.waiting().to_nobody(as_of).become(WITHDRAWN)


def _mailed(message: Any, writer: User) -> bool:
    """Whether an e-mail of those `shown` left."""
    outgoing = Outgoing(
        channel=EMAIL,
        to=message.address,
        subject=message.batch.subject,
        text=message.batch.text,
        language=message.batch.language.partition("-")[0],
        answer_to=writer.email,
        key=str(message.pk),
    )
    try:
        messages_out.deliver(outgoing)
    except NotDeliveredError:
        return False
    return True
