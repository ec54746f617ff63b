"""The page that states the file of a plan's documentation."""

import json
from collections.abc import Iterator

from fullfolj.casework.plan_export import FORMAT, ITEMS, SCHEMA
from fullfolj.core.catalogue import catalogue

# The ordinance's own list (2006:39, 8 §), in its order.
ORDINANCE = (
    "individual planning and the goal of the measures",
    "which measures the individual answers for",
    "which the municipality answers for",
    "which some other actor answers for",
    "the dates a measure starts and ends",
    "the reason a measure ended",
    "times for follow-up and evaluation",
)
# Field of the file → group of the catalogue.
CODES = {
    **{"party": "party", "answer": "answer", "how": "way"},
    **{"change": "verb", "language": "language", "kind": "measure_kind"},
    **{"state": "measure_state", "end_reason": "measure_end"},
}


def page() -> Iterator[str]:
    """The page, line by line."""
    yield "# The documentation of a plan, as a file"
    yield ""
    yield (
        "Generated from `fullfolj/casework/plan_export.py`. *Hämta som fil* on a plan"
        " gives JSON with every plan of the case, every version of each, every answer,"
        " what the youth was offered, also without a plan, and the small steps. It"
        " names nobody but those whom somebody wrote into it,"
        f" and who wrote. `format` is `{FORMAT}`: another shape gets another name."
        " That somebody fetched it is in the read log, as an export."
    )
    yield ""
    yield "## The seven items"
    yield ""
    yield "| förordning 2006:39, 8 § | in `items` of each version |"
    yield "|---|---|"
    for number, (said, name) in enumerate(zip(ORDINANCE, ITEMS, strict=True), start=1):
        yield f"| {number}. {said} | `{name}` |"
    yield ""
    yield (
        "What is not relevant is an empty list; nothing is left out. `of` is the `id`"
        " of a promise, or null for the plan. `ends_on` is the day that was planned,"
        " `ended_on` the day it ended. Days are ISO 8601. In `measures` stands what the"
        " municipality answers for besides what it promised in a plan (3), with its"
        " days (5; `ends_on` is planned, or the day to look at it, until `state` is"
        " `ended`) and its reason (6)."
    )
    yield ""
    yield (
        "A plan has versions, and all of them are here. A measure and a small step"
        " have none: they are here as they stand. When a measure was offered, answered,"
        " begun and ended, and when a step was done, is also told among what has"
        " happened on the case's page; that a planned day was put off, or a step worded"
        " anew, is not. `weeks` are all that was"
        " noted of a measure's attendance, in hours; of a week noted more than once"
        " the last note stands, and one that is not here is unknown, not absence."
    )
    yield from _codes()
    yield ""
    yield "## The schema"
    yield ""
    yield "```json"
    yield from json.dumps(SCHEMA, indent=1).splitlines()
    yield "```"


def _codes() -> Iterator[str]:
    words = catalogue("fullfolj.casework")
    yield ""
    yield "## Codes"
    yield ""
    yield "| field | code | means |"
    yield "|---|---|---|"
    for field, group in CODES.items():
        known = sorted(c for c in words.codes("en") if c.startswith(f"{group}."))
        for code in known:
            name, means = code.partition(".")[2], words.text(code, "en")
            yield f"| `{field}` | `{name}` | {means} |"
