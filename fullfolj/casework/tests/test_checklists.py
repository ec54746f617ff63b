"""Checklists in a case, over HTTP and in the database; and an authority's own."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from fullfolj.casework.actions import checklists as actions
from fullfolj.casework.actions.common import ClosedError
from fullfolj.casework.checklists import ticked as standing
from fullfolj.casework.models import Case, ChecklistVersion, Tick
from fullfolj.casework.tests.cases import closed, opened
from fullfolj.casework.tests.teams import checklist, ticked
from fullfolj.casework.tests.test_pages import address
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

PAGE = "checklista/ny/"
LISTS = "/checklistor/"


def stands(cast: Cast, case: Case) -> dict[str, tuple[bool, str]]:
    """The points that somebody has touched: whether each is ticked, and by whom."""
    with cast.asking(cast.anna):
        rows = standing(case, checklist())
    return {r.point.code: (r.is_done, r.ticker) for r in rows if r.ticker}


def test_a_tick_tells_who_and_when_and_may_be_taken_away(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    bo.post(address(case, PAGE), {"done": ["tolk", "skola"]})
    assert stands(cast, case) == {"tolk": (True, "Bo"), "skola": (True, "Bo")}
    told = text_of(bo.get(address(case, PAGE)))
    assert told.count(" checked") == 2
    assert "2 av 6 klara" in text_of(bo.get(address(case)))
    seen = {"seen": ["tolk", "skola"]}
    signed_in(cast.anna).post(address(case, PAGE), {"done": ["tolk"], **seen})
    assert stands(cast, case) == {"tolk": (True, "Bo"), "skola": (False, "Anna")}
    with cast.asking(cast.anna):
        rows = list(standing(case, checklist()))
        assert {r.on for r in rows if r.ticker} == {clock.today()}
        assert Tick.objects.count() == 3, "what was is kept"


def test_two_who_tick_at_once_keep_each_others_ticks(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        assert ticked(case, cast.bo, "tolk") == 1
    with cast.asking(cast.anna):
        assert ticked(case, cast.anna, "skola") == 1, "Anna had not seen Bo's"
        assert ticked(case, cast.anna, "skola") == 0, "and sent twice it is once"
    assert stands(cast, case) == {"tolk": (True, "Bo"), "skola": (True, "Anna")}


def test_a_point_that_is_not_there_is_422_and_nothing_is_written(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, PAGE), {"done": ["tolk", "finns-inte"]})
    assert answer.status_code == 422
    assert "Listan har ändrats." in text_of(answer)
    assert text_of(answer).count(" checked") == 1, "what was ticked is kept"
    assert stands(cast, case) == {}


def test_a_closed_case_is_not_ticked(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        closed(case, cast.anna)
    with cast.asking(cast.anna), pytest.raises(ClosedError):
        ticked(case, cast.anna, "tolk")
    assert (
        signed_in(cast.anna).post(address(case, PAGE), {"done": ["tolk"]}).status_code
        == 422
    )


def test_ticks_are_added_and_never_changed(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        ticked(case, cast.bo, "tolk")
    with pytest.raises(DatabaseError), cast.asking(cast.bo), transaction.atomic():
        Tick.objects.update(is_done=False)


def test_a_protected_youths_ticks_are_for_the_cleared(cast: Cast) -> None:
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        ticked(case, cast.anna, "tolk")
    with cast.asking(cast.bo):
        assert not Tick.objects.exists()
    assert signed_in(cast.bo).get(address(case, PAGE)).status_code == 404
    assert signed_in(cast.gun).get(address(case, PAGE)).status_code == 404


# An authority's own


def own(client: Any, **given: Any) -> Any:
    said = {"title": "Innan studiebesök", "points": "Ring skolan\n\n Boka buss "}
    return client.post(f"{LISTS}ny/", said | given)


def test_an_authority_adds_changes_and_puts_away_its_own(cast: Cast) -> None:
    case, anna = opened(cast, "Elin Testsson"), signed_in(cast.anna)
    for _ in range(2):
        assert own(anna).status_code == 302
    with cast.asking(cast.anna):
        (row,) = ChecklistVersion.objects.all()
        assert row.points == ["Ring skolan", "Boka buss"]
        bus = checklist(row.code).points[1].code
        ticked(case, cast.anna, bus, code=row.code)
    changed = {"title": "Innan besök", "points": "Boka buss\nTa med mat", "version": 1}
    assert anna.post(f"{LISTS}{row.code}/", changed).status_code == 302
    assert "1 av 2 klara" in text_of(anna.get(address(case))), "the bus stays ticked"
    answer = anna.post(f"{LISTS}{row.code}/", changed)
    assert answer.status_code == 302, "the same form again is the same version"
    answer = anna.post(f"{LISTS}{row.code}/", changed | {"title": "Ett annat"})
    assert answer.status_code == 422, "seen before somebody changed it"
    assert "Så här står det nu" in text_of(answer)
    anna.post(f"{LISTS}{row.code}/med/", {"used": "no"})
    assert "Innan besök" not in text_of(anna.get(address(case)))
    anna.post(f"{LISTS}{row.code}/med/", {"used": "yes"})
    assert "Innan besök" in text_of(anna.get(address(case)))


def test_a_common_list_may_be_put_away(cast: Cast) -> None:
    case, anna = opened(cast, "Elin Testsson"), signed_in(cast.anna)
    assert "Inför sommaren" in text_of(anna.get(address(case)))
    anna.post(f"{LISTS}sommar/med/", {"used": "no"})
    assert "Inför sommaren" not in text_of(anna.get(address(case)))
    assert "Inte med" in text_of(anna.get(LISTS))


@pytest.mark.parametrize(
    "given",
    [
        {"title": ""},
        {"title": "x" * 81},
        {"points": " \n "},
        {"points": "\n".join(map(str, range(21)))},
        {"points": "x" * 161},
    ],
)
def test_a_list_that_cannot_be_is_422(cast: Cast, given: dict[str, str]) -> None:
    answer = own(signed_in(cast.anna), **given)
    assert answer.status_code == 422
    with cast.asking(cast.anna):
        assert not ChecklistVersion.objects.exists()


def test_who_does_not_sign_changes_no_list(cast: Cast) -> None:
    assert own(signed_in(cast.bo)).status_code == 403
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        actions.use(authority=cast.berg, checklist=checklist(), used=False, by=cast.bo)
