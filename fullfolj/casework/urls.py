"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import URLResolver, include, path

from fullfolj.casework.views import cases, contacts, drafts, my_day, youths
from fullfolj.casework.views.my_day import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("min-dag/", my_day.my_day, given, name="my_day"),
        path("min-dag/andringar/", my_day.since, given, name="since"),
        path("dagblad/", my_day.day_sheet, name="day_sheet"),
        path("dagblad/pdf/", my_day.day_sheet_paper, name="day_sheet_paper"),
        path("ungdomar/", youths.youths, name="youths"),
        path("ungdomar/fil/", youths.youths_file, name="youths_file"),
        path("ungdomar/flera/", youths.many, name="many"),
        path("ungdomar/urval/", youths.save_view, name="save_view"),
        path("ungdomar/person/<uuid:person_id>/", cases.of_person, name="of_person"),
        path("ungdomar/<uuid:case_id>/", cases.case, name="case"),
        path("ungdomar/<uuid:case_id>/kontakt/", contacts.contact, name="contact"),
        path("ungdomar/<uuid:case_id>/utkast/<slug:form>/", drafts.draft, name="draft"),
        path("ungdomar/<uuid:case_id>/nasta-steg/", cases.step, name="step"),
        path("ungdomar/<uuid:case_id>/ansvarig/", cases.owner, name="owner"),
    ]
    return [path("", include((pages, "casework")))]
