"""Writing to one youth or many: the preview, what was sent, and what became of it."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.access.policy import ground_among
from fullfolj.casework import paper, policy
from fullfolj.casework.actions import messages as actions
from fullfolj.casework.actions import refusals
from fullfolj.casework.forms.messages import MessageForm, RefusalForm
from fullfolj.casework.lines import chosen
from fullfolj.casework.models import Case, Message, MessageBatch, MessageSettings
from fullfolj.casework.paper import LetterPaper, Recipient
from fullfolj.casework.recipients import MOST, alike
from fullfolj.casework.rules.messages import OUT
from fullfolj.casework.views.common import (
    ROWS,
    ground_or_denied,
    is_id,
    load,
    trail,
    trail_of,
)
from fullfolj.casework.views.papers import foot, printed
from fullfolj.casework.views.youths import choice_of
from fullfolj.casework.words import say
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.core.paper import Prose
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page


@require_POST
def write(request: Any) -> HttpResponse:
    """Choose a text, see what goes to whom, and send it: all from what was ticked."""
    ground = ground_or_denied(request)
    ids = picked(request)
    if not 0 < len(ids) <= MOST:
        few, many = _("Kryssa i minst en ungdom först."), too_many()
        messages.error(request, many if ids else few)
        return redirect("casework:youths")
    form = MessageForm(request.POST if "template" in request.POST else None)
    given = {"cases": ids, "by": request.user}
    sent = {"authority_id": request.asker.authority_id, **given}
    if "send" in request.POST and form.is_valid():
        if carried_out(form, say, actions.send, **sent):
            return redirect("casework:batch", form.cleaned_data["key"])
        form.new_key()
    shown = previewed(form, **given) if form.is_bound else None
    people = [each.case.person_id for each in shown.to.all] if shown else []
    readlog.listed(request, people, ground=ground)
    return chosen_text(request, form, ids, shown)


def too_many() -> str:
    """That nobody looks through so many at once, and what to do."""
    said = _(
        "Du kan skriva till högst %(most)s åt gången. Begränsa urvalet, till exempel "
        "till en kommun."
    )
    return said % {"most": MOST}


def chosen_text(
    request: Any, form: MessageForm, ids: list[UUID], shown: actions.Preview | None
) -> HttpResponse:
    """The page where one chooses a text, and sees what would go to whom."""
    context = {
        "form": form,
        "cases": ids,
        "shown": shown,
        "is_quiet": bool(shown and quiet_now()),
        "trail": [*trail(), (_("Skriv till ungdomar"), request.path)],
    }
    return form_page(request, "casework/write.html", context)


def picked(request: Any) -> list[UUID]:
    """Those of the ticked that the user sees; or all of the choice of the list.

    One more than `MOST` is too many, and is for the page to say.

    Raises:
        Http404: some were named, and none of them is there for the user.
    """
    seen = Case.objects.visible_to(request.user)
    if "everyone" in request.POST:
        query = dict(parse_qsl(request.POST.get("urval", "")))
        day, choice = policy.day(clock.today()), choice_of(request, query)
        cases = chosen(seen, choice.chosen(), request.user, day)
        return list(cases.values_list("pk", flat=True)[: MOST + 1])
    named = [UUID(each) for each in request.POST.getlist("case") if is_id(each)]
    if not named:
        return []
    there = list(seen.filter(pk__in=named[: MOST + 1]).values_list("pk", flat=True))
    if not there:
        raise Http404
    return there


def previewed(form: MessageForm, **given: Any) -> actions.Preview | None:
    """What a form would send to whom; None where it cannot, which the form says."""
    form.is_valid()  # what was refused afterwards is still to be shown
    sending = form.cleaned_data.get("sending")
    if sending is None:
        return None
    try:
        return actions.preview(sending=sending, **given)
    except Refused as refused:
        if refused.field not in form.errors:
            words = say("refused", refused.code, **refused.values)
            form.add_error(refused.field, words)
        return None


def quiet_now() -> bool:
    """Whether nothing should go now."""
    return MessageSettings.now().hours.is_quiet(localtime(clock.now()))


@require_safe
def batches(request: Any) -> HttpResponse:
    """What was sent, the latest first, by whom, and how many stand how."""
    ground_or_denied(request)
    page = page_of(MessageBatch.objects.latest_first(), request.GET.get("page"), ROWS)
    ids = list(page)
    counts = Message.objects.counted(ids)
    found = MessageBatch.objects.filter(pk__in=ids).latest_first()
    page.object_list = [(each, counts.get(each.pk, {})) for each in found]
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "trail": sent_trail(),
    }
    return render(request, "casework/batches.html", context)


@require_safe
def batch(request: Any, batch_id: UUID) -> HttpResponse:
    """What was sent to whom, and how it stands: those that wait first."""
    sent, ground = batch_or_404(request, batch_id)
    theirs = Message.objects.filter(batch=sent)
    page = page_of(theirs.waiting_first(), request.GET.get("page"), ROWS)
    ids = list(page)
    rows = Message.objects.filter(pk__in=ids).shown(clock.today())
    page.object_list = with_first(sent, rows.waiting_first())
    people = [one.person_id for each in page.object_list for one in (each, each.first)]
    readlog.listed(request, people, ground=ground)
    context = {
        "batch": sent,
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "counts": Message.objects.counted([sent.pk]).get(sent.pk, {}),
        "is_quiet": quiet_now(),
        "out": OUT,
        "trail": [*sent_trail(), (sent.name, request.path)],
    }
    return render(request, "casework/batch.html", context)


def with_first(sent: MessageBatch, rows: Any) -> list[Any]:
    """Rows, each with the `first` message to the same telephone or mailbox: or itself.

    That one alone is sent, for them all.
    """
    waiting = Message.objects.filter(batch=sent).waiting().shown(clock.today())
    first, found = alike(waiting.waiting_first()), list(rows)
    for each in found:
        each.first = first.get(each.pk, each)
    return found


def sent_trail() -> list[tuple[str, str]]:
    """Where the page of what was sent stands."""
    return [*trail(), (_("Utskick"), reverse("casework:batches"))]


def batch_or_404(request: Any, batch_id: UUID) -> tuple[MessageBatch, str]:
    """A batch of the authority's, for who works with cases, and their role."""
    ground = ground_among(request.roles, roles.WORK)
    if not ground:
        raise Http404
    return get_object_or_404(MessageBatch, pk=batch_id), ground


@require_POST
def letters(request: Any, batch_id: UUID) -> HttpResponse:
    """The letters of a batch as one PDF, each from a page of its own; now printed."""
    sent, ground = batch_or_404(request, batch_id)
    kept = actions.printed(batch=sent, by=request.user)
    if not kept:
        messages.error(request, _("Det finns inget brev att skriva ut."))
        return redirect("casework:batch", batch_id)
    rows = Message.objects.filter(pk__in=[each.pk for each in kept]).shown(
        clock.today()
    )
    found = [each for each in rows.waiting_first() if each.address]
    readlog.exported(request, [each.person_id for each in found], ground=ground)
    language = sent.language.partition("-")[0]
    content = paper.letters(letter(request, sent, found), language)
    return printed(content, f"brev-{clock.today()}")


def letter(request: Any, sent: MessageBatch, found: list[Any]) -> LetterPaper:
    """A batch as a letter to each, for a window envelope."""
    office, name = MessageSettings.now(), request.user.name
    sender = office.sender.splitlines() or [request.asker.authority_name]
    return LetterPaper(
        sender=tuple(filter(None, (*sender, office.phone))),
        place=office.place,
        on=clock.today(),
        to=tuple(Recipient(window(each)) for each in found),
        subject=sent.subject or sent.name,
        body=Prose(sent.text, sent.language.partition("-")[0]),
        signed=(name,),
        **foot(request),
    )


def window(message: Any) -> tuple[str, ...]:
    """Name and address, a line each, as the window of an envelope shows them."""
    name = f"{message.given_name} {message.family_name}"
    return (name, *(part.strip() for part in message.address.rsplit(",", 1)))


@require_POST
def became(request: Any, case_id: UUID, message_id: UUID) -> HttpResponse:
    """Say what became of a message: sent by telephone, answered, or no more of them."""
    found = load(request, case_id)
    message = get_object_or_404(
        Message, pk=message_id, case=found, person=found.person_id
    )
    said = request.POST.get("became", "")
    back = reverse("casework:case", args=[case_id])
    if request.GET.get("fran") == "utskick":
        back = reverse("casework:batch", args=[message.batch_id])
    try:
        actions.say(message=message, case=found, became=said, by=request.user)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
        return redirect(back)
    messages.success(request, say("message_said", said))
    if said == "answered":
        return redirect("casework:contact", case_id)
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: Any, case_id: UUID) -> HttpResponse:
    """Write down in which ways the youth does not want to be reached."""
    found = load(request, case_id)
    said = request.POST if request.method == "POST" else None
    now = found.refused
    form = RefusalForm(said, initial={"channels": now, "seen": now})
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, refusals.choose, **given):
        messages.success(request, _("Det är sparat."))
        return redirect("casework:case", case_id)
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "trail": [*trail_of(found), (_("Vill inte bli kontaktad så"), request.path)],
    }
    return form_page(request, "casework/refuse.html", context)
