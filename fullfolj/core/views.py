"""The pages that belong to no part of the house."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fullfolj.core.forms import GalleryForm


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with what it is for; `?dir=rtl` turns the page."""
    paginator = Paginator(range(240), 25)
    page = paginator.get_page(request.GET.get("page"))
    given = request.GET.get("dir")
    context = {
        "form": GalleryForm({"name": "", "email": "anna"}),
        "plain_form": GalleryForm(prefix="plain"),
        "trail": [(_("Start"), "/"), (_("Komponenter"), request.path)],
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=1),
        "direction": given if given in ("ltr", "rtl") else None,
    }
    return render(request, "core/gallery.html", context)
