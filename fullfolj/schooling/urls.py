"""The addresses of what schools say and told. Nothing in them tells of whom."""

from django.urls import path

from fullfolj.schooling import views

app_name = "schooling"
urlpatterns = [
    path("<uuid:person_id>/skolgang/", views.schooling, name="schooling"),
    path("<uuid:person_id>/skolmeddelande/", views.notice, name="notice"),
    path(
        "<uuid:person_id>/skolmeddelande/ta-tillbaka/",
        views.take_back,
        name="take_back",
    ),
]
