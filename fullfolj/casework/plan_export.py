"""What the ordinance wants of a case (2006:39, 8 §): for people and for programs.

Pure values of what the versions hold. `SCHEMA` states the file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fullfolj.casework.rules.measures import END_REASONS, KINDS, STATES
from fullfolj.casework.rules.plans import (
    ANSWERS,
    MUNICIPALITY,
    PARTIES,
    VERBS,
    WAYS,
    YOUTH,
)

if TYPE_CHECKING:
    from fullfolj.casework.models import (
        Agreement,
        Measure,
        MeasureWeek,
        Plan,
        PlanVersion,
        SmallStep,
    )

FORMAT = "fullfolj-plan-2"
ITEMS = (
    *("planning_and_goal", "individual", "municipality", "others"),
    *("start_and_end", "reason_ended", "follow_up"),
)
MEASURE_WORDS = ("title", "provider", "answer_words", "end_words")
MEASURE_CODES = {"kind": KINDS, "state": STATES, "end_reason": ("", *END_REASONS)}
WEEK_HOURS = ("planned", "attended")
MEASURE_DAYS = ("offered_on", "answered_on", "starts_on", "ends_on")
Contents = Mapping[str, Any]


@dataclass(frozen=True)
class Attended:
    """A measure with all that was noted of its weeks, in that order."""

    row: "Measure"
    noted: "list[MeasureWeek]"

    @property
    def weeks(self) -> "list[MeasureWeek]":
        """Each week as it was last noted."""
        return list({each.week_on: each for each in self.noted}.values())

    @property
    def planned(self) -> Decimal:
        """Hours, of the weeks that are noted."""
        return sum((each.planned for each in self.weeks), Decimal())

    @property
    def attended(self) -> Decimal:
        """Hours, of the same weeks."""
        return sum((each.attended for each in self.weeks), Decimal())


def seven(contents: Contents) -> dict[str, Any]:
    """The seven items of one version, in the order of the ordinance.

    Whatever is not relevant is an empty list; nothing is left out.
    """
    promises = contents["promises"]
    return {
        "planning_and_goal": {
            name: contents[name] for name in ("goal", "language", "planning")
        },
        "individual": [_does(p) for p in promises if p["party"] == YOUTH],
        "municipality": [_does(p) for p in promises if p["party"] == MUNICIPALITY],
        "others": [
            _does(p) for p in promises if p["party"] not in (YOUTH, MUNICIPALITY)
        ],
        "start_and_end": [
            {"of": None, **_days(contents), "ends_on": None},
            *({"of": p["id"], **_days(p), "ends_on": p["ends_on"]} for p in promises),
        ],
        "reason_ended": [
            {"of": each.get("id"), "reason": each["end_reason"]}
            for each in (contents, *promises)
            if each["ended_on"]
        ],
        "follow_up": [
            {name: day[name] for name in ("on", "done_on", "line")}
            for day in contents["follow_ups"]
        ],
    }


def _does(promise: Contents) -> dict[str, Any]:
    return {name: promise[name] for name in ("id", "party", "name", "text")}


def _days(row: Contents) -> dict[str, Any]:
    return {name: row[name] for name in ("starts_on", "ended_on")}


def document(
    case: str,
    *,
    plans: "Iterable[tuple[Plan, list[PlanVersion], list[Agreement]]]",
    measures: Iterable[Attended],
    steps: "Iterable[SmallStep]",
    exported_at: str,
) -> dict[str, Any]:
    """Everything that is documented of a case, as `SCHEMA` states it.

    What the youth was offered is documented without a plan, too.
    """
    return {
        "format": FORMAT,
        "case": case,
        "exported_at": exported_at,
        "plans": [
            {
                "id": str(plan.pk),
                "declined_on": _text(plan.declined_on),
                "versions": [_version(each) for each in versions],
                "answers": [_answer(each) for each in answers],
            }
            for plan, versions, answers in plans
        ],
        "measures": [_measure(each) for each in measures],
        "small_steps": [_step(each) for each in steps],
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _version(row: "PlanVersion") -> dict[str, Any]:
    return {
        "number": row.number,
        "written_at": row.recorded_at.isoformat(),
        "written_by": getattr(row, "writer", None),
        "change": row.verb,
        "asked": row.asks,
        "told": row.told,
        "items": seven(row.contents),
    }


def _answer(row: "Agreement") -> dict[str, Any]:
    said = {name: getattr(row, name) for name in ("party", "answer", "how", "version")}
    return {**said, "promise": _text(row.promise), "said_on": str(row.said_on)}


def _measure(of: Attended) -> dict[str, Any]:
    row, weeks = of.row, [_week(each) for each in of.noted]
    said = {name: getattr(row, name) for name in (*MEASURE_WORDS, *MEASURE_CODES)}
    days = {name: _text(getattr(row, name)) for name in MEASURE_DAYS}
    hours = None if row.hours is None else float(row.hours)
    return {"id": str(row.pk), **said, "hours_a_week": hours, **days, "weeks": weeks}


def _week(row: "MeasureWeek") -> dict[str, Any]:
    hours = {name: float(getattr(row, name)) for name in WEEK_HOURS}
    noted_at = row.recorded_at.isoformat()
    return {"week_on": str(row.week_on), **hours, "noted_at": noted_at}


def _step(row: "SmallStep") -> dict[str, Any]:
    ids = {name: _text(getattr(row, name)) for name in ("id", "promise", "parent")}
    said = {name: getattr(row, name) for name in ("text", "party", "name")}
    days = {name: _text(getattr(row, name)) for name in ("due_on", "done_on")}
    return {**ids, **said, **days}


# The shape of the file, as JSON Schema (2020-12).


def _object(**fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def _list(of: Any) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _or_none(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"anyOf": [of, {"type": "null"}]}


TEXT = {"type": "string"}
ID = {"type": "string", "format": "uuid"}
DAY = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
HOURS: Mapping[str, Any] = {"type": "number"}
PARTY = {"enum": list(PARTIES)}
ASK = _object(party=PARTY, promise=_or_none(ID))
DOES = _list(_object(id=ID, party=PARTY, name=TEXT, text=TEXT))
SEVEN = _object(
    planning_and_goal=_object(goal=TEXT, language=TEXT, planning=TEXT),
    individual=DOES,
    municipality=DOES,
    others=DOES,
    start_and_end=_list(
        _object(
            of=_or_none(ID),
            starts_on=DAY,
            ended_on=_or_none(DAY),
            ends_on=_or_none(DAY),
        )
    ),
    reason_ended=_list(_object(of=_or_none(ID), reason=TEXT)),
    follow_up=_list(_object(on=DAY, done_on=_or_none(DAY), line=TEXT)),
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        format={"const": FORMAT},
        case=ID,
        exported_at=TIME,
        plans=_list(
            _object(
                id=ID,
                declined_on=_or_none(DAY),
                versions=_list(
                    _object(
                        number={"type": "integer", "minimum": 1},
                        written_at=TIME,
                        written_by=_or_none(TEXT),
                        change={"enum": list(VERBS)},
                        asked=_list(ASK),
                        told=_list(PARTY),
                        items=SEVEN,
                    )
                ),
                answers=_list(
                    _object(
                        party=PARTY,
                        answer={"enum": list(ANSWERS)},
                        how={"enum": list(WAYS)},
                        version={"type": "integer", "minimum": 1},
                        promise=_or_none(ID),
                        said_on=DAY,
                    )
                ),
            )
        ),
        measures=_list(
            _object(
                id=ID,
                **dict.fromkeys(MEASURE_WORDS, TEXT),
                **{name: {"enum": list(of)} for name, of in MEASURE_CODES.items()},
                hours_a_week=_or_none(HOURS),
                **dict.fromkeys(MEASURE_DAYS, _or_none(DAY)),
                weeks=_list(
                    _object(
                        week_on=DAY,
                        **dict.fromkeys(WEEK_HOURS, HOURS),
                        noted_at=TIME,
                    )
                ),
            )
        ),
        small_steps=_list(
            _object(
                id=ID,
                promise=_or_none(ID),
                parent=_or_none(ID),
                text=TEXT,
                party=PARTY,
                name=TEXT,
                due_on=DAY,
                done_on=_or_none(DAY),
            )
        ),
    ),
}
