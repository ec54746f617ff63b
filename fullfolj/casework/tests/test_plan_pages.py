"""The pages of plans and small steps over HTTP, and what they leave behind."""

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import jsonschema_rs
import pytest

from fullfolj.access.models import User
from fullfolj.casework.actions import measures, plans
from fullfolj.casework.models import (
    Agreement,
    Case,
    Plan,
    PlanVersion,
    Promise,
    SmallStep,
)
from fullfolj.casework.plan_export import FORMAT, ITEMS, SCHEMA
from fullfolj.casework.planned import planned
from fullfolj.casework.rules.plans import LIVE, MUNICIPALITY, YOUTH
from fullfolj.casework.tests.cases import closed, found, opened
from fullfolj.casework.tests.handovers import owned
from fullfolj.casework.tests.measures import offered
from fullfolj.casework.tests.plans import (
    GOAL,
    answered,
    ending,
    in_days,
    promised,
    rest,
    stepped,
    written,
)
from fullfolj.casework.tests.test_pages import NOBODY, reads
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

IFO = "social_services"
LONG = "Jag vill. " * 10_000


def address(case: Case, page: str = "plan/") -> str:
    return f"/ungdomar/{case.pk}/{page}"


def first(**changed: str) -> dict[str, str]:
    """What the form of a first plan sends."""
    said = {
        "key": str(uuid4()),
        "version": "0",
        "goal": "Jag vill bli kock",
        "language": "sv",
        "planning": "",
        "youths": "Ringa skolan\n\nGå dit",
        "municipalitys": "Följa med",
        "follow_up_on": str(in_days(30)),
    }
    return said | changed


def state(cast: Cast, by: User) -> list[Any]:
    """Everything that a try may not change."""
    with cast.asking(by):
        return [
            *Plan.objects.order_by("pk").values_list("pk", "goal", "version"),
            *Promise.objects.order_by("pk").values_list("pk", "text", "ended_on"),
            *SmallStep.objects.order_by("pk").values_list("pk", "text", "version"),
            (PlanVersion.objects.count(), Agreement.objects.count()),
        ]


def begun(cast: Cast, name: str = "Amir Testsson") -> Case:
    """A case with a plan that a partner is in."""
    case = opened(cast, name)
    with cast.asking(cast.bo):
        written(case, cast.bo)
        promised(case, cast.bo, IFO, text="Betala busskort", agreed="spoken")
    return case


def test_a_plan_is_begun_on_one_page(cast: Cast) -> None:
    case = opened(cast, "Amir Testsson")
    bo = signed_in(cast.bo)
    assert "Ingen plan ännu" in text_of(bo.get(address(case)))
    answer = bo.post(address(case, "plan/skriv/"), first())
    assert answer.status_code == 302
    assert answer["Location"] == address(case)
    told = text_of(bo.get(address(case)))
    for text in ("Jag vill bli kock", "Ringa skolan", "Gå dit", "Följa med"):
        assert text in told
    assert "väntar på ungdomen" in told
    assert "väntar på kommunen" in told
    assert reads(cast, "display")[-1][0] == "casework:plan"


def test_t4_over_the_pages(cast: Cast) -> None:
    """T4: answers are noted, the goal is reworded, version 1 is readable."""
    case = begun(cast)
    bo = signed_in(cast.bo)

    def say_yes(asked: str) -> None:
        said = {
            "key": str(uuid4()),
            "version": "2",
            "asked": asked,
            "answer": "yes",
            "how": "spoken",
            "said_on": str(clock.today()),
        }
        assert bo.post(address(case, "plan/svar/"), said).status_code == 302

    say_yes("municipality:")
    assert "Planen gäller inte än" in text_of(bo.get(address(case)))
    say_yes("youth:")
    now = text_of(bo.get(address(case)))
    assert "Planen gäller" in now
    assert "Planen gäller inte" not in now
    said = {
        **{"key": str(uuid4()), "version": "2", "language": "sv", "planning": ""},
        **{"goal": f"{GOAL} i Åre", "wanted_by": "youth"},
    }
    assert bo.post(address(case, "plan/skriv/"), said).status_code == 302
    told = text_of(bo.get(address(case)))
    assert "Planen gäller" in told
    assert "väntar på socialtjänsten" in told
    assert "Frågade: Socialtjänsten" in told
    assert "Fick veta: Kommunen" in told
    third = bo.get(address(case, "plan/version/3/")).content.decode()
    assert "<ins>" in third
    assert "<del>" not in third
    old = text_of(bo.get(address(case, "plan/version/1/")))
    assert GOAL in old
    assert "i Åre" not in old
    assert "Nu gäller version 3." in old
    for number in (0, 4, 2**40):
        there = address(case, f"plan/version/{number}/")
        assert bo.get(there).status_code == 404


def test_an_answer_to_a_promise_sent_twice_is_one_and_may_be_another(
    cast: Cast,
) -> None:
    case, bo = begun(cast), signed_in(cast.bo)
    with cast.asking(cast.bo):
        for party in (MUNICIPALITY, YOUTH):
            answered(case, cast.bo, party)
        made = promised(case, cast.bo, "school", agreed="spoken")
        row = Promise.objects.get(party="school")
    page, asked = address(case, "plan/svar/"), f"youth:{row.pk}"
    said = {"version": str(made.number), "how": "spoken", "said_on": str(clock.today())}
    for answer in ("no", "yes"):
        told = {**said, "key": str(uuid4()), "asked": asked, "answer": answer}
        for _ in range(2):
            assert bo.post(page, told).status_code == 302
    with cast.asking(cast.bo):
        kept = Agreement.objects.filter(party=YOUTH, promise=row.pk)
        assert sorted(each.answer for each in kept) == ["no", "yes"]
        stands = {each.row: each.standing.state for each in planned(case).promises}
    assert stands[row] == LIVE


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("goal", "", "Mål"),
        ("goal", LONG, "Texten är 99999 tecken. Skriv högst 2000."),
        ("goal", "Jag\0vill", "Mål"),
        ("youths", "x" * 501, "Skriv högst 500 tecken på varje rad."),
        ("follow_up_on", "2020-01-01", "Dagen har redan varit."),
        ("follow_up_on", "2226-01-01", "mer än fem år bort"),
        ("follow_up_on", "", "När ska ni titta"),
        ("language", "xx", "Språk"),
        ("version", "7", "Någon sparade i ärendet medan du skrev."),
        ("version", "", "Sidan kom fram trasig"),
        ("key", "x", "Sidan kom fram trasig"),
    ],
)
def test_a_plan_that_cannot_be_is_422_and_nothing_is_lost(
    cast: Cast, field: str, value: str, told: str
) -> None:
    case = opened(cast, "Amir Testsson")
    before = state(cast, cast.bo)
    bo = signed_in(cast.bo)
    answer = bo.post(address(case, "plan/skriv/"), first(**{field: value}))
    assert answer.status_code == 422
    assert told in text_of(answer)
    form = answer.context["form"]
    assert form["municipalitys"].value() == "Följa med"
    if field in ("goal", "youths"):
        assert form[field].value() == value, "what was typed is kept whole"
    assert state(cast, cast.bo) == before
    # What is hidden nobody can put right by hand: it is given anew.
    hidden = {name: str(form[name].value()) for name in ("key", "version")}
    assert bo.post(address(case, "plan/skriv/"), first(**hidden)).status_code == 302


def test_two_who_begin_a_plan_at_once_see_both_texts(cast: Cast) -> None:
    case = opened(cast, "Amir Testsson")
    bo = signed_in(cast.bo)
    with cast.asking(cast.anna):
        written(case, cast.anna)
    answer = bo.post(address(case, "plan/skriv/"), first())
    assert answer.status_code == 422
    assert GOAL in text_of(answer)
    form = answer.context["form"]
    assert (form["goal"].value(), form["youths"].value()) == (
        "Jag vill bli kock",
        "Ringa skolan\n\nGå dit",
    )
    again = first(key=str(form["key"].value()), version=str(form["version"].value()))
    assert bo.post(address(case, "plan/skriv/"), again).status_code == 302
    with cast.asking(cast.bo):
        plan = Plan.objects.get()
        assert (plan.goal, plan.version) == ("Jag vill bli kock", 2)
        assert Promise.objects.count() == 5, "nobody's promise is lost"


def test_sent_twice_is_one_plan(cast: Cast) -> None:
    case, said = opened(cast, "Amir Testsson"), first()
    bo = signed_in(cast.bo)
    for _ in range(2):
        assert bo.post(address(case, "plan/skriv/"), said).status_code == 302
    with cast.asking(cast.bo):
        assert (Plan.objects.count(), PlanVersion.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("page", "given", "told"),
    [
        (
            "plan/lofte/",
            {
                "party": "school",
                "text": "Praktik på fiket",
                "starts_on": str(in_days(9)),
                "ends_on": str(in_days(3)),
            },
            "Slutet ligger före starten.",
        ),
        (
            "plan/lofte/",
            {
                "party": "other",
                "text": "Praktik på fiket",
                "starts_on": str(in_days(0)),
            },
            "Skriv namnet på den som lovar",
        ),
        (
            "plan/avsluta/",
            {"ended_on": str(in_days(0)), "end_reason": "", "wanted_by": "youth"},
            "Varför slutade det?",
        ),
        (
            "plan/avsluta/",
            {
                "ended_on": str(in_days(2)),
                "end_reason": "Praktik på fiket",
                "wanted_by": "youth",
            },
            "Dagen har inte varit än.",
        ),
        (
            "plan/uppfoljning/",
            {
                "done_on": str(in_days(0)),
                "line": "Praktik på fiket",
                "next_on": "2020-01-01",
            },
            "Dagen har redan varit.",
        ),
        (
            "plan/svar/",
            {"asked": f"youth:{NOBODY}", "answer": "yes", "how": "spoken"},
            "Vem har svarat?",
        ),
        (
            "steg/",
            {"text": "Praktik på fiket", "due_on": "2226-01-01", "party": "youth"},
            "mer än ett år bort",
        ),
        (
            "steg/",
            {"text": "Praktik på fiket", "due_on": str(in_days(7)), "party": "school"},
            "Skriv namnet på den som lovar eller gör.",
        ),
        ("steg/", {"text": "Praktik" * 99, "due_on": "x", "party": "youth"}, "steget"),
    ],
)
def test_what_cannot_be_is_422_and_what_was_typed_stays(
    cast: Cast, page: str, given: dict[str, str], told: str
) -> None:
    case = begun(cast)
    before = state(cast, cast.bo)
    said = {"key": str(uuid4()), "version": "2", **given}
    answer = signed_in(cast.bo).post(address(case, page), said)
    assert answer.status_code == 422
    assert told in text_of(answer)
    if "Praktik på fiket" in given.values():
        assert "Praktik på fiket" in text_of(answer) + answer.content.decode()
    assert state(cast, cast.bo) == before


def test_a_promise_of_a_plan_that_ended_meanwhile_is_told_and_kept(cast: Cast) -> None:
    case = begun(cast)
    with cast.asking(cast.anna):
        plans.end(**rest(case, cast.anna, {}), ending=ending())
    said = {
        **{"key": str(uuid4()), "version": "2", "party": "school"},
        **{"text": "Praktik på fiket", "starts_on": str(in_days(0))},
    }
    bo = signed_in(cast.bo)
    answer = bo.post(address(case, "plan/lofte/"), said)
    assert answer.status_code == 422
    assert "Någon avslutade planen medan du skrev." in text_of(answer)
    assert "Praktik på fiket" in text_of(answer)
    assert bo.get(address(case, "plan/lofte/"))["Location"] == address(
        case, "plan/skriv/"
    )
    told = text_of(bo.get(address(case)))
    assert "Planen är avslutad" in told
    assert "Skriv en ny plan" in told


def test_what_the_municipality_does_is_done_by_who_answers_for_the_case(
    cast: Cast,
) -> None:
    """Each small step has somebody who answers for it; another name may be written."""
    case, bo = owned(cast, "Lina Testsson", cast.bo), signed_in(cast.bo)
    page = address(case, "steg/")
    assert "Bo, som är ansvarig" in text_of(bo.get(page))
    step = {"version": "0", "due_on": str(in_days(7)), "party": "municipality"}
    for text, name in (("Ringa rektorn", ""), ("Ringa köket", "Anna")):
        said = {**step, "key": str(uuid4()), "text": text, "name": name}
        assert bo.post(page, said).status_code == 302
    with cast.asking(cast.bo):
        names = dict(SmallStep.objects.values_list("text", "name"))
    assert names == {"Ringa rektorn": "Bo", "Ringa köket": "Anna"}


def test_t5_small_steps_over_the_pages(cast: Cast) -> None:
    """T5: "ring tandläkaren" in four, three done: 3 av 4, as text and as a bar."""
    case = opened(cast, "Lina Testsson")
    bo = signed_in(cast.bo)
    said = {
        **{"key": str(uuid4()), "version": "0", "text": "Ring tandläkaren"},
        **{"due_on": str(in_days(7)), "party": "youth"},
    }
    assert bo.post(address(case, "steg/"), said)["Location"] == address(case, "")
    with cast.asking(cast.bo):
        step = SmallStep.objects.get()
    parts = "Hitta numret\nÖva med Bo\nSkriva en lapp\nRinga"
    split = address(case, f"steg/{step.pk}/dela/")
    assert bo.post(split, {"parts": parts}).status_code == 302
    with cast.asking(cast.bo):
        rows = list(SmallStep.objects.filter(parent=step.pk).order_by("position"))
    for row in rows[:3]:
        tick = address(case, f"steg/{row.pk}/klart/?fran=plan")
        assert bo.post(tick)["Location"] == address(case)
    for page in ("", "plan/"):
        answer = bo.get(address(case, page))
        assert "3 av 4" in text_of(answer)
        assert '<progress class="progress" max="4" value="3"' in answer.content.decode()
    undo = address(case, f"steg/{rows[0].pk}/klart/")
    bo.post(undo, {"undo": "yes"})
    assert "2 av 4" in text_of(bo.get(address(case)))
    bo.post(undo, {"drop": "yes"})
    assert "2 av 3" in text_of(bo.get(address(case)))
    assert bo.post(undo).status_code == 404


def test_the_seven_items_leave_as_a_file_and_that_is_logged(cast: Cast) -> None:
    case = begun(cast)
    with cast.asking(cast.bo):
        stepped(case, cast.bo, "Åka buss")
        answered(case, cast.bo, MUNICIPALITY)
        plans.end(**rest(case, cast.bo, {}), ending=ending())
        written(case, cast.bo, goal="Bli snickare", language="so")
    anna = signed_in(cast.anna)
    answer = anna.get(address(case, "plan/fil/"))
    assert answer["Content-Type"] == "application/json"
    assert f"handlingsplan-{clock.today()}.json" in answer["Content-Disposition"]
    said = json.loads(answer.content)
    jsonschema_rs.validator_for(SCHEMA).validate(said)
    assert said["format"] == FORMAT
    now, ended = said["plans"]
    assert [each["number"] for each in ended["versions"]] == [1, 2, 3]
    assert tuple(ended["versions"][0]["items"]) == ITEMS
    last = ended["versions"][-1]["items"]
    assert {each["reason"] for each in last["reason_ended"]} == {"Det är klart"}
    assert last["others"][0]["text"] == "Betala busskort"
    assert now["versions"][0]["items"]["planning_and_goal"]["language"] == "so"
    assert said["small_steps"][0]["text"] == "Åka buss"
    assert "Amir" not in answer.content.decode(), "it names nobody"
    page = text_of(anna.get(address(case, "plan/dokumentation/")))
    for text in ("Bli snickare", GOAL, "Betala busskort", "Det är klart"):
        assert text in page
    exported = [(page, people) for page, _, people, _, _ in reads(cast, "export")]
    assert exported == [
        ("casework:plan_file", [case.person_id]),
        ("casework:plan_documentation", [case.person_id]),
    ]


def test_a_case_without_a_plan_has_its_documentation_too(cast: Cast) -> None:
    """Also what was offered and declined: the ordinance asks for it all the same."""
    case = opened(cast, "Amir Testsson")
    today = clock.today()
    no = {"state": "declined", "answered_on": today, "answer_words": "Inte nu"}
    with cast.asking(cast.bo):
        offered(case, cast.bo, **no)
        going = offered(case, cast.bo, state="ongoing", starts_on=today)
        for hours in (4, 10):  # noted again, the last is what stands
            noted: dict[str, Any] = {
                "planned": Decimal("12.5"),
                "attended": Decimal(hours),
            }
            noted |= {"key": uuid4(), "week_on": today}
            measures.note_week(measure=going, by=cast.bo, **noted)
    bo = signed_in(cast.bo)
    said = json.loads(bo.get(address(case, "plan/fil/")).content)
    jsonschema_rs.validator_for(SCHEMA).validate(said)
    assert said["plans"] == []
    attended, measure = said["measures"]
    assert (measure["state"], measure["answer_words"]) == ("declined", "Inte nu")
    assert measure["weeks"] == []
    assert [each["attended"] for each in attended["weeks"]] == [4, 10]
    here = address(case, "plan/dokumentation/")
    assert here in bo.get(address(case, "")).content.decode(), "from the case's page"
    read = text_of(bo.get(here))
    assert "Inte nu" in read
    assert "10 av 12,5 timmar, 1 vecka antecknad." in read
    assert "Ingen plan är skriven" in text_of(
        bo.get(address(case, "plan/dokumentation/"))
    )


def test_a_draft_of_a_plan_is_the_writers_and_goes_when_it_is_sent(cast: Cast) -> None:
    case = opened(cast, "Amir Testsson")
    bo, anna = signed_in(cast.bo), signed_in(cast.anna)
    half = first(goal="Jag vill bl")
    assert bo.post(address(case, "utkast/plan/"), half).status_code == 200
    assert "Jag vill bl" in text_of(bo.get(address(case, "plan/skriv/")))
    assert "Jag vill bl" not in text_of(anna.get(address(case, "plan/skriv/")))
    assert bo.post(address(case, "plan/skriv/"), first()).status_code == 302
    late = bo.post(address(case, "utkast/plan/"), half)
    assert late.status_code == 409, "there is a plan now: what is late says so"


def test_a_draft_of_a_first_plan_is_shown_whole_when_another_began_one(
    cast: Cast,
) -> None:
    case, bo = opened(cast, "Amir Testsson"), signed_in(cast.bo)
    assert bo.post(address(case, "utkast/plan/"), first()).status_code == 200
    with cast.asking(cast.anna):
        written(case, cast.anna)
    for _again in range(2):
        answer = bo.get(address(case, "plan/skriv/"))
        form = answer.context["form"]
        assert GOAL in text_of(answer), "what she began"
        assert form["youths"].value() == "Ringa skolan\n\nGå dit"
        assert form["municipalitys"].value() == "Följa med"
    kept = first(version=str(form["version"].value()))
    assert bo.post(address(case, "utkast/plan/"), kept).status_code == 200
    form = bo.get(address(case, "plan/skriv/")).context["form"]
    assert form["youths"].value() == "Ringa skolan\n\nGå dit", "seen, and still there"
    assert bo.post(address(case, "plan/skriv/"), kept).status_code == 302
    with cast.asking(cast.bo):
        assert Promise.objects.count() == 5, "nobody's promise is lost"


def test_a_draft_of_a_step_goes_when_it_is_sent(cast: Cast) -> None:
    case = opened(cast, "Lina Testsson")
    bo = signed_in(cast.bo)
    said = {
        **{"key": str(uuid4()), "version": "0", "text": "Ring tandläkaren"},
        **{"due_on": str(in_days(7)), "party": "youth"},
    }
    half = {**said, "text": "Ring tand"}
    assert bo.post(address(case, "utkast/steg/"), half).status_code == 200
    assert "Ring tand" in bo.get(address(case, "steg/")).content.decode()
    assert bo.post(address(case, "steg/"), said).status_code == 302
    assert "Ring tand" not in bo.get(address(case, "steg/")).content.decode()


def test_what_is_somebody_elses_is_not_there(cast: Cast) -> None:
    case, hidden = begun(cast), opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        written(hidden, cast.anna)
        step = stepped(hidden, cast.anna, "Åka buss")
        row = planned(hidden).promises[0].row
    before = state(cast, cast.anna)
    bo, gun = signed_in(cast.bo), signed_in(cast.gun)
    papers = ("plan/fil/", "plan/pdf/")
    for page in ("plan/", *papers, f"plan/lofte/{row.pk}/", f"steg/{step.pk}/"):
        assert bo.get(address(hidden, page)).status_code == 404
        assert gun.get(address(case, page)).status_code == 404
        assert gun.get(address(hidden, page)).status_code == 404
    # A promise and a step of one case are not found by way of another.
    for page in (f"plan/lofte/{row.pk}/", f"steg/{step.pk}/", f"steg/{step.pk}/dela/"):
        assert signed_in(cast.anna).get(address(case, page)).status_code == 404
    assert bo.post(address(case, f"steg/{step.pk}/klart/")).status_code == 404
    assert state(cast, cast.anna) == before


def test_a_goal_is_shown_as_it_was_written(cast: Cast) -> None:
    case = opened(cast, "Amir Testsson")
    evil = "<script>alert(1)</script>\nأريد أن أعمل"
    with cast.asking(cast.bo):
        written(case, cast.bo, goal=evil, language="ar")
    for page in ("", "plan/", "plan/version/1/", "plan/dokumentation/"):
        body = signed_in(cast.bo).get(address(case, page)).content.decode()
        assert "<script>alert" not in body
        assert 'lang="ar" dir="auto">&lt;script&gt;alert(1)&lt;/script&gt;<br>' in body


def test_a_small_step_of_a_case_that_was_closed_meanwhile_is_told(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        step = stepped(case, cast.bo, "Åka buss en hållplats")
        closed(found(case.person), cast.bo)
    bo, done = signed_in(cast.bo), address(case, f"steg/{step.pk}/klart/")
    page = bo.post(done, follow=True)
    assert page.status_code == 200
    assert "avslutat" in page.content.decode()
    assert ">Klart<" not in page.content.decode()
    with cast.asking(cast.bo):
        assert SmallStep.objects.get().done_on is None
