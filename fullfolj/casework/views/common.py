"""What the pages of cases share: who may, whose case, and where one is.

What is shown is logged before it is shown. Nothing personal stands in an address.
"""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fullfolj.access import readlog, roles
from fullfolj.access.models import User
from fullfolj.access.policy import ground_among
from fullfolj.casework.actions.contacts import DRAFT as CONTACT
from fullfolj.casework.lines import Line, lines
from fullfolj.casework.models import Case, Contact, Draft, Meeting
from fullfolj.casework.models.messages import refused_of_each
from fullfolj.casework.rules.waits import Day
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.paging import MOST_DIGITS
from fullfolj.core.refusal import Refused
from fullfolj.people.models import has_died

ROWS = 30


def ground_or_denied(request: Any) -> str:
    """The role in which the user works with cases.

    Raises:
        PermissionDenied: in none.
    """
    ground = ground_among(request.roles, roles.WORK)
    if not ground:
        raise PermissionDenied
    return ground


def seen(request: Any, case_id: UUID, also: Any = None) -> tuple[Any, str]:
    """A case with its person, for who works with cases, and in which role they do.

    The reading is to be logged before anything of it is answered.

    Args:
        also: `Case.objects` with what a page needs of it besides, that most do not.
    """
    cases = Case.objects.all() if also is None else also
    cases = cases.visible_to(request.user).with_owner().select_related("programme")
    cases = cases.annotate(
        has_draft=Draft.of_each(request.user.pk, CONTACT),
        safety=Contact.objects.safety_of(),
        refused=refused_of_each(),
        has_died=has_died(clock.today()),
    )
    found = get_object_or_404(cases.with_person(clock.today()), pk=case_id)
    return found, ground_among(request.roles, roles.WORK)


def load(request: Any, case_id: UUID, also: Any = None) -> Any:
    """A case with its person, for who works with cases; the reading is logged.

    A closed one is read as any other. Whoever would write in it is told that it is
    closed, by casework/head.html beforehand and by the action when they do.
    """
    found, ground = seen(request, case_id, also)
    readlog.displayed(request, found.person_id, ground=ground)
    return found


def shown(request: Any, ids: list[UUID], day: Day, ground: str) -> list[Line]:
    """The rows of a list; that they were seen is logged."""
    found = lines(ids, day)
    readlog.listed(request, [line.case.person_id for line in found], ground=ground)
    return found


def begun(request: Any, case: Case, form_name: str) -> Draft | None:
    """What the user has begun to write in a case's form, unless they send it now."""
    if request.method == "POST":
        return None
    draft: Draft | None = Draft.of(case, request.user.pk, form_name)
    return draft


def filled(
    request: Any, form: Callable[..., Any], draft: Draft | None, **given: Any
) -> Any:
    """A form as it was sent, or with what the user had begun to write."""
    if request.method == "POST":
        return form(request.POST, **given)
    return form(initial=draft.fields if draft else {}, **given)


def changed_meanwhile(form: Any, found: Any, draft: Draft | None = None) -> Any:
    """The case as somebody else left it since the form, or its draft, was begun.

    What the user wrote stays, and may be sent again: they have seen both now. Where it
    was closed meanwhile, that is told in its place, by casework/head.html.
    """
    theirs = None if isinstance(found, Case) and found.closed_on else found
    if draft and draft.version != found.version:
        return theirs
    if not form.is_bound or str(found.version) == form.data.get("version", ""):
        return None
    form.seen_again()
    return theirs


def pressed(request: Any, said: str, action: Callable[..., Any], **given: Any) -> None:
    """Carry out what a button alone asks for; tell that it is done, or why not."""
    try:
        action(**given)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
    else:
        messages.success(request, said)


def told_clashes(request: Any, owner: User | None, cases: Collection[UUID]) -> None:
    """Tell how many meetings came along with cases to somebody who is busy then."""
    count = Meeting.objects.double_booked(owner.pk, cases) if owner else 0
    if count:
        said = ngettext(
            "En träff krockar nu med en annan. Flytta en av dem.",
            "%(n)s träffar krockar nu med andra. Flytta dem som behövs.",
            count,
        )
        messages.warning(request, said % {"n": count})


def is_id(text: str) -> bool:
    """Whether a text is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def whole_number(sent: Any) -> int:
    """The whole number that was sent, such as a version or a page; 0 where it is none.

    Only so many digits count: Python refuses to read thousands of them.
    """
    text = str(sent)
    return int(text[:MOST_DIGITS]) if text.isascii() and text.isdecimal() else 0


def trail() -> list[tuple[str, str]]:
    """Where the pages of cases stand."""
    return [
        (_("Min dag"), reverse("casework:my_day")),
        (_("Ungdomar"), reverse("casework:youths")),
    ]


def back_to(request: Any, found: Any) -> str:
    """Where one came from: Min dag, the lists and the week ask to be come back to."""
    places = {
        "dag": "casework:my_day",
        "lista": "casework:youths",
        "mina": "casework:mine",
        "traffar": "casework:week",
    }
    place = places.get(request.GET.get("fran", ""))
    return reverse(place) if place else reverse("casework:case", args=[found.pk])


def trail_of(found: Any) -> list[tuple[str, str]]:
    """A case's page, without saying whose."""
    return [*trail(), (_("Ungdom"), reverse("casework:case", args=[found.pk]))]
