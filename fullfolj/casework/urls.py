"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import path

from fullfolj.casework import views

app_name = "casework"
urlpatterns = [
    path("min-dag/", views.my_day, name="my_day"),
    path("dagblad/", views.day_sheet, name="day_sheet"),
    path("ungdomar/", views.youths, name="youths"),
    path("ungdomar/fil/", views.youths_file, name="youths_file"),
    path("ungdomar/flera/", views.many, name="many"),
    path("ungdomar/urval/", views.save_view, name="save_view"),
    path("ungdomar/<uuid:case_id>/", views.case, name="case"),
    path("ungdomar/<uuid:case_id>/kontakt/", views.contact, name="contact"),
    path("ungdomar/<uuid:case_id>/utkast/", views.draft, name="draft"),
    path("ungdomar/<uuid:case_id>/nasta-steg/", views.step, name="step"),
    path("ungdomar/<uuid:case_id>/ansvarig/", views.owner, name="owner"),
]
