"""Questions of the browser tests, as files, nights and decisions make them."""

from datetime import date
from pathlib import Path

from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.extracts.tests.folders import Rows, write_folder
from fullfolj.exchange.imports.actions.run import Options, import_folder
from fullfolj.kaa.tests import questions
from fullfolj.kaa.tests.questions import HERE
from fullfolj.nightly import steps
from fullfolj.people.models import Person

CERTIFICATE = "Läser allmän kurs på heltid, intyg från Birka den 3 oktober"
MAJA, OMAR, HEDDA, LIV, KIM = (
    "200703101238",
    "200805122397",
    "200901019802",
    "200802280016",
    "200805019809",
)
PEOPLE = (
    f"{MAJA},Maja,Lindström,female,none,,,070-1234567,,Storgatan 1,84040,Svenstavik",
    f"{OMAR},Omar,Abdi-Hassan,male,none,,,,,,,",
    f"{HEDDA},Hedda,Holm,female,protected_registration,,,,,,,",
    f"{LIV},Liv,Maximiliana-Wachtmeister,female,confidential,,,,,,,",
    f"{KIM},Kim,Ek,,none,,,,,,,",
)
REGISTRATIONS = (
    f"{MAJA},2326,2007-03-10,,",
    f"{OMAR},0001,2025-02-01,,",
    f"{HEDDA},2326,2009-01-01,,",
    f"{LIV},2309,2008-02-28,2024-08-01,moved",
    f"{LIV},2326,2024-08-01,,",
    f"{KIM},2326,2008-05-01,,",
)
STUDIES = (
    f"{MAJA},87654321,Bergs gymnasieskola,GY,NA,2023-08-18,2025-12-19,interrupted,no",
    f"{LIV},12345678,Birka folkhögskola,FHS,,2026-08-17,,active,no",
    f"{KIM},87654321,Bergs gymnasieskola,GY,NA,2024-08-19,,active,no",
)
COURSE = f"{MAJA},12345678,Birka folkhögskola,FHS,,2026-01-12,,active,no"
PLANNED = f"{MAJA},12345678,Birka folkhögskola,FHS,,2026-01-12,2027-06-11,active,no"
NO_SUCH_DAY = f"{KIM},87654321,Bergs gymnasieskola,GY,NA,2026-02-30,,active,no"


def take(cast: Cast, folder: Path, *studies: str) -> None:
    """Read in the files, and let a night go."""
    files: Rows = {
        "people": PEOPLE,
        "registrations": REGISTRATIONS,
        "enrolments": (*STUDIES, *(studies or [COURSE])),
        "credentials": (),
    }
    options = Options(answers_for=(HERE,), accept_drop=True)
    import_folder(
        folder=write_folder(folder, files), authority=cast.berg, options=options
    )
    assert not [done for done in steps.run(clock.today()) if done.reason]


def decided(cast: Cast, folder: Path) -> None:
    """Maja was decided on; then her school sent an end to the course."""
    with cast.asking(cast.anna):
        maja = Person.objects.get(identity__number=MAJA, identity__valid_to=None)
    questions.answer(cast, maja, "OUT", CERTIFICATE)
    take(cast, folder, PLANNED)


def signed(cast: Cast) -> None:
    """The board has decided twice about a summer, and goes back to the law on one."""
    for name, value, since, reference in (
        ("admitted_counts_until", "2025-08-18", date(2025, 6, 1), "BUN 2025/31 § 12"),
        ("admitted_counts_until", "2026-08-17", date(2026, 6, 1), "BUN 2026/12 § 4"),
        ("finishing_compulsory", "IN", date(2026, 1, 1), "BUN 2025/88 § 9"),
    ):
        questions.signed(cast, name, value, since, reference=reference)
