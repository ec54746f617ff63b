"""The method bank: what it takes in, what it refuses, and who may write in it."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core.refusal import Refused
from fullfolj.programmes.actions import methods
from fullfolj.programmes.actions.methods import Described
from fullfolj.programmes.models import Method

PORTEN = Described(
    name="Porten: fånga upp, stötta, lotsa",
    level="remedy",
    factor="cooperation",
    target_group="Unga utanför gymnasieskolan",
    age_from=16,
    age_to=19,
    needs_staff="En jobbcoach och en socionom",
    steps="Ring inom två veckor\n\nTräffas på neutral plats\n  Lotsa vidare ",
    evidence="counted",
    measured_on=65,
    reached=54,
    reached_of=65,
    result="i någon sysselsättning",
    licence="CC0",
)


def added(cast: Cast, by: User | None = None, **given: Any) -> Method:
    """A method of Berg's bank, as the form adds it."""
    by = by or cast.anna
    said: dict[str, Any] = {"authority": cast.berg, "key": uuid4(), "by": by}
    said |= {"described": PORTEN}
    with cast.asking(by):
        return methods.add(**said | given)


@pytest.mark.django_db
def test_a_method_says_what_it_takes_and_what_it_gave(cast: Cast) -> None:
    """Porten in Partille: 54 of 65, with its denominator."""
    made = added(cast)
    assert made.step_list == [
        "Ring inom två veckor",
        "Träffas på neutral plats",
        "Lotsa vidare",
    ]
    with cast.asking(cast.hilda):
        found = Method.objects.in_use().get()
    assert (found.reached, found.reached_of, found.measured_on) == (54, 65, 65)
    with cast.asking(cast.gun):
        assert not Method.objects.exists(), "each authority has its own"


@pytest.mark.django_db
def test_a_target_is_told_with_its_share(cast: Cast) -> None:
    """T3: the workshop of Berg reached 23 of the 40 who were its target, 57,5 %."""
    made = added(cast)
    hilda, page = signed_in(cast.hilda), f"/metoder/{made.pk}/"
    kia = {"version": "1", "name": "KIA", "level": "remedy", "factor": "individual"}
    kia |= {"evidence": "counted", "target": "40"}
    assert hilda.post(f"{page}andra/", kia | {"target": "0"}).status_code == 422
    assert hilda.post(f"{page}andra/", kia).status_code == 302
    assert "40 deltagare" in hilda.get(page).content.decode()
    kia |= {"version": "2", "measured_on": "23", "reached": "12", "reached_of": "23"}
    assert hilda.post(f"{page}andra/", kia).status_code == 302
    told = signed_in(cast.bo).get(page).content.decode()
    assert "23 av 40 som var målet, 57,5 %" in told
    assert "12 av 23" in told


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_method(cast: Cast) -> None:
    key = uuid4()
    assert added(cast, key=key).pk == added(cast, key=key).pk == key
    with cast.asking(cast.anna):
        assert Method.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"age_to": 15}, ("ages", "age_to")),
        ({"reached": None}, ("half_result", "reached_of")),
        ({"evidence": "not_measured"}, ("unmeasured", "evidence")),
        ({"reached": 66}, ("too_many", "reached")),
        ({"measured_on": 60}, ("too_many", "reached_of")),
        ({"measured_on": None}, ("too_many", "reached_of")),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, change: dict[str, Any], told: tuple[str, str]
) -> None:
    with pytest.raises(Refused) as refused:
        added(cast, described=replace(PORTEN, **change))
    assert (refused.value.code, refused.value.field) == told


@pytest.mark.django_db
def test_not_measured_is_an_answer(cast: Cast) -> None:
    plain = replace(
        PORTEN, evidence="not_measured", measured_on=None, reached=None, reached_of=None
    )
    assert added(cast, described=plain).evidence == "not_measured"


@pytest.mark.django_db
def test_two_methods_have_two_names(cast: Cast) -> None:
    added(cast)
    with pytest.raises(methods.TakenNameError):
        added(cast)


@pytest.mark.django_db
def test_a_change_needs_the_version_that_was_seen(cast: Cast) -> None:
    made, other = added(cast), replace(PORTEN, name="Porten")
    with cast.asking(cast.anna):
        changed = methods.change(method=made, version=1, described=other, by=cast.anna)
        again = methods.change(method=made, version=1, described=other, by=cast.anna)
        assert (changed.version, again.version) == (2, 2), "the same twice is once"
        with pytest.raises(methods.ChangedError):
            methods.change(method=made, version=1, described=PORTEN, by=cast.anna)


@pytest.mark.django_db
def test_who_may_not_sign_may_not_write(cast: Cast) -> None:
    made = added(cast)
    with pytest.raises(PermissionDenied):
        added(cast, by=cast.bo, described=replace(PORTEN, name="Ett annat"))
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        methods.change(
            method=made, version=1, described=replace(PORTEN, name="X"), by=cast.bo
        )
