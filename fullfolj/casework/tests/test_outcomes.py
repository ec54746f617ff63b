"""Where the youths of some cases went, counted in one statement."""

import pytest

from fullfolj.casework.actions import life
from fullfolj.casework.models import Case, Measure
from fullfolj.casework.outcomes import came_of
from fullfolj.casework.tests.cases import closed, found, opened
from fullfolj.casework.tests.measures import offered
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import statements
from fullfolj.people.models import CONFIDENTIAL, CivilRecord, Person
from fullfolj.programmes.tests.test_methods import added


def is_said_to_be(person: Person, sex: str) -> None:
    """The population register says so."""
    record = CivilRecord.about(
        person, sex=sex, valid_from=clock.today(), source="files"
    )
    record.save(force_insert=True)


@pytest.mark.django_db
def test_the_last_closing_counts_and_who_is_back_remains(cast: Cast) -> None:
    """T14: by sex, and of whom the register says none; only whom one may see."""
    method, today = added(cast), clock.today()
    names = ("Alva", "Bosse", "Cia", "Disa", "Egon", "Frej")
    youths = {name: opened(cast, f"{name} Provsson") for name in names}
    youths["Gro"] = opened(cast, "Gro Provsson", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        for name, case in youths.items():
            begun = {"state": "ongoing", "starts_on": today} if name != "Frej" else {}
            offered(case, cast.anna, method=method.pk, **begun)
        for name, sex in (("Alva", "female"), ("Bosse", "male"), ("Gro", "female")):
            is_said_to_be(youths[name].person, sex)
        closed(youths["Alva"], cast.anna, destination="komvux")
        closed(youths["Gro"], cast.anna, destination="komvux")
        closed(youths["Cia"], cast.anna, destination="work")
        for name in ("Bosse", "Disa"):
            closed(youths[name], cast.anna, destination="moved")
            life.reopen(case=youths[name], words="Ringde", by=cast.anna)
        closed(found(youths["Disa"].person), cast.anna, destination="placement")
        took_part = Measure.objects.cases_with(method.pk)
        sent, counts = statements(took_part.visible_to(cast.anna).by_destination)
    assert counts == {
        ("komvux", "female"): 2,
        ("remains", "male"): 1,
        ("remains", ""): 1,
        ("work", ""): 1,
        ("placement", ""): 1,
    }
    assert len(sent) == 1
    with cast.asking(cast.bo):
        seen = Measure.objects.cases_with(method.pk).visible_to(cast.bo)
        assert seen.by_destination() == counts | {("komvux", "female"): 1}
    with cast.asking(cast.gun):
        assert Case.objects.by_destination() == {}
    page, told = f"/metoder/{method.pk}/", "Inte kvar hos er"
    with cast.asking(cast.anna):
        sent, _ = statements(lambda: came_of(cast.anna, method.pk))
        assert len(sent) == 1
        closed(found(youths["Bosse"].person), cast.anna, destination="komvux")
    shown = signed_in(cast.anna).get(page).content.decode()
    assert '<span class="strong">5 av 6</span>, 83,3 %' in shown
    assert "färre än 5" in shown
    assert told in signed_in(cast.bo).get(page).content.decode(), "of the five he sees"
    assert told not in signed_in(cast.cilla).get(page).content.decode()
