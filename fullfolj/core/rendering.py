"""How forms become pages: by our own templates, which all forms share."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class HouseRenderer(TemplatesSetting):
    """Our form and field in place of Django's, also for the forms of packages."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def form_page(
    request: HttpRequest, template: str, context: dict[str, Any]
) -> HttpResponse:
    """The page of the context's `form`; 422 where what was sent in it is wrong."""
    status = 422 if context["form"].errors else 200
    return render(request, template, context, status=status)
