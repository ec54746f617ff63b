"""What the stores hold of one person and one authority, with marks in every text."""

from datetime import date
from typing import Any

from fullfolj.access.models import Authority, User
from fullfolj.config.cast import SINCE
from fullfolj.core import clock
from fullfolj.exchange.begin.models import HeadingMap, KnownList
from fullfolj.exchange.imports.models import ImportRun
from fullfolj.exchange.ss12000.models import Connection, Pull, SourceKey, Turn
from fullfolj.kaa.models import (
    Occupation,
    PolicySetting,
    RegisterSpell,
    ReviewDecision,
    ReviewSpell,
)
from fullfolj.kaa.rules.parts import NAMES as PARTS
from fullfolj.kaa.rules.parts import ON
from fullfolj.kaa.touched import Night
from fullfolj.nightly.models import JobRun
from fullfolj.nightly.steps import COMPUTE, STEPS, basis_of
from fullfolj.people.models import CivilRecord, Guardian, Person, Registration
from fullfolj.programmes.models import Method
from fullfolj.programmes.models import Programme as Voluntary
from fullfolj.schooling.models import (
    Credential,
    Enrolment,
    Mentorship,
    Notice,
    Programme,
    SchoolUnit,
    StudyPlan,
)
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade


def refusal(mark: str) -> dict[str, object]:
    """A row that could not be used, as an import keeps it."""
    return {"file": "people.csv", "line": 2, "field": mark, "value_class": "text",
            "reason": "date.shape"}  # fmt: skip


def settle(home: Authority, by: User) -> None:
    """What the authority and its people chose; of cases, `cases.settle`."""
    for name, value in (("equivalent_studies", "OUT"), *((part, ON) for part in PARTS)):
        PolicySetting(
            authority=home,
            name=name,
            value=value,
            valid_from=SINCE,
            decided_on=SINCE,
            reference=f"beslut {home.slug}",
            signed_by=by.pk,
        ).save(force_insert=True)
    HeadingMap.objects.create(authority=home, fingerprint=home.slug, columns={})
    Voluntary.objects.create(
        authority=home,
        name=f"programme {home.slug}",
        lowest_age=16,
        highest_age=29,
        legal_ground=f"ground {home.slug}",
        valid_from=SINCE,
        recorded_by=by.pk,
    )
    Programme.objects.create(
        authority=home,
        source=home.slug,
        code=home.slug,
        name=home.slug,
        kind="vocational",
    )
    Method.objects.create(
        authority=home,
        name=f"method {home.slug}",
        level="prevent",
        factor="control",
        contact=f"contact {home.slug}",
        recorded_by=by.pk,
    )
    KnownList.objects.create(
        authority=home, by_user=by.pk, fingerprint=home.slug, is_chosen=True
    )


def connect(home: Authority, mark: str) -> Connection:
    """A school's system, what asking it once brought, and whether it is asked now."""
    connection = Connection.objects.create(
        authority=home,
        name=f"system {mark}",
        url=f"https://{mark}.invalid",
        sign_in="token",
        secret=f"secret {mark}",
        subscription=mark,
    )
    Pull.objects.create(
        authority=home,
        connection=connection,
        kind="whole",
        outcome="refused",
        reason="ss12000.name",
        values={"host": mark},
        report=TRIED,
        again=[mark],
    )
    Turn.objects.create(pk=connection.pk, authority=home)
    return connection


def sleep(home: Authority, code: str, as_of: date) -> None:
    """A night in which every step came to its end, and what it judged by."""
    night = Night(as_of, clock.now(), (code,))
    for step in STEPS:
        JobRun(
            authority=home,
            step=step,
            as_of=as_of,
            started_at=night.at,
            finished_at=night.at,
            outcome="done",
            basis=basis_of(night) if step == COMPUTE else {},
        ).save(force_insert=True)


def judge(person: Person, code: str, mark: str, by: User) -> None:
    """What the register holds of a person, and what somebody decided."""
    spell = {"municipality_code": code, "valid_from": SINCE, "law_version": mark[:10]}
    rows: list[Any] = [
        RegisterSpell.about(person, rule="R11", **spell),
        ReviewSpell.about(person, rule="R6d", **spell),
        ReviewDecision.about(
            person,
            municipality_code=code,
            rule="R6d",
            decision="IN",
            reason=f"reason {mark}",
            facts_seen={"mark": mark},
            valid_from=SINCE,
            decided_by=by.pk,
        ),
        Occupation.about(
            person,
            kind="work",
            how_known="youth",
            valid_from=SINCE,
            verified_on=SINCE,
            by_user=by.pk,
        ),
    ]
    for row in rows:
        row.save(force_insert=True)


TRIED: dict[str, Any] = {
    **{"tables": {}, "marked": 0, "renamed": 0, "mended": 0, "unrelated": {}},
    **{"refused": [], "more_refused": 0},
}
TIMES = 3  # as many enrolments of each, so that the planner might note who it is


def reach(mark: str) -> dict[str, str]:
    """How the population register says that a person is reached."""
    return {
        **{"phone": f"070 {mark}", "email": f"files@{mark}.example"},
        **{"street": f"Gatan {mark}", "locality": f"Ort {mark}"},
    }


def state(
    person: Person, unit: SchoolUnit, code: str, mark: str, run: ImportRun
) -> None:
    """What registers and schools say of a person."""
    said: dict[str, Any] = {"source": f"source {mark}", "import_run": run.pk}
    said["valid_from"] = SINCE
    facts: list[Any] = [
        Registration.about(person, municipality_code=code, **said),
        CivilRecord.about(person, protection=person.marking, **reach(mark), **said),
        Credential.about(person, kind=f"diploma {mark}", **said),
        Guardian.about(
            person,
            relation="guardian",
            is_hidden=False,
            given_name=f"Vera{mark}",
            family_name=f"Ek{mark}",
            phone=f"070 {mark}",
            email=f"guardian@{mark}.example",
            **said,
        ),
        Mentorship.about(
            person,
            school_unit_id=unit.pk,
            name=f"Mentor {mark}",
            email=f"mentor@{mark}.example",
            **said,
        ),
        StudyPlan.about(
            person,
            programme_code=mark,
            contents=[{"title": f"Kurser {mark}", "courses": [{"code": mark}]}],
            **said,
        ),
        Notice.about(
            person,
            kind="end",
            school_unit_id=unit.pk,
            on=SINCE,
            received_on=SINCE,
            source=f"source {mark}",
        ),
    ]
    for _ in range(TIMES):
        place = {"school_unit_id": unit.pk, "school_type": "GY", "status": "active"}
        facts.append(Enrolment.about(person, programme_code=mark, **place, **said))
    for fact in (*facts, *at_school(person, unit, mark, run)):
        fact.save(force_insert=True)


def call(person: Person, system: Connection, mark: str) -> None:
    """What a school's system calls a person."""
    SourceKey.about(person, connection=system, key=f"key {mark}").save(
        force_insert=True
    )


def at_school(
    person: Person, unit: SchoolUnit, mark: str, run: ImportRun
) -> tuple[AbsenceReport, Grade, AttendanceSum]:
    """What the school notes of its pupil, which a school provider alone may keep."""
    said = {"source": f"source {mark}", "import_run": run.pk}
    now = clock.now()
    absence = AbsenceReport.about(
        person, kind="reported", starts_at=now, ends_at=now, **said
    )
    grade = Grade.about(
        person,
        school_unit_id=unit.pk,
        course_name=f"course {mark}",
        grade="E",
        is_final=True,
        decided_on=SINCE,
        registered_at=now,
        **said,
    )
    summed = AttendanceSum.about(
        person, activity=f"activity {mark}", first_on=SINCE, last_on=SINCE, **said
    )
    return absence, grade, summed
