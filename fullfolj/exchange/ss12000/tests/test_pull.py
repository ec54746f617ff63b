"""A school's system pulled into an authority: whole, changed, deleted, and never half.

Berg's population register has been read from files; its schools answer by themselves.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from fullfolj.access import wall
from fullfolj.access.models import Authority
from fullfolj.config.cast import Cast
from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.exchange.ss12000 import secrets
from fullfolj.exchange.ss12000.actions.pull import pull
from fullfolj.exchange.ss12000.models import TOKEN, Connection, Pull, SourceKey
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.region import sayable
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.kaa.facts import Enrolment as Fact
from fullfolj.kaa.tables import Units, enrolments
from fullfolj.people.models import Person
from fullfolj.schooling.models import Enrolment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def berg(cast: Cast) -> Authority:
    return cast.berg


@pytest.fixture
def connection(cast: Cast, school: SchoolServer) -> Connection:
    with cast.asking(cast.anna):
        return Connection.objects.create(
            authority=cast.berg,
            name="Bergs skolor",
            url=school.url,
            sign_in=TOKEN,
            secret=secrets.seal(school.token),
        )


def places(authority: Authority, source: str) -> dict[str, set[Fact]]:
    """The enrolments that are known now, by number."""
    with wall.as_job(authority.pk, "test", sees_protected=True):
        kind = enrolments(Units())
        rows = Enrolment.objects.known_now().filter(source=source, is_gone=False)
        found: dict[str, set[Fact]] = {}
        for row in rows.select_related("person"):
            values = tuple(getattr(row, name) for name in kind.columns)
            number = row.person.identity_set.filter(valid_to=None).get().number
            found.setdefault(number, set()).add(kind.read(values))
    return found


def test_a_whole_pull_is_as_the_same_files(
    cast: Cast, connection: Connection, folder: Path, tmp_path: Path
) -> None:
    report = pull(connection=connection, options=Options())
    assert not report.refusals
    told = places(cast.berg, connection.source)
    assert len(told) > 100
