"""Write an invented extract of the demo region or of the whole nation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

from fullfolj.exchange.demo.extract import open_extract
from fullfolj.exchange.demo.mess import Mess
from fullfolj.exchange.demo.municipalities import (
    REGION,
    Scale,
    all_municipalities,
    shares,
)
from fullfolj.exchange.demo.population import Population


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was written: rows per file, and how often each kind of fault."""

    people: int
    registrations: int
    enrolments: int
    credentials: int
    mess: Mapping[str, int]


def write_demo(
    folder: Path,
    *,
    scale: Scale,
    as_of: date,
    seed: int = 1,
    persons: int | None = None,
) -> DemoSummary:
    """Write people, registrations, enrolments and credentials as CSV into `folder`.

    Everybody is aged 14-21 on `as_of`, and nothing is told that would not be known
    then. The same arguments give the same bytes. `persons` (else the municipalities'
    own sizes) is shared between them in proportion.
    """
    nation = all_municipalities()
    written = [each for each in nation if scale == "nation" or each.code in REGION]
    if persons is None:
        persons = sum(each.young for each in written)
    chance = Random(seed).random
    population = Population(chance, nation, scale=scale, as_of=as_of)
    mess = Mess(chance, population.numbers, persons)
    with open_extract(folder) as extract:
        for municipality, how_many in shares(written, persons):
            for birth, rows in population.of(municipality.code, how_many):
                mess.stir(rows, birth)
                extract.write(rows)
    return DemoSummary(**extract.counts, mess=dict(mess.counts))
