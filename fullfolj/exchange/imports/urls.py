"""The addresses of Inläsning."""

from django.urls import path

from fullfolj.exchange.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.runs, name="runs"),
    path("ny/", views.send, name="send"),
    path("korning/<uuid:run_id>/angra/", views.undo, name="undo"),
    path("<uuid:upload_id>/", views.upload, name="upload"),
    path("<uuid:upload_id>/svar/", views.answer, name="answer"),
]
