"""Two persons with one number: one protected, the other entered by who saw neither."""

from datetime import date
from pathlib import Path

import pytest

from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tests.folders import BERG, BO, write_folder
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.nightly.tests.test_register import night, take
from fullfolj.people.actions.persons import Named, register
from fullfolj.people.models import NONE, Identity

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("day_of_the_files"),
]


def test_a_marking_that_ends_meets_the_number_in_another_hand(
    cast: Cast, tmp_path: Path
) -> None:
    take(write_folder(tmp_path, BERG), cast.berg)
    named = Named(
        given_name="Bo",
        family_name="Alm",
        number=BO,
        number_kind="personal",
        valid_from=date(2026, 1, 1),
        source="hand",
    )
    with cast.asking(cast.bo):
        register(
            authority=cast.berg,
            named=named,
            marking=NONE,
            birth_date=date(2008, 5, 12),
            by=cast.bo,
        )
    opened = [row.replace("confidential", "none") for row in BERG["people"]]
    folder = write_folder(tmp_path, {**BERG, "people": opened})
    report = import_folder(folder=folder, authority=cast.berg, options=Options())
    assert (report.shared, report.marked) == (1, 0)
    night()
    with cast.asking(cast.anna):
        found = Identity.objects.filter(number=BO, valid_to=None)
        assert sorted(found.values_list("is_open", flat=True)) == [False, True]
