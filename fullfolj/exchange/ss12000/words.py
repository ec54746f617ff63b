"""What came of a pull, in words, in the language of the page."""

from typing import Any

from django.template.defaultfilters import floatformat

from fullfolj.exchange.extracts.tables import Unusable
from fullfolj.exchange.imports import words
from fullfolj.exchange.imports.report import TABLES as OF_FILES
from fullfolj.exchange.imports.words import say
from fullfolj.exchange.ss12000.models import APPLIED, Pull

GROUPS = ("of_system", "on_page", "unusable")  # the closest words first
TABLES = ("people", "enrolments")  # what a school's system tells of, as files do
FIGURES = ("new", "changed", "gone", "refused")


def told(pull: Pull) -> str:
    """What came of a pull, in a sentence or two."""
    if pull.outcome != APPLIED:
        return why(pull)
    totals = {name: pull.totals.get(name, 0) for name in FIGURES}
    figures = {name: floatformat(count, "0g") for name, count in totals.items()}
    return say(f"pulled.{pull.kind}", **figures)


def report(pull: Pull) -> dict[str, Any] | None:
    """What was changed and refused, as the page shows it; nothing where nothing was."""
    tables = (pull.report or {}).get("tables", {})
    besides = sorted(tables.keys() - set(OF_FILES))
    return words.report(pull.report, (*TABLES, *besides))


def why(pull: Pull) -> str:
    """Why nothing was applied, and what to do; nothing where it was."""
    return words.because(pull.reason, pull.values, *GROUPS)


def because(why: Unusable) -> str:
    """The sentence for what a system did not give."""
    return words.because(why.reason, why.values, *GROUPS)


__all__ = ["because", "report", "say", "told", "why"]
