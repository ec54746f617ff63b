"""The addresses of Min dag and of cases. Nothing in them tells of whom."""

from django.urls import URLPattern, URLResolver, include, path

from fullfolj.casework.views import (
    attachments,
    calendars,
    cases,
    checklists,
    contacts,
    decisions,
    drafts,
    handovers,
    introductions,
    life,
    mapping,
    measures,
    meetings,
    message_texts,
    messages,
    mine,
    minutes,
    movement,
    moves,
    my_day,
    notes,
    papers,
    plan_export,
    plans,
    progress,
    referrals,
    sections,
    shares,
    small_steps,
    team_meetings,
    twenty,
    week,
    youths,
)
from fullfolj.casework.views.my_day import Above


def patterns(above: Above) -> list[URLResolver]:
    """The addresses, with what the pages need from packages above this one."""
    given = {"above": above}
    pages = [
        path("min-dag/", my_day.my_day, given, name="my_day"),
        path("min-dag/andringar/", my_day.since, given, name="since"),
        path("min-dag/traffar/", week.week, name="week"),
        path("min-dag/kalender/", calendars.calendar, name="calendar"),
        path("kalender/<slug:word>.ics", calendars.feed, name="feed"),
        path("mina/", mine.mine, name="mine"),
        path("dagblad/", my_day.day_sheet, name="day_sheet"),
        path("dagblad/pdf/", my_day.day_sheet_paper, name="day_sheet_paper"),
        path("ungdomar/", youths.youths, name="youths"),
        path("ungdomar/fil/", youths.youths_file, name="youths_file"),
        path("ungdomar/flera/", youths.many, name="many"),
        path("ungdomar/urval/", youths.save_view, name="save_view"),
        path("ungdomar/person/<uuid:person_id>/", life.of_person, name="of_person"),
        path("ungdomar/person/<uuid:person_id>/oppna/", life.open_case, name="open"),
        path("ungdomar/uppfoljningar/", life.follow_ups, name="follow_ups"),
        path("ungdomar/<uuid:case_id>/", cases.case, name="case"),
        path("ungdomar/<uuid:case_id>/avsluta/", life.close, name="close"),
        path("ungdomar/<uuid:case_id>/oppna-igen/", life.reopen, name="reopen"),
        path("ungdomar/<uuid:case_id>/uppfoljning/", life.follow_up, name="follow_up"),
        path("ungdomar/<uuid:case_id>/kontakt/", contacts.contact, name="contact"),
        path("ungdomar/<uuid:case_id>/traff/", meetings.book, name="book"),
        path(
            "ungdomar/<uuid:case_id>/traff/<uuid:meeting_id>/",
            meetings.meeting,
            name="meeting",
        ),
        path(
            "ungdomar/<uuid:case_id>/traff/<uuid:meeting_id>/flytta/",
            meetings.move,
            name="move",
        ),
        path("ungdomar/<uuid:case_id>/utkast/<slug:form>/", drafts.draft, name="draft"),
        path("ungdomar/<uuid:case_id>/nasta-steg/", cases.step, name="step"),
        path("ungdomar/<uuid:case_id>/ansvarig/", cases.owner, name="owner"),
        *of_measures(),
        *of_introductions(),
        *of_referrals(),
        path("ungdomar/<uuid:case_id>/anteckning/", notes.note, name="note"),
        path(
            "ungdomar/<uuid:case_id>/anteckning/<uuid:note_id>/",
            notes.wordings,
            name="note_wordings",
        ),
        path("ungdomar/<uuid:case_id>/bilaga/", attachments.attach, name="attach"),
        path(
            "ungdomar/<uuid:case_id>/bilaga/<uuid:attachment_id>/",
            attachments.attachment,
            name="attachment",
        ),
        *mapping_pages(),
        *of_handovers(),
        *message_pages(),
    ]
    pages += [*plan_pages(), *team_pages(), *checklist_pages(), *progress_pages()]
    return [path("", include((pages, "casework")))]


def of_measures() -> list[URLPattern]:
    """What a youth is offered, and what becomes of it."""
    here, happen = "insatser/<uuid:measure_id>/", measures.happen
    return [
        path("ungdomar/<uuid:case_id>/insats/", measures.offer, name="measure_offer"),
        path(here, measures.measure, name="measure"),
        path(f"{here}svar/", happen, {"what": "answer"}, name="measure_answer"),
        path(f"{here}start/", happen, {"what": "start"}, name="measure_start"),
        path(f"{here}fortsatter/", happen, {"what": "go_on"}, name="measure_go_on"),
        path(f"{here}slut/", happen, {"what": "end"}, name="measure_end"),
        path(f"{here}metod/", happen, {"what": "method"}, name="measure_method"),
        path(f"{here}vecka/", happen, {"what": "week"}, name="measure_week"),
    ]


def of_handovers() -> list[URLPattern]:
    """To a colleague, before the 20th birthday, and to where a youth moved."""
    here, pages = "ungdomar/<uuid:case_id>/", handovers
    return [
        path("overlamningar/", pages.handovers, name="handovers"),
        path("mina/lamna-over/", pages.hand_over_many, name="hand_over_many"),
        path(f"{here}lamna-over/", pages.hand_over, name="hand_over"),
        path(f"{here}lamna-over/svar/", pages.answer, name="answer_handover"),
        path(f"{here}lamna-over/tillbaka/", pages.take_back, name="take_back"),
        path(f"{here}infor-20/", twenty.at_twenty, name="at_twenty"),
        path(f"{here}flytt/", moves.move, name="moved"),
        path(f"{here}flytt/brev/", moves.letter, name="move_letter"),
    ]


def of_introductions() -> list[URLPattern]:
    """On an introductory programme."""
    here, pages = "ungdomar/<uuid:case_id>/introduktion/", introductions
    return [
        path(here, pages.introduction, name="introduction"),
        path(f"{here}stod/", pages.around, name="introduction_around"),
        path(f"{here}amnen/", pages.subjects, name="introduction_subjects"),
        path(f"{here}mal/", pages.goal, name="study_goal"),
        path("studiemal/<uuid:goal_id>/", pages.close_goal, name="close_goal"),
        path("behorighet/", pages.eligibility, name="eligibility"),
    ]


def of_referrals() -> list[URLPattern]:
    """Who asks for help for a youth, and what they are answered."""
    here, pages = "forfragningar/<uuid:referral_id>/", referrals
    person = "forfragningar/person/<uuid:person_id>/"
    return [
        path("forfragningar/", pages.referrals, name="referrals"),
        path("fore-en-forfragan/", pages.wanted, name="wanted"),
        path(person, pages.refer, name="refer"),
        path(here, pages.referral, name="referral"),
        path(f"{here}svar/", pages.answer, name="referral_answer"),
    ]


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
        path(
            "delade-med-mig/<uuid:share_id>/utkast/",
            drafts.shared_draft,
            name="shared_draft",
        ),
        path(parts, sections.all_sections, name="sections"),
        path(f"{parts}ny/", sections.add, name="section_add"),
        path(f"{parts}<slug:section>/", sections.reword, name="section_reword"),
        path(f"{parts}<slug:section>/med/", sections.ask, name="section_ask"),
    ]


def message_pages() -> list[URLPattern]:
    """Writing to youths, what became of it, and the texts that may be sent."""
    case, sent = "ungdomar/<uuid:case_id>/", "utskick/<uuid:batch_id>/"
    texts, one = "meddelanden/", "meddelanden/<slug:code>/"
    return [
        path("ungdomar/skriv/", messages.write, name="write"),
        path("utskick/", messages.batches, name="batches"),
        path(sent, messages.batch, name="batch"),
        path(f"{sent}brev/", messages.letters, name="letters"),
        path(f"{case}meddelande/<uuid:message_id>/", messages.became, name="message"),
        path(f"{case}vill-inte/", messages.refuse, name="refuse"),
        path(texts, message_texts.all_texts, name="message_texts"),
        path(f"{texts}ny/", message_texts.add, name="message_add"),
        path(f"{texts}sa-skriver-ni/", message_texts.office, name="message_office"),
        path(one, message_texts.reword, name="message_reword"),
        path(f"{one}med/", message_texts.use, name="message_use"),
    ]


def plan_pages() -> list[URLPattern]:
    """The plan of a case, and its small steps."""
    plan, step = "ungdomar/<uuid:case_id>/plan/", "ungdomar/<uuid:case_id>/steg/"
    promise, one = f"{plan}lofte/<uuid:promise_id>/", f"{step}<uuid:step_id>/"
    kept = plan_export
    return [
        path(plan, plans.plan, name="plan"),
        path(f"{plan}pdf/", papers.plan, name="plan_paper"),
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


def team_pages() -> list[URLPattern]:
    """The team's meetings, and what they decide of each."""
    here, team = "teammoten/<uuid:meeting_id>/", team_meetings
    return [
        path("teammoten/", team.team_meetings, name="team_meetings"),
        path("teammoten/nytt/", team.arrange, name="team_arrange"),
        path("teammoten/ta-upp/", team.take_up, name="team_take_up"),
        path(here, team.team_meeting, name="team_meeting"),
        path(f"{here}med/", team.seats, name="team_seats"),
        path(f"{here}forslag/", team.propose, name="team_propose"),
        path(f"{here}ordning/", team.agenda, name="team_agenda"),
        path(f"{here}starta/", team.begin, name="team_begin"),
        path(f"{here}avsluta/", team.close, name="team_close"),
        path(f"{here}anteckningar/", minutes.minutes, name="team_minutes"),
        path(f"{here}anteckningar/pdf/", minutes.paper_of, name="team_minutes_paper"),
        path(
            "ungdomar/<uuid:case_id>/beslut/<uuid:item_id>/",
            decisions.item,
            name="team_item",
        ),
    ]


def checklist_pages() -> list[URLPattern]:
    """Checklists in a case, and an authority's own."""
    lists = "checklistor/"
    return [
        path(
            "ungdomar/<uuid:case_id>/checklista/<slug:code>/",
            checklists.checklist,
            name="checklist",
        ),
        path(lists, checklists.all_lists, name="checklists"),
        path(f"{lists}ny/", checklists.add, name="checklist_add"),
        path(f"{lists}<slug:code>/", checklists.reword, name="checklist_reword"),
        path(f"{lists}<slug:code>/med/", checklists.use, name="checklist_use"),
    ]


def progress_pages() -> list[URLPattern]:
    """A youth's way: events, their own view, what a coach believes; and movement."""
    ladder = "ungdomar/<uuid:case_id>/vagen/"
    view = "ungdomar/<uuid:case_id>/sjalvbild/"
    return [
        path(ladder, progress.ladder, name="ladder"),
        path(f"{ladder}<uuid:event_id>/stryk/", progress.strike, name="ladder_strike"),
        path(view, progress.self_view, name="self_view"),
        path(f"{view}ny/", progress.self_view_new, name="self_view_new"),
        path(f"{view}lamna-over/", progress.self_view_handed, name="self_view_handed"),
        path(f"{view}tack/", progress.self_view_thanks, name="self_view_thanks"),
        path("ungdomar/<uuid:case_id>/tro/", progress.belief, name="belief"),
        path("rorelse/", movement.movement, name="movement"),
    ]
