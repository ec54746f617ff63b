"""Undoing the latest import: what was known before is known again, exactly."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    BO,
    CIA,
    DAN,
    Rows,
    write_folder,
)
from fullfolj.exchange.imports import stored
from fullfolj.exchange.imports.actions.undo import UndoRefusedError, undo
from fullfolj.exchange.imports.models import ImportRun, SetAside
from fullfolj.exchange.imports.tests.test_import import changed, person, take, without
from fullfolj.kaa.actions.rulings import decide
from fullfolj.kaa.models import RegisterSpell, ReviewSpell
from fullfolj.people.actions.contacts import contacts_from_register
from fullfolj.people.actions.persons import mark, rename
from fullfolj.people.models import (
    CONFIDENTIAL,
    NONE,
    CivilRecord,
    Identity,
    Person,
    Registration,
)
from fullfolj.people.tests.people import enter, named
from fullfolj.schooling.tests.told import CILLA, KARIN, PLAN, tell

pytestmark = pytest.mark.django_db

RECORDED = (
    *("people_civilrecord", "people_registration", "schooling_enrolment"),
    *("schooling_credential", "imports_setaside", "people_guardian"),
    *("schooling_mentorship", "schooling_studyplan"),
)
WHOLE = (
    *("people_person", "people_identity", "people_protection", "people_searchkey"),
    *("people_contactdetail", "imports_importsetting", "kaa_municipality"),
)
EVA = "200805019809"


def latest(cast: Cast) -> ImportRun:
    with cast.asking(cast.anna):
        found = ImportRun.objects.applied().first()
        assert found
        return found


def take_back(cast: Cast) -> ImportRun:
    with cast.asking(cast.anna):
        return undo(run=latest(cast), by=cast.anna)


def known_now(authority: Authority) -> dict[str, list[str]]:
    """Every row that is known now, without what tells only when it was written."""
    found: dict[str, list[str]] = {}
    with wall.as_job(authority.pk, "look", sees_protected=True):
        with connection.cursor() as cursor:
            for table in (*RECORDED, *WHOLE):
                left = "- 'id' - 'recorded_from'" if table in RECORDED else ""
                left = "- 'id'" if table == "people_searchkey" else left
                now = "WHERE recorded_to IS NULL" if table in RECORDED else ""
                cursor.execute(
                    f"SELECT (to_jsonb(t) {left})::text FROM {table} t {now}"  # noqa: S608 - ours
                )
                found[table] = sorted(row for (row,) in cursor.fetchall())
    return found


@contextmanager
def tried() -> Iterator[None]:
    """What is done within does not stay."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# ── Exactly what was known before ────────────────────────────────────────────────────

PROTECTION = st.sampled_from(["none", "none", "confidential", "protected_registration"])
PLACES = st.sampled_from(
    [
        ["2326,2010-01-01,,"],
        ["2309,2010-01-01,2024-08-01,moved", "2326,2024-08-01,,"],
        ["2326,2010-01-01,2026-01-01,moved", "2309,2026-01-01,,"],
        ["2326,2010-01-01,,", "23,2010-01-01,,"],
    ]
)
STUDIES = st.lists(
    st.sampled_from(
        [
            "12345678,Bergs gymnasieskola,GY,NA,2023-08-18,,active,",
            "12345678,Bergs gymnasieskola,GY,NA,2023-08-18,2025-06-10,completed,",
            "87654321,Birka,FHS,,2025-08-18,,active,",
            "87654321,Birka,FHS,,2025-13-18,,active,",
        ]
    ),
    unique=True,
    max_size=2,
)


@st.composite
def deliveries(draw: st.DrawFn) -> Rows:
    """Files about some of five; Anna is always one, so that they are Berg's."""
    files: dict[str, list[str]] = {name: [] for name in BERG}
    others = draw(st.lists(st.sampled_from([BO, CIA, DAN, EVA]), unique=True))
    for number in (ANNA, *others):
        name = draw(st.sampled_from(["Kim,Ek", "Kim,Alm", "Åsa-Lena,Ek"]))
        phone = draw(st.sampled_from(["", "070-1740605"]))
        shield = draw(PROTECTION)
        files["people"].append(f"{number},{name},,{shield},,,{phone},,,,")
        files["registrations"] += [f"{number},{each}" for each in draw(PLACES)]
        files["enrolments"] += [f"{number},{each}" for each in draw(STUDIES)]
        if draw(st.booleans()):
            files["credentials"].append(f"{number},studiebevis,2026-06-10")
    return files


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(deliveries(), max_size=2),
    run=deliveries(),
    marked=st.booleans(),
    by_hand=st.booleans(),
)
def test_whatever_was_delivered_what_was_known_before_is_known_again(
    cast: Cast, berg: Authority, before: list[Rows], run: Rows, **story: bool
) -> None:
    with tried(), TemporaryDirectory() as folder:
        for rows in before:
            take(write_folder(Path(folder), rows), berg, accept_drop=True)
        if story["by_hand"] and not before:
            enter(cast, cast.anna, "Eva Holm", EVA)
        if before:
            with cast.asking(cast.anna):
                anna = person(ANNA)
                contacts_from_register(ids=[anna.pk], by=cast.anna)
                if story["marked"]:
                    shield(cast, anna)
        was = known_now(berg)
        take(write_folder(Path(folder), run), berg, accept_drop=True)
        take_back(cast)
        assert known_now(berg) == was
        take(write_folder(Path(folder), run), berg, accept_drop=True)
        now = known_now(berg)
        take_back(cast)
        assert known_now(berg) == was
        take(write_folder(Path(folder), run), berg, accept_drop=True)
        assert counted(known_now(berg)) == counted(now)


def counted(rows: dict[str, list[str]]) -> dict[str, int]:
    return {table: len(found) for table, found in rows.items()}


def shield(cast: Cast, who: Person) -> None:
    mark(
        person=who,
        marking=CONFIDENTIAL,
        since=clock.today(),
        source="own",
        by=cast.anna,
    )


def test_the_first_import_leaves_nobody(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    was = known_now(berg)
    take(write_folder(tmp_path / "f"), berg)
    done = take_back(cast)
    assert known_now(berg) == was
    with cast.asking(cast.anna):
        assert not Person.objects.exists()
        assert (done.source, done.by_user) == ("undo", cast.anna.pk)
        assert done.counts["people"]["gone"] == 3
        assert not ImportRun.objects.standing().exists()


def test_what_schools_tell_beside_enrolments_is_taken_back_with_its_run(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    """Of who was here before, and with whom the run brought."""
    some = {t: [row for row in BERG[t] if not row.startswith(BO)] for t in BERG}
    take(write_folder(tmp_path / "f", some), berg)
    told_with(cast, latest(cast), phone="070-123 45 67")
    was = known_now(berg)
    take(write_folder(tmp_path / "f"), berg)
    told_with(cast, latest(cast), phone="073-765 43 21")
    now = known_now(berg)
    for table in ("people_guardian", "schooling_mentorship", "schooling_studyplan"):
        assert len(now[table]) > len(was[table]) > 0
    take_back(cast)
    assert known_now(berg) == was


def told_with(cast: Cast, run: ImportRun, *, phone: str) -> None:
    """A school tells with a run of everybody; the telephone is the guardian's."""
    with wall.as_job(cast.berg.pk, "look", sees_protected=True):
        people = list(Person.objects.all())
        Person.objects.update(birth_date=clock.today())
    guardian, mentor = replace(KARIN, phone=phone), replace(CILLA, name=phone)
    for fact in (guardian, mentor, PLAN):
        said = {person: [fact] for person in people}
        tell(cast, said, type(fact), at=run.known_from, run=run.pk, is_whole=True)


def test_what_was_known_in_between_can_still_be_asked(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    moved = f"{ANNA},2326,2007-03-10,2026-01-01,moved", f"{ANNA},2309,2026-01-01,,"
    rows = changed("registrations", *moved, *BERG["registrations"][1:])
    take(write_folder(tmp_path / "f", rows), berg)
    between = clock.now()
    take_back(cast)
    with cast.asking(cast.anna):
        for at, codes in ((between, ["2309", "2326"]), (clock.now(), ["2326"])):
            person_then = stored.of_number(ANNA, at).extracts.persons[ANNA]
            told = sorted(r.municipality_code for r in person_then.registrations)
            assert told == codes


def test_what_stood_aside_is_asked_about_since_the_same_day(
    cast: Cast, berg: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = changed("registrations", *BERG["registrations"], f"{BO},23,2008-05-12,,")
    take(write_folder(tmp_path / "f", wrong), berg)
    with cast.asking(cast.anna):
        first = SetAside.objects.get().recorded_from
    take(write_folder(tmp_path / "f"), berg)
    take_back(cast)
    with cast.asking(cast.anna):
        (row,) = SetAside.objects.known_now()
        assert row.recorded_from > first
        before = {}
        for each in SetAside.objects.filter(recorded_to__isnull=False):
            before[each.person_id, each.number, each.import_run] = each
        assert row.first_of(before).recorded_from == first
        assert SetAside.objects.known_now().by_person().keys() == {row.person_id}


# ── What came since ──────────────────────────────────────────────────────────────────


def test_a_marking_that_came_since_stays(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    take(tmp_path / "f", berg)
    with cast.asking(cast.anna):
        shield(cast, person(ANNA))
    take_back(cast)
    with cast.asking(cast.anna):
        assert person(ANNA).marking == CONFIDENTIAL
    with cast.asking(cast.bo):
        assert not Person.objects.exists()


def test_a_marking_of_the_run_that_somebody_changed_since_stays(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    hidden = (f"{ANNA},Anna,Åkesson,female,protected_registration,,,,,,,",)
    rows = changed("people", *hidden, *BERG["people"][1:])
    take(write_folder(tmp_path / "f", rows), berg)
    with cast.asking(cast.anna):
        shield(cast, person(ANNA))
    take_back(cast)
    with cast.asking(cast.anna):
        assert person(ANNA).marking == CONFIDENTIAL, "not opened as before the run"


def test_somebody_new_whom_somebody_marked_stays_without_the_facts(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    with cast.asking(cast.anna):
        shield(cast, person(ANNA))
    take_back(cast)
    with cast.asking(cast.anna):
        assert [i.number for i in Identity.objects.all()] == [ANNA]
        assert person(ANNA).marking == CONFIDENTIAL
        assert not CivilRecord.objects.known_now().exists()


def test_who_stands_in_the_register_by_now_stays_without_the_facts(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    with cast.asking(cast.anna):
        anna = person(ANNA)
        RegisterSpell.about(
            anna,
            municipality_code="2326",
            valid_from=clock.today(),
            rule="R11",
            law_version="x",
        ).save(force_insert=True)
    take_back(cast)
    with cast.asking(cast.anna):
        assert list(Person.objects.all()) == [anna]
        assert not Registration.objects.known_now().exists()


def test_a_later_run_stands_on_it(cast: Cast, berg: Authority, tmp_path: Path) -> None:
    take(write_folder(tmp_path / "f"), berg)
    first = latest(cast)
    take(tmp_path / "f", berg)
    was = known_now(berg)
    with cast.asking(cast.anna):
        with pytest.raises(UndoRefusedError) as refused:
            undo(run=first, by=cast.anna)
    assert refused.value.code == "later"
    done = take_back(cast)
    for run in (first, done):
        with cast.asking(cast.anna):
            with pytest.raises(UndoRefusedError):
                undo(run=run, by=cast.anna)
    assert known_now(berg) == was, "nothing was new in the second"


def test_a_decision_stands_on_it(cast: Cast, berg: Authority, tmp_path: Path) -> None:
    take(write_folder(tmp_path / "f"), berg)
    with cast.asking(cast.anna):
        anna = person(ANNA)
        ReviewSpell.about(
            anna,
            municipality_code="2326",
            valid_from=clock.today(),
            rule="R6d",
            law_version="x",
        ).save(force_insert=True)
        answer: dict[str, Any] = {"decision": "OUT", "reason": "Läser heltid, intyg"}
        decide(person=anna, municipality="2326", aside=None, by=cast.anna, **answer)
        with pytest.raises(UndoRefusedError) as refused:
            undo(run=latest(cast), by=cast.anna)
    assert refused.value.code == "decided"


def test_a_name_that_somebody_wrote_since_stands_on_it(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    with cast.asking(cast.anna):
        new = replace(named("Anna", "Ny", ANNA), valid_from=clock.today())
        rename(person=person(ANNA), named=new, by=cast.anna)
        with pytest.raises(UndoRefusedError) as refused:
            undo(run=latest(cast), by=cast.anna)
    assert refused.value.code == "decided"


def withdraw(authority: Authority, job: str, run: ImportRun) -> None:
    """What the job does, as whom."""
    with transaction.atomic(), wall.as_job(authority.pk, job, sees_protected=True):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM imports_withdraw(%s)", [run.pk])


def test_only_the_own_authoritys_run_and_only_the_job(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f"), berg)
    run, was = latest(cast), known_now(berg)
    with cast.asking(cast.gun):
        with pytest.raises(ImportRun.DoesNotExist):
            ImportRun.objects.get(pk=run.pk)
    with pytest.raises(DatabaseError, match="only the job"):
        withdraw(berg, "import", run)
    with pytest.raises(DatabaseError, match="no run to undo"):
        withdraw(cast.krokom, "undo import", run)
    assert known_now(berg) == was


def test_whoever_was_entered_by_hand_is_as_they_were(
    cast: Cast, berg: Authority, tmp_path: Path
) -> None:
    take(write_folder(tmp_path / "f", without("people", ANNA)), berg)
    enter(cast, cast.anna, "Annika Ås", ANNA)
    was = known_now(berg)
    take(write_folder(tmp_path / "f"), berg)
    with cast.asking(cast.anna):
        assert Identity.objects.get(number=ANNA, valid_to=None).given_name == "Anna"
    take_back(cast)
    assert known_now(berg) == was
    with cast.asking(cast.bo):
        assert list(Person.objects.matching("annika")) == [person(ANNA)]
        assert person(ANNA).marking == NONE


# ── The page ─────────────────────────────────────────────────────────────────────────


def test_by_the_page(cast: Cast, berg: Authority, tmp_path: Path) -> None:
    take(write_folder(tmp_path / "f"), berg)
    first = latest(cast)
    take(write_folder(tmp_path / "f", without("enrolments", BO)), berg)
    hilda = signed_in(cast.hilda)
    url = f"/importer/korning/{latest(cast).pk}/angra/"
    assert f'href="{url}"' in hilda.get("/importer/").content.decode()
    assert "Den som har fått skydd sedan dess" in hilda.get(url).content.decode()
    answer = hilda.post(url, follow=True)
    shown = answer.content.decode()
    assert "Inläsningen är ångrad." in shown
    assert "Ångrade den före" in shown
    assert "/angra/" not in shown, "there is nothing more to undo"
    for gone in (url, f"/importer/korning/{first.pk}/angra/"):
        refused = hilda.post(gone)
        assert refused.status_code == 422
        assert "Bara den senaste inläsningen kan ångras" in refused.content.decode()
