"""The pages around sign-in that allauth does not have."""

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
)

from fullfolj.access.signin import policy, session
from fullfolj.access.signin.invented import invented_users

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@require_http_methods(["GET", "POST"])
def session_state(request: HttpRequest) -> JsonResponse:
    """How long the session still lasts; POST counts as use and makes it last longer."""
    if not request.user.is_authenticated:
        return signed_out()
    if request.method == "POST":
        session.use(request)
    left = session.left(request)
    return JsonResponse({"seconds": left.seconds, "extendable": left.extendable})


def signed_out() -> JsonResponse:
    """What the page is told when there is no session any more."""
    return JsonResponse({"seconds": 0, "extendable": False}, status=401)


@login_not_required
@require_POST
def sign_in_by_click(request: HttpRequest) -> HttpResponse:
    """Become one of the invented people. The address exists in the demo alone."""
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(invented_users(), pk=request.POST.get("user"))
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method=policy.BY_CLICK)
    return redirect("home")
