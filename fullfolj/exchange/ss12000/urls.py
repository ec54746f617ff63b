"""The addresses of Skolornas system."""

from django.urls import path

from fullfolj.exchange.ss12000 import views

app_name = "ss12000"
urlpatterns = [
    path("", views.connections, name="connections"),
    path("ny/", views.add, name="add"),
    path("<uuid:connection_id>/", views.connection, name="connection"),
    path("<uuid:connection_id>/andra/", views.change, name="change"),
    path("<uuid:connection_id>/ta-bort/", views.remove, name="remove"),
    path("<uuid:connection_id>/hamta/", views.ask, name="ask"),
    path("<uuid:connection_id>/prova/", views.attempt, name="attempt"),
    path("<slug:word>/nytt/", views.heard, name="heard"),
]
