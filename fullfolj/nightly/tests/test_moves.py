"""Who moves is the next one's responsibility from that day; the hidden, on no list."""

from datetime import date
from pathlib import Path

import pytest

from fullfolj.access.models import Authority, User
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import (
    ANNA,
    BERG,
    Rows,
    write_folder,
)
from fullfolj.kaa.models import RegisterSpell, ReviewSpell
from fullfolj.nightly.tests.test_register import night, take
from fullfolj.people.models import Identity, Person

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]

Span = tuple[str, date, date | None]
LEFT_SCHOOL, MOVED = date(2026, 6, 11), date(2026, 9, 1)
MOVES: Rows = {
    **BERG,
    "registrations": (
        f"{ANNA},2326,2007-03-10,2026-09-01,moved",
        f"{ANNA},2309,2026-09-01,,",
    ),
}


def spans(cast: Cast, by: User, authority: Authority) -> list[Span]:
    with cast.asking(by, authority):
        found = Identity.objects.filter(number=ANNA, valid_to=None).get()
        spells = RegisterSpell.objects.known_now().filter(person=found.person_id)
        return [
            (spell.municipality_code, spell.valid_from, spell.valid_to)
            for spell in spells.order_by("valid_from")
        ]


def test_a_move_between_authorities_makes_two_adjoining_responsibilities(
    cast: Cast, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path, MOVES)
    take(folder, cast.berg, "2326")
    take(folder, cast.krokom, "2309")
    night(clock.today())
    assert spans(cast, cast.anna, cast.berg) == [("2326", LEFT_SCHOOL, MOVED)]
    assert spans(cast, cast.gun, cast.krokom) == [("2309", MOVED, None)]
    with cast.asking(cast.anna):
        ours = set(Person.objects.values_list("pk", flat=True))
    with cast.asking(cast.gun):
        theirs = set(Person.objects.values_list("pk", flat=True))
    assert ours
    assert not ours & theirs, "a new person there: notes do not follow"


def test_a_move_inside_a_joint_board_is_one_person_and_two_spells(
    cast: Cast, tmp_path: Path
) -> None:
    take(write_folder(tmp_path), cast.berg, "2326", "2309")
    night(date(2026, 8, 31))
    assert spans(cast, cast.anna, cast.berg) == [("2326", LEFT_SCHOOL, None)]
    take(write_folder(tmp_path, MOVES), cast.berg)
    night(clock.today())
    assert spans(cast, cast.anna, cast.berg) == [
        ("2326", LEFT_SCHOOL, MOVED),
        ("2309", MOVED, None),
    ]
    with cast.asking(cast.anna):
        ended = RegisterSpell.objects.known_now().get(municipality_code="2326")
        assert ended.ended_by == "R3a"
        assert Identity.objects.filter(number=ANNA).count() == 1


def test_who_gets_protected_registration_leaves_every_open_list_in_the_same_import(
    cast: Cast, tmp_path: Path
) -> None:
    take(write_folder(tmp_path), cast.berg)
    night(clock.today())
    with cast.asking(cast.bo):
        seen = RegisterSpell.objects.known_now().count()
        assert seen
    hidden = [
        row.replace(",none,", ",protected_registration,") for row in BERG["people"]
    ]
    take(write_folder(tmp_path, {**BERG, "people": hidden}), cast.berg)
    with cast.asking(cast.bo):
        assert not RegisterSpell.objects.exists(), "before any night"
        assert not Person.objects.exists()
    night(clock.today())
    with cast.asking(cast.anna):
        assert not RegisterSpell.objects.known_now().valid(clock.today()).exists()
        asked = ReviewSpell.objects.known_now().valid(clock.today())
        assert {spell.rule for spell in asked} == {"R3b"}
    with cast.asking(cast.bo):
        assert not ReviewSpell.objects.exists()
