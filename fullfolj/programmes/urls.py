"""The addresses of the method bank and of programmes."""

from django.urls import URLResolver, include, path

from fullfolj.programmes.views import methods, programmes
from fullfolj.programmes.views.methods import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("metoder/", methods.methods, given, name="methods"),
        path("metoder/ny/", methods.new, name="new_method"),
        path("metoder/<uuid:method_id>/", methods.method, given, name="method"),
        path("metoder/<uuid:method_id>/andra/", methods.change, name="change_method"),
        path("program/", programmes.programmes, name="programmes"),
        path("program/<uuid:programme_id>/avsluta/", programmes.end, name="end"),
    ]
    return [path("", include((pages, "programmes")))]
