"""What leaves the house by itself: one message, by the way that it goes.

E-mail goes by Django's own backend where a mail server is set up (`FULLFOLJ_SMTP`);
nothing else leaves by itself yet. A gateway for text messages is one more of `WAYS`,
and until there is one a worker sends them from their own telephone.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage

from fullfolj.core.direction import marked

EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One message on its way.

    Attributes:
        to: a number or an address, as the way takes it.
        language: of its text, a code such as `ar`.
        answer_to: where an answer goes, an e-mail address.
        key: the same message sent again has the same, so that a receiver may know it.
    """

    channel: str
    to: str
    subject: str
    text: str
    language: str
    answer_to: str
    key: str


class NotDeliveredError(Exception):
    """Raised when a message did not leave; it says neither to whom nor what."""


def goes(channel: str) -> bool:
    """Whether the house can send by this way itself, as it is set up."""
    return channel in WAYS and bool(settings.SENDS_MAIL)


def deliver(message: Outgoing) -> None:
    """Send one message.

    Raises:
        NotDeliveredError: there is no such way, or it did not take the message.
    """
    if not goes(message.channel):
        raise NotDeliveredError(message.channel)
    WAYS[message.channel](message)


def _mail(message: Outgoing) -> None:
    """By e-mail, in plain text that says its language and which way it is read.

    Marked so that no absence reply comes back.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    made = EmailMessage(
        subject=message.subject,
        body=marked(message.text),
        to=[message.to],
        reply_to=[message.answer_to],
        headers={
            "Message-ID": f"<{message.key}@{domain}>",
            "Content-Language": message.language,
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        made.send()
    except (smtplib.SMTPException, OSError, ValueError) as why:
        raise NotDeliveredError(type(why).__name__) from None


WAYS: dict[str, Callable[[Outgoing], None]] = {EMAIL: _mail}
