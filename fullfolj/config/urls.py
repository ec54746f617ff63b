"""Every address of the house. Each package adds its own `urls.py` here."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
