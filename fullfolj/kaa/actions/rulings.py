"""Deciding where the rule asks; and signing what the authority has chosen."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access.models import Authority, User
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.kaa import policy
from fullfolj.kaa.known import Moment, ask_facts
from fullfolj.kaa.models import PolicySetting, ReviewDecision
from fullfolj.kaa.rules.facts_seen import as_seen
from fullfolj.kaa.rules.membership import IN, OUT, REVIEW, Decision
from fullfolj.kaa.rules.register import Aside, Known, judge
from fullfolj.kaa.wording import sensitive
from fullfolj.people.models import Person

# What a person may make of what the rule says. Whom the rule puts outside, only facts
# bring in; from the 20th birthday and after a death there is nothing to decide.
MAY_BECOME = {REVIEW: (IN, OUT), IN: (OUT,), OUT: ()}


class SensitiveError(Refused):
    """Raised when a text tells what the register may not hold; the code says what."""

    def __init__(self, matter: str, field: str) -> None:
        super().__init__(matter)
        self.code, self.field = f"sensitive_{matter}", field


class NothingToDecideError(Refused):
    """Raised when the rule does not ask, or not for this."""

    code, field = "nothing_to_decide", "decision"


class ElsewhereError(Refused):
    """Raised when another municipality of the authority has the responsibility."""

    code, field = "elsewhere", "decision"


@transaction.atomic
def decide(
    *,
    person: Person,
    municipality: str,
    decision: str,
    reason: str,
    aside: Aside | None,
    by: User,
) -> ReviewDecision:
    """Decide whether the person is in the group, from today until their facts change.

    Args:
        reason: shown with every answer; what it may not tell is refused.
        aside: the person's rows that could not be used, if there are any.

    Raises:
        SensitiveError, NothingToDecideError, ElsewhereError: nothing was written.
        PermissionDenied: not for this user.
    """
    if not policy.can_judge(by, person):
        raise PermissionDenied
    refuse_sensitive(reason, "reason")
    person.hold()  # two who decide at once must not both give a municipality the person
    now, today = clock.now(), clock.today()
    known = _known(person, aside)
    rule, said = _asked(known, municipality, today)
    if Decision(decision) not in MAY_BECOME[said]:
        raise NothingToDecideError
    standing = ReviewDecision.objects.filter(person=person, ended_at=None)
    others = standing.exclude(municipality_code=municipality)
    if decision == IN and others.filter(decision=IN).exists():
        raise ElsewhereError
    _end(standing.filter(municipality_code=municipality), now, today)
    ruling = ReviewDecision.about(
        person,
        municipality_code=municipality,
        rule=rule,
        decision=decision,
        reason=reason,
        facts_seen=as_seen(known.facts, aside),
        valid_from=today,
        decided_by=by.pk,
        recorded_at=now,
    )
    ruling.save(force_insert=True)
    return ruling


def _end(rulings: Iterable[ReviewDecision], now: datetime, today: date) -> None:
    """What was decided before gives way, from today on."""
    for before in rulings:
        before.valid_to, before.ended_at = max(today, before.valid_from), now
        before.save(update_fields=["valid_to", "ended_at"])


def refuse_sensitive(text: str, field: str) -> None:
    """Refuse a text that tells what the register may not hold, at its field.

    Raises:
        SensitiveError: its code says what to write instead.
    """
    if found := sensitive(text):
        raise SensitiveError(found.matter, field)


def _known(person: Person, aside: Aside | None) -> Known:
    """What is known of the person now, without what anybody decided before."""
    moment = Moment(clock.now(), is_now=True)
    facts = ask_facts([person.pk], moment)().get(person.pk)
    if facts is None:
        raise NothingToDecideError
    return Known(facts, aside)


def _asked(known: Known, municipality: str, today: date) -> tuple[str, Decision]:
    """What the rule says, with the authority's choices, before anyone decides."""
    rule, said, _ = judge(known, municipality, today, PolicySetting.objects.policies())
    return rule, said


@transaction.atomic
def sign(
    *,
    authority: Authority,
    name: str,
    value: str,
    valid_from: date,
    decided_on: date,
    reference: str,
    by: User,
) -> PolicySetting:
    """Enter what the authority decided where the law leaves a choice; it is signed.

    Nothing is overwritten: from its day on, the choice that was signed last holds.

    Raises:
        PermissionDenied: not for this user.
    """
    if not policy.can_sign(by):
        raise PermissionDenied
    refuse_sensitive(reference, "reference")
    setting = PolicySetting(
        authority=authority,
        name=name,
        value=value,
        valid_from=valid_from,
        decided_on=decided_on,
        reference=reference,
        signed_by=by.pk,
    )
    setting.save(force_insert=True)
    return setting
