"""A school's system pulled into an authority: whole, changed, deleted, and never half.

Berg's population register has been read from files; its schools answer by themselves.
Krokom has read the same people and the same schools from files alone.
"""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports import stored
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.imports.actions.undo import undo
from fullfolj.exchange.imports.models import ImportRun, SetAside
from fullfolj.exchange.listing.rows import listing
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import (
    CHANGES,
    WHOLE,
    Connection,
    Pull,
    SourceKey,
)
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.conftest import TODAY, Connect
from fullfolj.exchange.ss12000.tests.region import Held, ongoing, region, sayable
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.kaa.facts import Enrolment as Fact
from fullfolj.kaa.tables import Units, enrolments
from fullfolj.people.models import CivilRecord, Identity, Person
from fullfolj.schooling.models import Enrolment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]
CODES = ("2326", "2309", "2380")
HERE = Options(answers_for=CODES, accept_drop=True)


@pytest.fixture
def files(folder: Path, tmp_path: Path) -> Path:
    """The folder, with what SS 12000 can say of its schools."""
    sayable(folder, tmp_path / "files", TODAY)
    return tmp_path / "files"


@pytest.fixture
def population(
    *, cast: Cast, files: Path, tmp_path: Path, day_of_the_files: None
) -> Path:
    """The same folder without its schools; Berg has read it in."""
    alone = copytree(files, tmp_path / "population")
    table = alone / "enrolments.csv"
    header = table.read_text(encoding="utf-8").partition("\n")[0]
    table.write_text(f"{header}\n", encoding="utf-8")
    import_folder(folder=alone, authority=cast.berg, options=HERE)
    return alone


def places(authority: Authority, source: str) -> dict[str, set[Fact]]:
    """The enrolments that are known now from a source, by number."""
    found: dict[str, set[Fact]] = {}
    with wall.as_job(authority.pk, "test", sees_protected=True):
        kind, numbers = enrolments(Units()), numbers_now()
        rows = Enrolment.objects.known_now().counted().filter(source=source)
        for row in rows:
            values = tuple(getattr(row, name) for name in kind.columns)
            found.setdefault(numbers[row.person_id], set()).add(kind.read(values))
    return found


def numbers_now() -> dict[Any, str]:
    rows = Identity.objects.filter(valid_to=None)
    return dict(rows.values_list("person_id", "number"))


def answers(authority: Authority) -> dict[str, set[tuple[str, str, str, date | None]]]:
    """Who is in, who is out and whom one must ask about, in each municipality."""
    with wall.as_job(authority.pk, "test", sees_protected=True):
        found = {}
        for code in CODES:
            here = stored.of_municipality(code, clock.now())
            found[code] = {
                (row.person_no, str(row.decision), row.rule, row.since)
                for row in listing(here.extracts, code, TODAY, here.word)
            }
    return found


def person(authority: Authority, number: str) -> Person:
    with wall.as_job(authority.pk, "test", sees_protected=True):
        return Person.objects.get(identity__number=number, identity__valid_to=None)


def a_pupil(held: Held) -> dict[str, Any]:
    """Somebody who goes to upper secondary school today, and whom nothing protects."""
    for each in held["persons"]:
        for place in each.get("enrolments", ()):
            is_here = ongoing(place, TODAY) and place["schoolType"] == "GY"
            if is_here and each.get("securityMarking") == "Ingen":
                return each
    raise LookupError("no pupil")


def with_schoolmates(held: Held) -> dict[str, Any]:
    """Somebody old enough at whose schools there are others: the system speaks for
    those."""
    pupils = [each for each in held["persons"] if each.get("enrolments")]
    count = Counter(unit for each in pupils for unit in units_of(each))
    for each in pupils:
        is_open = each.get("securityMarking") == "Ingen"
        is_old = each["civicNo"]["value"] < f"{TODAY.year - 15}"
        if is_open and is_old and min(count[unit] for unit in units_of(each)) > 1:
            return each
    raise LookupError("no pupil")


def units_of(pupil: dict[str, Any]) -> set[str]:
    return {place["enroledAt"]["id"] for place in pupil["enrolments"]}


# ── Whole ────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("population")
def test_a_whole_pull_is_as_the_same_files(
    cast: Cast, connection: Connection, files: Path
) -> None:
    import_folder(folder=files, authority=cast.krokom, options=HERE)
    pull(connection=connection, options=Options())
    told = places(cast.berg, connection.source)
    assert len(told) > 100
    assert told == places(cast.krokom, "files")
    assert answers(cast.berg) == answers(cast.krokom)


def test_the_same_again_changes_nothing(cast: Cast, connection: Connection) -> None:
    pull(connection=connection, options=Options())
    before = places(cast.berg, connection.source)
    again = pull(connection=connection, options=Options(), whole=True)
    for count in again.tables.values():
        assert (count.new, count.changed, count.gone) == (0, 0, 0)
    assert places(cast.berg, connection.source) == before
    with cast.asking(cast.anna):
        assert [p.kind for p in Pull.objects.of(connection)] == [WHOLE, WHOLE]


def test_who_has_no_number_is_known_by_the_systems_own_id(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pupil = a_pupil(held)
    school.change(pupil["id"], civicNo=None)
    pull(connection=connection, options=Options())
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        her = SourceKey.objects.get(key=pupil["id"]).person_id
        assert Identity.objects.get(person=her).number_kind == "none"
    pull(connection=connection, options=Options(), whole=True)
    school.change(pupil["id"], civicNo=pupil["civicNo"])
    school.move_clock(timedelta(minutes=1))
    pull(connection=connection, options=Options())
    assert person(cast.berg, pupil["civicNo"]["value"]).pk == her


def test_one_person_twice_in_the_system_is_one_here(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    one, *_ = pupils = [p for p in held["persons"] if p.get("enrolments")]
    other = next(
        p for p in pupils[1:] if p["enrolments"] != one["enrolments"] and p["civicNo"]
    )
    school.change(other["id"], civicNo=one["civicNo"], birthDate=one.get("birthDate"))
    pull(connection=connection, options=Options())
    both = places(cast.berg, connection.source)[one["civicNo"]["value"]]
    assert len(both) == len(one["enrolments"]) + len(other["enrolments"])
    school.change(one["id"], givenName="Ny")
    pull(connection=connection, options=Options())
    assert places(cast.berg, connection.source)[one["civicNo"]["value"]] == both


def test_the_same_person_from_two_schools_is_one(
    *,
    cast: Cast,
    connection: Connection,
    connect: Connect,
    folder: Path,
    held: Held,
) -> None:
    """The two know each other's pupils by other ids, and say the same number."""
    codes = {o.get("schoolUnitCode", "") for o in held["organisations"]}
    some = set(sorted(codes)[1:40])
    pull(connection=connection, options=Options())
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        before = Person.objects.count()
    theirs = region(folder, TODAY, name="Jämtlands friskola", units=some)
    assert not {p["id"] for p in theirs["persons"]} & {p["id"] for p in held["persons"]}
    with SchoolServer(theirs) as school:
        other = connect(school)
        pull(connection=other, options=Options())
    assert len(places(cast.berg, other.source)) > 10
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        assert Person.objects.count() == before


# ── Changes ──────────────────────────────────────────────────────────────────────────


def test_then_by_what_has_changed(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pull(connection=connection, options=Options())
    pupil = a_pupil(held)
    number = pupil["civicNo"]["value"]
    school.move_clock(timedelta(hours=1))
    ended = [{**each, "endDate": "2026-03-13"} for each in pupil["enrolments"]]
    school.change(pupil["id"], enrolments=ended)
    asked = len(school.asked)
    report = pull(connection=connection, options=Options())
    assert report.tables["enrolments"].changed == len(ended)
    assert report.tables["people"].unchanged < 10, "they alone, and who was refused"
    assert {
        fact.last_on.isoformat()
        for fact in places(cast.berg, connection.source)[number]
        if fact.last_on
    } == {"2026-03-13"}
    (listing_,) = [q for q in school.asked[asked:] if q.path == "/persons"]
    assert "meta.modified.after" in listing_.asked
    with cast.asking(cast.anna):
        assert Pull.objects.of(connection)[0].kind == CHANGES


def test_all_is_asked_for_by_the_week_however_often_changes_are(
    cast: Cast, connection: Connection
) -> None:
    pull(connection=connection, options=Options())
    with cast.asking(cast.anna):
        (whole,) = Pull.objects.of(connection)
        for n in range(1, 121):
            told = {"authority": cast.berg, "outcome": "applied"}
            told["started_at"] = whole.started_at + timedelta(microseconds=n)
            run = ImportRun.objects.create(source=connection.source, **told)
            told |= {"kind": CHANGES, "run": run.pk, "asked_at": whole.asked_at}
            Pull.objects.create(connection=connection, **told)
    pull(connection=connection, options=Options())
    with cast.asking(cast.anna):
        assert Pull.objects.of(connection)[0].kind == CHANGES
        week = timedelta(days=7, minutes=1)
        Pull.objects.filter(kind=WHOLE).update(started_at=whole.started_at - week)
    pull(connection=connection, options=Options())
    with cast.asking(cast.anna):
        assert Pull.objects.of(connection)[0].kind == WHOLE


def test_who_is_deleted_there_is_counted_no_more_here(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pull(connection=connection, options=Options())
    pupil = a_pupil(held)
    number = pupil["civicNo"]["value"]
    assert number in places(cast.berg, connection.source)
    school.move_clock(timedelta(hours=1))
    school.delete(pupil["id"])
    report = pull(connection=connection, options=Options())
    assert report.tables["enrolments"].gone == len(pupil["enrolments"])
    assert number not in places(cast.berg, connection.source)
    assert person(cast.berg, number)


def test_more_deletions_than_one_expects_are_refused_once(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pull(connection=connection, options=Options())
    before = places(cast.berg, connection.source)
    school.move_clock(timedelta(hours=1))
    pupils = [each["id"] for each in held["persons"] if each.get("enrolments")]
    school.delete(*pupils[: len(pupils) // 2])
    with pytest.raises(Unusable) as why:
        pull(connection=connection, options=Options())
    assert why.value.reason == "import.drop"
    assert places(cast.berg, connection.source) == before
    pull(connection=connection, options=Options(accept_drop=True))
    assert len(places(cast.berg, connection.source)) < len(before)


def test_without_deletions_all_is_asked_for_each_time(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pull(connection=connection, options=Options())
    pupil = a_pupil(held)
    school.delete(pupil["id"])
    school.switch(faults.status(501), on="/deletedEntities")
    pull(connection=connection, options=Options())
    assert pupil["civicNo"]["value"] not in places(cast.berg, connection.source)
    with cast.asking(cast.anna):
        assert Pull.objects.of(connection)[0].kind == WHOLE


# ── What the population register says holds ──────────────────────────────────────────


def test_a_school_changes_no_name_no_death_and_marks_only_more_strictly(
    connection: Connection, school: SchoolServer, held: Held, population: Path
) -> None:
    berg = connection.authority
    pupil = a_pupil(held)
    number = pupil["civicNo"]["value"]
    before = person(berg, number)
    school.change(pupil["id"], familyName="Fel", personStatus="Avliden")
    pull(connection=connection, options=Options())
    with wall.as_job(berg.pk, "test", sees_protected=True):
        name = Identity.objects.get(person=before, valid_to=None)
        assert name.family_name == pupil["familyName"]
        civil = CivilRecord.objects.known_now().get(person=before)
        assert (civil.source, civil.deceased_on) == ("files", None)
    school.change(pupil["id"], securityMarking=None)
    pull(connection=connection, options=Options(), whole=True)
    assert person(berg, number).marking == "none"
    school.change(pupil["id"], securityMarking="Sekretessmarkering")
    pull(connection=connection, options=Options(), whole=True)
    assert person(berg, number).marking == "confidential"
    import_folder(folder=population, authority=berg, options=HERE)
    assert person(berg, number).marking == "confidential"
    school.change(pupil["id"], securityMarking="Ingen")
    pull(connection=connection, options=Options(), whole=True)
    assert person(berg, number).marking == "none"


def test_a_missing_marking_is_handled_as_protected(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pupil = a_pupil(held)
    school.change(pupil["id"], securityMarking=None)
    pull(connection=connection, options=Options())
    assert person(cast.berg, pupil["civicNo"]["value"]).marking == "unknown"
    with cast.asking(cast.gun):
        assert not Identity.objects.filter(number=pupil["civicNo"]["value"])


def test_a_schools_own_word_stands_against_a_list_that_comes_late(
    connection: Connection, school: SchoolServer, held: Held, files: Path
) -> None:
    berg = connection.authority
    import_folder(folder=files, authority=berg, options=HERE)
    pupil = a_pupil(held)
    number = pupil["civicNo"]["value"]
    ended = [{**each, "endDate": "2026-03-13"} for each in pupil["enrolments"]]
    school.change(pupil["id"], enrolments=ended)
    pull(connection=connection, options=Options())
    assert number not in places(berg, "files")
    import_folder(folder=files, authority=berg, options=HERE)
    assert number not in places(berg, "files")
    (last,) = {fact.last_on for fact in places(berg, connection.source)[number]}
    assert str(last) == "2026-03-13"


def test_whom_a_school_does_not_know_a_file_says_nothing_of_either(
    connection: Connection, school: SchoolServer, held: Held, files: Path
) -> None:
    berg = connection.authority
    import_folder(folder=files, authority=berg, options=HERE)
    pupil = with_schoolmates(held)
    number = pupil["civicNo"]["value"]
    assert number in places(berg, "files")
    school.delete(pupil["id"])
    pull(connection=connection, options=Options())
    assert number not in places(berg, "files") | places(berg, connection.source)


# ── Refused, and tried again ─────────────────────────────────────────────────────────


def test_what_is_not_understood_is_refused_by_row_and_tried_again(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pupil = a_pupil(held)
    number = pupil["civicNo"]["value"]
    only = {pupil["id"]}
    odd = faults.said("enrolments.schoolType", "XYZ", only=only)
    refused = school.switch(odd, on="/persons")
    report = pull(connection=connection, options=Options())
    told = {(r.file, r.reason) for r in report.refusals if r.field == "schoolType"}
    assert told == {("/persons#enrolments", "code.unknown")}
    assert number not in places(cast.berg, connection.source)
    assert len(places(cast.berg, connection.source)) > 100
    refused.off()
    again = pull(connection=connection, options=Options())
    assert again.mended == 1
    assert len(places(cast.berg, connection.source)[number]) == len(pupil["enrolments"])


# ── Complete, or nothing ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(500),
        faults.status(403),
        faults.cut(),
        faults.html(),
        faults.wrong_json(),
        faults.without_data(),
        faults.same_token(),
        faults.endless(),
    ],
    ids=lambda fault: str(fault)[:40],
)
def test_a_pull_is_complete_or_nothing_is_applied(
    cast: Cast, connection: Connection, school: SchoolServer, fault: Any
) -> None:
    school.switch(fault, on="/persons")
    with pytest.raises(Unusable):
        pull(connection=connection, options=Options(), pause=lambda _: None)
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        assert not Enrolment.objects.filter(source=connection.source)
        assert not ImportRun.objects.filter(outcome="applied")
        assert Pull.objects.of(connection)[0].outcome == "refused"


@pytest.mark.parametrize(
    "fault",
    [
        faults.page_again(),
        faults.status(503, retry_after=0),
        faults.status(429, retry_after=0),
        faults.zipped(),
        faults.last_without(),
    ],
    ids=["page again", "503", "429", "zipped", "no token at the end"],
)
def test_what_a_server_may_do_changes_nothing(
    cast: Cast, connection: Connection, school: SchoolServer, fault: Any
) -> None:
    pull(connection=connection, options=Options())
    before = places(cast.berg, connection.source)
    school.switch(fault, on="/persons", times=2)
    pull(connection=connection, options=Options(), whole=True, pause=lambda _: None)
    assert places(cast.berg, connection.source) == before


def test_who_knew_its_schools_and_does_not_any_more_changes_nothing(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    pull(connection=connection, options=Options())
    before = places(cast.berg, connection.source)
    lost = school.switch(faults.status(404), on="/organisations")
    for whole in (False, True):
        with pytest.raises(Unusable) as why:
            pull(connection=connection, options=Options(), whole=whole)
        assert why.value.values["endpoint"] == "/organisations"
    assert places(cast.berg, connection.source) == before
    lost.off()
    pull(connection=connection, options=Options())


def test_a_server_that_never_told_its_schools_tells_of_pupils_all_the_same(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    for path in ("/organisations", "/programmes", "/groups", "/duties", "/studyplans"):
        school.switch(faults.status(404), on=path)
    for path in ("/syllabuses", "/deletedEntities", "/persons/lookup"):
        school.switch(faults.status(501), on=path)
    for _ in range(2):
        pull(connection=connection, options=Options())
        assert len(places(cast.berg, connection.source)) > 100


def test_null_is_as_absent(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    pull(connection=connection, options=Options())
    before = places(cast.berg, connection.source)
    kinds = "persons", "organisations", "programmes", "groups", "duties", "studyplans"
    names = {name for kind in kinds for each in held[kind] for name in each}
    inner = ("endDate", "cancelled", "educationCode", "programme", "nationality")
    for kind in (*kinds, "syllabuses"):
        school.switch(faults.nulls(*(names - {"id"}), *inner), on=f"/{kind}")
    report = pull(connection=connection, options=Options(), whole=True)
    assert places(cast.berg, connection.source) == before
    tables = report.counts() | report.besides
    assert {"guardians", "mentorships", "study_plans"} < tables.keys()
    for name, count in tables.items():
        assert (count["new"], count["changed"], count["gone"]) == (0, 0, 0), name


def test_a_server_that_tells_all_where_it_is_asked_for_changes(
    cast: Cast, connection: Connection, school: SchoolServer, held: Held
) -> None:
    """It does not know the filter, and does not say so."""
    pull(connection=connection, options=Options())
    before = places(cast.berg, connection.source)
    for kind in ("persons", "groups", "duties", "studyplans"):
        for each in held[kind]:
            school.change(each["id"])
    report = pull(connection=connection, options=Options())
    assert places(cast.berg, connection.source) == before
    for name, count in (report.counts() | report.besides).items():
        assert (count["new"], count["changed"], count["gone"]) == (0, 0, 0), name


@pytest.mark.parametrize(
    "path", ["/programmes", "/groups", "/duties", "/studyplans", "/deletedEntities"]
)
def test_what_a_school_has_not_agreed_to_tell_is_left_out(
    cast: Cast, connection: Connection, school: SchoolServer, path: str
) -> None:
    school.switch(faults.status(403), on=path)
    for _ in range(2):
        pull(connection=connection, options=Options())
    assert len(places(cast.berg, connection.source)) > 100


def test_a_server_that_tells_no_time_is_asked_from_when_we_began(
    cast: Cast, connection: Connection, school: SchoolServer
) -> None:
    """What changes while it is asked comes with the next pull."""
    school.switch(faults.clock_off(None))
    school.switch(faults.slow(1), on="/studyplans", times=1)
    pull(connection=connection, options=Options())
    with cast.asking(cast.anna):
        (done,) = Pull.objects.of(connection)
    assert done.asked_at
    assert timedelta() <= done.asked_at - done.started_at < timedelta(seconds=1)


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_server_whose_clock_is_wrong_is_asked_by_its_own(
    connection: Connection, school: SchoolServer, held: Held, hours: int
) -> None:
    school.move_clock(timedelta(hours=hours))
    pull(connection=connection, options=Options())
    pupil = a_pupil(held)
    school.move_clock(timedelta(minutes=10))
    gone = [{**each, "endDate": "2026-03-13"} for each in pupil["enrolments"]]
    school.change(pupil["id"], enrolments=gone)
    report = pull(connection=connection, options=Options())
    assert report.tables["enrolments"].changed == len(gone)


def test_an_undone_pull_is_asked_for_again(
    cast: Cast, connection: Connection, held: Held
) -> None:
    report = pull(connection=connection, options=Options())
    with cast.asking(cast.anna):
        run = ImportRun.objects.get(pk=report.run)
        undo(run=run, by=cast.anna)
    assert not places(cast.berg, connection.source)
    pull(connection=connection, options=Options())
    assert len(places(cast.berg, connection.source)) > 100
    with wall.as_job(cast.berg.pk, "test"):
        assert Pull.objects.of(connection)[0].kind == WHOLE
        assert not SetAside.objects.filter(source="files")
