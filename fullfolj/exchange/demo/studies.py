"""The school lives of invented people: one step leads to the next until today.

Each step writes what happened, moves `_day` on, and names the step that follows.
A life is told to its end and only then cut at `as_of`, so that what a school had
planned differs from what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from fullfolj.exchange.demo import programmes
from fullfolj.exchange.demo.chance import Lottery
from fullfolj.exchange.demo.residence import YEAR, Stay
from fullfolj.exchange.demo.school_calendar import SchoolCalendar
from fullfolj.exchange.demo.schools import LocalSchools, School, SchoolBook

Step = str | None
Breaks = tuple[float, ...]

# Shares of a year group that have broken off by the first, second and third year of
# an attempt. Tuned so that about 12 % of those aged 16-19 are in the target group.
_NATIONAL_BREAKS = (0.05, 0.152, 0.24)
_INTRODUCTORY_BREAKS = (0.2, 0.44, 0.6)
_ADAPTED_BREAKS = (0.01, 0.02, 0.03, 0.04)
_EQUIVALENT_BREAKS = (0.03, 0.06, 0.08)
# Men leave somewhat more often than women: 55 and 45 of a hundred in the group.
_RISK_MEN, _RISK_WOMEN = 1.125, 0.945

# The right to begin ends with the spring of turning 20.
_LAST_AUTUMN = 19
_CHANGES_SCHOOL = 0.075
_GOES_ON_EXCHANGE = 0.008
_FOURTH_YEAR = 0.05
_STUDIEBEVIS = 0.075
_CANCELLED = 0.02

_FIRST_CHOICE = Lottery(
    {"national": 838, "introductory": 125, "IB": 9, "INT": 3, "ABROAD": 3}
    | {"never_started": 19, "compulsory_again": 5}
)
_FIRST_CHOICE_AFTER_LATE_ARRIVAL = Lottery(
    {"national": 35, "language": 50, "introductory": 12, "never_started": 3}
)
_AFTER_BREAK = Lottery(
    {"introductory_soon": 13, "national": 21, "introductory": 9, "adult": 7}
    | {"folk_high": 4, "wait": 42}
)
_AFTER_INTRODUCTORY = Lottery(
    {"national": 56, "introductory": 16, "adult": 8, "folk_high": 2, "wait": 18}
)
_AFTER_LANGUAGE = Lottery(
    {"national": 42, "introductory": 26, "sfi": 10, "adult": 10, "wait": 12}
)
_AFTER_WAIT = Lottery(
    {"national": 14, "introductory": 10, "adult": 10, "folk_high": 4, "wait": 62}
)
_AFTER_STUDIEBEVIS = Lottery({"adult": 26, "folk_high": 4, "stop": 70})
_AFTER_EXAMEN = Lottery({"adult": 5, "stop": 95})
_EQUIVALENT_CREDENTIALS = {
    "IB": "ib_diploma",
    "INT": "foreign_upper_secondary",
    "ABROAD": "foreign_upper_secondary",
}
_ELIGIBILITY = Lottery(
    {
        "folk_high_school_eligibility_university": 65,
        "folk_high_school_eligibility_vocational": 35,
    }
)
_SFI_CODES = Lottery({"SFI": 60, "VUXSFI": 40})
_BASIC_CODES = Lottery({"VUXGR": 85, "VUX": 15})


class Course(NamedTuple):
    """What is studied, and where."""

    school: School
    school_type: str
    programme: str = ""


class Study(NamedTuple):
    """One enrolment as it came to be; `end` included, perhaps after today."""

    course: Course
    start: int
    end: int
    planned: int | None
    status: str
    abroad: bool = False


class Credential(NamedTuple):
    """A paper that somebody was given."""

    kind: str
    day: int


@dataclass(slots=True)
class Pupil:
    """Whose school life is told, and what is told of it."""

    birth: int
    birth_year: int
    male: bool
    stay: Stay
    studies: list[Study] = field(default_factory=list)
    credentials: list[Credential] = field(default_factory=list)
    compulsory_until: int | None = None


class StudyLife:
    """Tells school lives, one pupil at a time."""

    _pupil: Pupil
    _day: int
    _risk: float

    def __init__(
        self, chance: Callable[[], float], calendar: SchoolCalendar, book: SchoolBook
    ) -> None:
        self._chance = chance
        self._calendar = calendar
        self._book = book
        self._as_of = calendar.as_of
        self._steps: dict[str, Callable[[], Step]] = {
            "compulsory_again": self._compulsory_again,
            "never_started": self._never_started,
            "national": self._national,
            "introductory": self._introductory,
            "introductory_soon": self._introductory_soon,
            "language": self._language,
            "adapted": self._adapted,
            "IB": partial(self._equivalent, "IB"),
            "INT": partial(self._equivalent, "INT"),
            "ABROAD": partial(self._equivalent, "ABROAD"),
            "after_break": self._after_break,
            "wait": self._wait,
            "adult": self._adult,
            "folk_high": self._folk_high,
            "sfi": self._sfi,
            "basic": self._basic,
        }

    def tell(self, pupil: Pupil) -> None:
        """Fill in the pupil's studies and credentials."""
        self._pupil = pupil
        self._risk = _RISK_MEN if pupil.male else _RISK_WOMEN
        # Places differ: from a fifth less to a fifth more.
        self._risk *= 0.8 + int(pupil.stay.home) * 37 % 41 / 100
        self._follow(self._first_step())
        if pupil.stay.gone is not None:
            self._leave(pupil.stay.gone)
        if pupil.stay.back is not None:
            self._day = pupil.stay.back
            self._follow("after_break")

    def _follow(self, step: Step) -> None:
        # A step whose day has passed today may still tell what begins after it.
        while step is not None and self._day <= self._as_of:
            step = self._steps[step]()

    def _leave(self, day: int) -> None:
        """Nothing after the day; what was going on then was interrupted."""
        self._pupil.studies[:] = [
            each._replace(end=day - 1, status="interrupted", planned=None)
            if each.end >= day and each.status in ("completed", "interrupted")
            else each
            for each in self._pupil.studies
            if each.start < day
        ]
        self._pupil.credentials[:] = [
            each for each in self._pupil.credentials if each.day < day
        ]

    # Compulsory school

    def _first_step(self) -> Step:
        pupil, arrival = self._pupil, self._pupil.stay.arrival
        leave = pupil.birth_year + 16 + self._shift()
        if arrival is not None and arrival > self._calendar.end(leave, 0) - 60:
            return self._newcomer(arrival)
        if self._compulsory(leave) == "GRS":
            return "adapted"
        if arrival is not None and arrival > pupil.birth + 13 * YEAR:
            return _FIRST_CHOICE_AFTER_LATE_ARRIVAL.draw(self._chance())
        return _FIRST_CHOICE.draw(self._chance() ** (1 / self._risk))

    def _newcomer(self, arrival: int) -> Step:
        """Came when compulsory schooling was over, or as good as."""
        self._pupil.compulsory_until = None
        self._day = arrival + 14 + int(self._chance() * 80)
        if self._chance() < 0.72:
            return "language"
        return "sfi" if self._day > self._pupil.birth + 17 * YEAR else "wait"

    def _shift(self) -> int:
        """A year early, a year more, or as most."""
        draw, pupil = self._chance(), self._pupil
        if draw > 0.02:
            return 0
        shift = -1 if draw < 0.003 else 1
        calendar = self._calendar
        # 30 June of another year than the rule's default.
        last_spring = calendar.end(pupil.birth_year + 16 + shift, 0)
        while not calendar.text(last_spring).endswith("06-30"):
            last_spring += 1
        pupil.compulsory_until = last_spring
        return shift

    def _compulsory(self, leave: int) -> str:
        """The last three years of compulsory school, at one school or two."""
        draw, stay, calendar = self._chance(), self._pupil.stay, self._calendar
        first = calendar.start(leave - 3, 0)
        schools = self._book.of(stay.place(first))
        school_type, school = "GR", self._one_of(schools.lower)
        if draw < 0.016:
            school_type, school = "GRS", schools.adapted_lower
        elif draw < 0.017:
            school_type, school = "SP", schools.special
        start = calendar.start(leave - 3, school.variant)
        if stay.arrival is not None and stay.arrival > start:
            start = stay.arrival + 14
        end = calendar.end(leave, school.variant)
        if self._chance() < 0.12 and end - start > 200:
            other = self._one_of(self._book.of(stay.place(end)).lower)
            if school_type == "GR" and other is not school:
                change = start + 60 + int(self._chance() * (end - start - 120))
                self._add(Course(school, "GR"), (start, change), "interrupted", end)
                school, start = other, change + 1
                end = calendar.end(leave, school.variant)
        self._add(Course(school, school_type), (start, end), "completed", end)
        return school_type

    def _compulsory_again(self) -> Step:
        """The right to finish compulsory school after compulsory age."""
        school = self._pupil.studies[-1].course.school
        year = self._calendar.next_autumn(self._day)
        start, end = self._school_years(year, 1, school)
        self._add(Course(school, "GR"), (start, end), "completed", end)
        return "introductory"

    # Upper secondary school

    def _national(self) -> Step:
        year = self._calendar.next_autumn(self._day)
        if year > self._pupil.birth_year + _LAST_AUTUMN:
            return "adult"
        school = self._upper_school()
        course = Course(school, "GY", self._programme(year))
        start, graduation = self._school_years(year, 3, school)
        self._perhaps_cancelled(start)
        if not self._stays(course, year, (start, graduation), _NATIONAL_BREAKS):
            return "after_break"
        turn = self._chance()
        if turn < _CHANGES_SCHOOL:
            return self._change_school(year, course)
        if turn < _CHANGES_SCHOOL + _GOES_ON_EXCHANGE:
            return self._exchange(year, course)
        end = graduation
        if turn > 1 - _FOURTH_YEAR:
            end = self._calendar.end(year + 4, school.variant)
            # The plan is mended once the third year has passed.
            graduation = graduation if self._as_of < graduation else end
        self._add(course, (start, end), "completed", graduation)
        return self._certificate()

    def _change_school(self, year: int, course: Course) -> Step:
        """To another school within the year, or to another programme in the autumn."""
        start, graduation = self._school_years(year, 3, course.school)
        school, programme = self._upper_school(), course.programme
        if self._chance() < 0.45:
            change = start + 40 + int(self._chance() * 220)
            again = change + 1
        else:
            change = self._calendar.end(year + 1, course.school.variant)
            year += 1
            again = self._calendar.start(year, school.variant)
            programme = self._programme(year)
        self._add(course, (start, change), "interrupted", graduation)
        end = self._calendar.end(year + 3, school.variant)
        self._add(Course(school, "GY", programme), (again, end), "completed", end)
        return self._certificate()

    def _exchange(self, year: int, course: Course) -> Step:
        """The second year abroad, with the place at home kept; then two more."""
        calendar, variant = self._calendar, course.school.variant
        start = self._first_day(year, course.school)
        out, home = calendar.start(year + 1, variant), calendar.start(year + 2, variant)
        end = calendar.end(year + 4, variant)
        self._add(
            course, (start, out - 1), "completed", calendar.end(year + 3, variant)
        )
        self._add(course, (out, home - 1), "completed", home - 1, abroad=True)
        self._add(course, (home, end), "completed", end)
        return self._certificate()

    def _certificate(self) -> Step:
        """The last day of a national programme: a diploma or a study certificate."""
        day = self._day - 1
        if self._chance() < _STUDIEBEVIS * self._risk:
            self._award("studiebevis", day)
            return self._draw(_AFTER_STUDIEBEVIS)
        self._award("examen", day)
        return self._draw(_AFTER_EXAMEN)

    def _introductory(self) -> Step:
        """From the autumn, on one of the programmes for those not yet eligible."""
        year = self._calendar.next_autumn(self._day)
        school = self._upper_school()
        course = Course(school, "GY", programmes.INTRODUCTORY.draw(self._chance()))
        return self._at_introductory(year, course, self._first_day(year, school))

    def _introductory_soon(self) -> Step:
        """The same within weeks of a break, unless the summer is near."""
        self._day += 10 + int(self._chance() * 50)
        return self._introductory_now(programmes.INTRODUCTORY.draw(self._chance()))

    def _language(self) -> Step:
        """Newcomers start when they come, except in the summer."""
        if self._day > self._pupil.birth + 19 * YEAR:
            return "sfi"
        return self._introductory_now("IMSPR")

    def _introductory_now(self, programme: str) -> Step:
        school = self._upper_school()
        year = self._calendar.next_autumn(self._day)
        start = self._first_day(year, school)
        if start - self._day > 90:
            start, year = self._day, year - 1  # the school year that is going on
        return self._at_introductory(year, Course(school, "GY", programme), start)

    def _at_introductory(self, year: int, course: Course, start: int) -> Step:
        if year > self._pupil.birth_year + _LAST_AUTUMN:
            return "adult"
        newcomer, variant = course.programme == "IMSPR", course.school.variant
        years = 1 + int(self._chance() * (2.6 if newcomer else 1.9))
        end = self._calendar.end(year + years, variant)
        if not self._stays(course, year, (start, end), _INTRODUCTORY_BREAKS[:years]):
            return "after_break"
        planned = self._calendar.end(year + 1, variant)
        # Planned a year at a time.
        planned = planned if self._as_of < planned else end
        self._add(course, (start, end), "completed", planned)
        return self._draw(_AFTER_LANGUAGE if newcomer else _AFTER_INTRODUCTORY)

    def _adapted(self) -> Step:
        """Four years at adapted upper secondary school; for some, three."""
        year = self._calendar.next_autumn(self._day)
        school = self._centre_or_home().adapted_upper
        course = Course(school, "GYS", programmes.ADAPTED.draw(self._chance()))
        years = 3 if self._chance() < 0.12 else 4
        span = self._school_years(year, years, school)
        if not self._stays(course, year, span, _ADAPTED_BREAKS[:years]):
            return "wait"
        self._add(course, span, "completed", span[1])
        self._award("gymnasiebevis_adapted", span[1])
        return None

    def _equivalent(self, school_type: str) -> Step:
        """IB, an international school, or upper secondary school abroad."""
        school = self._book.centre(self._pupil.stay.home).international
        if school_type == "ABROAD":
            school = self._one_of(self._book.abroad)
        year = self._calendar.next_autumn(self._day)
        course = Course(school, school_type, "IB" if school_type == "IB" else "")
        span = self._school_years(year, 3, school)
        if not self._stays(course, year, span, _EQUIVALENT_BREAKS):
            return "after_break"
        self._add(course, span, "completed", span[1])
        if self._chance() < 0.85:
            self._award(_EQUIVALENT_CREDENTIALS[school_type], span[1])
            return None
        return "wait"

    # Outside, and what adults study

    def _never_started(self) -> Step:
        """Most had a place once, some still stand as admitted."""
        school = self._upper_school()
        year = self._calendar.next_autumn(self._day)
        start, end = self._school_years(year, 3, school)
        draw = self._chance()
        if draw < 0.75:
            status = "cancelled" if draw < 0.65 else "admitted"
            course = Course(school, "GY", self._programme(year))
            self._note(Study(course, start, end, None, status))
        return "wait"

    def _after_break(self) -> Step:
        return self._draw(_AFTER_BREAK)

    def _wait(self) -> Step:
        """Neither school nor course for some months."""
        self._day += 150 + int(self._chance() * 250)
        return self._draw(_AFTER_WAIT)

    def _adult(self) -> Step:
        """Municipal adult education at upper secondary level."""
        if self._day < self._pupil.birth + 18 * YEAR:
            return "wait"
        school = self._home_schools().adult
        start = self._day + 20 + int(self._chance() * 100)
        end = start + 120 + int(self._chance() * 420)
        draw = self._chance()
        status = "interrupted" if draw < 0.4 else "completed"
        self._add(Course(school, "VUXGY"), (start, end), status, None)
        if self._has_examen():
            return None
        if draw > 0.75:
            self._award("examen", end)
            return None
        return "wait"

    def _folk_high(self) -> Step:
        if self._day < self._pupil.birth + 18 * YEAR:
            return "wait"
        school = self._book.centre(self._pupil.stay.home).folk_high
        year = self._calendar.next_autumn(self._day)
        years = 1 + int(self._chance() * 2)
        start, end = self._school_years(year, years, school)
        draw = self._chance()
        status = "completed"
        if draw < 0.3:
            end, status = start + 30 + int(self._chance() * 200), "interrupted"
        self._add(Course(school, "FHS"), (start, end), status, end)
        if draw < 0.6:
            return "wait"
        self._award(_ELIGIBILITY.draw(self._chance()), end)
        return None

    def _sfi(self) -> Step:
        if self._chance() < 0.25:
            return "wait"
        start = self._day + int(self._chance() * 60)
        end = start + 150 + int(self._chance() * 450)
        code = _SFI_CODES.draw(self._chance())
        status = "interrupted" if self._chance() < 0.35 else "completed"
        course = Course(self._home_schools().adult, code)
        self._add(course, (start, end), status, None)
        return "basic" if self._chance() < 0.5 else "wait"

    def _basic(self) -> Step:
        """Adult education at basic level."""
        start = self._day + int(self._chance() * 60)
        end = start + 150 + int(self._chance() * 300)
        code = _BASIC_CODES.draw(self._chance())
        course = Course(self._home_schools().adult, code)
        self._add(course, (start, end), "completed", None)
        return "adult" if self._chance() < 0.5 else "wait"

    # Small answers

    def _draw(self, steps: Lottery[str]) -> Step:
        step = steps.draw(self._chance())
        return None if step == "stop" else step

    def _add(
        self,
        course: Course,
        span: tuple[int, int],
        status: str,
        planned: int | None,
        *,
        abroad: bool = False,
    ) -> None:
        start, end = span
        self._note(Study(course, start, end, planned, status, abroad))
        self._day = end + 1

    def _note(self, study: Study) -> None:
        self._pupil.studies.append(study)

    def _has_examen(self) -> bool:
        return any(each.kind == "examen" for each in self._pupil.credentials)

    def _award(self, kind: str, day: int) -> None:
        self._pupil.credentials.append(Credential(kind, day))

    def _one_of(self, schools: tuple[School, ...]) -> School:
        return schools[int(self._chance() * len(schools))]

    def _upper_school(self) -> School:
        return self._one_of(self._centre_or_home().upper)

    def _centre_or_home(self) -> LocalSchools:
        """One in five goes to school in the county's largest municipality."""
        place = self._pupil.stay.place(self._day)
        return (
            self._book.centre(place) if self._chance() < 0.2 else self._book.of(place)
        )

    def _home_schools(self) -> LocalSchools:
        return self._book.of(self._pupil.stay.place(self._day))

    def _programme(self, year: int) -> str:
        male = self._pupil.male
        return programmes.national(self._chance(), male=male, year=year)

    def _first_day(self, year: int, school: School) -> int:
        return max(self._day, self._calendar.start(year, school.variant))

    def _school_years(self, year: int, years: int, school: School) -> tuple[int, int]:
        """First and last day of so many school years from the autumn of the year."""
        end = self._calendar.end(year + years, school.variant)
        return self._first_day(year, school), end

    def _stays(
        self, course: Course, year: int, span: tuple[int, int], breaks: Breaks
    ) -> bool:
        """True for who stays to the end; the others' enrolment is written here."""
        draw = self._chance() / self._risk
        for place, limit in enumerate(breaks):
            if draw < limit:
                last = self._day_within(year + place, course.school, span[0])
                self._add(course, (span[0], last), "interrupted", span[1])
                return False
        return True

    def _day_within(self, year: int, school: School, after: int) -> int:
        """Two weeks into the school year or later, at most its last day."""
        start = max(after, self._calendar.start(year, school.variant)) + 14
        end = self._calendar.end(year + 1, school.variant)
        # One in six finishes the spring and does not come back in the autumn.
        return min(start + int(self._chance() * (end - start) * 1.2), end)

    def _perhaps_cancelled(self, start: int) -> None:
        """A place at another school that was turned down."""
        if self._chance() < _CANCELLED:
            school = self._upper_school()
            programme = self._programme(self._calendar.year(start))
            course = Course(school, "GY", programme)
            self._note(Study(course, start, start, None, "cancelled"))
