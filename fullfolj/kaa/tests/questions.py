"""Questions of the tests: persons whom the rule asks about, with their facts."""

from datetime import date, timedelta
from typing import Any

from fullfolj.access.models import User
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.kaa.actions.rulings import decide, sign
from fullfolj.kaa.models import ReviewDecision, ReviewSpell
from fullfolj.people.models import CivilRecord, Person, Registration
from fullfolj.schooling.models import Enrolment, SchoolUnit

HERE = "2326"
SINCE = date(2026, 1, 12)
SOURCE = {"source": "population"}


def study(cast: Cast, person: Person, *, by: User, **given: Any) -> None:
    """A course at Birka folk high school."""
    unit, _ = SchoolUnit.objects.get_or_create(
        authority=cast.home(by), code="12345678", name="Birka folkhögskola"
    )
    fact = {"school_type": "FHS", "status": "active", "valid_from": SINCE} | given
    Enrolment.about(person, school_unit=unit, **SOURCE, **fact).save(force_insert=True)


def ask(
    cast: Cast,
    person: Person,
    rule: str = "R6d",
    *,
    since: date = SINCE,
    by: User | None = None,
) -> ReviewSpell:
    """Let the rule ask about a person who has the facts that make it ask."""
    by = by or cast.anna
    with cast.asking(by):
        CivilRecord.about(
            person,
            valid_from=person.birth_date,
            protection="" if person.marking == "unknown" else person.marking,
            **SOURCE,
        ).save(force_insert=True)
        Registration.about(
            person,
            municipality_code="0001" if rule == "R3f" else HERE,
            valid_from=person.birth_date,
            **SOURCE,
        ).save(force_insert=True)
        if rule == "R6d":
            study(cast, person, by=by, valid_from=since)
        spell = ReviewSpell.about(
            person,
            municipality_code=HERE,
            rule=rule,
            valid_from=since,
            law_version="KAA-2018",
        )
        spell.save(force_insert=True)
    return spell


def answer(cast: Cast, person: Person, decision: str, reason: str) -> ReviewDecision:
    """Let Anna decide."""
    with cast.asking(cast.anna):
        return decide(
            person=person,
            municipality=HERE,
            decision=decision,
            reason=reason,
            aside=None,
            by=cast.anna,
        )


def signed(
    cast: Cast,
    name: str,
    value: str,
    since: date,
    *,
    reference: str = "BUN 2026/3 § 9",
    by: User | None = None,
) -> None:
    """Let Hilda sign what the board decided, on the day it holds from."""
    by = by or cast.hilda
    with cast.asking(by):
        sign(
            authority=cast.home(by),
            name=name,
            value=value,
            valid_from=since,
            decided_on=since,
            reference=reference,
            by=by,
        )


def outrun(cast: Cast, ruling: ReviewDecision) -> None:
    """Let the facts change and the decision end, as a night leaves it."""
    person = Person(pk=ruling.person_id, authority=cast.berg, marking="none")
    with cast.asking(cast.anna):
        Enrolment.objects.filter(person=ruling.person_id).update(
            recorded_to=clock.now()
        )
        ended = SINCE + timedelta(days=500)
        study(cast, person, by=cast.anna, valid_to=ended)
        ReviewDecision.objects.filter(pk=ruling.pk).update(
            ended_at=clock.now(), valid_to=max(clock.today(), ruling.valid_from)
        )
