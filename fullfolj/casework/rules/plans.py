"""When a plan is live, whom a change of it asks, and what differs between two versions.

Pure: no clock, no database. A plan is live when the youth and the responsible
municipality have said yes to it, and each promise when all who were asked of it have.
An answer is about what was written when it was given: what is changed later asks anew,
but only those whom it touches. Who wanted a change is not asked what they think of it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar
from uuid import UUID

YOUTH, MUNICIPALITY = "youth", "municipality"
OTHER = "other"  # has a name of its own, and no code
PARTNERS = (
    *("school", "social_services", "employment_service", "social_insurance"),
    *("region", "guardian", OTHER),
)
PARTIES = (YOUTH, MUNICIPALITY, *PARTNERS)

# What a party has answered; None where nobody asked.
YES, NO, AWAITED = "yes", "no", "awaited"
ANSWERS = (YES, NO)

# How a plan stands, and how a promise does.
LIVE, WAITS, DECLINED, OVER = STATES = ("live", "waits", "declined", "over")

# How a version came about.
WRITTEN, PROMISED, ENDED_PROMISE, FOLLOWED_UP, ENDED = VERBS = (
    *("written", "promised", "ended_promise", "followed_up", "ended"),
)
# How somebody answered.
WAYS = ("spoken", "written")

SAME, ADDED, REMOVED = "same", "added", "removed"
WORD = re.compile(r"\n|[^\s]+[^\S\n]*|[^\S\n]+")

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Undertaking:
    """One promise, as the rule takes it."""

    id: UUID
    party: str
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """In a version a party was asked: of one promise, or (None) of the whole plan."""

    version: int
    party: str
    promise: UUID | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A party's answer to a version: of one promise, or (None) of the whole plan."""

    version: int
    party: str
    promise: UUID | None
    answer: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a change asks for a yes, and of what; and who is only told of it."""

    of: tuple[tuple[str, UUID | None], ...]
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How a plan or a promise stands, and whose yes it waits for."""

    state: str
    awaits: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()


def of_beginning(promises: Iterable[Undertaking]) -> Asked:
    """Of a new plan the youth and the municipality; each partner of their promise."""
    partners = [(each.party, each.id) for each in promises if each.party in PARTNERS]
    return Asked(((YOUTH, None), (MUNICIPALITY, None), *partners))


def of_goal(wanted_by: str, promises: Iterable[Undertaking]) -> Asked:
    """Of a changed goal: each partner whose promise hangs on it, that is, is not over.

    The youth too, unless they worded it themselves. The municipality, which follows the
    youth's goal, is told.
    """
    youth = () if wanted_by == YOUTH else ((YOUTH, None),)
    partners = [
        (each.party, each.id)
        for each in promises
        if each.party in PARTNERS and not each.is_over
    ]
    told = (MUNICIPALITY,) if wanted_by != MUNICIPALITY else ()
    return Asked((*youth, *partners), told)


def of_promise(wanted_by: str, promise: Undertaking) -> Asked:
    """Of a changed promise: who gives it, and the youth, whose plan it is."""
    touched = dict.fromkeys((promise.party, YOUTH))
    asked = [(party, promise.id) for party in touched if party != wanted_by]
    quiet = MUNICIPALITY not in touched and wanted_by != MUNICIPALITY
    return Asked(tuple(asked), (MUNICIPALITY,) if quiet else ())


def of_new_promise(promise: Undertaking) -> Asked:
    """Of a new promise: who gives it, and the youth. A new one nobody has answered."""
    return of_promise("", promise)


def of_ending(wanted_by: str, promise: Undertaking) -> Asked:
    """What is over asks nobody; those whom it touches are told."""
    touched = dict.fromkeys((promise.party, YOUTH, MUNICIPALITY))
    return Asked((), tuple(party for party in touched if party != wanted_by))


def answer_of(
    party: str, promise: UUID | None, asks: Iterable[Ask], said: Iterable[Said]
) -> str | None:
    """What a party has answered since it was last asked; None if it never was.

    An answer to the whole plan is one to each promise in it that the party has not
    answered by itself: no to a promise is not taken back by a yes to the plan.

    Args:
        said: in the order in which it was said, however late it was written down.
    """
    asked_in = [a.version for a in asks if (a.party, a.promise) == (party, promise)]
    if not asked_in:
        return None
    since = max(asked_in)
    latest = {
        each.promise: each.answer
        for each in said
        if each.party == party and each.version >= since
    }
    return latest.get(promise) or latest.get(None) or AWAITED


def of_plan(
    asks: Sequence[Ask], said: Sequence[Said], *, is_over: bool, has_declined: bool
) -> Standing:
    """How the plan stands. Whoever declined it may still be asked again."""
    if is_over:
        return Standing(OVER)
    answers = {each: answer_of(each, None, asks, said) for each in PARTIES[:2]}
    awaits = tuple(party for party, answer in answers.items() if answer == AWAITED)
    refused = tuple(party for party, answer in answers.items() if answer == NO)
    if has_declined:
        return Standing(DECLINED, awaits, (YOUTH,))
    if refused:
        return Standing(DECLINED, awaits, refused)
    return Standing(WAITS if awaits else LIVE, awaits)


def of_undertaking(
    promise: Undertaking, plan: Standing, asks: Sequence[Ask], said: Sequence[Said]
) -> Standing:
    """How a promise stands in its plan.

    The municipality's stand although the youth declined the plan: what it offers is
    documented all the same (förordning 2006:39, 8 §). Others' wait for a plan.
    """
    if promise.is_over or plan.state == OVER:
        return Standing(OVER)
    parties = tuple(dict.fromkeys((promise.party, YOUTH)))
    answers = {each: answer_of(each, promise.id, asks, said) for each in parties}
    if plan.state == DECLINED:
        if promise.party != MUNICIPALITY or YOUTH not in plan.refused_by:
            return Standing(DECLINED, (), plan.refused_by)
        answers.pop(YOUTH)
    refused = tuple(party for party, answer in answers.items() if answer == NO)
    if refused:
        return Standing(DECLINED, (), refused)
    waiting = {party for party, answer in answers.items() if answer == AWAITED}
    if plan.state == WAITS:
        waiting |= set(plan.awaits)
    awaits = tuple(party for party in PARTIES if party in waiting)
    return Standing(WAITS if awaits else LIVE, awaits)


def open_asks(
    promises: Iterable[Undertaking], asks: Sequence[Ask], said: Sequence[Said]
) -> Iterator[tuple[str, UUID | None]]:
    """Whose yes is waited for, and of what.

    Whoever is asked of the whole plan is asked of each promise in it by that.
    """
    over = {each.id for each in promises if each.is_over}
    pairs = dict.fromkeys((each.party, each.promise) for each in asks)
    awaited = [
        (party, promise)
        for party, promise in pairs
        if promise not in over and answer_of(party, promise, asks, said) == AWAITED
    ]
    whole = {party for party, promise in awaited if promise is None}
    for party, promise in awaited:
        if promise is None or party not in whole:
            yield party, promise


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of words that stood in both texts, came, or went."""

    kind: str  # SAME, ADDED or REMOVED
    text: str


def compared(before: str, after: str) -> list[Part]:
    """Two texts word by word: what stood, came and went, in the order one reads it."""
    old, new = WORD.findall(before), WORD.findall(after)
    # A word is the same with and without room after it.
    pairs = SequenceMatcher(None, _keys(old), _keys(new), autojunk=False)
    parts: list[Part] = []
    for kind, a, b, c, d in pairs.get_opcodes():
        if kind == "equal":
            parts.append(Part(SAME, "".join(new[c:d])))
            continue
        if b > a:
            parts.append(Part(REMOVED, "".join(old[a:b])))
        if d > c:
            parts.append(Part(ADDED, "".join(new[c:d])))
    return parts


def _keys(words: Iterable[str]) -> list[str]:
    return [word.rstrip(" \t") or word for word in words]


def differences(
    before: Mapping[Key, str], after: Mapping[Key, str]
) -> dict[Key, list[Part]]:
    """What differs between two sets of texts, by what each is about; what went last."""
    keys = [*after, *(key for key in before if key not in after)]
    return {
        key: compared(before.get(key, ""), after.get(key, ""))
        for key in keys
        if before.get(key, "") != after.get(key, "")
    }
