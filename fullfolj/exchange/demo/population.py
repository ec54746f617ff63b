"""Invented people with everything that the files say of them on one day."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from fullfolj.exchange.demo.extract import PersonRows, Row
from fullfolj.exchange.demo.municipalities import Municipality, Places, Scale
from fullfolj.exchange.demo.names import NO_CONTACT, contact, name
from fullfolj.exchange.demo.numbers import Numbers
from fullfolj.exchange.demo.programmes import national
from fullfolj.exchange.demo.residence import Registration, Residence, Stay
from fullfolj.exchange.demo.school_calendar import SchoolCalendar
from fullfolj.exchange.demo.schools import SchoolBook
from fullfolj.exchange.demo.studies import Course, Pupil, Study, StudyLife

_CONFIDENTIAL, _PROTECTED = 0.00135, 0.0027
# Names from other languages: most who came here, some whose parents did.
_ELSEWHERE_ARRIVED, _ELSEWHERE_BORN_HERE = 0.88, 0.17
# Places for the autumn are given around midsummer; other courses a month ahead.
_ADMISSION_DAY, _NOTICE = (6, 25), 30
# Those who certainly are in the group: so old in days, and so long ago they left.
_OUTSIDE_AGES, _OUTSIDE_FOR = (6_500, 6_930), (190, 260)


class Population:
    """Draws people of a municipality, the oldest first."""

    def __init__(
        self,
        chance: Callable[[], float],
        municipalities: Sequence[Municipality],
        *,
        scale: Scale,
        as_of: date,
    ) -> None:
        self._chance = chance
        self._calendar = SchoolCalendar(as_of)
        self._as_of = self._calendar.as_of
        self._season = (as_of.month, as_of.day)
        book = SchoolBook(municipalities)
        places = Places(municipalities)
        self.numbers = Numbers(self._calendar)
        self._residence = Residence(chance, places, scale, self._as_of)
        self._book = book
        self._life = StudyLife(chance, self._calendar, book)
        # 99100-99389: above the highest postal code in use.
        self._homes = {
            each.code: (f"99{100 + place}", each.name)
            for place, each in enumerate(municipalities)
        }
        self._first_birth = _years_before(as_of, 22) + 1
        self._last_birth = _years_before(as_of, 14)

    def of(self, home: str, how_many: int) -> Iterator[tuple[int, PersonRows]]:
        """Births (as ordinals) and rows, spread evenly over those aged 14-21."""
        step = (self._last_birth + 1 - self._first_birth) / max(1, how_many)
        for place in range(how_many):
            day = self._first_birth + int((place + self._chance()) * step)
            birth = min(day, self._last_birth)
            yield birth, self._person(birth, home)

    def outside(self, home: str, how_many: int, *, male: bool) -> Iterator[PersonRows]:
        """So many more who left upper secondary months ago, and are still outside.

        Nobody of them turns 20 in the year that follows, and nobody is protected.
        """
        youngest, oldest = _OUTSIDE_AGES
        for place in range(how_many):
            age = youngest + (oldest - youngest) * place // how_many
            birth = self._as_of - age
            stay = Stay([Registration(home, birth, None, "")], "resident", home)
            pupil = Pupil(birth, self._calendar.year(birth), male, stay)
            self._leave(pupil)
            number = self.numbers.personal(birth, male=male)
            yield self._rows(number, pupil, may_hide=False)

    def _leave(self, pupil: Pupil) -> None:
        """Years at a lower school, and some months at an upper."""
        calendar, schools = self._calendar, self._book.of(pupil.stay.home)
        latest, longest = _OUTSIDE_FOR
        days = latest + int(self._chance() * (longest - latest))
        lower, upper = schools.lower[0], schools.upper[0]
        year = pupil.birth_year + 16
        compulsory = calendar.end(year, lower.variant)
        programme = national(self._chance(), male=pupil.male, year=year)
        began = calendar.start(year, upper.variant)
        planned = calendar.end(year + 3, upper.variant)
        pupil.studies = [
            Study(
                Course(lower, "GR"),
                calendar.start(year - 3, lower.variant),
                *(compulsory, compulsory, "completed"),
            ),
            Study(
                Course(upper, "GY", programme),
                *(began, self._as_of - days, planned, "interrupted"),
            ),
        ]

    def _person(self, birth: int, home: str) -> PersonRows:
        male = self._chance() < 0.513
        stay = self._residence.of(birth, home)
        pupil = Pupil(birth, self._calendar.year(birth), male, stay)
        self._life.tell(pupil)
        return self._rows(self._number(pupil), pupil)

    def _rows(self, number: str, pupil: Pupil, *, may_hide: bool = True) -> PersonRows:
        """What every file says of somebody, who is protected now and then."""
        stay = pupil.stay
        as_of, text = self._as_of, self._calendar.text
        rows = PersonRows([self._people_row(number, pupil, may_hide=may_hide)])
        rows.registrations = [
            [number, code, text(start), "" if until is None else text(until), reason]
            for code, start, until, reason in stay.registrations
        ]
        rows.enrolments = [
            row for study in pupil.studies if (row := self._enrolment(number, study))
        ]
        rows.credentials = [
            [number, kind, text(day)] for kind, day in pupil.credentials if day <= as_of
        ]
        return rows

    def _number(self, pupil: Pupil) -> str:
        standing = pupil.stay.standing
        if standing in ("asylum", "other_resident"):
            if self._chance() < (0.4 if standing == "asylum" else 0.15):
                return self.numbers.reserve(pupil.birth)
            return self.numbers.coordination(pupil.birth, male=pupil.male)
        return self.numbers.personal(pupil.birth, male=pupil.male)

    def _people_row(self, number: str, pupil: Pupil, *, may_hide: bool) -> Row:
        chance, stay, text = self._chance, pupil.stay, self._calendar.text
        share = _ELSEWHERE_BORN_HERE if stay.arrival is None else _ELSEWHERE_ARRIVED
        called = name(chance, male=pupil.male, elsewhere=chance() < share)
        draw, protection, reached = chance(), "none", NO_CONTACT
        if may_hide and draw < _PROTECTED:
            protection = "protected_registration"
            if draw < _CONFIDENTIAL:
                protection = "confidential"
        else:
            reached = contact(chance, called, self._homes[stay.place(self._as_of)])
        sex = "male" if pupil.male else "female"
        if not number.isdigit() and chance() < 0.5:
            sex = ""  # a school's own number says nothing of it
        until = pupil.compulsory_until
        return [
            number,
            *called,
            sex,
            protection,
            _deceased_on(stay, text),
            "" if until is None else text(until),
            *reached,
        ]

    def _enrolment(self, number: str, study: Study) -> Row | None:
        """The row as the school would write it today; None for what nobody knows."""
        (school, school_type, programme), start, end, planned, status, abroad = study
        text, until = self._calendar.text, ""
        if start > self._as_of:
            if not self._is_announced(start):
                return None
            status = status if status == "cancelled" else "admitted"
        elif status in ("completed", "interrupted"):
            if end <= self._as_of:
                until = text(end)
            else:
                status = "active"
        if not until and planned is not None and school.plans_end:
            until = text(planned)
        return [
            number,
            school.code,
            school.name,
            school_type,
            programme,
            text(start),
            until,
            status,
            "yes" if abroad else "",
        ]

    def _is_announced(self, start: int) -> bool:
        if start - self._as_of <= _NOTICE:
            return True
        begins = self._calendar.text(start)[5:7]
        this_year = self._calendar.year(start) == self._calendar.year(self._as_of)
        return begins == "08" and this_year and self._season >= _ADMISSION_DAY


def _deceased_on(stay: Stay, text: Callable[[int], str]) -> str:
    if stay.standing == "deceased" and stay.gone is not None:
        return text(stay.gone)
    return ""


def _years_before(day: date, years: int) -> int:
    """The same day as many years earlier; 28 February for a 29th that is not there."""
    try:
        return day.replace(year=day.year - years).toordinal()
    except ValueError:
        return day.replace(year=day.year - years, day=28).toordinal()
