"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import URLResolver, include, path

from fullfolj.casework import views
from fullfolj.casework.views import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("min-dag/", views.my_day, given, name="my_day"),
        path("min-dag/andringar/", views.since, given, name="since"),
        path("dagblad/", views.day_sheet, name="day_sheet"),
        path("ungdomar/", views.youths, name="youths"),
        path("ungdomar/fil/", views.youths_file, name="youths_file"),
        path("ungdomar/flera/", views.many, name="many"),
        path("ungdomar/urval/", views.save_view, name="save_view"),
        path("ungdomar/person/<uuid:person_id>/", views.of_person, name="of_person"),
        path("ungdomar/<uuid:case_id>/", views.case, name="case"),
        path("ungdomar/<uuid:case_id>/kontakt/", views.contact, name="contact"),
        path("ungdomar/<uuid:case_id>/utkast/", views.draft, name="draft"),
        path("ungdomar/<uuid:case_id>/nasta-steg/", views.step, name="step"),
        path("ungdomar/<uuid:case_id>/ansvarig/", views.owner, name="owner"),
    ]
    return [path("", include((pages, "casework")))]
