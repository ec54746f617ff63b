"""The addresses of the register's pages. Nothing in them tells of whom."""

from django.urls import URLResolver, include, path

from fullfolj.kaa import views
from fullfolj.kaa.views import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("granskning/", views.questions, given, name="questions"),
        path("granskning/<uuid:spell_id>/", views.question, given, name="question"),
        path("stallningstaganden/", views.choices, name="choices"),
        path("stallningstaganden/<str:name>/", views.choice, name="choice"),
        path(
            "personer/<uuid:person_id>/sysselsattning/",
            views.occupation,
            name="occupation",
        ),
        path(
            "personer/<uuid:person_id>/sysselsattning/<uuid:occupation_id>/",
            views.still,
            name="still",
        ),
    ]
    return [path("", include((pages, "kaa")))]
