"""Meddelanden: the texts that may be sent, and how the authority writes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.access.views import acting_for
from fullfolj.casework.actions import message_texts as actions
from fullfolj.casework.forms.message_texts import OfficeForm, TemplateForm
from fullfolj.casework.message_texts import Template, templates
from fullfolj.casework.models import MessageSettings
from fullfolj.casework.rules.waits import EMAIL
from fullfolj.casework.views.sections import refuse
from fullfolj.casework.words import say
from fullfolj.core import messages_out
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page


@require_safe
def all_texts(request: Any) -> HttpResponse:
    """Every text that there is, whether it is offered here, and who answers."""
    refuse(request)
    found = templates()
    context = {
        "own": [each for each in found if each.is_own],
        "common": [each for each in found if not each.is_own],
        "office": MessageSettings.now(),
        "mails": messages_out.goes(EMAIL),
        "trail": trail(),
    }
    return render(request, "casework/message_texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Any) -> HttpResponse:
    """Add a text of one's own."""
    refuse(request)
    form = TemplateForm(request.POST or None)
    given = {"authority": acting_for(request), "code": "", "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.write, **given):
        messages.success(request, _("Texten är tillagd."))
        return redirect("casework:message_texts")
    return answer(request, form, _("Ny text"))


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: Any, code: str) -> HttpResponse:
    """Say a text of one's own in other words from now on."""
    refuse(request)
    found = text_or_404(code)
    if not found.is_own:
        raise Http404
    form = TemplateForm(request.POST or None, template=found)
    given = {"authority": acting_for(request), "code": code, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.write, **given):
        messages.success(request, _("De nya orden gäller från nu."))
        return redirect("casework:message_texts")
    return answer(request, form, _("Ändra text"), theirs=form.theirs())


@require_POST
def use(request: Any, code: str) -> HttpResponse:
    """Offer a text from now on, or no longer."""
    refuse(request)
    used = request.POST.get("used") == "yes"
    given = {"authority": acting_for(request), "by": request.user}
    actions.use(template=text_or_404(code), used=used, **given)
    said = _("Texten är med igen.") if used else _("Texten är inte med längre.")
    messages.success(request, said)
    return redirect("casework:message_texts")


@require_http_methods(["GET", "HEAD", "POST"])
def office(request: Any) -> HttpResponse:
    """Choose the office's telephone, its address and its hours."""
    refuse(request)
    now = MessageSettings.now()
    form = OfficeForm(request.POST or None, now=now)
    given = {"authority": acting_for(request), "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.settle, **given):
        messages.success(request, _("Det är sparat."))
        return redirect("casework:message_texts")
    theirs = None
    if form.is_bound and form.data.get("version", "") != str(now.version):
        theirs = now
        form.data = {**dict(form.data.items()), "version": str(now.version)}
    return answer(request, form, _("Så skriver ni"), office=theirs)


def text_or_404(code: str) -> Template:
    """A text of the house's or of the authority's own.

    Raises:
        Http404: there is none.
    """
    found = next((each for each in templates() if each.code == code), None)
    if found is None:
        raise Http404
    return found


def answer(request: Any, form: Any, title: str, **more: Any) -> HttpResponse:
    """The page of a form."""
    here = (title, request.path)
    context = {"form": form, "title": title, "trail": [*trail(), here], **more}
    return form_page(request, "casework/message_text.html", context)


def trail() -> list[tuple[str, str]]:
    """Where the page of texts stands."""
    return [
        (_("Start"), reverse("start")),
        (_("Meddelanden"), reverse("casework:message_texts")),
    ]
