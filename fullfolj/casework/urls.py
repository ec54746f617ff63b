"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import path

from fullfolj.casework import views

app_name = "casework"
urlpatterns = [
    path("min-dag/", views.my_day, name="my_day"),
    path("ungdomar/<uuid:case_id>/", views.case, name="case"),
    path("ungdomar/<uuid:case_id>/kontakt/", views.contact, name="contact"),
    path("ungdomar/<uuid:case_id>/utkast/", views.draft, name="draft"),
    path("ungdomar/<uuid:case_id>/nasta-steg/", views.step, name="step"),
    path("ungdomar/<uuid:case_id>/ansvarig/", views.owner, name="owner"),
]
