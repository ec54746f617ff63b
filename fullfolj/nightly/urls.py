"""The addresses of the night."""

from django.urls import path

from fullfolj.nightly import views

app_name = "nightly"
urlpatterns = [path("", views.health, name="health")]
