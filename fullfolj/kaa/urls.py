"""The addresses of the register's pages. Nothing in them tells of whom."""

from django.urls import URLResolver, include, path

from fullfolj.kaa import views
from fullfolj.kaa.views import Above

PERSON = "personer/<uuid:person_id>/"


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("granskning/", views.questions, given, name="questions"),
        path("granskning/<uuid:spell_id>/", views.question, given, name="question"),
        path("stallningstaganden/", views.choices, name="choices"),
        path("stallningstaganden/<str:name>/", views.choice, name="choice"),
        path(f"{PERSON}sysselsattning/", views.occupation, name="occupation"),
        path(f"{PERSON}sysselsattning/stammer/", views.still, name="still"),
        path(f"{PERSON}varfor/", views.why, given, name="why"),
    ]
    return [path("", include((pages, "kaa")))]
