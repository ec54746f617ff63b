"""Write invented extracts: of the demo region, of the nation, or one a municipality."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random

from fullfolj.exchange.demo.extract import PersonRows, open_extract
from fullfolj.exchange.demo.mess import Mess
from fullfolj.exchange.demo.municipalities import (
    REGION,
    Municipality,
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
    drawn = _Drawn(written, scale=scale, as_of=as_of, seed=seed, persons=persons)
    with open_extract(folder) as extract:
        for _, rows in drawn:
            extract.write(rows)
    return DemoSummary(**extract.counts, mess=dict(drawn.mess.counts))


def write_each(
    folders: Mapping[str, Path],
    *,
    as_of: date,
    seed: int = 1,
    persons: int | None = None,
    outside: Mapping[str, tuple[int, int]] | None = None,
) -> int:
    """The same for some municipalities of the region, each as it gets its own.

    Nobody is in two folders. Two municipalities of one board may share one.

    Args:
        folders: where to write, by the code of the municipality.
        outside: how many boys and girls more, by the code, who certainly are in the
            group since some months, whatever else is drawn.

    Returns how many people were written.
    """
    written = [each for each in all_municipalities() if each.code in folders]
    drawn = _Drawn(written, scale="region", as_of=as_of, seed=seed, persons=persons)
    with ExitStack() as stack:
        extracts = {
            folder: stack.enter_context(open_extract(folder))
            for folder in dict.fromkeys(folders.values())
        }
        for code, rows in chain(drawn, drawn.outside(outside or {})):
            extracts[folders[code]].write(rows)
    return sum(extract.counts["people"] for extract in extracts.values())


class _Drawn:
    """The people of some municipalities with their faults, one after the other."""

    def __init__(
        self,
        written: Sequence[Municipality],
        *,
        scale: Scale,
        as_of: date,
        seed: int,
        persons: int | None,
    ) -> None:
        self._written = written
        self._persons = persons or sum(each.young for each in written)
        chance = Random(seed).random
        nation = all_municipalities()
        self._population = Population(chance, nation, scale=scale, as_of=as_of)
        self.mess = Mess(chance, self._population.numbers, self._persons)

    def __iter__(self) -> Iterator[tuple[str, PersonRows]]:
        """Each with the code of their municipality."""
        for municipality, how_many in shares(self._written, self._persons):
            for birth, rows in self._population.of(municipality.code, how_many):
                self.mess.stir(rows, birth)
                yield municipality.code, rows

    def outside(
        self, wanted: Mapping[str, tuple[int, int]]
    ) -> Iterator[tuple[str, PersonRows]]:
        """Those more who are in the group; no faults in what is told of them."""
        for code, (boys, girls) in wanted.items():
            for male, how_many in ((True, boys), (False, girls)):
                for rows in self._population.outside(code, how_many, male=male):
                    yield code, rows
