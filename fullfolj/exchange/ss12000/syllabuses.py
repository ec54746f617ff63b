"""Courses and subjects as a school's system tells them."""

from dataclasses import dataclass
from typing import Any, Self

from fullfolj.exchange.ss12000.codes import text

LARGEST = 100_000  # points or hours


@dataclass(frozen=True, slots=True)
class Syllabus:
    """A course or a subject, or what an activity without one is called."""

    code: str = ""
    name: str = ""
    points: int | None = None

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """One object of /syllabuses: the course, else the subject."""
        return cls(
            text(told.get("courseCode")) or text(told.get("subjectCode")),
            text(told.get("courseName")) or text(told.get("subjectName")),
            whole(told.get("points")),
        )


def whole(value: object) -> int | None:
    """A number of points or hours; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < LARGEST else None
