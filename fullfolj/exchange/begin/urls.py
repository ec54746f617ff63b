"""The addresses of Kom igång. Nothing in them tells who somebody is."""

from django.urls import URLResolver, include, path

from fullfolj.exchange.begin import hand, views
from fullfolj.exchange.begin.views import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("kom-igang/", views.steps, given, name="steps"),
        path("kom-igang/rakna/", views.compute, given, name="compute"),
        path("kom-igang/lista/<uuid:list_id>/", views.answer, name="answer"),
        path("kom-igang/lista/<uuid:list_id>/kolumner/", views.columns, name="columns"),
        path("kom-igang/lista/<uuid:list_id>/klar/", views.discard, name="discard"),
        path("personer/ny/", hand.enter, name="enter"),
    ]
    return [path("", include((pages, "begin")))]
