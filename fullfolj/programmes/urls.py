"""The addresses of programmes."""

from django.urls import path

from fullfolj.programmes import views

app_name = "programmes"
urlpatterns = [
    path("", views.programmes, name="programmes"),
    path("<uuid:programme_id>/avsluta/", views.end, name="end"),
]
