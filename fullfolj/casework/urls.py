"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import URLPattern, URLResolver, include, path

from fullfolj.casework.views import (
    cases,
    contacts,
    drafts,
    my_day,
    plan_export,
    plans,
    small_steps,
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
    ]
    pages += plan_pages()
    return [path("", include((pages, "casework")))]


def plan_pages() -> list[URLPattern]:
    """The plan of a case, and its small steps."""
    plan, step = "ungdomar/<uuid:case_id>/plan/", "ungdomar/<uuid:case_id>/steg/"
    promise, one = f"{plan}lofte/<uuid:promise_id>/", f"{step}<uuid:step_id>/"
    kept = plan_export
    return [
        path(plan, plans.plan, name="plan"),
        path(f"{plan}skriv/", plans.write, name="plan_write"),
        path(f"{plan}lofte/", plans.new_promise, name="new_promise"),
        path(promise, plans.promise, name="promise"),
        path(f"{promise}avsluta/", plans.end_promise, name="end_promise"),
        path(f"{plan}svar/", plans.answer, name="plan_answer"),
        path(f"{plan}uppfoljning/", plans.follow_up, name="plan_follow_up"),
        path(f"{plan}avsluta/", plans.end, name="plan_end"),
        path(f"{plan}version/<int:number>/", kept.version, name="plan_version"),
        path(f"{plan}dokumentation/", kept.documentation, name="plan_documentation"),
        path(f"{plan}fil/", kept.documentation_file, name="plan_file"),
        path(step, small_steps.add, name="small_step"),
        path(one, small_steps.change, name="change_step"),
        path(f"{one}dela/", small_steps.split, name="split_step"),
        path(f"{one}klart/", small_steps.tick, name="tick_step"),
    ]
