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
SELECT person_id, municipality_code, rule FROM {table}
WHERE {at} AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)
"""
# The rule that ended a spell, the last one where there were several since.
ENDED = """
SELECT DISTINCT ON (person_id, municipality_code)
    person_id, municipality_code, ended_by FROM {table}
WHERE {at} AND person_id = ANY (%s) AND valid_to > %s AND valid_to <= %s
ORDER BY person_id, municipality_code, valid_to DESC
"""
# Protected registration by our own marking, or by what a register says now.
RESTRICTED = """
SELECT id FROM people_person
WHERE id = ANY (%s) AND marking = 'protected_registration'
UNION SELECT person_id FROM people_civilrecord
WHERE person_id = ANY (%s) AND protection = 'protected_registration'
    AND recorded_to IS NULL
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


def standings(night: Night) -> Standings:
    """Everyone in the group or to review on the night's day, as recorded then."""
    found: dict[UUID, list[Standing]] = {}
    for decision, table in TABLES.items():
        statement = STANDING.format(table=table, at=AT)
        values = [night.at, night.at, night.as_of, night.as_of]
        for person, code, rule in bulk.run(statement, values):
            found.setdefault(person, []).append(Standing(code, decision, rule))
    return found


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


def told(ids: Collection[UUID]) -> Told:
    """The numbers of these persons, and who has protected registration."""
    rows = bulk.run(RESTRICTED, [list(ids), list(ids)])
    hidden = frozenset(person for (person,) in rows)
    rest = [person for person in ids if person not in hidden]
    return Told(dict(bulk.run(NUMBERS, [rest])), hidden)
