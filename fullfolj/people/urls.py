"""The addresses of persons. Nothing in them tells who somebody is."""

from django.urls import path

from fullfolj.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/lasningar/", views.readings, name="readings"),
]
