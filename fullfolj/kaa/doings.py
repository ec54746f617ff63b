"""What a person did, does and will do, gathered for their page."""

from dataclasses import dataclass

from fullfolj.core import clock
from fullfolj.kaa.models import Occupation, PolicySetting, RegisterSpell
from fullfolj.people.models import Person


@dataclass(frozen=True)
class Doings:
    """A person's occupations, the latest first.

    Attributes:
        state: `known`, `stale` or `unknown`, today.
        days: after how many the authority asks anew; None where it decided none.
        is_registered: whether the person is in the register today.
    """

    now: list[Occupation]
    coming: list[Occupation]
    before: list[Occupation]
    state: str
    days: int | None
    is_registered: bool

    @classmethod
    def of(cls, person: Person) -> "Doings":
        """As it is known now."""
        today = clock.today()
        days = PolicySetting.objects.numbers(today).occupation_days
        known = Occupation.objects.known_now().filter(person=person).with_teller()
        rows = list(known.order_by("-valid_from", "-recorded_from"))
        doings = [(row, row.as_doing()) for row in rows]
        asked = Person.objects.filter(pk=person.pk).annotate(
            state=Occupation.objects.state(today, days, person="id"),
            is_registered=RegisterSpell.objects.holds_of_each(today, person="id"),
        )
        state, is_registered = asked.values_list("state", "is_registered").get()
        return cls(
            now=[row for row, each in doings if each.holds(today)],
            coming=[row for row, each in doings if each.valid_from > today],
            before=[row for row, each in doings if each.is_over(today)],
            state=state,
            days=days,
            is_registered=is_registered,
        )
