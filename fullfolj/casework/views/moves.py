"""A youth who moved: asking, noting what they said, and the letter a yes allows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access import readlog
from fullfolj.casework import paper
from fullfolj.casework.actions import moves as actions
from fullfolj.casework.forms.handovers import OfferForm, SaidForm
from fullfolj.casework.handing import Handing
from fullfolj.casework.paper import HandoverPaper
from fullfolj.casework.rules.handovers import GIVE, WAITS
from fullfolj.casework.views.common import begun, filled, load, pressed, seen, trail_of
from fullfolj.casework.views.papers import foot, printed
from fullfolj.casework.words import say
from fullfolj.core.catalogue import LANGUAGES
from fullfolj.core.paper import Prose
from fullfolj.core.refusal import carried_out


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: Any, case_id: UUID) -> HttpResponse:
    """Ask the youth; or, while they have not answered, note what they say."""
    found = load(request, case_id)
    part = Handing.of(request, found)
    if part.offer and "back" in request.POST:
        return taken_back(request, found, part.offer)
    if part.offer and part.crossing == WAITS and "text" not in request.POST:
        return said(request, found, part)
    draft = begun(request, found, OfferForm.DRAFT)
    form = filled(request, OfferForm, draft, case=found, home=part.move.home)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.offer, **given):
        messages.success(
            request, _("Frågan är sparad. Skriv in svaret när du har det.")
        )
        return redirect("casework:moved", case_id)
    if form.errors and not form.asked_about:
        form.new_key()
    return shown(request, found, part, form=form, draft=draft)


def said(request: Any, found: Any, part: Handing) -> HttpResponse:
    """What the youth says to what they were asked."""
    form = SaidForm(request.POST or None)
    offer: Any = part.offer
    given = {"case": found, "offer": offer.pk, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.answer, **given):
        messages.success(request, _("Svaret är sparat."))
        return redirect("casework:moved", found.pk)
    return shown(request, found, part, said=form)


def taken_back(request: Any, found: Any, offer: Any) -> HttpResponse:
    """The youth took their yes back."""
    given = {"case": found, "offer": offer.pk, "by": request.user}
    done = _("Sparat. Ingenting mer lämnas över.")
    pressed(request, done, actions.take_back, **given)
    return redirect("casework:moved", found.pk)


def shown(request: Any, found: Any, part: Handing, **forms: Any) -> HttpResponse:
    """The page; 422 where what was sent could not be taken."""
    context = {
        "case": found,
        "person": found.person,
        "part": part,
        **forms,
        "trail": [*trail_of(found), (_("Flytt"), request.path)],
    }
    sent = forms.get("form") or forms["said"]
    status = 422 if sent.errors else 200
    return render(request, "casework/move.html", context, status=status)


@require_safe
def letter(request: Any, case_id: UUID) -> HttpResponse:
    """The letter to the new municipality, with the youth's yes; without it none.

    Of a protected person there is none: it would tell on paper where they live.
    """
    found, ground = seen(request, case_id)
    part = Handing.of(request, found)
    if part.crossing != GIVE or not found.is_open:
        raise Http404
    offer: Any = part.offer
    readlog.exported(request, [found.person_id], ground=ground)
    sheet = HandoverPaper(
        name=f"{found.given_name} {found.family_name}",
        born=found.person.birth_date,
        to=offer.to_name,
        said=say("move_way", offer.said_how),
        said_on=offer.answered_on,
        text=Prose(offer.text),
        **foot(request),
    )
    content = paper.handover(sheet, get_language() or LANGUAGES[0])
    return printed(content, "overlamning")
