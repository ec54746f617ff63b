"""Facts with two times, the law's prohibition, the wall around them, erasure at 22."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from fullfolj.access import wall
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.actions import persons
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    CivilRecord,
    Guardian,
    Person,
    Registration,
)
from fullfolj.people.rules import born_by
from fullfolj.people.tests.people import enter
from fullfolj.people.told import Guardian as ToldGuardian
from fullfolj.schooling.actions import notices
from fullfolj.schooling.actions.attendance import tell
from fullfolj.schooling.jobs import erase_facts
from fullfolj.schooling.models import (
    Credential,
    Enrolment,
    Mentorship,
    SchoolUnit,
    StudyPlan,
)
from fullfolj.schooling.tests.pupils import absence, graded, origin, provider, summed
from fullfolj.schooling.tests.told import HIDDEN, KARIN
from fullfolj.schooling.tests.told import tell as told_of
from fullfolj.schooling.told_attendance import ABSENCES, GRADES, SUMS

pytestmark = pytest.mark.django_db

MARCH = datetime(2026, 3, 1, tzinfo=UTC)
MAY = datetime(2026, 5, 1, tzinfo=UTC)
WITHOUT = "people_searchkey_event"  # made from the rest, so no history
NOT_HERS = {"imports_setaside": 0, "people_guardian": 0, "ss12000_sourcekey": 0}
TURNS_18 = date(2026, 5, 1)  # of everyone whom people.enter enters
TURNS_22 = date(2030, 5, 1)


def registered(person: Person, code: str, since: date, **more: object) -> Registration:
    given = {"valid_from": since, "municipality_code": code, "source": "test", **more}
    row = Registration.about(person, **given)
    row.save(force_insert=True)
    return row


def enrolled(person: Person, since: date) -> Enrolment:
    unit, _ = SchoolUnit.objects.get_or_create(
        authority_id=person.authority_id, code="12345678", name="Bergs gymnasieskola"
    )
    row = Enrolment.about(
        person,
        school_unit=unit,
        school_type="GY",
        programme_code="NA",
        status="active",
        valid_from=since,
        source="test",
    )
    row.save(force_insert=True)
    return row


def test_a_correction_is_known_from_its_day_and_the_former_answer_remains(
    cast: Cast,
) -> None:
    elin = enter(cast, cast.anna, "Elin Ek")
    with cast.asking(cast.anna):
        registered(elin, "2326", date(2008, 5, 1), recorded_from=MARCH, recorded_to=MAY)
        registered(elin, "2309", date(2008, 5, 1), recorded_from=MAY)
        facts = Registration.objects
        before = facts.known_at(MAY - timedelta(seconds=1)).get()
        assert before.municipality_code == "2326"
        assert facts.known_at(MAY).get().municipality_code == "2309"
        assert facts.known_now().get().municipality_code == "2309"
        assert not facts.known_at(MARCH - timedelta(days=1)).exists()


def test_nobody_is_registered_in_two_municipalities_at_once(cast: Cast) -> None:
    elin = enter(cast, cast.anna, "Elin Ek")
    with cast.asking(cast.anna):
        registered(elin, "2326", date(2008, 5, 1), valid_to=date(2020, 1, 1))
        registered(elin, "2309", date(2020, 1, 1))
        registered(elin, "2326", date(2021, 1, 1), is_gone=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            registered(elin, "2313", date(2022, 1, 1))


def test_two_places_at_once_are_what_schools_produce(cast: Cast) -> None:
    elin = enter(cast, cast.anna, "Elin Ek")
    with cast.asking(cast.anna):
        enrolled(elin, date(2024, 8, 19))
        enrolled(elin, date(2024, 8, 20))
        assert Enrolment.objects.valid(date(2025, 1, 1)).count() == 2


def test_facts_stand_behind_the_wall_and_follow_the_marking(cast: Cast) -> None:
    elin = enter(cast, cast.anna, "Elin Ek")
    with cast.asking(cast.anna):
        enrolled(elin, date(2024, 8, 19))
        registered(elin, "2326", date(2008, 5, 1))
    with cast.asking(cast.gun):
        assert not Registration.objects.exists()
        assert not Enrolment.objects.exists()
    with cast.asking(cast.bo):
        assert Enrolment.objects.count() == 1
    with cast.asking(cast.anna), connection.cursor() as cursor:
        cursor.execute(
            "SELECT people_mark(%s, %s, %s, 'own')",
            [elin.pk, CONFIDENTIAL, date(2026, 1, 1)],
        )
    with cast.asking(cast.bo):
        assert not Enrolment.objects.exists()
        assert not Registration.objects.exists()


def counted(cast: Cast) -> dict[str, int]:
    """What is left in every table that says anything of persons, history included."""
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        with connection.cursor() as cursor:
            found = {}
            for name in (*counts(0), *(f"{name}_event" for name in counts(0))):
                if name not in WITHOUT:
                    cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - ours
                    found[name] = int(cursor.fetchone()[0])
            return found


def test_all_is_erased_at_22_with_its_history_and_counted_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    elin = enter(cast, cast.anna, "Elin Ek", marking=NONE)
    with cast.asking(cast.anna):
        enrolled(elin, date(2024, 8, 19))
        registered(elin, "2326", date(2008, 5, 1))
        Credential.about(
            elin, kind="examen", valid_from=date(2027, 6, 1), source="test"
        ).save(force_insert=True)
        CivilRecord.about(elin, valid_from=date(2008, 5, 1), source="test").save(
            force_insert=True
        )
        for told in (Mentorship, StudyPlan):
            row = told.about(elin, valid_from=date(2024, 8, 19), source="test")
            row.save(force_insert=True)
    at_time(monkeypatch, TURNS_22)
    with cast.asking(cast.anna):
        persons.add_contact(
            person=elin,
            kind="email",
            value="elin@example.se",
            source="own",
            valid_from=date(2025, 1, 1),
            by=cast.anna,
        )
        notices.record(
            person=elin,
            kind="end",
            school="Bergs gymnasieskola",
            on=date(2025, 6, 10),
            received_on=date(2025, 6, 12),
            by=cast.anna,
        )
        provider(cast)
        for kind, fact in ((ABSENCES, absence()), (GRADES, graded()), (SUMS, summed())):
            said: dict[UUID, Any] = {elin.pk: [fact]}
            about = origin(cast)
            tell(kind=kind, said=said, origin=about, whole=True, by=cast.anna)
    before = counted(cast)
    all_of_hers = counts(1) | {"people_searchkey": 2} | NOT_HERS
    assert erased(cast, TURNS_22 - timedelta(days=1)) == counts(0)
    assert erased(cast, TURNS_22, dry_run=True) == all_of_hers
    assert counted(cast) == before
    assert erased(cast, TURNS_22) == all_of_hers
    assert set(counted(cast).values()) == {0}
    assert erased(cast, TURNS_22) == counts(0)


def test_at_18_the_guardians_go_with_their_history_and_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    elin = enter(cast, cast.anna, "Elin Ek", marking=NONE)
    with cast.asking(cast.anna):
        enrolled(elin, date(2024, 8, 19))
        for given, ended in (("Karin", MAY), ("Karl", None)):
            Guardian.about(
                elin,
                relation="guardian",
                given_name=given,
                is_hidden=False,
                source="test",
                recorded_from=MARCH,
                recorded_to=ended,
            ).save(force_insert=True)
    at_time(monkeypatch, TURNS_18)
    before = counted(cast)
    assert erased(cast, TURNS_18 - timedelta(days=1)) == counts(0)
    assert erased(cast, TURNS_18, dry_run=True) == counts(0) | {"people_guardian": 2}
    assert counted(cast) == before
    assert erased(cast, TURNS_18) == counts(0) | {"people_guardian": 2}
    gone = {"people_guardian": 0, "people_guardian_event": 0}
    assert counted(cast) == before | gone
    assert before["people_guardian_event"] == 2
    assert erased(cast, TURNS_18) == counts(0)


def test_what_was_known_of_a_guardian_goes_the_night_after_they_are_protected(
    cast: Cast,
) -> None:
    elin, omar = (enter(cast, cast.anna, each) for each in ("Elin Ek", "Omar Ek"))
    for person in (elin, omar):
        with cast.asking(cast.anna):
            person.birth_date = clock.today()
            person.save(update_fields=["birth_date"])
        told_of(
            cast, {person: [KARIN, replace(KARIN, given_name="Karl")]}, ToldGuardian
        )
    told_of(cast, {elin: [HIDDEN]}, ToldGuardian)
    told_of(cast, {omar: [KARIN]}, ToldGuardian)
    today = clock.today()
    with transaction.atomic():
        with cast.asking(cast.anna):
            Person.objects.update(birth_date=born_by(today, 18))
        assert erased(cast, today, dry_run=True)["people_guardian"] == 5
        transaction.set_rollback(True)
    assert erased(cast, today, dry_run=True)["people_guardian"] == 2
    assert erased(cast, today)["people_guardian"] == 2
    assert erased(cast, today)["people_guardian"] == 0
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        kept = Guardian.objects.values_list("person", "given_name")
        assert set(kept) == {(elin.pk, ""), (omar.pk, "Karin"), (omar.pk, "Karl")}
        with connection.cursor() as cursor:
            cursor.execute("SELECT person_id, row_before FROM people_guardian_event")
            assert {person for person, _ in cursor.fetchall()} == {omar.pk}


def test_nobody_but_a_job_erases_and_not_before_its_day(cast: Cast) -> None:
    erase = "SELECT * FROM schooling_erase_facts(%s, true)"
    token = wall.job_ticket(cast.berg.pk, "erase facts")
    with cast.asking(cast.hilda), connection.cursor() as cursor:
        with pytest.raises(Exception, match="only a job erases"), transaction.atomic():
            cursor.execute(erase, [date(2020, 1, 1)])
    with wall.asking(token), connection.cursor() as cursor:
        with pytest.raises(Exception, match="not before its day"), transaction.atomic():
            cursor.execute(erase, [TURNS_22 + timedelta(days=3650)])


def erased(cast: Cast, as_of: date, *, dry_run: bool = False) -> dict[str, int]:
    with wall.as_job(cast.berg.pk, "erase facts", sees_protected=True):
        return erase_facts(cast.berg, as_of, dry_run=dry_run)


def at_time(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: day)


def counts(number: int) -> dict[str, int]:
    tables = (
        *("people_registration", "people_civilrecord"),
        *("schooling_enrolment", "schooling_credential", "schooling_notice"),
        *("people_guardian", "schooling_mentorship", "schooling_studyplan"),
        *("schooling_absencereport", "schooling_grade", "schooling_attendancesum"),
        *("imports_setaside", "people_contactdetail", "people_identity"),
        *("people_protection", "people_searchkey", "people_person"),
        "ss12000_sourcekey",
    )
    return dict.fromkeys(tables, number)
