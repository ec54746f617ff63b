"""Where an invented person has been registered, from birth or arrival until today."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from fullfolj.exchange.demo.chance import Lottery
from fullfolj.exchange.demo.municipalities import Places, Scale

YEAR = 365

# The contract's codes for those outside the population register.
ASYLUM, OTHER_RESIDENT = "0000", "0001"

_STANDINGS = {
    "resident": 98_710,
    "emigrated": 750,
    "returned": 350,
    "deceased": 50,
    "missing": 35,
    "false_identity": 20,
    # Few: these two are listed for every municipality that asks.
    "asylum": 30,
    "other_resident": 20,
}
# In the region's own extract some have moved on to municipalities outside it.
_STANDINGS_OF = {
    "region": Lottery(_STANDINGS | {"moved_on": 2500}),
    "nation": Lottery(_STANDINGS),
}
_MOVES = Lottery({0: 40, 1: 33, 2: 17, 3: 7, 4: 3})
_ARRIVED = 0.14  # of those old enough to have come at the age that was drawn


class Registration(NamedTuple):
    """One row of registrations.csv, with ordinals; `until` is not included."""

    code: str
    start: int
    until: int | None
    end_reason: str


@dataclass(slots=True)
class Stay:
    """One person's time in the country."""

    registrations: list[Registration]
    standing: str
    home: str
    arrival: int | None = None
    gone: int | None = None
    back: int | None = None

    def place(self, day: int) -> str:
        """The municipality on the day; home where the register gives none."""
        for code, _, until, _ in self.registrations:
            if (until is None or day < until) and code not in (ASYLUM, OTHER_RESIDENT):
                return code
        return self.home


class Residence:
    """Draws stays, one person at a time."""

    def __init__(
        self, chance: Callable[[], float], places: Places, scale: Scale, as_of: int
    ) -> None:
        self._chance = chance
        self._places = places
        self._standings = _STANDINGS_OF[scale]
        self._as_of = as_of

    def of(self, birth: int, home: str) -> Stay:
        """The stay of someone born that day who belongs to this municipality."""
        chance = self._chance
        standing = self._standings.draw(chance())
        if standing in ("asylum", "other_resident"):
            return self._unregistered(standing, home)
        arrival = None
        if chance() < _ARRIVED:
            day = birth + 30 + int(chance() * 19.7 * YEAR)
            arrival = day if day < self._as_of else None
        stay = Stay([], standing, home, arrival)
        self._move_about(stay, birth)
        if standing != "resident":
            self._end(stay, birth)
        return stay

    def _unregistered(self, standing: str, home: str) -> Stay:
        code = ASYLUM if standing == "asylum" else OTHER_RESIDENT
        arrival = self._as_of - 20 - int(self._chance() * 2 * YEAR)
        return Stay([Registration(code, arrival, None, "")], standing, home, arrival)

    def _move_about(self, stay: Stay, birth: int) -> None:
        """The spells up to the open one at home."""
        chance = self._chance
        start = birth if stay.arrival is None else stay.arrival
        if stay.arrival is not None and stay.arrival > birth + 14 * YEAR:
            self._wait_for_residence(stay, birth)
        span = self._as_of - start
        how_many = _MOVES.draw(chance())
        spells = stay.registrations
        drawn = {start + 1 + int(chance() * span) for _ in range(how_many)}
        days = sorted(day for day in drawn if day <= self._as_of)
        code = self._elsewhere(stay.home) if days else stay.home
        for place, day in enumerate(days):
            spells.append(Registration(code, start, day, "moved"))
            last = place == len(days) - 1
            code, start = (stay.home if last else self._elsewhere(code)), day
        # Two moves in a row may have drawn the same municipality: one spell.
        if spells and spells[-1].code == code and spells[-1].until == start:
            start = spells.pop().start
        spells.append(Registration(code, start, None, ""))

    def _wait_for_residence(self, stay: Stay, birth: int) -> None:
        """Some newcomers were asylum seekers, a few other residents, before."""
        draw, arrival = self._chance(), stay.arrival
        if arrival is None or draw > 0.33:
            return
        code = ASYLUM if draw < 0.27 else OTHER_RESIDENT
        came = max(birth, arrival - 90 - int(self._chance() * 2 * YEAR))
        stay.registrations.append(Registration(code, came, arrival, ""))

    def _end(self, stay: Stay, birth: int) -> None:
        """Close the open spell as the standing says; perhaps another follows."""
        code, start, _, _ = stay.registrations[-1]
        earliest = max(start + 1, birth + 14 * YEAR)
        if earliest >= self._as_of:
            stay.standing = "resident"
            return
        day = earliest + int(self._chance() * (self._as_of - earliest)) + 1
        standing = stay.standing
        reason = {"returned": "emigrated", "moved_on": "moved"}.get(standing, standing)
        stay.registrations[-1] = Registration(code, start, day, reason)
        if standing == "moved_on":
            self._move_on(stay, day)
            return
        stay.gone = day
        if standing == "returned":
            self._return(stay, day)

    def _move_on(self, stay: Stay, day: int) -> None:
        # One in ten: the extract says that someone left, not where to.
        if self._chance() > 0.1:
            code = self._elsewhere(stay.home)
            stay.registrations.append(Registration(code, day, None, ""))

    def _return(self, stay: Stay, day: int) -> None:
        back = day + 200 + int(self._chance() * 2 * YEAR)
        if back <= self._as_of:
            stay.back = back
            stay.registrations.append(Registration(stay.home, back, None, ""))
        else:
            stay.standing = "emigrated"

    def _elsewhere(self, code: str) -> str:
        return self._places.move(code, self._chance(), self._chance())
