"""Reads the reference table: facts → decision, rule, home, since, one case a row."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from fullfolj.kaa.facts import Credential, Enrolment, Facts, Registration
from fullfolj.kaa.rules.membership import Decision, Policy

TABLES = ("reference_a.csv", "reference_b.csv")


@dataclass(frozen=True)
class Case:
    """A row of the table."""

    id: str
    story: str
    facts: Facts
    policy: Policy
    municipality: str
    as_of: date
    expected: tuple[str, str, str, date | None]  # decision, rule, home, since


def cases() -> Iterator[Case]:
    """Every row of both tables."""
    for table in TABLES:
        text = (files("fullfolj.kaa.tests") / table).read_text("utf-8")
        for row in csv.DictReader(text.splitlines()):
            yield Case(
                id=row["id"],
                story=row["story"],
                facts=_facts(row),
                policy=_policy(row["policy"]),
                municipality=row["municipality"],
                as_of=date.fromisoformat(row["as_of"]),
                expected=(
                    row["decision"],
                    row["rule"],
                    row["home"],
                    _day(row["since"]),
                ),
            )


def _facts(row: dict[str, str]) -> Facts:
    return Facts(
        born_on=date.fromisoformat(row["born"]),
        protection=row["protection"],
        deceased_on=_day(row["deceased"]),
        compulsory_until=_day(row["compulsory_until"]),
        registrations=tuple(_registration(e) for e in _entries(row["registrations"])),
        enrolments=tuple(_enrolment(e) for e in _entries(row["enrolments"])),
        credentials=tuple(
            Credential(e[0], date.fromisoformat(e[1]))
            for e in _entries(row["credentials"])
        ),
    )


def _entries(cell: str) -> list[list[str]]:
    return [entry.split() for entry in cell.split(" / ") if entry.strip()]


def _registration(entry: list[str]) -> Registration:
    code, span, *reason = entry
    first, until = span.split("..")
    return Registration(code, date.fromisoformat(first), _day(until), *reason)


def _enrolment(entry: list[str]) -> Enrolment:
    school_type, programme, span, status, *abroad = entry
    first, last = span.split("..")
    return Enrolment(
        school_type,
        programme.strip("-"),
        date.fromisoformat(first),
        _day(last),
        status,
        study_abroad=abroad == ["abroad"],
    )


def _policy(cell: str) -> Policy:
    choices = dict(choice.split("=") for choice in cell.split())
    return Policy(
        admitted_counts_until=_day(choices.get("admitted_counts_until", "")),
        equivalent_studies=Decision(choices.get("equivalent_studies", "REVIEW")),
        finishing_compulsory=Decision(choices.get("finishing_compulsory", "REVIEW")),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
