"""The register after the night: as the list says, and never a guess."""

from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.demo.generate import write_demo
from fullfolj.exchange.demo.municipalities import all_municipalities
from fullfolj.exchange.extracts.read import EVERY_MUNICIPALITY, Extracts, read_extracts
from fullfolj.exchange.imports import stored
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.listing.rows import FILES_ALONE, Word, listing
from fullfolj.kaa.models import RegisterSpell, ReviewSpell
from fullfolj.nightly import steps
from fullfolj.nightly.tests.conftest import AS_OF
from fullfolj.people.models import Identity

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]

Scale = Literal["region", "nation"]
REGION = ("2326", "2309", "2380")
Row = tuple[str, str, str, date | None]


def take(folder: Path, authority: Authority, *codes: str) -> None:
    options = Options(answers_for=codes or ("2326",), accept_drop=True)
    import_folder(folder=folder, authority=authority, options=options)


def night(as_of: date = AS_OF) -> dict[str, steps.Counts]:
    done = list(steps.run(as_of))
    assert not [outcome for outcome in done if outcome.reason]
    return {o.step: o.counts for o in done if o.authority == "berg"}


def registered(cast: Cast, code: str, on: date = AS_OF) -> set[Row]:
    """The register's rows that hold on a day, by number, as the list has them."""
    found = set()
    with cast.asking(cast.anna):
        numbers = dict(
            Identity.objects.filter(valid_to=None).values_list("person_id", "number")
        )
        for model, decision in ((RegisterSpell, "IN"), (ReviewSpell, "REVIEW")):
            for spell in model.objects.known_now().valid(on):
                if spell.municipality_code == code:
                    since = None if spell.rule == "R0" else spell.valid_from
                    number = numbers[spell.person_id]
                    found.add((number, decision, spell.rule, since))
    return found


def listed(cast: Cast, code: str, on: date = AS_OF) -> set[Row]:
    """The same rows of the list, computed from the facts there and then."""
    with cast.asking(cast.anna):
        found = stored.of_municipality(code, clock.now())
        return {
            (row.person_no, str(row.decision), row.rule, row.since)
            for row in listing(found.extracts, code, on, found.word)
            if row.decision != "OUT" and row.person_no in found.extracts.persons
        }


def test_the_register_says_what_the_list_says(cast: Cast, tmp_path: Path) -> None:
    write_demo(tmp_path, scale="region", as_of=AS_OF, seed=3, persons=3000)
    take(tmp_path, cast.berg, *REGION)
    counts = night()["compute-register"]
    assert counts["added"] > 50
    decisions = set()
    for code in REGION:
        rows = registered(cast, code)
        assert rows == listed(cast, code)
        decisions |= {decision for _, decision, *_ in rows}
    assert decisions == {"IN", "REVIEW"}
    again = night()["compute-register"]
    assert (again["added"], again["closed"]) == (0, 0)


def rows_of(extracts: Extracts, code: str, word: Word = FILES_ALONE) -> set[Row]:
    """A municipality's list: number, decision, rule and since when."""
    return {
        (row.person_no, str(row.decision), row.rule, row.since)
        for row in listing(extracts, code, AS_OF, word)
    }


@pytest.mark.parametrize(
    ("scale", "persons"),
    [("region", 4000), pytest.param("nation", 8000, marks=pytest.mark.prove)],
)
def test_files_database_and_register_agree_in_every_municipality(
    cast: Cast, tmp_path: Path, scale: Scale, persons: int
) -> None:
    write_demo(tmp_path, scale=scale, as_of=AS_OF, seed=11, persons=persons)
    places = [place.code for place in all_municipalities()]
    take(tmp_path, cast.berg, *places)
    night()
    files = read_extracts(tmp_path, EVERY_MUNICIPALITY, AS_OF)
    at, seen = clock.now(), 0
    for code in places:
        said = rows_of(files, code)
        with cast.asking(cast.anna):
            stored_here = stored.of_municipality(code, at)
        assert rows_of(stored_here.extracts, code, stored_here.word) == said
        held = {row for row in said if row[1] != "OUT" and row[0] in files.persons}
        assert registered(cast, code) == held
        seen += len(said)
    assert seen > persons / 2
