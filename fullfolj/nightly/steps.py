"""The night: the ordered list of its steps, and running them.

Each step in each authority is a transaction of its own with a record of the run. One
that fails changes nothing and stops no other; run again, the night does what remains.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fullfolj.access import wall
from fullfolj.access.jobs import seal_read_log
from fullfolj.access.models import Authority
from fullfolj.casework.jobs import erase_drafts, open_cases, return_cases
from fullfolj.core import clock
from fullfolj.exchange.imports.models import SetAside
from fullfolj.exchange.ss12000.jobs import pull_due
from fullfolj.kaa.actions.register import begin, compute
from fullfolj.kaa.touched import Night
from fullfolj.nightly.models import DONE, FAILED, JobRun
from fullfolj.schooling.jobs import erase_facts, erase_lessons

Counts = dict[str, int]
Basis = dict[str, Any]
Step = Callable[[Authority, date], tuple[Counts, Basis]]
COMPUTE, PULL = "compute-register", "pull-schools"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step did in one authority; `reason` is the class of what failed."""

    step: str
    authority: str
    counts: Counts
    reason: str = ""


def compute_register(authority: Authority, as_of: date) -> tuple[Counts, Basis]:
    """Let the register follow facts, choices and calendar since the last night.

    1. Waits for an import that is under way, and lets none begin.
    2. Judges those whom anything touched, or everyone after no night.
    3. Reports how many it judged, and how many spells came and went.
    """
    last = JobRun.objects.done(COMPUTE).values_list("basis", flat=True).first()
    before = night_of(last) if last else None
    night = begin(authority, as_of)
    counts = compute(
        authority=authority,
        night=night,
        last=before,
        aside=SetAside.objects.known_now().by_person(),
        also=SetAside.objects.changed_since(before.at) if before else (),
    )
    return counts.as_dict(), basis_of(night)


def last_computed() -> datetime | None:
    """When the register of the authority that is asked for was last computed."""
    found = JobRun.objects.done(COMPUTE).values_list("finished_at", flat=True)
    return found.first()


def basis_of(night: Night) -> Basis:
    """The record of what a run of `compute_register` judged by, for the next one."""
    return {
        "as_of": night.as_of.isoformat(),
        "at": night.at.isoformat(),
        "codes": list(night.codes),
        "revision": night.revision,
    }


def night_of(basis: Basis) -> Night:
    """What a run of `compute_register` judged by, from its record."""
    return Night(
        date.fromisoformat(basis["as_of"]),
        datetime.fromisoformat(basis["at"]),
        tuple(basis["codes"]),
        basis["revision"],
    )


# Each is run inside the wall, again without harm; it reports counts, and what the next
# run of it begins from. PULL asks others, and has no transaction open while they think.
STEPS: dict[str, Step] = {
    "erase-facts": lambda authority, as_of: (erase_facts(authority, as_of), {}),
    "erase-lessons": lambda authority, as_of: (erase_lessons(authority, as_of), {}),
    PULL: lambda authority, as_of: (pull_due(authority, as_of), {}),
    COMPUTE: compute_register,
    "return-cases": return_cases,
    "open-cases": open_cases,
    "erase-drafts": erase_drafts,
    "seal-read-log": lambda authority, as_of: (seal_read_log(authority, as_of), {}),
}


def run(as_of: date, only: str | None = None) -> Iterator[Outcome]:
    """Run the steps in order, or one alone; again the same day changes nothing.

    Raises:
        KeyError: there is no such step.
    """
    names = [only] if only else list(STEPS)
    steps = {name: STEPS[name] for name in names}
    for name, step in steps.items():
        for authority in Authority.objects.order_by("slug"):
            yield _run(name, step, authority, as_of)


def run_for(authority: Authority, as_of: date) -> list[str]:
    """Run the steps in order for one authority, where somebody cannot wait for night.

    Nor for schools' systems, which may take minutes to answer: they are not asked.

    Returns:
        The names of those that failed.
    """
    steps = {name: step for name, step in STEPS.items() if name != PULL}
    done = [_run(name, step, authority, as_of) for name, step in steps.items()]
    return [outcome.step for outcome in done if outcome.reason]


def run_missing(as_of: date) -> Iterator[Outcome]:
    """Run each step whose last good run was of another day, where it was."""
    for name, step in STEPS.items():
        for authority in Authority.objects.order_by("slug"):
            with wall.as_job(authority.pk, name):
                last = JobRun.objects.done(name).values_list("as_of", flat=True).first()
            if last != as_of:
                yield _run(name, step, authority, as_of)


def _run(name: str, step: Step, authority: Authority, as_of: date) -> Outcome:
    """One step in one authority, whole or not at all."""
    run = JobRun(authority=authority, step=name, as_of=as_of, started_at=clock.now())
    try:
        done = step(authority, as_of) if name == PULL else None
        with wall.as_job(authority.pk, name, sees_protected=True):
            run.counts, run.basis = done or step(authority, as_of)
            run.outcome, run.finished_at = DONE, clock.now()
            run.save(force_insert=True)
    except Exception as error:
        run.counts, run.basis, run.reason = {}, {}, type(error).__name__
        run.outcome, run.finished_at = FAILED, clock.now()
        with wall.as_job(authority.pk, name):
            run.save(force_insert=True)
    return Outcome(name, authority.slug, run.counts, run.reason)
