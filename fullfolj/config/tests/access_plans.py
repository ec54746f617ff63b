"""The addresses of plans and small steps × the cast; see access_table.py."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fullfolj.access.models import User
from fullfolj.casework.models import Case, Promise, SmallStep
from fullfolj.casework.tests import plans
from fullfolj.config.tests.access_cases import BERGS_HIDDEN, BERGS_OPEN, SENT, no_such
from fullfolj.config.tests.access_table import Things, Try, signed_in
from fullfolj.core import clock

TODAY = str(clock.today())
LATER = str(plans.in_days(30))


def made(t: Things, case: Case, by: User) -> Mapping[str, Any]:
    """A case with a plan and a small step, made when first asked for."""
    with t.cast.asking(by):
        if not Promise.objects.filter(case=case).exists():
            plans.written(case, by)
            plans.stepped(case, by, "Åka buss")
        promise = Promise.objects.filter(case=case, party="youth").get()
        step = SmallStep.objects.get(case=case)
        return {"case_id": case.pk, "promise_id": promise.pk, "step_id": step.pk}


class About:
    """The arguments of an address that is about some of these ids."""

    def __init__(self, *names: str, number: bool = False) -> None:
        self.names, self.more = ("case_id", *names), {"number": 1} if number else {}

    def open(self, t: Things) -> Mapping[str, Any]:
        """Of who is not protected."""
        return self.of(made(t, t.case, t.cast.bo))

    def protected(self, t: Things) -> Mapping[str, Any]:
        """Of who is."""
        return self.of(made(t, t.protected_case, t.cast.anna))

    def nothing(self, t: Things) -> Mapping[str, Any]:
        """Of what is not there."""
        return self.of({**made(t, t.case, t.cast.bo), **no_such(t)})

    def of(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """The ids that the address names."""
        return {name: found[name] for name in self.names} | self.more


CASE, PROMISE, STEP = About(), About("promise_id"), About("step_id")
VERSION = About(number=True)
READ = {
    **dict.fromkeys(
        (
            *("plan", "plan_write", "new_promise", "plan_answer", "plan_follow_up"),
            *("plan_end", "plan_documentation", "plan_file", "plan_paper"),
            "small_step",
        ),
        CASE,
    ),
    **dict.fromkeys(("promise", "end_promise"), PROMISE),
    **dict.fromkeys(("change_step", "split_step"), STEP),
    "plan_version": VERSION,
}

SHOWN = ("plan", "plan_documentation", "plan_file", "plan_paper", "plan_version")


def form(**fields: str) -> Any:
    """What a form sends, with its key and the version that everybody has seen."""
    return lambda _: {"key": str(uuid4()), "version": "1", **fields}


ENDED = form(ended_on=TODAY, end_reason="Det är klart", wanted_by="youth")
WRITTEN = {
    "plan_write": (CASE, form(goal="Bli kock", language="sv", wanted_by="youth")),
    "new_promise": (CASE, form(party="school", text="Praktik", starts_on=TODAY)),
    "promise": (PROMISE, form(text="Mejla", starts_on=TODAY, wanted_by="youth")),
    "end_promise": (PROMISE, ENDED),
    "plan_end": (CASE, ENDED),
    "plan_answer": (
        CASE,
        form(asked="youth:", answer="yes", how="spoken", said_on=TODAY),
    ),
    "plan_follow_up": (CASE, form(done_on=TODAY, next_on=LATER)),
    "small_step": (CASE, form(text="Ringa", due_on=TODAY, party="youth")),
    "change_step": (STEP, form(text="Ringa", due_on=TODAY, party="youth")),
    "split_step": (STEP, form(parts="Hitta numret\nRinga")),
    "tick_step": (STEP, form()),
}

PLANS = [
    *(
        row
        for page, about in READ.items()
        for row in (
            Try(f"casework:{page}", BERGS_OPEN, about="open", args=about.open),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN,
                about="protected",
                args=about.protected,
            ),
            Try(
                f"casework:{page}", signed_in(404), about="no such", args=about.nothing
            ),
        )
    ),
    *(
        row
        for page, (about, given) in WRITTEN.items()
        for row in (
            Try(
                f"casework:{page}", BERGS_OPEN | SENT, "POST", "open", about.open, given
            ),
            Try(
                f"casework:{page}",
                BERGS_HIDDEN | {"anna": 302},
                "POST",
                "protected",
                about.protected,
                given,
            ),
        )
    ),
    *(
        Try(
            f"casework:{page}",
            BERGS_OPEN | {"anna": 422, "bo": 422},
            "POST",
            "open, nothing filled in",
            args=WRITTEN[page][0].open,
        )
        for page in WRITTEN
        if page != "tick_step"
    ),
    *(
        Try(f"casework:{page}", signed_in(405), "POST", "open", READ[page].open)
        for page in SHOWN
    ),
    Try("casework:tick_step", signed_in(405), about="open", args=STEP.open),
]
