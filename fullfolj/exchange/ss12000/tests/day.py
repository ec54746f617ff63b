"""What a day does to a school system: some leave, some come, most stay as they are."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_DNS, uuid5

from fullfolj.exchange.ss12000.tests.region import Json, spread

if TYPE_CHECKING:
    from fullfolj.exchange.ss12000.tests.server import SchoolServer


def a_day(school: "SchoolServer", *, every: int = 200) -> dict[str, int]:
    """Let a day pass: one pupil in so many changes, a few come and a few go.

    Returns how many did, by `changed`, `new` and `gone`.
    """
    school.move_clock(timedelta(days=1))
    today = school.now().date()
    told = {"changed": 0, "new": 0, "gone": 0}
    persons = school.school.store.held["persons"].values()
    for pupil in [each for each in persons if "enrolments" in each]:
        key = f"{pupil['id']} {today}"
        if spread(key, every * 20) == 1:
            school.delete(pupil["id"])
            told["gone"] += 1
        elif spread(key, every * 20) == 2:
            number = f"2010{today:%m%d}TN{told['new'] % 100:02}"
            school.add("persons", _new(pupil, number, key))
            told["new"] += 1
        elif not spread(key, every):
            change = CHANGES[spread(key, every * len(CHANGES)) // every]
            school.change(pupil["id"], **change(pupil, today.isoformat()))
            told["changed"] += 1
    return told


def _new(like: Json, number: str, key: str) -> Json:
    """Somebody who came today, to where another is, with a number of the school's."""
    return {
        "id": str(uuid5(NAMESPACE_DNS, key)),
        "givenName": "Ny",
        "familyName": "Elev",
        "securityMarking": "Ingen",
        "civicNo": {"value": number, "nationality": "SE"},
        "enrolments": like["enrolments"][-1:],
    }


def _leaves(pupil: Json, today: str) -> Json:
    """Today is the last day."""
    return {
        "enrolments": [
            each | {"endDate": today}
            if each["startDate"] <= today <= each.get("endDate", today)
            else each
            for each in pupil["enrolments"]
        ]
    }


def _marries(pupil: Json, today: str) -> Json:
    return {"familyName": f"{pupil['familyName']} Ny"}


def _is_protected(pupil: Json, today: str) -> Json:
    return {"securityMarking": "Sekretessmarkering"}


def _moves(pupil: Json, today: str) -> Json:
    phone = {"value": "070-174 06 99", "type": "Hem", "mobile": True}
    return {"phoneNumbers": [phone], "addresses": None}


CHANGES: tuple[Callable[[Json, str], Json], ...] = (
    *(_leaves, _leaves, _leaves),
    *(_marries, _is_protected, _moves, _moves),
)
