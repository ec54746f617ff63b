"""What the population register says of a person, whole: a row is compared as it stands.

The rule reads `kaa.tables.CIVIL`, which has nothing of how to reach anybody.
"""

from fullfolj.exchange.extracts.read import REACH
from fullfolj.kaa.tables import CIVIL, Kind, Values

PEOPLE: Kind[Values] = Kind(
    name=CIVIL.name,
    table=CIVIL.table,
    columns={**CIVIL.columns, **dict.fromkeys(REACH, "text")},
    read=lambda values: values,
    write=lambda values: values,
    key=lambda _values: "one",
)
