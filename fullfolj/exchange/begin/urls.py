"""The addresses of Kom igång. Nothing in them tells who somebody is."""

from django.urls import path

from fullfolj.exchange.begin import views

app_name = "begin"
urlpatterns = [
    path("personer/ny/", views.enter, name="enter"),
]
