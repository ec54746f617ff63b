"""Pages of the tests, as a page author writes them: the middleware answers for them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import path

from fullfolj.access import readlog
from fullfolj.config.urls import urlpatterns as house
from fullfolj.people.models import Person


def person(request: Any, person_id: UUID) -> HttpResponse:
    found = get_object_or_404(Person.objects.visible_to(request.user), pk=person_id)
    readlog.displayed(request, found.pk, ground="test")
    return HttpResponse(found.sort_key)


def lazy(request: Any) -> TemplateResponse:
    """The template asks the database when it is rendered, after the view is over."""
    template = engines["django"].from_string(
        "{% for p in people %}{{ p.sort_key }};{% endfor %}"
    )
    people = Person.objects.visible_to(request.user).sorted_for_list()
    return TemplateResponse(request, template, {"people": people})


def stream(request: Any) -> StreamingHttpResponse:
    people = Person.objects.visible_to(request.user).sorted_for_list()
    readlog.exported(request, people.values_list("pk", flat=True))

    def lines() -> Iterator[str]:
        yield from (f"{person.sort_key};" for person in people)

    return StreamingHttpResponse(lines())


def forbidden(request: HttpRequest, person_id: UUID) -> HttpResponse:
    Person.objects.filter(pk=person_id).update(sort_key="changed")
    raise PermissionDenied


def failing(_request: HttpRequest) -> HttpResponse:
    Person.objects.update(sort_key="changed")
    raise RuntimeError


def broken_statement(_request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select 1 / 0")
    return HttpResponse()


def unauthorised(_request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Changes first and says no afterwards, without an exception."""
    Person.objects.filter(pk=person_id).update(sort_key="changed")
    return HttpResponse(status=500)


def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponse()


urlpatterns = [
    path("leave/", leave, name="leave"),
    path("person/<uuid:person_id>/", person, name="person"),
    path("lazy/", lazy, name="lazy"),
    path("stream/", stream, name="stream"),
    path("forbidden/<uuid:person_id>/", forbidden, name="forbidden"),
    path("failing/", failing, name="failing"),
    path("broken/", broken_statement, name="broken"),
    path("unauthorised/<uuid:person_id>/", unauthorised, name="unauthorised"),
    *house,
]
