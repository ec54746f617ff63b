"""The addresses of messages × the cast; see access_table.py. Bo sent one to Åsa."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fullfolj.casework.actions import message_texts
from fullfolj.casework.models import Message, MessageBatch, MessageTemplate
from fullfolj.casework.tests.messages import reachable, sent, settled
from fullfolj.config.tests.access_table import Things, Try, only, signed_in
from fullfolj.core import clock

BERGS_OPEN = only(200, "anna", "bo", others=404)
BERGS_HIDDEN = only(200, "anna", others=404)
SENT = {"anna": 302, "bo": 302}
WORKERS = ("anna", "bo", "gun")
WRITES = only(200, "anna", "bo", others=403) | {"gun": 404}
SIGNERS = ("anna", "gun", "hilda")
SIGNS = only(200, *SIGNERS, others=403)
OWN = message_texts.Wording(
    name="Fika", channel="sms", language="sv", text="Hej! Kom på fika. {coach}"
)


def case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.case.pk}


def protected_case(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.protected_case.pk}


def no_such(t: Things) -> Mapping[str, Any]:
    return {"case_id": t.cast.berg.pk}


def batch(t: Things) -> Mapping[str, Any]:
    """What Bo sent, by sms: its id is the case's, so that it is sent once."""
    bo, key = t.cast.bo, t.case.pk
    with t.cast.asking(bo):
        there = MessageBatch.objects.filter(pk=key).exists()
    if not there:
        settled(t.cast)
        with t.cast.asking(bo):
            reachable(t.case)
            sent(t.cast, [t.case], bo, key=key)
    return {"batch_id": key}


def message(t: Things) -> Mapping[str, Any]:
    with t.cast.asking(t.cast.bo):
        there = Message.objects.filter(batch=batch(t)["batch_id"]).get()
    return {**case(t), "message_id": there.pk}


def message_elsewhere(t: Things) -> Mapping[str, Any]:
    return {**message(t), **protected_case(t)}


def own_text(t: Things) -> Mapping[str, Any]:
    """A text of Berg's own."""
    with t.cast.asking(t.cast.anna):
        there = MessageTemplate.objects.filter(name=OWN.name).first()
        made = there or message_texts.write(
            authority=t.cast.berg, code="", version=0, wording=OWN, by=t.cast.anna
        )
    return {"code": made.code}


def common_text(_: Things) -> Mapping[str, Any]:
    return {"code": "hej-sms-sv"}


def ticked(t: Things) -> Mapping[str, Any]:
    return {"case": str(t.case.pk)}


def ticked_protected(t: Things) -> Mapping[str, Any]:
    return {"case": str(t.protected_case.pk)}


def unseen(t: Things) -> Mapping[str, Any]:
    """What would be sent without anybody having seen it."""
    on = str(clock.today() + timedelta(days=7))
    return {
        **ticked(t),
        "key": str(uuid4()),
        "template": "hej-sms-sv",
        "answer_by": on,
        "next_step": "Ringa",
        "next_step_on": on,
        "send": "yes",
    }


def wording(_: Things) -> Mapping[str, Any]:
    said = {name: getattr(OWN, name) for name in ("name", "channel", "language")}
    return {**said, "text": "Hej! Vi ses. {coach}", "subject": "", "version": "0"}


def reworded(t: Things) -> Mapping[str, Any]:
    return {**wording(t), "version": "1"}


def office(_: Things) -> Mapping[str, Any]:
    hours = {"quiet_from": "20", "quiet_to": "8", "apart_hours": "24"}
    return {**hours, "version": "0", "phone": "0687-1", "sender": "", "place": ""}


MESSAGES = [
    Try("casework:write", signed_in(405)),
    Try("casework:write", WRITES, "POST", "open", given=ticked),
    Try(
        "casework:write",
        only(200, "anna", others=403) | {"bo": 404, "gun": 404},
        "POST",
        "protected",
        given=ticked_protected,
    ),
    Try(
        "casework:write",
        only(302, *WORKERS, others=403),
        "POST",
        "nobody ticked",
    ),
    Try(
        "casework:write",
        WRITES | {"anna": 422, "bo": 422},
        "POST",
        "open, sent unseen",
        given=unseen,
    ),
    Try("casework:batches", only(200, *WORKERS, others=403)),
    Try("casework:batches", signed_in(405), "POST"),
    Try("casework:batch", BERGS_OPEN, about="Bo's", args=batch),
    Try("casework:batch", signed_in(405), "POST", "Bo's", args=batch),
    Try(
        "casework:batch",
        signed_in(404),
        about="no such",
        args=lambda t: {"batch_id": t.cast.berg.pk},
    ),
    Try("casework:letters", signed_in(405), about="Bo's", args=batch),
    Try("casework:letters", BERGS_OPEN | SENT, "POST", "Bo's, no letters", args=batch),
    Try("casework:message", signed_in(405), about="open", args=message),
    Try(
        "casework:message",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        args=message,
        given=lambda _: {"became": "handed_over"},
    ),
    Try(
        "casework:message",
        signed_in(404),
        "POST",
        "of another case",
        args=message_elsewhere,
        given=lambda _: {"became": "handed_over"},
    ),
    Try("casework:refuse", BERGS_OPEN, about="open", args=case),
    Try("casework:refuse", BERGS_HIDDEN, about="protected", args=protected_case),
    Try("casework:refuse", signed_in(404), about="no such", args=no_such),
    Try(
        "casework:refuse",
        BERGS_OPEN | SENT,
        "POST",
        "open",
        args=case,
        given=lambda _: {"channels": ["sms"]},
    ),
    Try(
        "casework:refuse",
        BERGS_OPEN | {"anna": 422, "bo": 422},
        "POST",
        "open, a way there is none",
        args=case,
        given=lambda _: {"channels": ["duva"]},
    ),
    Try("casework:message_texts", SIGNS, about="the own authority's"),
    Try("casework:message_texts", signed_in(405), "POST"),
    Try("casework:message_add", SIGNS),
    Try(
        "casework:message_add",
        only(302, *SIGNERS, others=403),
        "POST",
        "a text",
        given=wording,
    ),
    Try(
        "casework:message_add",
        only(422, *SIGNERS, others=403),
        "POST",
        "nothing filled in",
        given=lambda _: {"name": ""},
    ),
    Try(
        "casework:message_reword",
        SIGNS | {"gun": 404},
        about="Berg's own",
        args=own_text,
    ),
    Try(
        "casework:message_reword",
        SIGNS | {"anna": 302, "hilda": 302, "gun": 404},
        "POST",
        "Berg's own",
        own_text,
        reworded,
    ),
    Try(
        "casework:message_reword",
        only(404, *SIGNERS, others=403),
        about="the house's",
        args=common_text,
    ),
    Try("casework:message_use", signed_in(405), about="the house's", args=common_text),
    Try(
        "casework:message_use",
        only(302, *SIGNERS, others=403),
        "POST",
        "the house's",
        args=common_text,
    ),
    Try("casework:message_office", SIGNS, about="the own authority's"),
    Try(
        "casework:message_office",
        only(422, "anna", "hilda", others=403) | {"gun": 302},
        "POST",
        "the first choice, where Berg has made one",
        given=office,
    ),
    Try(
        "casework:message_office",
        only(422, *SIGNERS, others=403),
        "POST",
        "nothing filled in",
        given=lambda _: {"phone": "1"},
    ),
]
