"""The same question in plain pandas, as an analyst writes it in an afternoon.

Kept as the thing to compare with: its time beside ours, and where it is wrong. It
knows no order of rules, no since, no reasons, and drops what it cannot parse.
"""

from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd

from bench.measures import AS_OF
from fullfolj.exchange.extracts.read import read_extracts
from fullfolj.exchange.listing.rows import listing

UPPER_SECONDARY = ["GY", "GYS", "IB", "INT", "ABROAD"]
FINISHED = [
    *("examen", "gymnasiebevis_adapted", "ib_diploma", "foreign_upper_secondary"),
    *("folk_high_school_eligibility_university",),
    *("folk_high_school_eligibility_vocational",),
]


def in_group(folder: Path, municipality: str) -> "pd.Series[Any]":
    """Person number → IN or OUT for those registered in the municipality."""
    people, registered, enrolled, credentials = (
        pd.read_csv(folder / f"{name}.csv", dtype=str)
        for name in ("people", "registrations", "enrolments", "credentials")
    )
    as_of = pd.Timestamp(AS_OF)
    for frame, columns in (
        (people, ["deceased_on", "compulsory_schooling_until"]),
        (registered, ["from", "until"]),
        (enrolled, ["from", "until"]),
        (credentials, ["awarded_on"]),
    ):
        for column in columns:
            frame[column] = pd.to_datetime(frame[column], errors="coerce")
    here = registered[
        (registered["municipality_code"] == municipality)
        & (registered["from"] <= as_of)
        & (registered["until"].isna() | (registered["until"] > as_of))
    ]
    people = people[people["person_no"].isin(here["person_no"])].copy()
    born = pd.to_datetime(people["person_no"].str[:8], format="%Y%m%d", errors="coerce")
    compulsory = people["compulsory_schooling_until"].fillna(
        pd.to_datetime((born.dt.year + 16).astype("Int64").astype(str) + "-06-30")
    )
    studying = enrolled[
        enrolled["school_type"].isin(UPPER_SECONDARY)
        & enrolled["status"].isin(["active", "completed", "interrupted"])
        & (enrolled["from"] <= as_of)
        & (enrolled["until"].isna() | (enrolled["until"] >= as_of))
    ]
    finished = credentials[
        credentials["kind"].isin(FINISHED) & (credentials["awarded_on"] <= as_of)
    ]
    inside = (
        (born + pd.DateOffset(years=20) > as_of)
        & (compulsory < as_of)
        & people["deceased_on"].isna()
        & ~people["person_no"].isin(studying["person_no"])
        & ~people["person_no"].isin(finished["person_no"])
    )
    return inside.map({True: "IN", False: "OUT"}).set_axis(people["person_no"])


def compare(folder: Path, municipalities: list[str]) -> dict[str, float | str]:
    """Both over the same municipalities: seconds, and where pandas differs."""
    started = perf_counter()
    theirs = {code: in_group(folder, code) for code in municipalities}
    pandas_seconds = perf_counter() - started
    started = perf_counter()
    found = read_extracts(folder, None, AS_OF)
    ours = {code: list(listing(found, code, AS_OF)) for code in municipalities}
    our_seconds = perf_counter() - started
    wrong: Counter[str] = Counter()
    listed = 0
    for code, rows in ours.items():
        answers = theirs[code].to_dict()
        for row in rows:
            listed += 1
            answer = answers.get(row.person_no, "absent")
            if answer != row.decision.value and not (
                answer == "absent" and row.decision == "OUT"
            ):
                wrong[f"{row.decision.value} {row.rule}, not {answer}"] += 1
    return {
        "pandas_seconds": pandas_seconds,
        "our_seconds": our_seconds,
        "listed": listed,
        "wrong": ", ".join(f"{n} × {what}" for what, n in wrong.most_common()),
    }
