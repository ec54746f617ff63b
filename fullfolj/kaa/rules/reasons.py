"""Why an answer is what it is, as sentences of the message catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from fullfolj.kaa.facts import (
    STUDY_CERTIFICATE,
    Credential,
    Enrolment,
    Fact,
    Registration,
)
from fullfolj.kaa.rules.membership import IN, OUT, Answer, home_of


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the answer: a code of the message catalogue and its facts."""

    code: str
    values: dict[str, str | date | None] = field(default_factory=dict)


def reasons(answer: Answer) -> tuple[Reason, ...]:
    """Why, the deciding sentence first; words come from the message catalogue."""
    return tuple(_reasons(answer))


def _reasons(answer: Answer) -> Iterator[Reason]:
    facts = answer.facts
    fact = answer.because[0] if answer.because else None
    values: dict[str, str | date | None] = {
        "twentieth_birthday": facts.twentieth_birthday,
        "compulsory_until": facts.last_compulsory_day,
        "deceased_on": facts.deceased_on,
    }
    if fact:
        values |= {name: getattr(fact, name) for name in fact.__slots__}
    if isinstance(fact, Enrolment):
        values["school"] = fact.school_name or fact.school_unit_code
    yield Reason(_code(answer, fact), values)
    if answer.policy_used:
        choice = getattr(answer.policy, answer.policy_used)
        state = "set" if choice else "unset"
        yield Reason(f"policy.{answer.policy_used}.{state}", {"choice": choice})
    home = home_of(facts, answer.as_of)
    if answer.decision is IN and home:
        yield Reason("compulsory_over", values)
        values |= {name: getattr(home, name) for name in home.__slots__}
        yield Reason("registered", values)
    if not facts.protection:
        yield Reason("protection_unknown")


def _code(answer: Answer, fact: Fact) -> str:
    """The catalogue has a sentence for each rule, and more where one does not fit."""
    rule = answer.rule
    if rule == "R2" and fact:
        return "R2.registration"
    if rule == "R3a" and isinstance(fact, Registration) and not answer.home:
        return "R3a.moved"
    if rule == "R3d":
        end_reason = fact.end_reason if isinstance(fact, Registration) else "never"
        return f"R3d.{end_reason or 'unknown'}"
    if rule == "R5c" and answer.decision is OUT:
        return "R5c.counted"
    if rule in ("R7", "R8") and (
        isinstance(fact, Enrolment)
        or (isinstance(fact, Credential) and fact.kind == STUDY_CERTIFICATE)
    ):
        return "R7.completed"
    if rule == "R10" and isinstance(fact, Enrolment):
        return "R10.enrolment"
    return rule
