"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import URLPattern, URLResolver, include, path

from fullfolj.casework.views import (
    cases,
    contacts,
    drafts,
    mapping,
    my_day,
    sections,
    shares,
    youths,
)
from fullfolj.casework.views.my_day import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("min-dag/", my_day.my_day, given, name="my_day"),
        path("min-dag/andringar/", my_day.since, given, name="since"),
        path("dagblad/", my_day.day_sheet, name="day_sheet"),
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
        *mapping_pages(),
    ]
    return [path("", include((pages, "casework")))]


def mapping_pages() -> list[URLPattern]:
    """The addresses of mappings, of what is shared from them, and of their sections."""
    here = "ungdomar/<uuid:case_id>/kartlaggning/"
    section = f"{here}<slug:section>/"
    parts = "kartlaggningens-delar/"
    return [
        path(here, mapping.mapping, name="mapping"),
        path(f"{here}gang/", mapping.begin, name="mapping_begin"),
        path(f"{here}jamfor/", mapping.compare, name="mapping_compare"),
        path(f"{here}delat/<uuid:share_id>/", shares.close, name="share_close"),
        path(section, mapping.section, name="mapping_section"),
        path(f"{section}las/", mapping.lock, name="mapping_lock"),
        path(f"{section}oppna/", shares.share, name="share"),
        path("delade-med-mig/", shares.shared, name="shared"),
        path(
            "delade-med-mig/<uuid:share_id>/",
            shares.shared_section,
            name="shared_section",
        ),
        path(parts, sections.all_sections, name="sections"),
        path(f"{parts}ny/", sections.add, name="section_add"),
        path(f"{parts}<slug:section>/", sections.reword, name="section_reword"),
        path(f"{parts}<slug:section>/med/", sections.ask, name="section_ask"),
    ]
