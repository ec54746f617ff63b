"""Sysselsättning: what is told, what gives way, when it is stale, and who may write."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.access.models import Read
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.kaa.actions import occupations
from fullfolj.kaa.models import Occupation
from fullfolj.kaa.rules.occupation import KINDS, NOTHING, Doing, ended
from fullfolj.kaa.tests.doings import days_ago, registered, tell
from fullfolj.kaa.tests.test_choices import text_of
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.people import enter

TODAY = date(2026, 11, 22)
DAYS = st.integers(-60, 60).map(lambda n: TODAY + timedelta(days=n))


@st.composite
def doings(draw: Any) -> Doing:
    first = draw(DAYS)
    length = draw(st.none() | st.integers(1, 60))
    last = first + timedelta(days=length) if length else None
    return Doing(draw(st.sampled_from(KINDS)), first, last)


def after(old: list[Doing], new: Doing, *, beside: bool) -> list[Doing]:
    """What is known when the new has been told."""
    pairs = list(enumerate(old))
    gone = {each.row: each.until for each in ended(pairs, new, TODAY, beside=beside)}
    kept = [each for n, each in pairs if n not in gone]
    cut = [Doing(old[n].kind, old[n].valid_from, on) for n, on in gone.items() if on]
    return [*kept, *cut, new]


@given(st.lists(doings(), max_size=4), doings(), st.booleans())
def test_the_same_is_never_done_twice_at_once(
    old: list[Doing], new: Doing, beside: bool
) -> None:
    for each in after(old, new, beside=beside)[:-1]:
        assert each.kind != new.kind or not each.meets(new)


@given(st.lists(doings(), max_size=4), doings())
def test_what_holds_today_is_what_was_told_of_today(
    old: list[Doing], new: Doing
) -> None:
    if new.holds(TODAY):
        held = [d for d in after(old, new, beside=False) if d.holds(TODAY)]
        assert held == [new]


@given(st.lists(doings(), max_size=4), doings(), st.booleans())
def test_before_the_new_nothing_changes_and_planned_remains(
    old: list[Doing], new: Doing, beside: bool
) -> None:
    found = after(old, new, beside=beside)
    day = new.valid_from - timedelta(days=1)
    assert {d.kind for d in found if d.holds(day)} == {
        d.kind for d in old if d.holds(day)
    }
    for each in old:
        if each.valid_from > max(TODAY, new.valid_from) and each.kind != new.kind:
            assert each in found


@given(st.lists(doings(), max_size=4), doings())
def test_who_does_nothing_does_nothing_else_today(old: list[Doing], new: Doing) -> None:
    held = [d for d in after(old, new, beside=True) if d.holds(TODAY)]
    if new.holds(TODAY) and new.kind == NOTHING:
        assert held == [new]


@pytest.fixture
def asa(cast: Cast) -> Person:
    person = enter(cast, cast.bo, "Åsa Öberg")
    registered(cast, person)
    return person


def page_of(person: Person) -> str:
    return f"/personer/{person.pk}/sysselsattning/"


def known(cast: Cast, person: Person) -> list[tuple[Any, ...]]:
    with cast.asking(cast.anna):
        rows = Occupation.objects.known_now().filter(person=person)
        found = rows.order_by("valid_from", "kind")
        return list(found.values_list("kind", "valid_from", "valid_to"))


def test_two_taps_are_enough(cast: Cast, asa: Person) -> None:
    bo, today = signed_in(cast.bo), clock.today()
    shown = bo.get(page_of(asa))
    assert "Ingen vet vad personen gör just nu." in text_of(shown)
    form = shown.context["form"]
    usual = {name: form[name].value() for name in form.fields} | {"kind": "work"}
    sent = {name: value for name, value in usual.items() if value}
    done = bo.post(page_of(asa), sent, follow=True)
    text = text_of(done)
    assert "Sysselsättningen är sparad." in text
    assert "Enligt personen själv" in text
    assert "Inskrivet av Bo" in text
    assert known(cast, asa) == [("work", today, None)]
    with cast.asking(cast.anna):
        row = Occupation.objects.get()
        assert (row.verified_on, row.by_user) == (today, cast.bo.pk)
        reads = Read.objects.filter(page="kaa:occupation")
        assert {read.ground for read in reads} == {"ungdomscoach"}


def test_the_new_takes_the_place_of_the_old_and_nothing_is_overwritten(
    cast: Cast, asa: Person
) -> None:
    start, today = days_ago(40), clock.today()
    tell(cast, asa, "work", valid_from=start)
    tell(cast, asa, "folk_high_school")
    assert known(cast, asa) == [
        ("work", start, today),
        ("folk_high_school", today, None),
    ]
    with cast.asking(cast.anna):
        replaced = Occupation.objects.exclude(recorded_to=None).get()
    assert (replaced.kind, replaced.valid_to) == ("work", None)


def test_one_may_do_two_things_but_not_nothing_beside(cast: Cast, asa: Person) -> None:
    today = clock.today()
    tell(cast, asa, "work")
    tell(cast, asa, "adult_education", beside=True)
    assert [kind for kind, *_ in known(cast, asa)] == ["adult_education", "work"]
    tell(cast, asa, "none", beside=True)
    assert known(cast, asa) == [("none", today, None)]


def test_the_same_told_twice_is_written_once(cast: Cast, asa: Person) -> None:
    assert tell(cast, asa, "work").pk == tell(cast, asa, "work").pk
    with cast.asking(cast.anna):
        assert Occupation.objects.count() == 1


def test_the_future_and_the_past_stand_beside_the_present(
    cast: Cast, asa: Person
) -> None:
    today, later = clock.today(), clock.today() + timedelta(days=30)
    tell(cast, asa, "none")
    tell(cast, asa, "folk_high_school", valid_from=later)
    tell(cast, asa, "work", valid_from=days_ago(90), valid_to=days_ago(30))
    assert known(cast, asa) == [
        ("work", days_ago(90), days_ago(30)),
        ("none", today, later),
        ("folk_high_school", later, None),
    ]
    text = text_of(signed_in(cast.anna).get(page_of(asa)))
    now, rest = text.split("Skriv in något nytt")
    assert "Har ingen sysselsättning" in now
    _, coming = rest.split("Längre fram")
    coming, before = coming.split("Förut")
    assert "Läser på folkhögskola" in coming
    assert "Arbetar" in before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "måste fyllas i"),
        ({"kind": "sick"}, "Välj ett giltigt alternativ"),
        ({"last_on": "2026-01-01"}, "Sista dagen måste komma efter den första."),
        ({"verified_on": "2999-01-01"}, "Dagen har inte varit än."),
        ({"valid_from": "i går"}, "giltigt datum"),
    ],
)
def test_what_cannot_be_written_is_refused_and_shown(
    cast: Cast, asa: Person, wrong: dict[str, str], said: str
) -> None:
    usual = {"valid_from": "2026-06-01", "verified_on": "2026-06-01"}
    given = {"kind": "work", "how_known": "youth", **usual, **wrong}
    answer = signed_in(cast.bo).post(page_of(asa), given)
    assert answer.status_code == 422
    assert said in text_of(answer)
    if "kind" not in wrong:
        assert '<details class="ds-details" open>' in answer.content.decode()
    assert known(cast, asa) == []


def test_what_lies_within_the_same_is_refused(cast: Cast, asa: Person) -> None:
    tell(cast, asa, "work", valid_from=days_ago(90))
    with pytest.raises(occupations.WithinError):
        tell(cast, asa, "work", valid_from=days_ago(60), valid_to=days_ago(30))
    assert known(cast, asa) == [("work", days_ago(90), None)]


def test_one_tap_says_that_it_still_holds_or_no_longer(cast: Cast, asa: Person) -> None:
    told = tell(cast, asa, "work", valid_from=days_ago(90), verified_on=days_ago(80))
    bo = signed_in(cast.bo)

    def tap(answer: str) -> Any:
        given = {"about": told.pk, "answer": answer}
        return bo.post(f"{page_of(asa)}stammer/", given, follow=True)

    for _ in range(2):  # tapped twice, it is noted once
        assert "Det är antecknat." in text_of(tap("yes"))
    with cast.asking(cast.anna):
        row = Occupation.objects.known_now().get()
        assert (row.verified_on, row.how_known) == (clock.today(), "youth")
        assert Occupation.objects.count() == 2
    tap("no")
    tap("no")
    assert known(cast, asa) == [("work", days_ago(90), clock.today())]
    assert "gäller inte längre" in text_of(tap("yes"))
    assert tap("perhaps").status_code == 404


@pytest.mark.parametrize(
    "case", [(None, 400, "known"), (90, 90, "known"), (90, 91, "stale")]
)
def test_it_goes_stale_after_the_days_that_the_board_decided(
    cast: Cast, asa: Person, case: tuple[int | None, int, str]
) -> None:
    days, verified, state = case
    tell(cast, asa, "work", valid_from=days_ago(500), verified_on=days_ago(verified))
    nobody_knows = enter(cast, cast.bo, "Omar Abdi")
    today = clock.today()
    with cast.asking(cast.anna):
        told = Occupation.objects
        people = Person.objects.annotate(state=told.state(today, days, person="id"))
        assert dict(people.values_list("pk", "state")) == {
            asa.pk: state,
            nobody_knows.pk: "unknown",
        }
        is_known = told.is_known(today, days, person="id")
        assert people.filter(is_known).exists() is (state == "known")
        assert people.filter(~told.is_told(today, person="id")).get() == nobody_knows


def test_only_in_the_register(cast: Cast) -> None:
    outside = enter(cast, cast.bo, "Ute Udde")
    bo = signed_in(cast.bo)
    shown = text_of(bo.get(page_of(outside)))
    assert "Personen är inte med i registret i dag." in shown
    assert "Vad gör personen?" not in shown
    today = str(clock.today())
    usual = {"valid_from": today, "verified_on": today, "how_known": "youth"}
    refused = bo.post(page_of(outside), {"kind": "work", **usual})
    assert refused.status_code == 422
    assert known(cast, outside) == []


def test_who_may_not_write_neither_sees_nor_writes(cast: Cast, asa: Person) -> None:
    hidden = enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL)
    registered(cast, hidden)
    for user, about, status in (
        (cast.gun, asa, 404),
        (cast.cilla, asa, 404),
        (cast.bo, hidden, 404),
        (cast.anna, hidden, 200),
    ):
        assert signed_in(user).get(page_of(about)).status_code == status
    with cast.asking(cast.gun), pytest.raises(PermissionDenied):
        occupations.record(
            person=asa,
            kind="work",
            valid_from=TODAY,
            verified_on=TODAY,
            how_known="youth",
            by=cast.gun,
        )


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "sick"}, {"how_known": "rumour"}, {"valid_to": TODAY}],
)
def test_the_database_refuses_what_no_form_would(
    cast: Cast, asa: Person, wrong: dict[str, Any]
) -> None:
    right = {"kind": "work", "how_known": "youth", "valid_from": TODAY}
    with cast.asking(cast.anna), pytest.raises(IntegrityError), transaction.atomic():
        Occupation.about(
            asa, verified_on=TODAY, by_user=cast.bo.pk, **right | wrong
        ).save(force_insert=True)
