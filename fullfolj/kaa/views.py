"""Granskning, whom the rule asks about; Ställningstaganden, what the board chose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog
from fullfolj.access.views import acting_for
from fullfolj.core import clock
from fullfolj.core.paging import page_of
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page
from fullfolj.kaa import policy
from fullfolj.kaa.actions import occupations
from fullfolj.kaa.actions import rulings as actions
from fullfolj.kaa.case import Case
from fullfolj.kaa.doings import Doings
from fullfolj.kaa.forms import (
    OccupationForm,
    RulingForm,
    StillForm,
    form_of,
    usual_occupation,
)
from fullfolj.kaa.models import Occupation, PolicySetting, RegisterSpell, ReviewSpell
from fullfolj.kaa.rules.numbers import NAMES as NUMBERS
from fullfolj.kaa.rules.parts import NAMES as PARTS
from fullfolj.kaa.rules.register import Aside, Signed
from fullfolj.kaa.silence import unconfirmed
from fullfolj.kaa.why import Basis, Why
from fullfolj.kaa.words import language, say
from fullfolj.people.models import Person
from fullfolj.people.views import to_write_about, trail_under

ROWS = 30


@dataclass(frozen=True)
class Above:
    """What the pages need of packages above this one; config/urls.py hands it in.

    Attributes:
        set_aside: of a person, in a language: the rows that could not be used.
        last_computed: when the authority's register was last computed.
        basis: what the answer about a person rests on today, in a language.
    """

    set_aside: Callable[[UUID, str], tuple[Aside | None, list[str]]]
    last_computed: Callable[[], datetime | None]
    basis: Callable[[UUID, str], Basis | None]


@require_safe
def questions(request: Any, above: Above) -> HttpResponse:
    """Whom the rule asks about; protected registration in a queue of its own."""
    ground = policy.ground_to_judge(request.user)
    if not ground:
        raise PermissionDenied
    asked = of_visible(request).unanswered()
    cleared = request.asker.sees_protected
    special = asked.restricted()
    is_special = cleared and "sarskild" in request.GET
    chosen = special if is_special else asked.unrestricted()
    page = page_of(chosen.sorted_for_list(), request.GET.get("page"), ROWS)
    page.object_list = with_people(page, request, ground)
    context = {
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=1),
        "is_special": is_special,
        "special": special.count() if cleared and not is_special else 0,
        "last_computed": None if page.object_list else above.last_computed(),
        "trail": trail_of_queue(is_special=is_special),
    }
    return render(request, "kaa/questions.html", context)


def with_people(page: Any, request: Any, ground: str) -> Any:
    """A page's questions, each with its person; the reading is logged."""
    asked = ReviewSpell.objects.filter(pk__in=list(page))
    spells = list(asked.with_outrun().sorted_for_list())
    ids = [spell.person_id for spell in spells]
    readlog.listed(request, ids, ground=ground)
    named = {person.pk: person for person in Person.objects.named(ids)}
    return [(spell, named[spell.person_id]) for spell in spells]


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Any, spell_id: UUID, above: Above) -> HttpResponse:
    """What is asked of one person, with what is known; what is posted decides it."""
    spell, person = load(request, spell_id)
    aside, refusals = above.set_aside(person.pk, language())
    hidden, queue = spell.is_restricted, queue_of(spell)
    form = RulingForm(request.POST or None, hidden=hidden)
    given = {"person": person, "municipality": spell.municipality_code, "aside": aside}
    if form.is_valid() and carried_out(
        form, say, actions.decide, **given, by=request.user
    ):
        messages.success(request, _("Beslutet är sparat. Registret följer det i natt."))
        return redirect(queue)
    context = {
        "spell": spell,
        "person": person,
        "case": Case.of(spell, aside),
        "refusals": refusals,
        "form": form,
        "queue": queue,
        "trail": [*trail_of_queue(is_special=hidden), (_("Fråga"), request.path)],
    }
    return form_page(request, "kaa/question.html", context)


@require_safe
def choices(request: Any) -> HttpResponse:
    """What the authority has chosen where the law leaves a choice, now and before."""
    if not policy.can_sign(request.user):
        raise PermissionDenied
    signed, today = PolicySetting.objects.signed(), clock.today()
    context = {
        "of_rule": [matter(signed, name, today) for name in PolicySetting.OF_RULE],
        "numbers": [matter(signed, name, today) for name in NUMBERS],
        "parts": [matter(signed, name, today) for name in PARTS],
        "today": today,
        "trail": [
            (_("Start"), reverse("start")),
            (_("Ställningstaganden"), request.path),
        ],
    }
    return render(request, "kaa/choices.html", context)


def matter(signed: Signed, name: str, today: date) -> dict[str, Any]:
    """What was chosen on one matter: what holds today, and the rest."""
    held = signed.held(name, today)
    others = [each for each in signed.of(name) if each is not held]
    return {"name": name, "held": held, "others": others}


@require_http_methods(["GET", "HEAD", "POST"])
def choice(request: Any, name: str) -> HttpResponse:
    """Enter what the authority decided on one matter, and sign that it did."""
    if not policy.can_sign(request.user):
        raise PermissionDenied
    if name not in PolicySetting.NAMES:
        raise Http404
    form = form_of(name)(request.POST or None, name=name)
    given = {"authority": acting_for(request), "name": name, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.sign, **given):
        messages.success(request, _("Ställningstagandet är undertecknat."))
        return redirect("kaa:choices")
    context = {
        "form": form,
        "name": name,
        "trail": [
            (_("Start"), reverse("start")),
            (_("Ställningstaganden"), reverse("kaa:choices")),
            (_("Skriv in beslut"), request.path),
        ],
    }
    return form_page(request, "kaa/choice.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def occupation(request: Any, person_id: UUID) -> HttpResponse:
    """What a person does, did and will do; what is posted writes it down."""
    person = to_write_about(request, person_id)
    given = {"person": person, "by": request.user}
    form = OccupationForm(request.POST or None, initial=usual_occupation())
    if form.is_valid() and carried_out(form, say, occupations.record, **given):
        messages.success(request, _("Sysselsättningen är sparad."))
        return redirect(request.path)
    context = {
        "person": person,
        "form": form,
        "done": Doings.of(person),
        "trail": trail_under(person, _("Sysselsättning"), request.path),
    }
    return form_page(request, "kaa/occupation.html", context)


@require_POST
def still(request: Any, person_id: UUID) -> HttpResponse:
    """Whether what is known still holds: one tap."""
    person = to_write_about(request, person_id)
    form = StillForm(request.POST)
    if not form.is_valid():
        raise Http404
    told = Occupation.objects.filter(person=person)
    known = get_object_or_404(told, pk=form.cleaned_data["about"])
    is_so = form.cleaned_data["answer"] == "yes"
    action = occupations.verify if is_so else occupations.end
    try:
        action(person=person, occupation=known, by=request.user)
    except Refused as refused:
        messages.warning(request, say("refused", refused.code))
    else:
        messages.success(request, _("Det är antecknat."))
    return redirect("kaa:occupation", person.pk)


@require_safe
def why(request: Any, person_id: UUID, above: Above) -> HttpResponse:
    """Why somebody is in the group or not, as a parent could read it; to print."""
    person = to_write_about(request, person_id)
    basis, today = above.basis(person.pk, language()), clock.today()
    held = RegisterSpell.objects.holding(today).filter(person=person)
    context = {
        "person": person,
        "why": Why.of(basis) if basis else None,
        "is_registered": held.exists(),
        "silent_since": unconfirmed(today, [person.pk]).get(person.pk),
        "today": today,
        "trail": trail_under(person, _("Varför"), request.path),
    }
    return render(request, "kaa/why.html", context)


def of_visible(request: Any) -> Any:
    """The questions that hold today, of persons whom the user may see.

    Those of protected registration only for whom is cleared, whatever the row is.
    """
    asked = ReviewSpell.objects.known_now().valid(clock.today())
    visible = asked.visible_to(request.user)
    cleared = request.asker and request.asker.sees_protected
    return visible if cleared else visible.unrestricted()


def load(request: Any, spell_id: UUID) -> tuple[Any, Person]:
    """A question and its person, for who may decide; the reading is logged."""
    spell = get_object_or_404(of_visible(request).with_queue(), pk=spell_id)
    ground = policy.ground_to_judge(request.user)
    if not ground:
        raise PermissionDenied
    readlog.displayed(request, spell.person_id, ground=ground)
    return spell, Person.objects.named([spell.person_id]).get()


def queue_of(spell: Any) -> str:
    """The address of the list that a question stands in."""
    return reverse("kaa:questions") + ("?sarskild" if spell.is_restricted else "")


def trail_of_queue(*, is_special: bool) -> list[tuple[str, str]]:
    """Where the pages of Granskning stand."""
    review = reverse("kaa:questions")
    special = [(_("Särskild kö"), f"{review}?sarskild")] if is_special else []
    return [(_("Start"), reverse("start")), (_("Granskning"), review), *special]
