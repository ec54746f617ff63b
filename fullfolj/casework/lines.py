"""What a row of a list of cases shows: who, why, last, next, who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from fullfolj.casework.models import Case
from fullfolj.casework.rules import NEW, Wait, first_on, waits
from fullfolj.casework.words import told
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.people.models import ContactDetail, Person

PHONE = "phone"


@dataclass(frozen=True)
class Line:
    """One row. `why` is what the case waits for, in words, the most pressing first."""

    case: Any
    person: Any
    waits: Sequence[Wait]
    phone: str
    last_on: date | None

    @property
    def why(self) -> list[str]:
        """Each thing it waits for, as a sentence."""
        return [told(wait) for wait in self.waits]

    @property
    def is_new(self) -> bool:
        """Whether the only news is that the name is new, and there is time."""
        return any(wait.reason == NEW for wait in self.waits)


def lines(ids: Sequence[UUID], numbers: Numbers, as_of: date) -> list[Line]:
    """The rows of cases that are known to be visible, in the order given.

    Three statements, however many rows: the list of ids has been sorted before, so that
    what is shown is asked for thirty and not for a hundred thousand.
    """
    found = {c.pk: c for c in Case.objects.filter(pk__in=ids).with_owner().with_last()}
    cases = [found[row_id] for row_id in ids]
    people = [case.person_id for case in cases]
    named = {person.pk: person for person in Person.objects.named(people)}
    phones = phones_of(people, as_of)
    return [
        Line(
            case,
            named[case.person_id],
            list(waits(case.standing, numbers, as_of)),
            phones.get(case.person_id, ""),
            first_on(numbers, case.listed_on),
        )
        for case in cases
    ]


def phones_of(people: Sequence[UUID], on: date) -> dict[UUID, str]:
    """The telephone of each, the one that was recorded last."""
    held = ContactDetail.objects.filter(person__in=people, kind=PHONE).valid(on)
    rows = held.order_by("recorded_on").values_list("person_id", "value")
    return dict(rows)
