"""What an authority's register holds of a person: the rule, its choices, its rulings.

The rule of `membership` knows one policy. An authority has dated, signed choices that
take over from each other, rows that could not be used, and persons who have decided
where the rule asked. This judges a day with all of them, and tells which spells the
register must hold.

Source: 29 kap. 9 § skollagen; förordning (2006:39) 3–4 §§ (only those in the group, and
only what the task and the report of 26 kap. 25 § need).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fullfolj.kaa.facts import (
    HIDDEN,
    WITHOUT_REGISTRATION,
    YOUNGEST,
    Facts,
    birthday,
)
from fullfolj.kaa.rules.membership import (
    LITERAL,
    OUT,
    POLICY_OF_RULE,
    REVIEW,
    Decision,
    Policy,
    decide,
    registered_since,
    turning_points,
    version,
)
from fullfolj.kaa.rules.numbers import NAMES as NUMBERS

REFUSED = "R0"  # rows of the person's could not be used: a person must look
ANYWHERE = "*"
ONE_DAY = timedelta(days=1)
JULY = 7


@dataclass(frozen=True, slots=True)
class Setting:
    """A dated, signed choice of the authority where the law leaves one.

    `value` is a date (ISO), a decision, a number, or empty: the choice was taken back.
    """

    id: UUID
    name: str  # a field of Policy or of Numbers
    value: str
    valid_from: date
    decided_on: date
    reference: str
    signed_by: str
    recorded_at: datetime

    @property
    def until(self) -> date | None:
        """The first school day, where the choice is one."""
        is_day = self.name == "admitted_counts_until" and self.value
        return date.fromisoformat(self.value) if is_day else None

    @property
    def number(self) -> int | None:
        """Days or tries, where the choice is one of them."""
        return int(self.value) if self.name in NUMBERS and self.value else None


class Signed:
    """The authority's choices over time; the one signed last holds from its day on."""

    def __init__(self, settings: Iterable[Setting] = ()) -> None:
        self.settings = tuple(sorted(settings, key=lambda s: s.recorded_at))

    def held(self, name: str, day: date) -> Setting | None:
        """What was signed last of what holds on the day, what was taken back too."""
        return next((s for s in self.of(name) if s.valid_from <= day), None)

    def of(self, name: str) -> list[Setting]:
        """All that was ever signed on a matter, the latest first."""
        return [s for s in reversed(self.settings) if s.name == name]


class Policies(Signed):
    """Those of the choices that decide who is in the group."""

    def __init__(self, settings: Iterable[Setting] = ()) -> None:
        super().__init__(settings)
        self.days = sorted({s.valid_from for s in self.settings})
        self._policies = [LITERAL, *(self._policy(day) for day in self.days)]

    def on(self, day: date) -> Policy:
        """The choices that hold on a day."""
        return self._policies[bisect_right(self.days, day)]

    def setting(self, rule: str, day: date) -> Setting | None:
        """The authority's choice that an answer by this rule rests on, if any."""
        held = self.held(POLICY_OF_RULE.get(rule, ""), day)
        return held if held and held.value else None

    def turning_days(self) -> Iterator[date]:
        """Every day on which an answer may change because of a choice."""
        yield from self.days
        for policy in self._policies:
            if until := policy.admitted_counts_until:
                yield until
                yield date(until.year, 6, 1)

    def _policy(self, day: date) -> Policy:
        values = {s.name: s.value for s in self.settings if s.valid_from <= day}
        until = values.get("admitted_counts_until")
        return Policy(
            date.fromisoformat(until) if until else None,
            Decision(values.get("equivalent_studies") or REVIEW),
            Decision(values.get("finishing_compulsory") or REVIEW),
        )


NO_POLICIES = Policies()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided where a rule asked; `valid_to` is the first day without.

    It ends when the facts that they saw have changed.
    """

    id: UUID
    municipality: str
    rule: str
    decision: Decision
    valid_from: date
    valid_to: date | None
    reason: str = ""
    decided_by: str = ""

    def answers(self, municipality: str, rule: str, on: date) -> bool:
        """Does it answer what this rule asks here on the day?"""
        return (
            self.municipality == municipality
            and self.rule == rule
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class Aside:
    """That rows of a person's could not be used: since when, and where it matters.

    `places` are codes of municipalities, with ANYWHERE where none could be read.
    """

    since: date
    places: frozenset[str] = frozenset({ANYWHERE})


@dataclass(frozen=True, slots=True)
class Known:
    """All that a register's answer rests on; `rulings` with the newest last."""

    facts: Facts
    aside: Aside | None = None
    rulings: Sequence[Ruling] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """A spell that the register (IN) or the queue of questions (REVIEW) holds.

    Attributes:
        valid_to: the first day without; None while it holds.
        rule: the rule on its last day so far, and `version` the wording it judged by.
        ended_by: the rule that ended it; empty while it holds.
        setting: the authority's choice that it rests on.
        ruling: the person's decision that it rests on.
    """

    municipality: str
    decision: Decision
    valid_from: date
    valid_to: date | None
    rule: str
    version: str
    ended_by: str = ""
    setting: UUID | None = None
    ruling: UUID | None = None


Judged = tuple[str, Decision, Ruling | None]


def judge(known: Known, municipality: str, on: date, policies: Policies) -> Judged:
    """The rule that asks, the decision, and the person's ruling if one made it."""
    if known.aside and on >= asked_from(known.facts, known.aside):
        rule, decision = REFUSED, REVIEW
    else:
        rule, decision = decide(known.facts, municipality, on, policies.on(on))
    for ruling in reversed(known.rulings):
        if ruling.answers(municipality, rule, on):
            return rule, ruling.decision, ruling
    return rule, decision, None


def asked_from(facts: Facts, aside: Aside) -> date:
    """The first day that rows which could not be used leave a question.

    A child has compulsory schooling whatever the rows say.
    """
    return max(aside.since, birthday(facts.born_on, YOUNGEST))


def since(
    known: Known, municipality: str, as_of: date, policies: Policies = NO_POLICIES
) -> date:
    """The first day from which the decision is the same every day to `as_of`.

    Never before the present registration there began, as `membership` has it.
    """
    life = _Life(known, municipality, policies, (date.min, as_of))
    return life.back(as_of, registered_since(known.facts, municipality, as_of))


class _Life:
    """Some days of a person, in stretches in which nothing changes."""

    def __init__(
        self,
        known: Known,
        municipality: str,
        policies: Policies,
        days: tuple[date, date],
    ) -> None:
        first, last = days
        self.known = known
        self.municipality = municipality
        self.policies = policies
        turns = _turning_days(known, policies)
        self.turns = sorted([turn for turn in turns if first < turn <= last])
        self.judged: dict[int, Judged] = {}

    def on(self, day: date) -> Judged:
        """As `judge` answers; each stretch is judged once."""
        return self._in(bisect_right(self.turns, day), day)

    def back(self, day: date, floor: date) -> date:
        """The first day of the day's decision, but none before the floor."""
        place = bisect_right(self.turns, day)
        decision = self._in(place, day)[1]
        while place and self.turns[place - 1] > floor:
            turn = self.turns[place - 1]
            if self._in(place - 1, turn - ONE_DAY)[1] is not decision:
                return turn
            place -= 1
        return floor

    def _in(self, place: int, day: date) -> Judged:
        found = self.judged.get(place)
        if found is None:
            found = judge(self.known, self.municipality, day, self.policies)
            self.judged[place] = found
        return found


def _turning_days(known: Known, policies: Policies) -> set[date]:
    days = {on for on, _ in turning_points(known.facts, LITERAL)}
    days.update(policies.turning_days())
    for ruling in known.rulings:
        days.add(ruling.valid_from)
        if ruling.valid_to:
            days.add(ruling.valid_to)
    if known.aside:
        days.add(asked_from(known.facts, known.aside))
    return days


def horizon(as_of: date) -> date:
    """The first day that the register still answers for, as facts come late.

    The half-year that is being reported and the one before it, which may be corrected.
    """
    if as_of.month >= JULY:
        return date(as_of.year, 1, 1)
    return date(as_of.year - 1, JULY, 1)


def kept(
    known: Known,
    municipality: str,
    as_of: date,
    policies: Policies = NO_POLICIES,
    *,
    first_day: date | None = None,
) -> Iterator[Kept]:
    """The spells to hold, the latest first: all that reach past a day, the horizon.

    Spells of OUT are not held: whoever is not in the group is not in the register.
    """
    first_day = first_day or horizon(as_of)
    if _lived_elsewhere(known, municipality, first_day, as_of):
        return
    life = _Life(known, municipality, policies, (first_day, as_of))
    last, after, ended_by = as_of, None, ""
    while True:
        rule, decision, ruling = life.on(last)
        if decision is OUT:
            first = life.back(last, first_day)
        else:
            first = since(known, municipality, last, policies)
            setting = policies.setting(rule, last)
            yield Kept(
                municipality,
                decision,
                first,
                after,
                rule,
                version(last),
                ended_by,
                setting.id if setting else None,
                ruling.id if ruling else None,
            )
        if first <= first_day:
            return
        ended_by = life.on(first)[0]
        last, after = first - ONE_DAY, first


def _lived_elsewhere(
    known: Known, municipality: str, first_day: date, as_of: date
) -> bool:
    """Another municipality's on all these days, whatever else is known: nobody of ours.

    What `judge` would answer each day (R3a), without asking it.
    """
    if known.aside or known.rulings or known.facts.protection == HIDDEN:
        return False
    there = [
        r
        for r in known.facts.registrations
        if r.valid_from <= as_of and (r.valid_to is None or r.valid_to > first_day)
    ]
    if len(there) != 1:
        return False
    (home,) = there
    is_throughout = home.valid_from <= first_day and (
        home.valid_to is None or home.valid_to > as_of
    )
    code = home.municipality_code
    return is_throughout and code != municipality and code not in WITHOUT_REGISTRATION
