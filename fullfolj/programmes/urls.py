"""The addresses of the method bank."""

from django.urls import URLResolver, include, path

from fullfolj.programmes.views import methods
from fullfolj.programmes.views.methods import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("", methods.methods, given, name="methods"),
        path("ny/", methods.new, name="new_method"),
        path("<uuid:method_id>/", methods.method, given, name="method"),
        path("<uuid:method_id>/andra/", methods.change, name="change_method"),
    ]
    return [path("metoder/", include((pages, "programmes")))]
