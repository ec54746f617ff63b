"""Who belongs to the municipal activity responsibility (KAA) on a day, and why.

Source: 29 kap. 9 § skollagen (2010:800), its conditions in 7, 15–20 and 29 kap. and
folkbokföringslagen (1991:481). The order of the rules is `ORDER`, first match wins.
A pure function of frozen facts and a date: no clock, no settings, no database.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fullfolj.kaa.facts import (
    ADAPTED,
    ASYLUM_SEEKER,
    DIPLOMA,
    EQUIVALENT,
    HIDDEN,
    OTHER_RESIDENT,
    RULE_OF_SCHOOL_TYPE,
    STUDY_CERTIFICATE,
    UPPER_SECONDARY,
    WITHOUT_REGISTRATION,
    Credential,
    Enrolment,
    Fact,
    Facts,
    Registration,
    birthday,
    gymnasieratt_until,
)


class Decision(StrEnum):
    """IN the target group, OUT of it, or REVIEW: a person must decide."""

    IN = "IN"
    OUT = "OUT"
    REVIEW = "REVIEW"


IN, OUT, REVIEW = Decision.IN, Decision.OUT, Decision.REVIEW

KIA, KAA_2015, KAA_2018 = "KIA", "KAA-2015", "KAA-2018"
KAA_2015_FROM = date(2015, 1, 1)  # lag 2014:1002
KAA_2018_FROM = date(2018, 7, 1)  # prop. 2017/18:183: introductory programmes exclude

ONE_DAY = timedelta(days=1)
DIPLOMAS, STUDY_CERTIFICATES = frozenset({DIPLOMA}), frozenset({STUDY_CERTIFICATE})
ADAPTED_CERTIFICATES = frozenset({ADAPTED})
EVER = UPPER_SECONDARY | {"FHS"}  # may decide when they are long past (R7, R8, R10)


@dataclass(frozen=True, slots=True)
class Policy:
    """The municipality's own choices where the law leaves one.

    Attributes:
        admitted_counts_until: the first school day of a year. From 1 June until it,
            those admitted to start that year are OUT instead of IN.
        equivalent_studies: what ongoing municipal adult education at upper secondary
            level and folk high school mean (R6d; "motsvarande utbildning").
        finishing_compulsory: what compulsory school after the compulsory age means
            (R4c; 7 kap. 15 §). The literal reading is IN.
    """

    admitted_counts_until: date | None = None
    equivalent_studies: Decision = REVIEW
    finishing_compulsory: Decision = REVIEW


LITERAL = Policy()


def version(on: date) -> str:
    """Which wording of the law the day is judged by."""
    if on >= KAA_2018_FROM:
        return KAA_2018
    return KAA_2015 if on >= KAA_2015_FROM else KIA


# ── One day ──────────────────────────────────────────────────────────────────────────


class _Day:
    """The facts as they stand on one day, seen from one municipality."""

    __slots__ = ("_studies", "facts", "home", "municipality", "on", "policy")

    def __init__(
        self, facts: Facts, municipality: str, on: date, policy: Policy
    ) -> None:
        self.facts = facts
        self.municipality = municipality
        self.on = on
        self.policy = policy
        self.home = home_of(facts, on)
        self._studies: dict[str, Enrolment] | None = None

    @property
    def studies(self) -> dict[str, Enrolment]:
        """The enrolments that hold on the day, by the rule they answer to."""
        if self._studies is None:  # most days are decided before anyone asks
            self._studies = _studies(self.facts, self.on)
        return self._studies

    def credential(self, kinds: frozenset[str]) -> Credential | None:
        """The first awarded credential of these kinds held on the day."""
        if not self.facts.credentials:
            return None
        held = [
            c
            for c in self.facts.credentials
            if c.kind in kinds and c.awarded_on <= self.on
        ]
        return min(held, key=lambda c: c.awarded_on) if held else None


def _shown_home(day: _Day) -> str:
    """The home's code, but never where the register misplaces somebody on purpose."""
    hidden = day.facts.protection == HIDDEN
    return "" if hidden or day.home is None else day.home.municipality_code


def home_of(facts: Facts, on: date) -> Registration | None:
    """The registration that holds; of several, which the law forbids, the latest."""
    home = None
    for r in facts.registrations:
        if r.holds(on) and (home is None or _later(r, home)):
            home = r
    return home


def _later(one: Registration, other: Registration) -> bool:
    return (one.valid_from, one.municipality_code) > (
        other.valid_from,
        other.municipality_code,
    )


def _last_left(facts: Facts, on: date) -> Registration | None:
    """The registration that ended last before or on the day."""
    ended = [r for r in facts.registrations if r.valid_to and r.valid_to <= on]
    return max(ended, key=lambda r: (r.valid_to, r.valid_from)) if ended else None


def _studies(facts: Facts, on: date) -> dict[str, Enrolment]:
    """The enrolments that hold on the day, by the rule they answer to."""
    studies: dict[str, Enrolment] = {}
    for e in facts.enrolments:
        if e.holds(on) and (on >= KAA_2018_FROM or not e.is_introductory()):
            if e.study_abroad and e.school_type in UPPER_SECONDARY:
                studies.setdefault("R6b", e)
            else:
                studies.setdefault(RULE_OF_SCHOOL_TYPE[e.school_type], e)
    return studies


# ── The rules, each a question about the day ─────────────────────────────────────────

Outcome = tuple[Decision, tuple[Fact, ...]]


def _turned_twenty(day: _Day) -> Outcome | None:
    born_on, on = day.facts.born_on, day.on
    if on.year < born_on.year + 20:
        return None
    return (OUT, ()) if on >= birthday(born_on, 20) else None


def _dead(day: _Day) -> Outcome | None:
    deceased_on = day.facts.deceased_on
    if deceased_on:
        return (OUT, ()) if day.on >= deceased_on else None
    last = None if day.home else _last_left(day.facts, day.on)
    return (OUT, (last,)) if last and last.end_reason == "deceased" else None


def _protected_registration(day: _Day) -> Outcome | None:
    return (REVIEW, ()) if day.facts.protection == HIDDEN else None


def _home_elsewhere(day: _Day) -> Outcome | None:
    if day.home:
        code = day.home.municipality_code
        here = code == day.municipality or code in WITHOUT_REGISTRATION
        return None if here else (OUT, (day.home,))
    last = _last_left(day.facts, day.on)
    return (OUT, (last,)) if last and last.end_reason == "moved" else None


def _has_diploma(day: _Day) -> Outcome | None:
    diploma = day.credential(DIPLOMAS)
    if diploma:
        return OUT, (diploma,)
    if day.on < KAA_2015_FROM:  # KIA asked for a completed programme, not a diploma
        return _completed(day, "GY", day.credential(STUDY_CERTIFICATES))
    return None


def _has_adapted_certificate(day: _Day) -> Outcome | None:
    certificate = day.credential(ADAPTED_CERTIFICATES)
    if certificate:
        return OUT, (certificate,)
    return _completed(day, "GYS") if day.on < KAA_2015_FROM else None


def _completed(
    day: _Day, school_type: str, certificate: Credential | None = None
) -> Outcome | None:
    """A national programme gone through, as KIA counted it."""
    for e in day.facts.enrolments:
        done = e.status == "completed" and e.ended(day.on)
        if done and e.school_type == school_type and not e.is_introductory():
            return OUT, (e,)
    return (OUT, (certificate,)) if certificate else None


def _has_equivalent(day: _Day) -> Outcome | None:
    certificate = day.credential(EQUIVALENT)
    return (OUT, (certificate,)) if certificate else None


def _deregistered(day: _Day) -> Outcome | None:
    if day.home:
        return None
    last = _last_left(day.facts, day.on)
    if last is None:  # not registered yet
        return OUT, ()
    gone = last.end_reason in ("emigrated", "false_identity", "deceased")
    return (OUT if gone else REVIEW), (last,)


def _asylum_seeker(day: _Day) -> Outcome | None:
    home = day.home
    return (OUT, (home,)) if home and home.municipality_code == ASYLUM_SEEKER else None


def _other_resident(day: _Day) -> Outcome | None:
    home = day.home
    there = home and home.municipality_code == OTHER_RESIDENT
    return (REVIEW, (home,)) if there else None


def _compulsory(day: _Day) -> Outcome | None:
    return (OUT, ()) if day.on <= day.facts.last_compulsory_day else None


def _studies_by(rule: str) -> Callable[[_Day], Outcome | None]:
    def studies(day: _Day) -> Outcome | None:
        enrolment = day.studies.get(rule)
        return (OUT, (enrolment,)) if enrolment else None

    return studies


def _admitted_counts(day: _Day) -> Outcome | None:
    until = day.policy.admitted_counts_until
    if until is None or not _summer_of(until) <= day.on < until:
        return None
    admitted = _admission(day)
    if admitted and admitted.first_on.year == until.year:
        return OUT, (admitted,)
    return None


def _summer_of(until: date) -> date:
    """Nobody is between two schools before June: dropouts of the winter are IN."""
    return date(until.year, 6, 1)


def _finishing_compulsory(day: _Day) -> Outcome | None:
    enrolment = day.studies.get("R4c")
    return (day.policy.finishing_compulsory, (enrolment,)) if enrolment else None


def _equivalent_studies(day: _Day) -> Outcome | None:
    enrolment = day.studies.get("R6d")
    return (day.policy.equivalent_studies, (enrolment,)) if enrolment else None


def _studied_without_diploma(day: _Day) -> Outcome | None:
    certificate = day.credential(STUDY_CERTIFICATES)
    if certificate:
        return IN, (certificate,)
    for e in day.facts.enrolments:
        if e.school_type in ("IB", "FHS") and e.ended(day.on):
            return IN, (e,)
    return None


def _admitted(day: _Day) -> Outcome | None:
    admitted = _admission(day)
    return (IN, (admitted,)) if admitted else None


def _admission(day: _Day) -> Enrolment | None:
    """A place offered in upper secondary school that has not begun or lapsed."""
    for e in day.facts.enrolments:
        lapsed = e.last_on is not None and e.last_on < day.on
        if e.status == "admitted" and e.school_type in UPPER_SECONDARY and not lapsed:
            return e
    return None


def _occupied_otherwise(day: _Day) -> Outcome | None:
    enrolment = day.studies.get("R6e")
    return (IN, (enrolment,)) if enrolment else None


def _none_of_these(day: _Day) -> Outcome | None:
    return IN, ()


# First match wins. R4b and R3c of the law file decide nothing of their own; the policy
# about those admitted (R5c) stands among the rows that exclude, its plain form last.
ORDER: tuple[tuple[str, Callable[[_Day], Outcome | None]], ...] = (
    ("R1", _turned_twenty),
    ("R2", _dead),
    ("R3b", _protected_registration),
    ("R3a", _home_elsewhere),
    ("R7", _has_diploma),
    ("R8", _has_adapted_certificate),
    ("R9", _has_equivalent),
    ("R3d", _deregistered),
    ("R3e", _asylum_seeker),
    ("R3f", _other_resident),
    ("R4a", _compulsory),
    ("R6b", _studies_by("R6b")),
    ("R5a", _studies_by("R5a")),
    ("R5b", _studies_by("R5b")),
    ("R6a", _studies_by("R6a")),
    ("R5c", _admitted_counts),
    ("R4c", _finishing_compulsory),
    ("R6d", _equivalent_studies),
    ("R10", _studied_without_diploma),
    ("R5c", _admitted),
    ("R6e", _occupied_otherwise),
    ("R11", _none_of_these),
)
POLICY_OF_RULE = {
    "R5c": "admitted_counts_until",
    "R6d": "equivalent_studies",
    "R4c": "finishing_compulsory",
}


def _decide(day: _Day) -> tuple[str, Decision, tuple[Fact, ...]]:
    for rule, question in ORDER:
        outcome = question(day)
        if outcome:
            return rule, *outcome
    raise AssertionError("the last rule always answers")


# ── The answer ───────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Change:
    """A day on which the answer becomes another, as the facts stand now."""

    on: date
    causes: tuple[str, ...]  # what happens that day: `twentieth_birthday`, …
    decision: Decision
    rule: str


@dataclass(frozen=True, slots=True)
class Spell:
    """An unbroken span of days with the same rule and home; `valid_to` excluded."""

    valid_from: date
    valid_to: date | None
    decision: Decision
    rule: str
    home: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Decision, rule and what they rest on, for one person, municipality and day.

    Attributes:
        home: code of the municipality of registration that day, "0000" or "0001";
            empty where none holds, and for protected registration (29 kap. 6 §).
        since: first day of the unbroken time with this decision here; None when not
            known (compulsory schooling).
        because: the facts that decided.
    """

    facts: Facts
    municipality: str
    as_of: date
    policy: Policy
    decision: Decision
    rule: str
    home: str
    since: date | None
    because: tuple[Fact, ...]

    @property
    def version(self) -> str:
        """The wording of the law the day was judged by."""
        return version(self.as_of)

    @property
    def gymnasieratt_until(self) -> date:
        """Last day to start upper secondary school, by birth alone."""
        return gymnasieratt_until(self.facts.born_on)

    @property
    def policy_used(self) -> str | None:
        """The name of the municipality's choice that the answer rests on, if any."""
        return POLICY_OF_RULE.get(self.rule)

    def changes(self) -> tuple[Change, ...]:
        """What the calendar alone will change, day by day until it stays."""
        return tuple(_changes(self))


def membership(
    facts: Facts, municipality: str, as_of: date, policy: Policy = LITERAL
) -> Answer:
    """Is the person in this municipality's target group on the day, and why?

    Args:
        facts: all that is known of the person, past and coming; spells that do not
            hold on the day are not counted.
        municipality: the code of the municipality that asks, four digits.
        as_of: the day; it also chooses the wording of the law.
        policy: the municipality's choices; on files alone, the literal ones.

    Source: the decision table of 29 kap. 9 § skollagen, in the order of `ORDER`.
    """
    day = _Day(facts, municipality, as_of, policy)
    rule, decision, because = _decide(day)
    home = _shown_home(day)
    since = None if rule == "R4a" else _since(day, decision)
    return Answer(
        facts, municipality, as_of, policy, decision, rule, home, since, because
    )


def decide(
    facts: Facts, municipality: str, as_of: date, policy: Policy = LITERAL
) -> tuple[str, Decision]:
    """Rule and decision of one day alone: the answer without what it rests on."""
    return _decide(_Day(facts, municipality, as_of, policy))[:2]


def registered_since(facts: Facts, municipality: str, as_of: date) -> date:
    """The day before which no decision reaches: the unbroken registration began.

    Without a registration here, the first day anything is known.
    """
    return _floor(_Day(facts, municipality, as_of, LITERAL))


def spells(
    facts: Facts, municipality: str, policy: Policy = LITERAL
) -> tuple[Spell, ...]:
    """Every day of a life at once, from birth on; the last spell has no end."""
    spells: list[Spell] = []
    for on in sorted({on for on, _ in turning_points(facts, policy)}):
        if on < facts.born_on:
            continue
        day = _Day(facts, municipality, on, policy)
        rule, decision, _ = _decide(day)
        home = _shown_home(day)
        if spells:
            last = spells[-1]
            if (last.decision, last.rule, last.home) == (decision, rule, home):
                continue
            spells[-1] = Spell(last.valid_from, on, last.decision, last.rule, last.home)
        spells.append(Spell(on, None, decision, rule, home))
    return tuple(spells)


def turning_points(facts: Facts, policy: Policy) -> Iterator[tuple[date, str]]:
    """Every day on which the answer can become another, and what happens then.

    Not in order; a day may come twice, for two causes.
    """
    yield facts.born_on, "born"
    yield facts.twentieth_birthday, "twentieth_birthday"
    if facts.deceased_on:
        yield facts.deceased_on, "deceased"
    compulsory_until = facts.last_compulsory_day
    yield compulsory_until + ONE_DAY, "compulsory_ended"
    for r in facts.registrations:
        yield r.valid_from, "registered"
        if r.valid_to:
            yield r.valid_to, "registration_ended"
    for e in facts.enrolments:
        if e.last_on and e.last_on < compulsory_until and e.school_type not in EVER:
            continue  # compulsory school in its time never decides
        yield e.first_on, "enrolment_begins"
        if e.last_on:
            yield e.last_on + ONE_DAY, "enrolment_ended"
    for c in facts.credentials:
        yield c.awarded_on, "credential"
    if policy.admitted_counts_until:
        yield policy.admitted_counts_until, "admitted_counts_until"
        yield _summer_of(policy.admitted_counts_until), "admitted_counts_until"
    yield KAA_2015_FROM, "law"
    yield KAA_2018_FROM, "law"


def _since(day: _Day, decision: Decision) -> date:
    """Walk back over the turning points while the decision is the same."""
    facts, municipality, policy = day.facts, day.municipality, day.policy
    floor = _floor(day)
    as_of = day.on
    points = [on for on, _ in turning_points(facts, policy) if floor < on <= as_of]
    points.sort(reverse=True)
    for on in points:
        before = _Day(facts, municipality, on - ONE_DAY, policy)
        if _decide(before)[1] != decision:
            return on
    return floor


def _floor(day: _Day) -> date:
    """The day the unbroken registration here began; without one, the first known."""
    home, registrations = day.home, day.facts.registrations
    if home is None or (
        home.municipality_code != day.municipality
        and home.municipality_code not in WITHOUT_REGISTRATION
    ):
        known = [r.valid_from for r in registrations if r.valid_from <= day.on]
        return min(known, default=min(day.facts.born_on, day.on))
    floor = home.valid_from
    for r in sorted(registrations, key=lambda r: r.valid_from, reverse=True):
        adjoins = r.valid_to is None or r.valid_to >= floor
        unbroken = r.end_reason in ("", "moved")  # within the municipality
        if adjoins and unbroken and r.municipality_code == home.municipality_code:
            floor = min(floor, r.valid_from)
    return max(floor, day.facts.born_on)


def _changes(answer: Answer) -> Iterator[Change]:
    facts, policy = answer.facts, answer.policy
    causes: dict[date, list[str]] = {}
    for on, cause in turning_points(facts, policy):
        if on > answer.as_of:
            causes.setdefault(on, []).append(cause)
    current = (answer.rule, answer.decision)
    for on in sorted(causes):
        rule, decision, _ = _decide(_Day(facts, answer.municipality, on, policy))
        if (rule, decision) != current:
            yield Change(on, tuple(dict.fromkeys(causes[on])), decision, rule)
            current = (rule, decision)
        if rule == "R1":
            return
