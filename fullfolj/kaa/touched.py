"""Whom the night must judge again: facts, choices and the calendar since the last one.

Everyone else's answer cannot have changed. The reasons are read from the facts' own
days, so that nothing need be kept about those who are outside the group.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from fullfolj.core import bulk
from fullfolj.kaa.facts import RULE_OF_SCHOOL_TYPE
from fullfolj.kaa.rules.membership import (
    KAA_2015_FROM,
    KAA_2018_FROM,
    POLICY_OF_RULE,
)
from fullfolj.kaa.rules.register import Policies

REVISION = 1  # counts up when the rules answer otherwise: then all are judged again
ONE_DAY = timedelta(days=1)
# Facts are written by one at a time, and never beside a night. What people do by hand
# may have been under way while the last night read, and carry an earlier instant.
OVERLAP = timedelta(minutes=5)

LEARNED = """
SELECT person_id FROM people_civilrecord WHERE recorded_from > %(at)s
    OR recorded_to > %(at)s
UNION SELECT person_id FROM people_registration WHERE recorded_from > %(at)s
    OR recorded_to > %(at)s
UNION SELECT person_id FROM schooling_enrolment WHERE recorded_from > %(at)s
    OR recorded_to > %(at)s
UNION SELECT person_id FROM schooling_credential WHERE recorded_from > %(at)s
    OR recorded_to > %(at)s
UNION SELECT person_id FROM people_protection
    WHERE recorded_at > %(by_hand)s AND decided_by IS NOT NULL
UNION SELECT person_id FROM kaa_reviewdecision
    WHERE recorded_at > %(by_hand)s OR ended_at > %(by_hand)s
"""
DAYS = """
SELECT person_id FROM people_registration WHERE recorded_to IS NULL
    AND (valid_from BETWEEN %(first)s AND %(last)s
         OR valid_to BETWEEN %(first)s AND %(last)s)
UNION SELECT person_id FROM schooling_enrolment WHERE recorded_to IS NULL
    AND (valid_from BETWEEN %(first)s AND %(last)s
         OR valid_to BETWEEN %(first)s AND %(last)s)
UNION SELECT person_id FROM schooling_credential WHERE recorded_to IS NULL
    AND valid_from BETWEEN %(first)s AND %(last)s
UNION SELECT person_id FROM people_civilrecord WHERE recorded_to IS NULL
    AND (deceased_on BETWEEN %(first)s AND %(last)s
         OR compulsory_until + 1 BETWEEN %(first)s AND %(last)s
         OR (valid_from + interval '20 years')::date
            BETWEEN %(first)s AND %(last)s
         OR valid_from > (%(first)s::date - 1 - interval '14 years')::date
            AND valid_from <= (%(last)s::date - interval '14 years')::date
         OR make_date(extract(year FROM valid_from)::int + 16, 7, 1)
            BETWEEN %(first)s AND %(last)s)
UNION SELECT person_id FROM kaa_reviewdecision
    WHERE valid_from BETWEEN %(first)s AND %(last)s
       OR valid_to BETWEEN %(first)s AND %(last)s
"""
OF_TYPES = """
SELECT person_id FROM schooling_enrolment
WHERE recorded_to IS NULL AND (school_type = ANY (%s) OR status = ANY (%s))
"""


@dataclass(frozen=True, slots=True)
class Night:
    """What a night judged by: the day, when it read, and for which municipalities."""

    as_of: date
    at: datetime
    codes: tuple[str, ...]
    revision: int = REVISION


def touched(last: Night | None, now: Night, policies: Policies) -> set[UUID] | None:
    """The persons whose answer may have changed since a night; None for everyone."""
    if last is None or _all_anew(last, now):
        return None
    found = set(_ids(LEARNED, {"at": last.at, "by_hand": last.at - OVERLAP}))
    if last.as_of < now.as_of:
        days = {"first": last.as_of + ONE_DAY, "last": now.as_of}
        found |= set(_ids(DAYS, days))
    for name in _choices(last, now, policies):
        types = [
            t for t, r in RULE_OF_SCHOOL_TYPE.items() if POLICY_OF_RULE.get(r) == name
        ]
        status = ["admitted"] if name == "admitted_counts_until" else []
        found |= {row for (row,) in bulk.run(OF_TYPES, [types, status])}
    return found


def _all_anew(last: Night, now: Night) -> bool:
    """A day before the last one, another law, other municipalities, other rules."""
    law = any(last.as_of < day <= now.as_of for day in (KAA_2015_FROM, KAA_2018_FROM))
    same = (last.codes, last.revision) == (now.codes, now.revision)
    return law or not same or now.as_of < last.as_of


def _choices(last: Night, now: Night, policies: Policies) -> Iterator[str]:
    """The choices that were signed, or whose days came, since the last night."""
    for setting in policies.settings:
        days = [setting.valid_from]
        if setting.name == "admitted_counts_until" and setting.value:
            until = date.fromisoformat(setting.value)
            days += [until, date(until.year, 6, 1)]
        came = any(last.as_of < day <= now.as_of for day in days)
        if came or setting.recorded_at > last.at - OVERLAP:
            yield setting.name


def _ids(statement: str, values: Mapping[str, object]) -> Sequence[UUID]:
    return [row for (row,) in bulk.run(statement, values)]
