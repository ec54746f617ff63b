"""Where everyone stood on a night, as the register recorded it then."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from fullfolj.core import bulk
from fullfolj.kaa.known import AT, Moment, ask_facts, known_of, rulings_made
from fullfolj.kaa.models import PolicySetting, RegisterSpell, ReviewSpell
from fullfolj.kaa.rules.difference import Change, Standing, Standings
from fullfolj.kaa.rules.membership import IN, OUT, REVIEW, Decision
from fullfolj.kaa.rules.register import Aside, judge
from fullfolj.kaa.touched import Night

Ended = tuple[UUID, str, Decision]  # who stood where, and how
TABLES = {IN: RegisterSpell._meta.db_table, REVIEW: ReviewSpell._meta.db_table}
STANDING = """
SELECT person_id, municipality_code, '{decision}' AS decision, rule FROM {table}
WHERE recorded_from <= %({night}_at)s
  AND (recorded_to IS NULL OR recorded_to > %({night}_at)s)
  AND valid_from <= %({night})s AND (valid_to IS NULL OR valid_to > %({night})s)
"""
DIFFERING = """
WITH was AS ({was}), now AS ({now}), moved AS (
    SELECT true AS before, w.* FROM (TABLE was EXCEPT TABLE now) w
    UNION ALL SELECT false, n.* FROM (TABLE now EXCEPT TABLE was) n
)
SELECT before, person_id, municipality_code, decision, rule,
    EXISTS (SELECT FROM people_person p WHERE p.id = person_id
            AND p.marking = 'protected_registration')
    OR EXISTS (SELECT FROM people_civilrecord c WHERE c.person_id = moved.person_id
               AND c.protection = 'protected_registration' AND c.recorded_to IS NULL)
FROM moved
"""
# The rule that ended a spell, the last one where there were several since.
ENDED = """
SELECT DISTINCT ON (person_id, municipality_code)
    person_id, municipality_code, ended_by FROM {table}
WHERE {at} AND person_id = ANY (%s) AND valid_to > %s AND valid_to <= %s
ORDER BY person_id, municipality_code, valid_to DESC
"""
NUMBERS = """
SELECT person_id, number FROM people_identity
WHERE person_id = ANY (%s) AND valid_to IS NULL
"""


@dataclass(frozen=True, slots=True)
class Told:
    """Who the changed are: their numbers, and who of them may be told to nobody."""

    numbers: Mapping[UUID, str]
    restricted: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Differing:
    """The standings that are not the same on two nights, of those whom they are about.

    Attributes:
        restricted: who of them has protected registration, by our own marking or by
            what a register says now.
    """

    before: Standings
    after: Standings
    restricted: frozenset[UUID]


def differing(before: Night, after: Night) -> Differing:
    """Who stands otherwise on another night, each as recorded then; one statement.

    Standings that are the same on both change nothing and are left out.
    """
    halves = {
        night: " UNION ALL ".join(
            STANDING.format(table=table, decision=decision, night=night)
            for decision, table in TABLES.items()
        )
        for night in ("was", "now")
    }
    values = {"was": before.as_of, "was_at": before.at}
    values |= {"now": after.as_of, "now_at": after.at}
    sides: dict[bool, dict[UUID, list[Standing]]] = {True: {}, False: {}}
    restricted = set()
    rows = bulk.run(DIFFERING.format(**halves), values)
    for is_before, person, code, decision, rule, is_restricted in rows:
        standing = Standing(code, Decision(decision), rule)
        sides[is_before].setdefault(person, []).append(standing)
        if is_restricted:
            restricted.add(person)
    return Differing(sides[True], sides[False], frozenset(restricted))


def ended_by(
    changes: Iterable[Change],
    nights: tuple[Night, Night],
    aside: Mapping[UUID, Aside],
) -> dict[Ended, str]:
    """The rule that ended each standing that nothing follows.

    It stands on the spell that ended between the nights. Where there is none, because
    better facts took it back, it is the rule of the later night's facts; no rule where
    those are erased or the authority no longer answers for the municipality.

    Args:
        nights: the earlier and the later.
        aside: the rows that could not be used at the later one.
    """
    over = {
        (c.person, c.before.municipality, c.before.decision)
        for c in changes
        if c.before and not c.after
    }
    found = _stored(over, nights)
    return found | _judged(over - found.keys(), nights[1], aside)


def _stored(over: Collection[Ended], nights: tuple[Night, Night]) -> dict[Ended, str]:
    before, after = nights
    ids = list({person for person, *_ in over})
    found: dict[Ended, str] = {}
    for decision, table in TABLES.items():
        statement = ENDED.format(table=table, at=AT)
        values = [after.at, after.at, ids, before.as_of, after.as_of]
        for person, code, rule in bulk.run(statement, values):
            if rule and (person, code, decision) in over:
                found[person, code, decision] = rule
    return found


def _judged(
    over: Collection[Ended], night: Night, aside: Mapping[UUID, Aside]
) -> dict[Ended, str]:
    if not over:
        return {}
    policies = PolicySetting.objects.known_at(night.at).policies()
    moment = Moment(night.at)
    facts = ask_facts({person for person, *_ in over}, moment)()
    known = known_of(facts, moment, aside, rulings_made(moment)).known
    found = {}
    for person, code, was in over:
        if person in known:
            rule, decision, _ = judge(known[person], code, night.as_of, policies)
            if decision is OUT:
                found[person, code, was] = rule
    return found


def numbers_of(ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of these persons."""
    return dict(bulk.run(NUMBERS, [list(ids)]))
