"""Min dag, the list of youths, a youth's case, and recording a contact.

What is shown is logged before it is shown. Nothing personal stands in an address.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access import readlog, roles
from fullfolj.casework import policy
from fullfolj.casework.actions import cases as case_actions
from fullfolj.casework.actions import contacts as actions
from fullfolj.casework.forms import ContactForm, OwnerForm, StepForm
from fullfolj.casework.lines import Line, lines, phones_of
from fullfolj.casework.models import Case, Contact, Draft
from fullfolj.casework.rules import REASONS, waits
from fullfolj.casework.words import say, told
from fullfolj.core import clock
from fullfolj.core.refusal import carried_out
from fullfolj.core.templatetags.ui import clock_time
from fullfolj.kaa.models import PolicySetting
from fullfolj.people.models import Person

ROWS = 30


@require_safe
def my_day(request: Any) -> HttpResponse:
    """What waits for somebody today, the worst first; and how all of them stand."""
    ground = ground_or_denied(request)
    today = clock.today()
    numbers = PolicySetting.objects.numbers(today)
    seen = Case.objects.visible_to(request.user)
    tally = seen.tally(numbers, today)
    pressing = list(seen.pressing(numbers, today).values_list("pk", flat=True)[:ROWS])
    context = {
        "today": today,
        "tally": tally,
        "counts": [(reason, tally[reason]) for reason in REASONS if tally[reason]],
        "numbers": numbers,
        "lines": shown(request, pressing, ground),
        "may_assign": roles.ASSIGN in request.permissions,
    }
    return render(request, "casework/my_day.html", context)


@require_safe
def case(request: Any, case_id: UUID) -> HttpResponse:
    """A youth: what comes next, who answers for it, and everything that was tried."""
    found, person = load(request, case_id)
    today = clock.today()
    standing = list(waits(found.standing, PolicySetting.objects.numbers(today), today))
    context = {
        "case": found,
        "person": person,
        "why": [told(wait) for wait in standing],
        "phone": phones_of([person.pk], today).get(person.pk, ""),
        "contacts": Contact.objects.of_case(found),
        "draft": Draft.of(found, request.user.pk),
        "may_assign": policy.can_assign(request.user, found),
        "trail": trail_of(found),
    }
    return render(request, "casework/case.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: Any, case_id: UUID) -> HttpResponse:
    """Record that somebody tried to reach the youth, and what comes next."""
    found, person = load(request, case_id)
    draft = None if request.POST else Draft.of(found, request.user.pk)
    form = contact_form(request, found, draft)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.record, **given):
        messages.success(request, _("Kontakten är sparad."))
        return redirect(back_to(request, found))
    context = {
        "case": found,
        "person": person,
        "form": form,
        "draft": draft,
        "theirs": changed_meanwhile(form, found),
        "phone": phones_of([person.pk], clock.today()).get(person.pk, ""),
        "trail": [*trail_of(found), (_("Ny kontakt"), request.path)],
    }
    status = 422 if form.errors else 200
    return render(request, "casework/contact.html", context, status=status)


@require_POST
def draft(request: Any, case_id: UUID) -> HttpResponse:
    """Keep what is being written, or throw it away; the script asks, or a button."""
    found, _person = load(request, case_id)
    if "drop" in request.POST:
        actions.drop_draft(case=found, by=request.user)
        return redirect("casework:contact", case_id)
    names = ContactForm.base_fields.keys() - {"version", "key"}
    fields = {k: v for k, v in request.POST.items() if k in names}
    version = request.POST.get("version", "")
    if not version.isdigit() or int(version) != found.version:
        return JsonResponse({"said": say("refused", "changed")}, status=409)
    kept = actions.keep_draft(
        case=found, version=found.version, fields=fields, by=request.user
    )
    said = _("Utkast sparat %(at)s") % {"at": clock_time(kept.saved_at)}
    return JsonResponse({"said": said})


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: Any, case_id: UUID) -> HttpResponse:
    """Change what comes next, and when."""
    found, person = load(request, case_id)
    form = StepForm(request.POST or None, case=found)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.plan, **given):
        messages.success(request, _("Nästa steg är sparat."))
        return redirect("casework:case", case_id)
    context = {
        "case": found,
        "person": person,
        "form": form,
        "theirs": changed_meanwhile(form, found),
        "trail": [*trail_of(found), (_("Nästa steg"), request.path)],
    }
    status = 422 if form.errors else 200
    return render(request, "casework/step.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: Any, case_id: UUID) -> HttpResponse:
    """Say who answers for a youth: take it, give it, or leave it to nobody."""
    found, person = load(request, case_id)
    if not policy.can_assign(request.user, found):
        raise PermissionDenied
    form = OwnerForm(request.POST or None, initial={"owner": found.owner})
    given = {"cases": [found.pk], "by": request.user}
    if form.is_valid() and carried_out(form, say, case_actions.assign, **given):
        messages.success(request, _("Ansvarig är ändrad."))
        return redirect(back_to(request, found))
    context = {
        "case": found,
        "person": person,
        "form": form,
        "trail": [*trail_of(found), (_("Ansvarig"), request.path)],
    }
    status = 422 if form.errors else 200
    return render(request, "casework/owner.html", context, status=status)


def ground_or_denied(request: Any) -> str:
    """The role in which the user works with cases.

    Raises:
        PermissionDenied: in none.
    """
    ground = policy.ground_to_work(request.user)
    if not ground:
        raise PermissionDenied
    return ground


def load(request: Any, case_id: UUID) -> tuple[Any, Any]:
    """A case and its person, for who works with cases; the reading is logged."""
    seen = Case.objects.visible_to(request.user).open().select_related("person")
    found = get_object_or_404(seen.with_owner(), pk=case_id)
    readlog.displayed(
        request, found.person_id, ground=policy.ground_to_work(request.user)
    )
    return found, Person.objects.named([found.person_id]).get()


def shown(request: Any, ids: list[UUID], ground: str) -> list[Line]:
    """The rows of a list; that they were seen is logged."""
    today = clock.today()
    found = lines(ids, PolicySetting.objects.numbers(today), today)
    readlog.listed(request, [line.case.person_id for line in found], ground=ground)
    return found


def contact_form(request: Any, found: Any, draft: Draft | None) -> ContactForm:
    """The form as it was sent, or with what the user was writing."""
    given = {"case": found, "by": request.user}
    if request.method == "POST":
        return ContactForm(request.POST, **given)
    return ContactForm(initial=draft.fields if draft else None, **given)


def changed_meanwhile(form: Any, found: Any) -> Any:
    """The case as somebody else left it, where that is why the form was refused.

    What the user wrote stays, and may be sent again: they have seen both now.
    """
    if not form.is_bound or str(found.version) == form.data.get("version", ""):
        return None
    form.seen_again()
    return found


def back_to(request: Any, found: Any) -> str:
    """Where one came from: Min dag and the list ask to be come back to."""
    places = {"dag": "casework:my_day", "lista": "casework:youths"}
    place = places.get(request.GET.get("fran", ""))
    return reverse(place) if place else reverse("casework:case", args=[found.pk])


def trail_of(found: Any) -> list[tuple[str, str]]:
    """A case's page, without saying whose."""
    return [
        (_("Min dag"), reverse("casework:my_day")),
        (_("Ungdom"), reverse("casework:case", args=[found.pk])),
    ]
