"""The addresses of Granskning and Ställningstaganden. Nothing in them tells of whom."""

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
    ]
    return [path("", include((pages, "kaa")))]
