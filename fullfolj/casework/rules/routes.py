"""Which ways to studies the law leaves a youth on a day, and why. Pure.

Sources: skollagen (2010:800) 15 kap. 5 and 6 §§ (who may begin upper secondary school),
16 kap. 29–32 §§ and 17 kap. 8–12 §§ (national and introductory programmes), 20 kap. 11,
20 and 31 §§ (municipal adult education), and 3 kap. 2 § förordningen (2011:1108) om
vuxenutbildning (who may begin that earlier). Where somebody else decides, the answer is
`HEAD`, and it never says what they will decide.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from fullfolj.casework.rules.eligibility import VOCATIONAL, Lack, lack
from fullfolj.kaa.facts import (
    DIPLOMA,
    EQUIVALENT,
    STUDY_CERTIFICATE,
    Enrolment,
    Facts,
    gymnasieratt_until,
)

LAW_FROM = date(2011, 7, 1)  # skollagen (2010:800) applied from this day

OPEN, HEAD, LATER, CLOSED = ANSWERS = ("open", "head", "later", "closed")
NATIONAL, INTRODUCTORY, ADULT_UPPER, ADULT_BASIC, SFI, FOLK_HIGH_SCHOOL = ROUTES = (
    *("national", "introductory", "adult_upper", "adult_basic", "sfi"),
    "folk_high_school",
)

THERE = "there"  # the reason where the youth studies already


@dataclass(frozen=True, slots=True)
class Route:
    """One way to studies.

    Attributes:
        reason: a code of the catalogue, the sentence that says why.
        source: the paragraphs it rests on; empty where no statute says.
        on: the last day it is open, or for `LATER` the first; None where no day says.
        lack: the passed subjects that are lacking, where that is the reason.
    """

    name: str
    answer: str
    reason: str
    source: str = ""
    on: date | None = None
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class _Path:
    """What the answers share."""

    facts: Facts
    on: date
    lack: Lack | None

    @property
    def may_start_until(self) -> date:
        return gymnasieratt_until(self.facts.born_on)

    @property
    def adult_from(self) -> date:
        """1 July of the year of turning 20 (20 kap. 11 and 20 §§)."""
        return date(self.facts.born_on.year + 20, 7, 1)

    def holds(self, *kinds: str) -> bool:
        """Whether one of these documents has been awarded."""
        held = self.facts.credentials
        return any(c.kind in kinds and c.awarded_on <= self.on for c in held)

    def now(self, *, introductory: bool) -> bool:
        """Whether the youth studies on such a programme on the day."""
        return any(
            each.holds(self.on) and _is_upper(each, introductory=introductory)
            for each in self.facts.enrolments
        )

    @property
    def has_gone_through(self) -> bool | None:
        """Whether they have gone through a national programme or equivalent (15:6).

        None where that is not clear: a certificate without a place that it is of.
        """
        places = [
            each
            for each in self.facts.enrolments
            if each.ended(self.on) and _is_upper(each, introductory=False)
        ]
        if self.holds(DIPLOMA, *EQUIVALENT):
            return True
        if any(each.status == "completed" for each in places):
            return True
        if self.holds(STUDY_CERTIFICATE):
            return True if places else None
        return False


def _is_upper(each: Enrolment, *, introductory: bool) -> bool:
    if introductory:
        return each.school_type == "GY" and each.is_introductory()
    return each.school_type in ("GY", "IB") and not each.is_introductory()


def routes(
    facts: Facts, on: date, passed: Collection[str] | None = None, *, sfi: bool = False
) -> tuple[Route, ...]:
    """The ways to studies on a day, each with its answer and its reason.

    Args:
        passed: the subjects of compulsory school that the youth has passed; None where
            nobody has said.
        sfi: whether the youth is learning Swedish.

    Returns:
        In the order of `ROUTES`; none on a day before the law that we know.
    """
    if on < LAW_FROM:
        return ()
    lacking = None if passed is None else lack(passed, VOCATIONAL, on)
    path = _Path(facts, on, lacking)
    return tuple(_routes(path, sfi=sfi))


def _routes(path: _Path, *, sfi: bool) -> Iterator[Route]:
    yield _national(path)
    yield _introductory(path)
    yield _adult_upper(path)
    if path.has_gone_through is not True:
        yield _adult_basic(path)
    if sfi:
        yield _sfi(path)
    yield Route(FOLK_HIGH_SCHOOL, HEAD, "folk_high_school")


def _shut(path: _Path, name: str) -> Route | None:
    """Why no upper secondary school may be begun, whichever its programme."""
    until, gone = path.may_start_until, path.has_gone_through
    if gone:
        return Route(name, CLOSED, "gone_through", "15 kap. 6 § skollagen")
    if path.on > until:
        return Route(name, CLOSED, "too_old", "15 kap. 5 § skollagen", until)
    if gone is None:
        return Route(name, HEAD, "unclear", "15 kap. 6 § skollagen", until)
    return None


def _national(path: _Path) -> Route:
    until = path.may_start_until
    if path.now(introductory=False):
        return Route(NATIONAL, OPEN, THERE, "16 kap. 37 § skollagen")
    if shut := _shut(path, NATIONAL):
        return shut
    if path.lack is None:
        source = "15 kap. 5 § och 16 kap. 29–31 §§ skollagen"
        return Route(NATIONAL, OPEN, "if_eligible", source, until)
    if path.lack.only_english:
        source = "16 kap. 30 och 32 §§ skollagen"
        return Route(NATIONAL, HEAD, "only_english", source, until, path.lack)
    if not path.lack.is_eligible:
        source = "16 kap. 30 § skollagen"
        return Route(NATIONAL, LATER, "lacks", source, None, path.lack)
    source = "15 kap. 5 § och 16 kap. 30 § skollagen"
    return Route(NATIONAL, OPEN, "eligible", source, until)


def _introductory(path: _Path) -> Route:
    until, source = path.may_start_until, "17 kap. 8–12 §§ skollagen"
    if path.now(introductory=True):
        return Route(INTRODUCTORY, OPEN, THERE, "17 kap. 15 § skollagen")
    if shut := _shut(path, INTRODUCTORY):
        return shut
    if path.lack and path.lack.is_eligible:
        return Route(INTRODUCTORY, HEAD, "already_eligible", source, until)
    reason = "not_eligible" if path.lack else "if_not_eligible"
    return Route(INTRODUCTORY, OPEN, reason, source, until)


def _adult_upper(path: _Path) -> Route:
    source, since = "20 kap. 20 § skollagen", path.adult_from
    gone = path.has_gone_through
    if path.on >= since:
        return Route(ADULT_UPPER, OPEN, "of_age", source, None)
    if gone:
        return Route(ADULT_UPPER, OPEN, "after_programme", source, None)
    if gone is None:
        return Route(ADULT_UPPER, HEAD, "unclear_adult", source, since)
    return Route(ADULT_UPPER, LATER, "adult_later", EARLIER.format(20), since)


def _adult_basic(path: _Path) -> Route:
    source, since = "20 kap. 11 § skollagen", path.adult_from
    if path.on >= since:
        return Route(ADULT_BASIC, OPEN, "basic_of_age", source, None)
    return Route(ADULT_BASIC, LATER, "adult_later", EARLIER.format(11), since)


EARLIER = "20 kap. {} § skollagen, 3 kap. 2 § förordningen om vuxenutbildning"


def _sfi(path: _Path) -> Route:
    since = date(path.facts.born_on.year + 16, 7, 1)
    answer = OPEN if path.on >= since else LATER
    on = None if answer == OPEN else since
    return Route(SFI, answer, "sfi", "20 kap. 31 § skollagen", on)
