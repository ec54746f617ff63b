"""What is known of a person, as frozen facts that the rules judge. No Django, no clock.

School types are the codes of SS 12000 and three of our own (IB, INT, ABROAD).
"""

from dataclasses import dataclass
from datetime import date

ASYLUM_SEEKER = "0000"  # also undocumented: listed everywhere, never a home
OTHER_RESIDENT = "0001"  # resident without population registration
WITHOUT_REGISTRATION = frozenset({ASYLUM_SEEKER, OTHER_RESIDENT})

# Which rule an ongoing enrolment of each school type answers to (SS 12000 codes and
# the three of our own). A type that is not here is refused by whoever reads it.
RULE_OF_SCHOOL_TYPE = {
    "GY": "R5a",
    "GYS": "R5b",
    "IB": "R6a",
    "INT": "R6a",
    "ABROAD": "R6a",
    "GR": "R4c",
    "GRS": "R4c",
    "SP": "R4c",
    "SAM": "R4c",
    "VUXGY": "R6d",
    "FHS": "R6d",
    "VUX": "R6e",
    "VUXGR": "R6e",
    "VUXSFI": "R6e",
    "SFI": "R6e",
}
UPPER_SECONDARY = frozenset({"GY", "GYS", "IB", "INT", "ABROAD"})
# Programmes that did not exclude before 2018-07-01, by how their code begins:
# introductory (IM…) and the older individual programme (IV…) in upper secondary
# school; the individual programme (IAIND, IV…) in adapted upper secondary school,
# none of whose national programmes has a code that begins with I.
BEFORE_2018_IN = {"GY": ("IM", "IV"), "GYS": ("I",)}

STUDYING = frozenset(
    {"active", "interrupted", "completed"}
)  # each through its last day
STATUSES = STUDYING | {"admitted", "cancelled"}
HIDDEN = "protected_registration"  # the register misplaces somebody on purpose
PROTECTIONS = frozenset({"none", "confidential", HIDDEN, ""})
END_REASONS = frozenset(
    {"moved", "emigrated", "missing", "deceased", "false_identity", ""}
)

DIPLOMA, STUDY_CERTIFICATE, ADAPTED = "examen", "studiebevis", "gymnasiebevis_adapted"
FOLK_HIGH_SCHOOL = frozenset(
    {
        "folk_high_school_eligibility_university",
        "folk_high_school_eligibility_vocational",
    }
)
EQUIVALENT = FOLK_HIGH_SCHOOL | {"ib_diploma", "foreign_upper_secondary"}
CREDENTIALS = EQUIVALENT | {DIPLOMA, STUDY_CERTIFICATE, ADAPTED}


YOUNGEST = 14  # whole years: of nobody younger does the list or the register ask


def birthday(born_on: date, age: int) -> date:
    """The day of turning `age`; born 29 February without one: 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def gymnasieratt_until(born_on: date) -> date:
    """Last day to start upper secondary school, another day than the 20th birthday.

    30 June of the year of turning 20 (15 kap. 5 §).
    """
    return date(born_on.year + 20, 6, 30)


def age(born_on: date, on: date) -> int:
    """Whole years lived on the day."""
    years = on.year - born_on.year
    return years - (birthday(born_on, years) > on)


@dataclass(frozen=True, slots=True)
class Registration:
    """Population registration in a municipality (29 kap. 6 §, FOL 35–36 §§)."""

    municipality_code: str
    valid_from: date
    valid_to: date | None = None  # the first day it no longer holds
    end_reason: str = ""

    def holds(self, on: date) -> bool:
        """Does it hold on the day? Half-open, as the population register counts."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A pupil's place at a school, both days inclusive as in SS 12000."""

    school_type: str
    programme_code: str
    first_on: date
    last_on: date | None
    status: str
    study_abroad: bool = False  # exchange year with the place kept (16:40, 17:15)
    school_unit_code: str = ""
    school_name: str = ""

    def holds(self, on: date) -> bool:
        """Does the pupil study here on the day? Admitted and cancelled never do."""
        return (
            self.first_on <= on
            and (self.last_on is None or on <= self.last_on)
            and self.status in STUDYING
        )

    def ended(self, on: date) -> bool:
        """Did the pupil study here, with a last day before this one?"""
        last_on = self.last_on
        return last_on is not None and last_on < on and self.status in STUDYING

    def is_introductory(self) -> bool:
        """Introductory or individual programme: outside the exclusion until 2018."""
        return self.programme_code.startswith(BEFORE_2018_IN.get(self.school_type, ()))


@dataclass(frozen=True, slots=True)
class Credential:
    """A diploma or certificate, valid for good from the day it was awarded."""

    kind: str
    awarded_on: date


@dataclass(frozen=True, slots=True)
class Civil:
    """What the population register says of a person besides name and place."""

    born_on: date
    protection: str
    deceased_on: date | None
    compulsory_until: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person. No name, no number: they change nothing."""

    born_on: date
    protection: str = "none"  # empty: unknown, decided as none, handled as protected
    deceased_on: date | None = None
    compulsory_until: date | None = None  # only where it is not the default
    registrations: tuple[Registration, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    credentials: tuple[Credential, ...] = ()

    @property
    def twentieth_birthday(self) -> date:
        """The first day outside the group for good (29:9 p. 1)."""
        return birthday(self.born_on, 20)

    @property
    def last_compulsory_day(self) -> date:
        """Last day of compulsory schooling: 30 June of the year of turning 16.

        7 kap. 12 §, or the register's own date where it was extended (7:13) or ended
        early (7:14).
        """
        return self.compulsory_until or date(self.born_on.year + 16, 6, 30)


Fact = Registration | Enrolment | Credential | None
