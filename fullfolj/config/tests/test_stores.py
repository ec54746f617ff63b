"""Store C does not flow to A: the register reads nothing of what schools note.

That `kaa` imports none of it is a contract of import-linter; here is the SQL.
"""

from pathlib import Path

from fullfolj import kaa
from fullfolj.schooling.models import Enrolment
from fullfolj.schooling.prevention import AbsenceReport, AttendanceSum, Grade


def texts() -> dict[str, str]:
    """Everything that `kaa` may ask the database by."""
    here = Path(str(kaa.__file__)).parent
    files = [*here.rglob("*.py"), *here.rglob("*.sql")]
    return {str(file): file.read_text("utf-8") for file in files}


def named(word: str) -> list[str]:
    return [file for file, text in texts().items() if word in text]


def test_the_register_asks_nothing_of_attendance_or_grades() -> None:
    for model in (AbsenceReport, AttendanceSum, Grade):
        assert not named(model._meta.db_table)
        assert not named(f"{model.__name__}.")
    assert not named("LESSONS")
    assert not named("prevention")
    assert named(Enrolment._meta.db_table), "what it does ask for is found so"
