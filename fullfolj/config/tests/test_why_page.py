"""Varför: the page says what the list says of the same files, in words for a parent."""

from datetime import date
from pathlib import Path

import pytest

from fullfolj.access.models import Read, User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.extracts.tests.folders import ANNA, BO, CIA, DAN, write_folder
from fullfolj.exchange.imports import stored
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.listing.rows import row_of
from fullfolj.exchange.listing.why import basis
from fullfolj.kaa.tests.questions import answer, signed
from fullfolj.kaa.tests.test_choices import text_of
from fullfolj.nightly import steps
from fullfolj.people.models import Identity, Person
from fullfolj.people.tests.people import enter

pytestmark = pytest.mark.django_db(transaction=True)

AS_OF = date(2026, 11, 21)
HERE = "2326"
OPTIONS = Options(answers_for=(HERE,), accept_drop=True)
COURSE = f"{DAN},11112222,Birka folkhögskola,FHS,,2026-08-17,,active,no"
DAN_HERE = {
    "people": f"{DAN},Dan,Dahl,male,none,,,,,,,",
    "registrations": f"{DAN},2326,2008-02-28,,",
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the extracts."""
    monkeypatch.setattr("fullfolj.core.clock.today", lambda: AS_OF)


def take(cast: Cast, folder: Path, **more: str) -> None:
    files = write_folder(folder, None, **more)
    import_folder(folder=files, authority=cast.berg, options=OPTIONS)


def of(cast: Cast, number: str) -> Person:
    with cast.asking(cast.anna):
        found: Person = Person.objects.get(identity__number=number)
    return found


def shown(person: Person, user: User) -> str:
    answer = signed_in(user).get(f"/personer/{person.pk}/varfor/")
    assert answer.status_code == 200
    return text_of(answer)


def test_in_the_group_with_every_fact_and_its_source(
    cast: Cast, tmp_path: Path
) -> None:
    take(cast, tmp_path)
    person = of(cast, ANNA)
    assert "står inte i registret än" in shown(person, cast.bo)
    assert not [done for done in steps.run(AS_OF) if done.reason]
    text = shown(person, cast.bo)
    assert "i registret" not in text
    for said in (
        "Ingår i kommunens aktivitetsansvar sedan 11 jun 2026",
        "Har studiebevis från 10 jun 2026 men inte gymnasieexamen",
        "Född 10 mar 2007",
        "Bergs gymnasieskola, gymnasieskola, NA, avslutad, 18 aug 2023 – 10 jun 2026",
        "Folkbokföringen",
        "Skolan",
        "En gymnasieexamen, till exempel från komvux.",
        "10 mar 2027: 20-årsdagen. Då: ingår inte i målgruppen.",
        "säg till Bergs kommun, barn- och utbildningsnämnden",
    ):
        assert said in text, said
    with cast.asking(cast.anna):
        reads = Read.objects.filter(page="kaa:why")
        assert {(*read.person_ids, read.ground) for read in reads} == {
            (person.pk, "ungdomscoach")
        }


def test_outside_the_group(cast: Cast, tmp_path: Path) -> None:
    take(cast, tmp_path)
    text = shown(of(cast, BO), cast.anna)
    assert "Ingår inte i kommunens aktivitetsansvar" in text
    assert "Går i gymnasieskolan: Bergs gymnasieskola" in text
    assert "sekretessmarkering" in text.lower()


def test_a_person_or_the_board_made_it_so(cast: Cast, tmp_path: Path) -> None:
    take(cast, tmp_path, enrolments=COURSE, **DAN_HERE)
    dan = of(cast, DAN)
    assert "Det är inte avgjort om personen ingår" in shown(dan, cast.anna)
    answer(cast, dan, "IN", "Läser en kurs på kvällar")
    text = shown(dan, cast.anna)
    assert "Avgjort av en person: Läser en kurs på kvällar (Anna" in text
    assert "Ingår i kommunens aktivitetsansvar" in text
    signed(cast, "equivalent_studies", "OUT", date(2026, 1, 1))
    assert "Nämndens beslut 1 jan 2026, BUN 2026/3 § 9" in shown(dan, cast.anna)


def test_a_row_that_could_not_be_used_is_why(cast: Cast, tmp_path: Path) -> None:
    wrong = COURSE.replace("2026-08-17", "2026-02-30")
    take(cast, tmp_path, enrolments=wrong, **DAN_HERE)
    text = shown(of(cast, DAN), cast.anna)
    assert "Det är inte avgjort" in text
    assert "enrolments.csv, rad 4" in text
    assert "Att raden rättas i källan" in text


def test_what_left_its_source_is_told_and_does_not_count(
    cast: Cast, tmp_path: Path
) -> None:
    take(cast, tmp_path, **DAN_HERE)
    assert not [done for done in steps.run(AS_OF) if done.reason]
    take(cast, tmp_path, enrolments=COURSE, **DAN_HERE)
    assert "står kvar i registret i dag" in shown(of(cast, DAN), cast.anna)
    take(cast, tmp_path, **DAN_HERE)
    text = shown(of(cast, DAN), cast.anna)
    assert "Ingår i kommunens aktivitetsansvar" in text
    assert text.count("räknas inte: finns inte kvar där") == 1


def test_protected_registration_shows_no_fact(cast: Cast, tmp_path: Path) -> None:
    take(cast, tmp_path)
    cia = of(cast, CIA)
    text = shown(cia, cast.anna)
    assert "Skyddad folkbokföring" in text
    assert "Uppgifterna som svaret bygger på" not in text
    assert "2326" not in text
    assert signed_in(cast.bo).get(f"/personer/{cia.pk}/varfor/").status_code == 404


def test_of_whom_no_file_has_told(cast: Cast, tmp_path: Path) -> None:
    take(cast, tmp_path)
    text = shown(enter(cast, cast.bo, "Ute Udde"), cast.bo)
    assert "Det är inte känt om personen ingår" in text
    assert "inga uppgifter från folkbokföringen" in text


def test_it_says_of_everyone_what_the_list_says(cast: Cast, tmp_path: Path) -> None:
    write_demo(tmp_path, scale="region", as_of=AS_OF, seed=5, persons=3000)
    import_folder(folder=tmp_path, authority=cast.berg, options=OPTIONS)
    with cast.asking(cast.anna):
        found = stored.of_municipality(HERE, clock.now())
        compared = 0
        named = Identity.objects.filter(person__in=found.ids, valid_to=None)
        for person, number in named.values_list("person", "number"):
            row = row_of(found.extracts, number, HERE, AS_OF, word=found.word)
            told = basis(person, "sv")
            assert (row is None) == (told is None)
            if row and told:
                compared += 1
                assert (told.decision, told.rule, told.since, told.refusals) == (
                    row.decision,
                    row.rule,
                    row.since,
                    told.refusals if row.answer else row.reasons("sv"),
                )
    assert compared > 40
