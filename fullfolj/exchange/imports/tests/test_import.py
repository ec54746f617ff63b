"""Importing as a municipality does: files that lie, come late, and come again."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import bulk, clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    BO,
    CIA,
    DAN,
    Rows,
    write_folder,
)
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.models import ImportRun, SetAside
from fullfolj.exchange.imports.report import Report
from fullfolj.people.actions.persons import mark
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    PROTECTED_REGISTRATION,
    CivilRecord,
    Identity,
    Person,
    Protection,
    Registration,
)
from fullfolj.schooling.models import Credential, Enrolment

pytestmark = pytest.mark.django_db

TABLES = (
    *("people_person", "people_identity", "people_protection", "people_searchkey"),
    *("people_civilrecord", "people_registration"),
    *("schooling_schoolunit", "schooling_enrolment", "schooling_credential"),
    "imports_setaside",
)


def take(
    folder: Path,
    authority: Authority,
    *,
    dry_run: bool = False,
    accept_drop: bool = False,
    empty_is_none: bool = False,
) -> Report:
    options = Options(
        dry_run=dry_run, accept_drop=accept_drop, empty_is_none=empty_is_none
    )
    return import_folder(folder=folder, authority=authority, options=options)


def counts(report: Report) -> dict[str, tuple[int, ...]]:
    return {
        name: (c.new, c.changed, c.unchanged, c.gone, c.refused)
        for name, c in report.tables.items()
    }


def rows(cast: Cast) -> dict[str, int]:
    found = {}
    with cast.asking(cast.anna), connection.cursor() as cursor:
        for name in TABLES:
            for table in (name, f"{name}_event"):
                if table == "people_searchkey_event":
                    continue
                cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - ours
                found[table] = int(cursor.fetchone()[0])
    return found


def changed(table: str, *rows: str) -> Rows:
    return {**BERG, table: rows}


def without(table: str, number: str) -> Rows:
    return changed(table, *(r for r in BERG[table] if not r.startswith(number)))


def person(number: str) -> Person:
    found: Person = Person.objects.get(
        pk=Identity.objects.get(number=number, valid_to=None).person_id
    )
    return found


# ── What is said, is stored ──────────────────────────────────────────────────────────


def test_the_files_are_stored_with_days_half_open(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    report = take(write_folder(tmp_path / "berg"), berg)
    assert counts(report) == {
        "people": (3, 0, 0, 0, 0),
        "registrations": (3, 0, 0, 0, 0),
        "enrolments": (2, 0, 0, 0, 0),
        "credentials": (1, 0, 0, 0, 0),
    }
    with cast.asking(cast.anna):
        anna = person(ANNA)
        assert (anna.marking, person(BO).marking) == (NONE, CONFIDENTIAL)
        assert person(CIA).marking == PROTECTED_REGISTRATION
        enrolment = Enrolment.objects.get(person=anna)
        assert enrolment.valid_to == date(2026, 6, 11), "the day after the last"
        assert enrolment.school_unit.name == "Bergs gymnasieskola"
        assert Credential.objects.get().kind == "studiebevis"
        assert enrolment.import_run == ImportRun.objects.get().pk
        assert list(Person.objects.matching("åkesson an")) == [anna]
        assert list(Person.objects.matching("20070310")) == [anna]
    with cast.asking(cast.bo):
        assert [i.number for i in Identity.objects.all()] == [ANNA], "the open alone"
        assert Registration.objects.count() == 1
    with cast.asking(cast.gun):
        assert not Person.objects.exists()


def test_the_planner_knows_at_once_what_a_first_import_filled(
    berg: Authority, tmp_path: Path
) -> None:
    def thought_of() -> float:
        """How many rows the planner believes in."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT reltuples FROM pg_class WHERE relname = 'people_person'"
            )
            return float(cursor.fetchone()[0])

    with wall.as_job(berg.pk, "test"):
        bulk.run("SELECT wall_take_note(ARRAY['people_person'])")
    assert thought_of() == 0
    take(write_folder(tmp_path / "berg"), berg)
    assert thought_of() == 3


def test_the_same_files_twice_change_nothing(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "berg", enrolments=f"{ANNA},1,S,GY,NA,x,,active,")
    take(folder, berg)
    before = rows(cast)
    report = take(folder, berg)
    assert rows(cast) == before
    assert counts(report)["people"] == (0, 0, 3, 0, 0)
    assert counts(report)["enrolments"] == (0, 0, 2, 0, 1)


def test_a_dry_run_says_the_same_and_leaves_nothing(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "berg")
    before = rows(cast)
    said = counts(take(folder, berg, dry_run=True))
    assert rows(cast) == before
    assert counts(take(folder, berg)) == said


def test_a_correction_ends_what_we_knew_and_keeps_it(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    stopped = f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-19,2026-01-09"
    later = changed("enrolments", BERG["enrolments"][0], f"{stopped},interrupted,no")
    report = take(write_folder(tmp_path / "b", later), berg)
    assert counts(report)["enrolments"] == (0, 1, 1, 0, 0)
    with cast.asking(cast.anna):
        first, second = Enrolment.objects.filter(person=person(BO)).order_by(
            "recorded_from"
        )
        assert (first.status, first.recorded_to) == ("active", second.recorded_from)
        assert (second.status, second.recorded_to) == ("interrupted", None)
        known = Enrolment.objects.filter(person=person(BO)).known_at(
            first.recorded_from
        )
        assert known.get() == first


def test_a_move_is_two_adjoining_registrations(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    moved = (
        f"{ANNA},2326,2007-03-10,2026-09-01,moved",
        f"{ANNA},2309,2026-09-01,,",
        *BERG["registrations"][1:],
    )
    report = take(write_folder(tmp_path / "b", changed("registrations", *moved)), berg)
    assert counts(report)["registrations"] == (1, 1, 2, 0, 0)
    with cast.asking(cast.anna):
        spells = Registration.objects.filter(person=person(ANNA)).known_now()
        ordered = [s.valid_to for s in spells.order_by("valid_from")]
    assert ordered == [date(2026, 9, 1), None]


def test_a_new_name_is_a_new_identity_and_is_found(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    row = BERG["people"][0].replace("Åkesson", "Zetterman")
    report = take(
        write_folder(tmp_path / "b", changed("people", row, *BERG["people"][1:])), berg
    )
    assert counts(report)["people"] == (0, 0, 3, 0, 0)
    assert report.renamed == 1
    with cast.asking(cast.anna):
        anna = person(ANNA)
        assert Identity.objects.filter(person=anna).count() == 2
        assert list(Person.objects.matching("zetterman 0703101238")) == [anna]
        assert not Person.objects.matching("åkesson").exists()


# ── What is gone, and what could not be used ─────────────────────────────────────────


def test_what_left_the_file_is_flagged_and_can_come_back(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    report = take(write_folder(tmp_path / "b", without("enrolments", BO)), berg)
    assert counts(report)["enrolments"] == (0, 0, 1, 1, 0)
    with cast.asking(cast.anna):
        now = Enrolment.objects.filter(person=person(BO)).known_now()
        assert now.get().is_gone
        assert not now.counted().exists()
    assert counts(take(tmp_path / "b", berg))["enrolments"] == (0, 0, 1, 0, 0)
    assert counts(take(tmp_path / "a", berg))["enrolments"] == (1, 0, 1, 0, 0)


def test_a_person_gone_from_the_files_is_flagged_with_their_facts_kept(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    rest = {name: tuple(r for r in BERG[name] if not r.startswith(BO)) for name in BERG}
    report = take(write_folder(tmp_path / "b", rest), berg)
    assert counts(report)["people"] == (0, 0, 2, 1, 0)
    with cast.asking(cast.anna):
        bo = person(BO)
        assert CivilRecord.objects.known_now().get(person=bo).is_gone
        assert not Registration.objects.known_now().get(person=bo).is_gone
    assert counts(take(tmp_path / "a", berg))["people"] == (1, 0, 2, 0, 0)


def test_a_refused_row_is_kept_with_its_reason_until_it_is_mended(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    bad = BERG["enrolments"][1].replace("2024-08-19", "2024-13-19")
    wrong = changed("enrolments", BERG["enrolments"][0], bad)
    report = take(write_folder(tmp_path / "a", wrong), berg)
    assert counts(report)["enrolments"] == (1, 0, 0, 0, 1)
    with cast.asking(cast.anna):
        aside = SetAside.objects.known_now().get()
        assert (aside.number, aside.person_id) == (BO, person(BO).pk)
        refusal = aside.refusals[0]
        assert (refusal["line"], refusal["reason"]) == (3, "date.impossible")
    with cast.asking(cast.bo):
        assert not SetAside.objects.exists(), "Bo Alm is protected"
    report = take(write_folder(tmp_path / "b"), berg)
    assert (report.mended, counts(report)["enrolments"]) == (1, (1, 0, 1, 0, 0))
    with cast.asking(cast.anna):
        assert not SetAside.objects.known_now().exists()


def test_a_row_waits_for_its_person(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "a", registrations=f"{DAN},2326,2020-01-01,,")
    report = take(folder, berg)
    assert [r.reason for r in report.refusals] == ["person.missing"]
    with cast.asking(cast.bo):
        assert not SetAside.objects.exists(), "who knows whether Dan is protected?"
    people = (*BERG["people"], f"{DAN},Dan,Dal,male,none,,,,,,,")
    later = write_folder(
        tmp_path / "b",
        changed("people", *people),
        registrations=f"{DAN},2326,2020-01-01,,",
    )
    assert take(later, berg).mended == 1
    with cast.asking(cast.anna):
        assert person(DAN).marking == NONE


def test_a_marking_is_not_refused_for_what_is_set_aside(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a", registrations=f"{DAN},2326,2020-01-01,,"), berg)
    with cast.asking(cast.bo):
        anna = person(ANNA)
        told: dict[str, object] = {"places": {}, "refusals": [], "import_run": anna.pk}
        SetAside.about(anna, number=DAN, **told).save(force_insert=True)
        today = clock.today()
        mark(person=anna, marking=CONFIDENTIAL, since=today, source="x", by=cast.bo)
    with cast.asking(cast.anna):
        assert SetAside.objects.known_now().filter(number=DAN).count() == 2


def test_refused_rows_never_make_others_of_the_person_gone(
    berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    overlap = f"{ANNA},2309,2020-01-01,,"
    bad = BERG["enrolments"][0].replace("2026-06-10", "igår")
    wrong = changed("enrolments", bad, BERG["enrolments"][1])
    folder = write_folder(tmp_path / "b", wrong, registrations=overlap)
    report = take(folder, berg)
    assert counts(report)["registrations"] == (0, 0, 2, 0, 1)
    assert counts(report)["enrolments"] == (0, 0, 2, 0, 1)


def test_texts_beyond_any_length_stop_nothing(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    people = f"{DAN},{'D' * 300},{'ß' * 200},male,{'x' * 200},,,,,,,"
    enrolment = f"{ANNA},{'1' * 60},{'S' * 999},GY,{'N' * 99},2024-01-01,,active,"
    folder = write_folder(tmp_path / "a", people=people, enrolments=enrolment)
    path = folder / "people.csv"
    long = BERG["people"][0].replace("Anna,Åkesson", f"{'A' * 300},{'Å' * 300}")
    path.write_text(path.read_text("utf-8").replace(BERG["people"][0], long), "utf-8")
    take(folder, berg)
    before = rows(cast)
    report = take(folder, berg)
    assert rows(cast) == before
    assert counts(report)["enrolments"] == (0, 0, 3, 0, 0)


# ── Protection ───────────────────────────────────────────────────────────────────────


def test_a_marking_reaches_every_copy_in_the_same_import(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    marked = BERG["people"][0].replace(",none,", ",confidential,")
    folder = write_folder(
        tmp_path / "b", changed("people", marked, *BERG["people"][1:])
    )
    assert take(folder, berg).marked == 1
    models = (Person, Identity, Registration, Enrolment, Credential, CivilRecord)
    with cast.asking(cast.bo):
        assert [m.__name__ for m in models if m._default_manager.exists()] == []
    take(tmp_path / "a", berg)
    with cast.asking(cast.bo):
        assert Registration.objects.count() == 1, "the source opened what it closed"


def test_a_refused_row_protects_as_well(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    broken = BERG["people"][0].replace(",none,", ",confidential,i går")
    take(
        write_folder(tmp_path / "b", changed("people", broken, *BERG["people"][1:])),
        berg,
    )
    with cast.asking(cast.bo):
        assert not Person.objects.exists()


def test_no_file_opens_what_the_house_protected(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "a")
    take(folder, berg)
    with cast.asking(cast.anna), connection.cursor() as cursor:
        mark = "SELECT people_mark(%s, %s, %s, 'own')"
        cursor.execute(mark, [person(ANNA).pk, CONFIDENTIAL, date(2026, 1, 1)])
    assert take(folder, berg).marked == 0
    with cast.asking(cast.anna):
        assert person(ANNA).marking == CONFIDENTIAL


def test_an_empty_column_for_everyone_is_asked_about_once(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    silent = [
        row.replace(",none,", ",,")
        .replace(",confidential,", ",,")
        .replace(",protected_registration,", ",,")
        for row in BERG["people"]
    ]
    folder = write_folder(tmp_path / "a", changed("people", *silent))
    assert refused(folder, berg) == "import.protection"
    take(folder, berg, empty_is_none=True)
    take(folder, berg)
    with cast.asking(cast.bo):
        assert Person.objects.count() == 3
        assert Protection.objects.count() == 3


def test_one_empty_marking_is_handled_as_protected(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    silent = BERG["people"][0].replace(",none,", ",,")
    folder = write_folder(
        tmp_path / "a", changed("people", silent, *BERG["people"][1:])
    )
    take(folder, berg, empty_is_none=True)
    with cast.asking(cast.bo):
        assert not Person.objects.exists()


def test_a_new_number_is_never_matched_by_school_history(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    renewed = {
        name: tuple(r.replace(CIA, DAN).replace("Cia,Ek", "Eva,Alm") for r in table)
        for name, table in BERG.items()
    }
    take(write_folder(tmp_path / "b", renewed), berg)
    with cast.asking(cast.anna):
        assert person(DAN).pk != person(CIA).pk
        assert CivilRecord.objects.known_now().get(person=person(CIA)).is_gone


# ── Refused before it harms ──────────────────────────────────────────────────────────


def refused(folder: Path, authority: Authority) -> str:
    with pytest.raises(Unusable) as why:
        take(folder, authority)
    return why.value.reason


def crowd(count: int) -> Mapping[str, list[str]]:
    """So many youths of Berg with reserve numbers."""
    numbers = [f"20080101TF{n:02}" for n in range(count)]
    return {
        "people": [f"{n},Ung,Nr {n[-2:]},,none,,,,,,," for n in numbers],
        "registrations": [f"{n},2326,2008-01-01,," for n in numbers],
        "enrolments": [f"{n},1,S,GY,NA,2024-08-19,,active," for n in numbers],
        "credentials": [],
    }


def test_a_drop_above_the_share_is_refused_and_leaves_all_as_it_was(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a", crowd(60)), berg)
    before = rows(cast)
    assert refused(write_folder(tmp_path / "b", crowd(40)), berg) == "import.drop"
    assert rows(cast) == before
    with cast.asking(cast.anna):
        last = ImportRun.objects.latest("started_at")
        assert (last.outcome, last.reason) == ("refused", "import.drop")
    take(write_folder(tmp_path / "c", crowd(50)), berg)
    assert take(tmp_path / "b", berg, accept_drop=True).tables["people"].gone == 10


def test_a_half_empty_delivery_is_refused(berg: Authority, tmp_path: Path) -> None:
    take(write_folder(tmp_path / "a"), berg)
    folder = write_folder(tmp_path / "b", changed("enrolments"))
    assert refused(folder, berg) == "import.none"


def test_absent_credentials_are_no_lost_credentials(
    berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    (tmp_path / "a" / "credentials.csv").unlink()
    assert counts(take(tmp_path / "a", berg))["credentials"] == (0, 0, 0, 0, 0)


def test_a_file_cut_off_in_a_row_is_refused(berg: Authority, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a")
    path = folder / "enrolments.csv"
    path.write_bytes(path.read_bytes()[:-12])
    assert refused(folder, berg) == "import.cut_off"


def test_another_municipalitys_files_are_refused(
    berg: Authority, tmp_path: Path
) -> None:
    others = [row.replace(",2326,", ",2309,") for row in BERG["registrations"]]
    folder = write_folder(tmp_path / "a", changed("registrations", *others))
    assert refused(folder, berg) == "import.elsewhere"


def test_who_answers_for_no_municipality_is_told(cast: Cast, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "a")
    assert refused(folder, cast.krokom) == "import.no_municipality"


def test_the_import_is_the_job_of_one_authority(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "a"), berg)
    token = wall.job_ticket(cast.krokom.pk, "import", sees_protected=True)
    with wall.asking(token):
        assert not Person.objects.exists()
        assert not ImportRun.objects.exists()
