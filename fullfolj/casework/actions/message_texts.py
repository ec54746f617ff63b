"""The texts of an authority's own, those it does not use, and how it writes."""

from dataclasses import asdict, dataclass

from django.db import transaction

from fullfolj.access.models import Authority, User
from fullfolj.casework.actions import catalogues
from fullfolj.casework.actions.common import ChangedError
from fullfolj.casework.message_texts import Template, next_code
from fullfolj.casework.models import MessageSettings, MessageTemplate
from fullfolj.casework.rules.messages import LONGEST, unknown_places
from fullfolj.casework.rules.waits import EMAIL
from fullfolj.casework.wording import unsaid
from fullfolj.core.refusal import Refused


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What a text is called, how and in which language it goes, and what it says."""

    name: str
    channel: str
    language: str
    text: str
    subject: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Who answers, and when messages go; see `MessageSettings`."""

    phone: str
    sender: str
    place: str
    quiet_from: int
    quiet_to: int
    apart_hours: int


class TextChangedError(ChangedError):
    """Raised when somebody changed the text or the hours while the form was open."""

    code = "text_changed"


class TellsError(Refused):
    """Raised when a text has a word that tells of the youth, or of why they get it."""

    code = "message_word"

    def __init__(self, field: str, word: str) -> None:
        super().__init__(field)
        self.field, self.values = field, {"word": word}


class UnknownPlaceError(Refused):
    """Raised when a text has a place that nothing is filled in in, such as a name."""

    code, field = "unknown_place", "text"

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.values = {"place": place}


class TooLongError(Refused):
    """Raised when a text message would be more than three."""

    code, field = "message_long", "text"


class NoSubjectError(Refused):
    """Raised when an e-mail has no subject."""

    code, field = "no_subject", "subject"


@transaction.atomic
def write(
    *, authority: Authority, code: str, version: int, wording: Wording, by: User
) -> MessageTemplate:
    """Add a text of one's own, or another version of it; sent twice it is one.

    Args:
        code: empty for a new one.
        version: the one that the user saw; 0 for a new one.

    Raises:
        TextChangedError: somebody changed it since.
        TellsError, UnknownPlaceError, TooLongError, NoSubjectError: as they say.
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    _refuse_wording(wording)
    said = asdict(wording)
    if not code:
        said["is_used"] = True
        return catalogues.add(
            MessageTemplate, next_code, said, authority=authority, by=by
        )
    return catalogues.reword(
        MessageTemplate, code, said, version=version, changed=TextChangedError, by=by
    )


@transaction.atomic
def use(*, authority: Authority, template: Template, used: bool, by: User) -> None:
    """Offer a text from now on, or no longer. What was sent stays as it was.

    Raises:
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    said = {"is_used": used}
    catalogues.use(MessageTemplate, template.code, said, authority=authority, by=by)


@transaction.atomic
def settle(*, authority: Authority, version: int, office: Office, by: User) -> None:
    """Choose the office's telephone, its address and its hours from now on.

    Raises:
        TextChangedError: somebody chose since the user saw it.
        TellsError: the sender, which is read on the envelope, tells why.
        PermissionDenied: not for this user.
    """
    catalogues.refuse(authority, by)
    now = MessageSettings.now()
    said = asdict(office)
    if all(getattr(now, name) == value for name, value in said.items()):
        return
    if now.version != version:
        raise TextChangedError
    _refuse_words("sender", office.sender)
    MessageSettings(
        authority=authority, version=version + 1, by_user=by.pk, **said
    ).save(force_insert=True)


def _refuse_wording(wording: Wording) -> None:
    if len(wording.text) > LONGEST[wording.channel]:
        raise TooLongError
    if wording.channel == EMAIL and not wording.subject:
        raise NoSubjectError
    unknown = unknown_places(f"{wording.subject} {wording.text}")
    if unknown:
        raise UnknownPlaceError(unknown[0][:40])
    _refuse_words("subject", wording.subject)
    _refuse_words("text", wording.text)


def _refuse_words(field: str, text: str) -> None:
    found = unsaid(text)
    if found:
        raise TellsError(field, text[found.start : found.end])
