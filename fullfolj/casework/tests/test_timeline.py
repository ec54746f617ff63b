"""What happened in a case, of all kinds, the latest first, in one statement."""

from datetime import timedelta
from typing import Any

import pytest

from fullfolj.access.models import User
from fullfolj.casework.models import Case
from fullfolj.casework.models.timeline import ROWS, SOURCES, Entry, timeline
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.handovers import lent, owned
from fullfolj.casework.tests.notes import attached, corrected, noted
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.core.tests.cost import statements

pytestmark = pytest.mark.django_db


def happened(cast: Cast, user: User, case: Case, kind: str = "") -> list[Entry]:
    with cast.asking(user):
        return timeline(case, kind).entries


def full(cast: Cast, case: Case) -> None:
    """A contact a week ago, a note of two days ago, a file and a note of today."""
    today = clock.today()
    with cast.asking(cast.bo):
        before = today - timedelta(days=7)
        tried(case, cast.bo, line="Ingen svarade", happened_on=before)
        attached(case, cast.bo, name="Intyg")
        noted(case, cast.bo, text="I dag")
        old = noted(case, cast.bo, text="Fel", happened_on=today - timedelta(days=2))
        corrected(case, old, cast.bo, text="I förrgår")


def test_the_latest_of_all_kinds_comes_first(cast: Cast) -> None:
    case, today = opened(cast, "Elin Testsson"), clock.today()
    full(cast, case)
    told = happened(cast, cast.anna, case)
    days = [today - timedelta(days=days) for days in (0, 0, 2, 7)]
    assert [each.kind for each in told] == ["note", "attachment", "note", "contact"]
    assert [each.on for each in told] == days
    assert [each.said.get("text") for each in told] == [
        "I dag",
        None,
        "I förrgår",
        None,
    ]
    assert {each.name for each in told} == {"Bo"}
    assert told[1].said["name"] == "Intyg"
    assert told[3].said["line"] == "Ingen svarade"
    assert told[3].said["next_step_on"] == today + timedelta(days=7)
    assert told[2].said["corrected_on"] == today


@pytest.mark.parametrize("kind", [*SOURCES, "something else"])
def test_one_kind_alone_is_shown_to_who_asks_for_it(cast: Cast, kind: str) -> None:
    case = owned(cast, "Elin Testsson", cast.bo)
    full(cast, case)
    lent(cast, case)
    kinds = {each.kind for each in happened(cast, cast.anna, case, kind)}
    assert kinds == ({kind} if kind in SOURCES else set(SOURCES))


def test_what_is_restricted_is_there_and_says_nothing(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        noted(case, cast.bo, text="Hemligt", is_restricted=True)
        attached(case, cast.bo, name="Hemligt", is_restricted=True)
    for user, secret in ((cast.bo, "Hemligt"), (cast.anna, None)):
        file, note = happened(cast, user, case)
        assert (file.said["name"], note.said["text"]) == (secret, secret)
        assert (file.name, note.name) == ("Bo", "Bo")


def test_a_page_is_one_statement_and_says_whether_there_is_more(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        for number in range(ROWS + 3):
            noted(case, cast.bo, text=f"Nummer {number}")
        tried(
            found(case.person), cast.bo, happened_on=clock.today() - timedelta(days=1)
        )
        sent, first = statements(lambda: timeline(case))
        second, third = timeline(case, page=2), timeline(case, page=3)
    assert len(sent) == 1
    assert (len(first.entries), first.has_older) == (ROWS, True)
    assert first.entries[0].said["text"] == f"Nummer {ROWS + 2}"
    assert [each.kind for each in second.entries] == [*["note"] * 3, "contact"]
    assert not second.has_older
    assert third.entries == []


def test_another_authority_and_another_case_tell_nothing(cast: Cast) -> None:
    elin, omar = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek")
    full(cast, elin)
    nothing: list[Any] = []
    assert happened(cast, cast.gun, elin) == nothing
    assert happened(cast, cast.anna, omar) == nothing
