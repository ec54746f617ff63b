"""What is around Berg's pupils, as the system of its schools tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.exchange.imports.actions.run import Options
from fullfolj.exchange.imports.actions.undo import undo
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.exchange.imports.report import Report, as_text
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.around import Around
from fullfolj.exchange.ss12000.codes import codes
from fullfolj.exchange.ss12000.models import CHANGES, Connection, Pull, SourceKey
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.region import Held, Json, ongoing
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.people.models import RELATIONS, Guardian
from fullfolj.schooling.models import (
    PROGRAMME_KINDS,
    Enrolment,
    Mentorship,
    Programme,
    StudyPlan,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]
AROUND = ("guardians", "mentorships", "study_plans", "programmes")
HOUR = timedelta(hours=1)


@pytest.fixture
def pupil(held: Held) -> Json:
    """A child at upper secondary school with guardians and a study plan."""
    students = {each["student"]["id"] for each in held["studyplans"]}
    for each in held["persons"]:
        now = [e for e in each.get("enrolments", ()) if ongoing(e, TODAY)]
        is_open = each.get("securityMarking") == "Ingen"
        is_child = each.get("birthDate", "") > f"{TODAY.year - 17}-01-01"
        if now and is_open and is_child and each["id"] in students:
            return each
    raise LookupError("no pupil")


def ask(connection: Connection, *, whole: bool = False) -> Report:
    return pull(connection=connection, options=Options(), whole=whole)


@contextmanager
def looking(authority: Authority) -> Iterator[None]:
    with wall.as_job(authority.pk, "test", sees_protected=True):
        yield


def here(pupil: Json) -> Any:
    return SourceKey.objects.get(key=pupil["id"]).person_id


def known(connection: Connection, kind: Any, pupil: Json) -> list[Any]:
    """What is known now of a pupil, of one kind."""
    with looking(connection.authority):
        rows = kind.objects.filter(person=here(pupil), recorded_to=None)
        return list(rows.filter(source=connection.source).order_by("valid_from", "id"))


def told(school: SchoolServer, pupil: Json) -> list[Json]:
    """The guardians of a pupil, as their own objects."""
    return [school.one(each["person"]["id"]) for each in pupil["responsibles"]]


def group_of(held: Held, pupil: Json) -> Json:
    for each in held["groups"]:
        if pupil["id"] in [m["person"]["id"] for m in each["groupMemberships"]]:
            return each
    raise LookupError("no group")


def duty_of(held: Held, group: Json) -> Json:
    for each in held["duties"]:
        if group["id"] in [r["group"]["id"] for r in each["assignmentRole"]]:
            return each
    raise LookupError("no duty")


def plan_of(held: Held, pupil: Json) -> Json:
    return next(p for p in held["studyplans"] if p["student"]["id"] == pupil["id"])


def names(rows: list[Guardian]) -> set[str]:
    return {row.given_name for row in rows}


# ── Whole ────────────────────────────────────────────────────────────────────────────


def test_a_whole_pull_tells_all_that_is_around_a_pupil(
    connection: Connection, school: SchoolServer, held: Held, pupil: Json
) -> None:
    for each in told(school, pupil):
        school.change(each["id"], securityMarking="Ingen")
    report = ask(connection)
    guardians = told(school, pupil)
    assert {
        (row.relation, row.given_name, row.phone, row.email, row.is_hidden)
        for row in known(connection, Guardian, pupil)
    } == {
        (
            codes()["relation"][told_of["relationType"]],
            each["givenName"],
            each["phoneNumbers"][0]["value"],
            each["emails"][0]["value"],
            False,
        )
        for each, told_of in zip(guardians, pupil["responsibles"], strict=True)
    }
    group = group_of(held, pupil)
    mentor = school.one(duty_of(held, group)["person"]["id"])
    (row,) = known(connection, Mentorship, pupil)
    assert row.name == f"{mentor['givenName']} {mentor['familyName']}"
    assert row.email == mentor["emails"][0]["value"]
    with looking(connection.authority):
        unit = Mentorship.objects.get(pk=row.pk).school_unit
        assert unit is not None
        assert unit.name == school.one(group["organisation"]["id"])["displayName"]
    (plan,) = known(connection, StudyPlan, pupil)
    (heading,) = plan.groups
    assert heading.title == "Gymnasiegemensamma ämnen"
    assert [c.code for c in heading.courses][:2] == ["ENGENG05", "MATMAT01a"]
    assert "lugn" not in str(plan.contents), "notes are not kept"
    assert all(report.besides[name]["new"] for name in AROUND)
    with looking(connection.authority):
        kinds = dict(Programme.objects.values_list("code", "kind"))
    assert {
        each["code"]: codes()["programme"][each["type"]]
        for each in held["programmes"]
        if "code" in each
    } == kinds


def test_the_same_again_changes_nothing(connection: Connection) -> None:
    ask(connection)
    again = ask(connection, whole=True)
    for name in AROUND:
        count = again.besides[name]
        assert count["unchanged"] > 0, name
        assert (count["new"], count["changed"], count["gone"]) == (0, 0, 0), name


def test_the_words_of_the_standard_are_those_of_the_tables() -> None:
    said = codes()
    assert set(said["relation"].values()) == set(RELATIONS)
    assert set(said["programme"].values()) == set(PROGRAMME_KINDS)
    misspelt, spelt = "Intruduktionsprogram", "Introduktionsprogram"
    assert said["programme"][misspelt] == said["programme"][spelt] == "introductory"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_report_names_each_kind(connection: Connection, language: str) -> None:
    lines = list(as_text(ask(connection), language))
    words = {
        "sv": ("vårdnadshavare", "mentorer", "studieplaner", "program "),
        "en": ("guardians", "mentors", "study plans", "programmes"),
    }
    for word in words[language]:
        assert [line for line in lines if line.startswith(word)], word


# ── Changes ──────────────────────────────────────────────────────────────────────────


def test_who_answers_for_a_pupil_is_told_with_the_pupil(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    ask(connection)
    before = len(known(connection, Guardian, pupil))
    school.move_clock(HOUR)
    school.change(pupil["id"], responsibles=pupil["responsibles"][:1])
    report = ask(connection)
    assert report.besides["guardians"]["gone"] == before - 1
    assert len(known(connection, Guardian, pupil)) == 1
    school.move_clock(HOUR)
    school.change(pupil["id"], responsibles=None)
    ask(connection)
    assert known(connection, Guardian, pupil) == []


def test_a_guardian_who_comes_to_be_protected_is_hidden_at_once(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    guardian = told(school, pupil)[0]
    school.change(guardian["id"], securityMarking="Ingen", givenName="Åsa")
    ask(connection)
    assert "Åsa" in names(known(connection, Guardian, pupil))
    school.move_clock(HOUR)
    school.change(guardian["id"], securityMarking="Sekretessmarkering")
    ask(connection)
    now = known(connection, Guardian, pupil)
    assert len(now) == len(pupil["responsibles"]), "that there is one is known"
    assert "Åsa" not in names(now)
    (hidden,) = [row for row in now if row.is_hidden]
    reach = hidden.given_name, hidden.family_name, hidden.phone, hidden.email
    assert reach == ("", "", "", "")


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(404),
        faults.status(501),
        faults.status(403),
        faults.status(400, needs="expand"),
        faults.without("_embedded"),
    ],
    ids=["not there", "no look-up", "a gateway", "no expand", "expand is not heard"],
)
def test_so_too_where_one_cannot_ask_whom_they_answer_for(
    connection: Connection, school: SchoolServer, pupil: Json, fault: Any
) -> None:
    school.switch(fault, on="/persons/lookup")
    guardian = told(school, pupil)[0]
    school.change(guardian["id"], securityMarking="Ingen", givenName="Åsa")
    ask(connection)
    assert "Åsa" in names(known(connection, Guardian, pupil))
    school.move_clock(HOUR)
    school.change(guardian["id"], securityMarking="Sekretessmarkering")
    ask(connection)
    assert "Åsa" not in names(known(connection, Guardian, pupil))


def test_a_guardian_is_hidden_by_any_marking_and_by_none(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    guardian = told(school, pupil)[0]
    only = [{**pupil["responsibles"][0], "person": {"id": guardian["id"]}}]
    school.change(pupil["id"], responsibles=only)
    school.change(guardian["id"], securityMarking=None)
    ask(connection)
    assert [row.is_hidden for row in known(connection, Guardian, pupil)] == [True]
    school.change(guardian["id"], securityMarking="Ingen")
    ask(connection, whole=True)
    assert [row.is_hidden for row in known(connection, Guardian, pupil)] == [False]
    marked = {"id": guardian["id"], "securityMarking": "Skyddad folkbokföring"}
    school.change(pupil["id"], responsibles=[only[0] | {"person": marked}])
    ask(connection, whole=True)
    assert [row.is_hidden for row in known(connection, Guardian, pupil)] == [True]


@pytest.mark.parametrize("words", [("Ingen", None), (None, "Ingen"), ("?", "Ingen")])
def test_of_two_versions_in_a_pull_the_stricter_counts(
    words: tuple[str | None, ...],
) -> None:
    part = Around()
    part.see({"id": "other", "givenName": "Bea", "securityMarking": "Ingen"})
    for word in words:
        part.see({"id": "one", "givenName": "Åsa", "securityMarking": word})
    assert part.people.reached("other") is not None
    assert part.people.reached("one") is None


def test_at_eighteen_nobody_answers_for_them_any_more(
    connection: Connection,
    school: SchoolServer,
    held: Held,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eighteen = TODAY.replace(year=TODAY.year - 18).isoformat()
    eldest = next(  # schools forget to end it
        each
        for each in held["persons"]
        if each.get("responsibles") and each["birthDate"] <= eighteen
    )
    ask(connection)
    assert known(connection, Guardian, eldest) == []
    born_on = date.fromisoformat(eldest["birthDate"])
    day_before = born_on.replace(year=born_on.year + 18) - timedelta(days=1)
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: day_before)
    ask(connection, whole=True)
    assert len(known(connection, Guardian, eldest)) > 0


def test_who_is_deleted_there_has_no_guardians_here(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    ask(connection)
    school.move_clock(HOUR)
    school.delete(pupil["id"])
    ask(connection)
    assert known(connection, Guardian, pupil) == []


def test_a_new_mentor_takes_over(
    connection: Connection, school: SchoolServer, held: Held, pupil: Json
) -> None:
    ask(connection)
    (before,) = known(connection, Mentorship, pupil)
    duty = duty_of(held, group_of(held, pupil))
    other = next(d for d in held["duties"] if d["person"] != duty["person"])
    school.move_clock(HOUR)
    roles = [{**each, "endDate": "2026-03-01"} for each in duty["assignmentRole"]]
    new = [{**each, "startDate": "2026-03-02"} for each in duty["assignmentRole"]]
    school.change(duty["id"], assignmentRole=roles)
    school.change(other["id"], assignmentRole=other["assignmentRole"] + new)
    ask(connection)
    first, then = known(connection, Mentorship, pupil)
    assert (first.name, first.valid_to) == (before.name, date(2026, 3, 2))
    person = school.one(other["person"]["id"])
    assert then.email == person["emails"][0]["value"]
    assert then.valid_from == date(2026, 3, 2)


def test_mentors_are_left_alone_while_nothing_has_changed(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    ask(connection)
    school.move_clock(HOUR)
    school.change(pupil["id"], givenName="Ny")
    asked = len(school.asked)
    report = ask(connection)
    assert {"mentorships"} == {n for n in AROUND if n not in report.besides}
    later = [q for q in school.asked[asked:] if q.path in ("/groups", "/duties")]
    assert len(later) == 2
    assert all("meta.modified.after" in q.asked for q in later)
    assert len(known(connection, Mentorship, pupil)) == 1


def test_a_mentor_who_comes_to_be_protected_is_shown_no_more(
    connection: Connection, school: SchoolServer, held: Held, pupil: Json
) -> None:
    ask(connection)
    (before,) = known(connection, Mentorship, pupil)
    duty = duty_of(held, group_of(held, pupil))
    school.move_clock(HOUR)
    school.change(duty["person"]["id"], securityMarking="Sekretessmarkering")
    ask(connection)
    assert known(connection, Mentorship, pupil) == [], "nor as one who was"
    with looking(connection.authority):
        assert not Mentorship.objects.filter(email=before.email, recorded_to=None)
    school.move_clock(HOUR)
    school.change(duty["person"]["id"], securityMarking="Ingen")
    ask(connection)
    assert [row.name for row in known(connection, Mentorship, pupil)] == [before.name]


@pytest.mark.parametrize("status", [400, 501])
def test_so_too_where_one_cannot_ask_what_they_do(
    connection: Connection,
    school: SchoolServer,
    held: Held,
    *,
    pupil: Json,
    status: int,
) -> None:
    school.switch(faults.status(status, needs="expand"), on="/persons/lookup")
    ask(connection)
    duty = duty_of(held, group_of(held, pupil))
    school.move_clock(HOUR)
    school.change(duty["person"]["id"], securityMarking=None)
    ask(connection)
    assert known(connection, Mentorship, pupil) == []


def test_a_mentor_whose_group_is_gone_is_one_who_was(
    connection: Connection, school: SchoolServer, held: Held, pupil: Json
) -> None:
    ask(connection)
    school.move_clock(HOUR)
    school.delete(group_of(held, pupil)["id"])
    ask(connection)
    assert [row.is_gone for row in known(connection, Mentorship, pupil)] == [True]


def test_a_study_plan_that_changes_and_one_that_goes(
    connection: Connection, school: SchoolServer, held: Held, pupil: Json
) -> None:
    ask(connection)
    plan = plan_of(held, pupil)
    school.move_clock(HOUR)
    removed = {"title": "Bort", "type": "Borttagna", "syllabuses": []}
    courses = plan["content"][0]["syllabuses"][:1]
    content = [{**plan["content"][0], "syllabuses": courses}, removed]
    school.change(plan["id"], content=content)
    report = ask(connection)
    assert report.besides["study_plans"]["changed"] == 1
    (now,) = known(connection, StudyPlan, pupil)
    assert [[c.code for c in g.courses] for g in now.groups] == [["ENGENG05"]]
    school.move_clock(HOUR)
    school.delete(plan["id"])
    report = ask(connection)
    assert report.besides["study_plans"]["gone"] == 1
    assert [row.is_gone for row in known(connection, StudyPlan, pupil)] == [True]


@pytest.mark.parametrize("needs", ["meta.modified.after", "student"])
def test_all_plans_are_asked_for_where_one_cannot_ask_for_changes(
    connection: Connection, school: SchoolServer, held: Held, *, pupil: Json, needs: str
) -> None:
    school.switch(faults.status(400, needs=needs), on="/studyplans")
    ask(connection)
    school.move_clock(HOUR)
    school.change(plan_of(held, pupil)["id"], content=[])
    report = ask(connection)
    assert report.besides["study_plans"]["changed"] == 1
    assert report.besides["study_plans"]["gone"] == 0


@pytest.mark.parametrize("endpoint", ["/groups", "/duties"])
def test_mentors_are_asked_for_where_one_cannot_ask_for_changes(
    connection: Connection, school: SchoolServer, pupil: Json, endpoint: str
) -> None:
    school.switch(faults.status(400, needs="meta.modified.after"), on=endpoint)
    ask(connection)
    school.move_clock(HOUR)
    school.change(pupil["id"], givenName="Ny")
    assert ask(connection).besides["mentorships"]["unchanged"] > 0


# ── What a system lacks, and what is not understood ──────────────────────────────────


@pytest.mark.parametrize("status", [400, 422])
def test_groups_that_cannot_be_asked_for_by_type_are_all_asked_for(
    connection: Connection, school: SchoolServer, *, pupil: Json, status: int
) -> None:
    school.switch(faults.status(status, needs="groupType"), on="/groups")
    ask(connection)
    assert len(known(connection, Mentorship, pupil)) == 1
    school.move_clock(HOUR)
    ask(connection)
    assert len(known(connection, Mentorship, pupil)) == 1


@pytest.mark.parametrize("status", [404, 501])
@pytest.mark.parametrize(
    ("endpoint", "left_out"),
    [
        ("/groups", "mentorships"),
        ("/duties", "mentorships"),
        ("/studyplans", "study_plans"),
        ("/syllabuses", "study_plans"),
        ("/programmes", "programmes"),
    ],
)
def test_what_a_system_lacks_is_left_as_it_is(
    connection: Connection,
    school: SchoolServer,
    endpoint: str,
    *,
    left_out: str,
    status: int,
) -> None:
    ask(connection)
    school.switch(faults.status(status), on=endpoint)
    report = ask(connection, whole=True)
    assert set(AROUND) - report.besides.keys() == {left_out}
    kinds = {"mentorships": Mentorship, "study_plans": StudyPlan}
    with looking(connection.authority):
        if kind := kinds.get(left_out):
            rows = kind.objects.filter(recorded_to=None)
            assert rows.exists()
            assert not rows.filter(is_gone=True)
        assert Programme.objects.exists()


def test_without_lookup_a_change_leaves_guardians_as_they_are(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    ask(connection)
    before = {row.pk for row in known(connection, Guardian, pupil)}
    school.move_clock(HOUR)
    school.change(pupil["id"], givenName="Ny")
    # The first is the pull's own, for those who were refused the last time.
    school.switch(faults.status(404), on="/persons/lookup", after=1)
    report = ask(connection)
    with looking(connection.authority):
        assert Pull.objects.of(connection)[0].kind == CHANGES
    assert "guardians" not in report.besides
    assert {row.pk for row in known(connection, Guardian, pupil)} == before


def test_an_unknown_relation_is_refused_by_row(
    connection: Connection, school: SchoolServer, pupil: Json
) -> None:
    odd = faults.said("responsibles.relationType", "Granne", only={pupil["id"]})
    switched = school.switch(odd, on="/persons")
    report = ask(connection)
    refused = [r for r in report.refusals if r.field == "relationType"]
    assert {(r.file, r.reason) for r in refused} == {
        ("/persons#guardians", "code.unknown")
    }
    assert len(refused) == len(pupil["responsibles"])
    assert report.besides["guardians"]["refused"] == len(refused)
    assert known(connection, Guardian, pupil) == []
    with looking(connection.authority):
        assert Enrolment.objects.filter(person=here(pupil)), "the pupil is told of"
        assert Guardian.objects.exists(), "and so are others' guardians"
    switched.off()
    ask(connection, whole=True)
    assert len(known(connection, Guardian, pupil)) == len(pupil["responsibles"])


def test_a_group_that_ends_before_it_begins_is_refused(
    connection: Connection, school: SchoolServer, held: Held, pupil: Json
) -> None:
    school.change(group_of(held, pupil)["id"], endDate="2001-01-01")
    report = ask(connection)
    assert ("/groups#mentorships", "date.end_before_start") in {
        (r.file, r.reason) for r in report.refusals
    }
    assert known(connection, Mentorship, pupil) == []


# ── Undone ───────────────────────────────────────────────────────────────────────────


def test_an_undone_pull_is_undone_around_them_too(
    cast: Cast, connection: Connection, school: SchoolServer, *, held: Held, pupil: Json
) -> None:
    guardian = told(school, pupil)[0]
    school.change(guardian["id"], securityMarking="Ingen", givenName="Åsa")
    ask(connection)
    kinds = (Guardian, Mentorship, StudyPlan)
    ways = ("given_name", "name", "contents")
    before = [
        [getattr(row, way) for row in known(connection, kind, pupil)]
        for kind, way in zip(kinds, ways, strict=True)
    ]
    school.move_clock(HOUR)
    school.change(guardian["id"], givenName="Bea")
    school.change(plan_of(held, pupil)["id"], content=[])
    duty = duty_of(held, group_of(held, pupil))
    school.change(duty["person"]["id"], securityMarking="Sekretessmarkering")
    report = ask(connection)
    assert "Bea" in names(known(connection, Guardian, pupil))
    with cast.asking(cast.anna):
        undo(run=ImportRun.objects.get(pk=report.run), by=cast.anna)
        assert Pull.objects.of(connection).count() == 2
    after = [
        [getattr(row, way) for row in known(connection, kind, pupil)]
        for kind, way in zip(kinds, ways, strict=True)
    ]
    assert [sorted(map(str, rows)) for rows in after] == [
        sorted(map(str, rows)) for rows in before
    ]
