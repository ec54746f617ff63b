"""The list as csv, json or a table for the terminal. Each writes row by row."""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import IO

from wcwidth import wcswidth

from fullfolj.core.catalogue import Catalogue, Value, catalogue
from fullfolj.exchange.extracts.read import Extracts
from fullfolj.exchange.listing.rows import (
    EXCHANGE,
    FEWEST_TOLD,
    ListRow,
    of,
    refusal_text,
)
from fullfolj.kaa.rules.membership import Decision, version
from fullfolj.kaa.rules.register import REFUSED, Ruling, Setting
from fullfolj.kaa.sentences import KAA

CSV_COLUMNS = (
    *("person_no", "as_of", "decision", "rule", "municipality_code", "since"),
    "reasons",
)
WIDTH = 80


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: which municipality's list, on which day, in which language."""

    municipality: str
    as_of: date
    language: str


Write = Callable[[Iterable[ListRow], Extracts, IO[str], Question], None]


def write_csv(
    rows: Iterable[ListRow], extracts: Extracts, out: IO[str], question: Question
) -> None:
    """The contract's columns, one row a person, reasons separated by ` | `."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows(
        (
            _plain(row.person_no),
            row.as_of,
            row.decision.value,
            row.rule,
            row.home,
            row.since or "",
            " | ".join(
                reason.replace("|", "/") for reason in row.reasons(question.language)
            ),
        )
        for row in rows
    )


def _plain(number: str) -> str:
    """A number that is none, as written, can never be read as a formula."""
    return _printable(number).lstrip("=+-@ ")


def write_json(
    rows: Iterable[ListRow], extracts: Extracts, out: IO[str], question: Question
) -> None:
    """One object: the day, the rows with reasons in both languages, what was refused.

    `changes` says what the calendar will change and when, `changed_by` what else
    would, `gymnasieratt_until` the last day to start upper secondary school.
    """
    counts: Counter[str] = Counter()
    out.write('{"rows": [')
    first: ListRow | None = None
    for row in rows:
        out.write(",\n" if first else "\n")
        out.write(json.dumps(_json_row(row, question.language), ensure_ascii=False))
        counts[row.decision.value] += 1
        first = first or row
    out.write("\n],\n")
    rest = {
        "counts": dict(counts),
        "rows_read": extracts.rows,
        "duplicates": extracts.repeated,
        "unrelated": extracts.unrelated,
        "refused": [
            {
                "file": r.file,
                "line": r.line,
                "field": r.field,
                "value_class": r.value_class,
                "reason": r.reason,
                "text": refusal_text(r, question.language),
            }
            for r in extracts.refusals
        ],
        "more_refused": extracts.more_refusals,
    }
    out.write(json.dumps(rest, ensure_ascii=False, indent=1)[1:].lstrip("\n"))
    out.write("\n")


def _json_row(row: ListRow, language: str) -> dict[str, object]:
    answer = row.answer
    return {
        "person_no": row.person_no,
        "as_of": row.as_of.isoformat(),
        "decision": row.decision.value,
        "rule": row.rule,
        "version": version(row.as_of),
        "municipality_code": row.home,
        "since": row.since.isoformat() if row.since else None,
        "handled_as_protected": row.is_handled_as_protected,
        "reasons": {"sv": row.reasons("sv"), "en": row.reasons("en")},
        "policy": answer.policy_used if answer else None,
        "policy_setting": plain(row.setting),
        "ruling": plain(row.ruling),
        "changes": row.changes(language),
        "changed_by": row.changed_by(language),
        "gymnasieratt_until": answer.gymnasieratt_until.isoformat() if answer else None,
    }


def plain(word: Ruling | Setting | None) -> dict[str, str] | None:
    """A decision or a choice as JSON takes it."""
    if word is None:
        return None
    return {name: str(value) for name, value in of(word).items() if value is not None}


def write_table(
    rows: Iterable[ListRow], extracts: Extracts, out: IO[str], question: Question
) -> None:
    """Counts, what to do first, then who, in 80 columns; those outside as counts.

    Persons with protected registration are counted here and shown nowhere.
    """
    out.writelines(f"{line}\n" for line in _table(rows, question))


def _table(rows: Iterable[ListRow], question: Question) -> Iterator[str]:
    language = question.language
    words = catalogue(EXCHANGE)
    review, inside, outside, protected = _parted(rows)

    def say(key: str, **values: Value) -> str:
        return words.text(f"list.{key}", language, values)

    yield say(
        "title",
        municipality=question.municipality,
        as_of=question.as_of,
        version=version(question.as_of),
    )
    yield ""
    yield say("counts_in", count=len(inside))
    yield say("counts_review", count=len(review))
    yield say("counts_out", count=outside.total())
    yield ""
    if not (review or inside or protected or outside):
        yield say("empty")
        return
    yield say("first")
    yield from _numbered(
        _to_do(review, inside, protected=protected, as_of=question.as_of, say=say), say
    )
    yield from _people(review, say("review", count=len(review)), words, language)
    yield from _people(inside, say("in", count=len(inside)), words, language)
    if outside:
        yield ""
        yield say("out")
        for rule, count in outside.most_common():
            short = catalogue(KAA).text(f"short.{rule}", language)
            yield f"{count:>7} {short} ({rule})"


def _parted(
    rows: Iterable[ListRow],
) -> tuple[list[ListRow], list[ListRow], Counter[str], int]:
    """To review by rule, inside by the latest first, outside by rule, the protected."""
    shown: dict[Decision, list[ListRow]] = {Decision.IN: [], Decision.REVIEW: []}
    outside: Counter[str] = Counter()
    protected = 0
    for row in rows:
        if row.decision is Decision.OUT:
            outside[row.rule] += 1
        elif row.is_restricted:
            protected += 1
        else:
            shown[row.decision].append(row)
    review = sorted(shown[Decision.REVIEW], key=lambda r: (r.rule, r.person_no))
    inside = sorted(shown[Decision.IN], key=lambda r: r.person_no)
    inside.sort(key=lambda r: r.since or date.min, reverse=True)
    return review, inside, outside, protected


def _to_do(
    review: list[ListRow],
    inside: list[ListRow],
    *,
    protected: int,
    as_of: date,
    say: Callable[..., str],
) -> Iterator[str]:
    """The morning's order: mend, hand over, decide, the last chances, the rest."""
    refused = sum(row.rule == REFUSED for row in review)
    if refused:
        yield say("do_refused", count=refused)
    if protected:  # how many is told from so many that nobody is told of by it
        few = "_few" if protected < FEWEST_TOLD else ""
        yield say(f"do_protected{few}", count=protected)
    if len(review) > refused:
        yield say("do_review", count=len(review) - refused)
    next_june = date(as_of.year + (as_of > date(as_of.year, 6, 30)), 6, 30)
    last_chance = sum(
        row.answer.gymnasieratt_until == next_june
        for row in inside
        if row.answer
        and row.rule != "R10"  # has gone through a programme (15 kap. 6 §)
    )
    if last_chance:
        yield say("do_last_chance", count=last_chance, on=next_june)
    if inside:
        yield say("do_in", count=len(inside))


def _numbered(tasks: Iterable[str], say: Callable[..., str]) -> Iterator[str]:
    none = True
    for place, task in enumerate(tasks, 1):
        none = False
        yield from wrap(
            task, WIDTH, initial_indent=f"  {place}. ", subsequent_indent="     "
        )
    if none:
        yield f"  {say('nothing_first')}"


def _people(
    rows: list[ListRow], title: str, words: Catalogue, language: str
) -> Iterator[str]:
    if not rows:
        return
    say = {
        key: words.text(f"list.{key}", language)
        for key in ("head_number", "head_name", "head_since", "head_rule", "unknown")
    }
    hidden = words.text("list.protected", language)
    yield ""
    yield title
    yield (
        f"{say['head_number']:<14} {say['head_name']:<38} "
        f"{say['head_since']:<10} {say['head_rule']}"
    )
    for row in rows:
        name = hidden if row.is_handled_as_protected else row.name
        since = row.since.isoformat() if row.since else say["unknown"]
        number, name = _wide(hyphened(row.person_no), 14), _wide(name, 38)
        yield f"{number} {name} {since:<10} {row.rule}"
        for reason in row.reasons(language):
            yield from wrap(
                _printable(reason), WIDTH, initial_indent="  ", subsequent_indent="    "
            )


def _printable(text: str) -> str:
    """Control characters of a file never reach a terminal."""
    return (
        text
        if text.isprintable()
        else "".join(c if c.isprintable() else " " for c in text)
    )


def _wide(text: str, width: int) -> str:
    """The text in exactly so many columns; some letters take two, some none."""
    text = _printable(text)
    while (columns := wcswidth(text)) > width:
        text = text[:-1]
    return text + " " * (width - max(columns, 0))


def hyphened(number: str) -> str:
    """20070310-1234, as people write it."""
    return f"{number[:8]}-{number[8:]}" if len(number) == 12 else number[:14]
