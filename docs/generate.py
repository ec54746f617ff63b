"""The generated pages of docs/reference/: `make reference` writes, a test compares."""

import os
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

import django
from django.urls import get_resolver

from docs import messages, plan_export, ss12000
from fullfolj.casework.rules.cases import NIGHT, STATES, TRANSITIONS, WORKER
from fullfolj.casework.rules.sensitive import KINDS_OF_SHAPE
from fullfolj.casework.wording import own
from fullfolj.core.catalogue import catalogue
from fullfolj.kaa.facts import RULE_OF_SCHOOL_TYPE
from fullfolj.kaa.rules.membership import IN, ORDER, OUT, POLICY_OF_RULE, REVIEW
from fullfolj.kaa.rules.wording import ALLOWED
from fullfolj.kaa.tests.reference import cases
from fullfolj.kaa.wording import lists

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """File name → text, for every generated page."""
    written = {
        "rules.md": _rules(),
        "access.md": _access(),
        "wording.md": _wording(),
        "sensitive.md": _sensitive(),
        "ss12000.md": ss12000.page(),
        "case-states.md": _case_states(),
        "plan-export.md": plan_export.page(),
        "messages.md": messages.page(),
    }
    return {name: "\n".join(lines) + "\n" for name, lines in written.items()}


def _rules() -> Iterator[str]:
    words = catalogue("fullfolj.kaa")
    decisions: dict[str, set[str]] = {}
    for case in cases():
        decisions.setdefault(case.expected[1], set()).add(case.expected[0])
    yield "# The rules in order"
    yield ""
    yield (
        "Generated from `fullfolj/kaa/rules/membership.py` and its reference table. The"
        " rules are tried from the top; the first that fits decides."
    )
    yield ""
    yield "| rule | who | answer | reason given | what changes it |"
    yield "|---|---|---|---|---|"
    for rule, _ in ORDER:
        answers = [d for d in (IN, REVIEW, OUT) if d in decisions[rule]]
        reason = next(
            words.text(code, "sv", _Braces())
            for code in (rule, f"{rule}.missing")
            if words.has(code)
        )
        policy = f" (policy `{POLICY_OF_RULE[rule]}`)" if rule in POLICY_OF_RULE else ""
        yield (
            f"| {rule} | {words.text(f'short.{rule}', 'sv')} "
            f"| {', '.join(answers)}{policy} | {reason} "
            f"| {words.text(f'changed_by.{rule}', 'sv')} |"
        )
    yield ""
    yield "## School types"
    yield ""
    yield "| code | school type | rule of an ongoing enrolment |"
    yield "|---|---|---|"
    for code, rule in RULE_OF_SCHOOL_TYPE.items():
        yield f"| {code} | {words.text(f'school_type.{code}', 'sv')} | {rule} |"
    yield ""
    yield "A school type that is not in this list is refused."


def _case_states() -> Iterator[str]:
    words = catalogue("fullfolj.casework")
    yield "# The states of a case"
    yield ""
    yield (
        "Generated from `fullfolj/casework/rules/cases.py`. What is stored is days and"
        " rows; the state follows from them. Nothing closes itself. At a closing"
        " `end_reason` is asked where measures run, `plan_reason` where a plan does:"
        " they end that day."
    )
    yield from ("", "```mermaid", "stateDiagram-v2")
    for name in STATES:
        yield f"    {name}: {words.text(f'state.{name}', 'en')}"
    for each in TRANSITIONS:
        said = words.text(f"transition.{each.verb}", "en")
        for origin, end in product(each.origins, each.ends):
            yield f"    {origin or '[*]'} --> {end}: {said}"
    yield from ("```", "", "| state | på skärmen |", "|---|---|")
    for name in STATES:
        yield f"| `{name}` | {words.text(f'state.{name}', 'sv')} |"
    yield ""
    yield "| what happens | from | to | who | what is asked | action |"
    yield "|---|---|---|---|---|---|"
    for each in TRANSITIONS:
        origins = ", ".join(f"`{name}`" if name else "–" for name in each.origins)
        ends = ", ".join(f"`{name}`" for name in each.ends)
        asks = ", ".join(f"`{name}`" for name in each.asks) or "–"
        yield (
            f"| {words.text(f'transition.{each.verb}', 'en')} | {origins} | {ends} "
            f"| {WHO[each.who]} | {asks} | `{each.action}` |"
        )


WHO = {NIGHT: "the night", WORKER: "who works with cases"}


def _wording() -> Iterator[str]:
    words = catalogue("fullfolj.kaa")
    yield "# What the register's texts may not tell"
    yield ""
    yield (
        "Generated from `fullfolj/kaa/wording.toml`. The reason of a person's decision "
        "and the reference of a board's decision are refused when a word of theirs "
        "stands here. The register holds no sensitive personal data (förordning "
        "2006:39, 4 and 5 §§; article 9 and 10 of the data protection regulation)."
    )
    yield ""
    yield (
        "A list cannot know what a sentence means. It stops the words that most often "
        "say it, with a sentence on what to write instead, and lets the rest through."
    )
    for matter, stems in lists().items():
        yield from ("", f"## {MATTERS[matter]}", "")
        if matter != "allowed":
            said = words.text(f"refused.sensitive_{matter}", "sv")
            yield from (f"The answer: ”{said}”", "")
        yield from _stems(stems)


def _stems(stems: Iterable[str]) -> Iterator[str]:
    alone = sorted(stem[1:] for stem in stems if stem.startswith("="))
    begins = sorted(stem for stem in stems if not stem.startswith("="))
    if begins:
        yield f"- Words that begin with: {', '.join(begins)}"
    if alone:
        yield f"- The word by itself: {', '.join(alone)}"


def _sensitive() -> Iterator[str]:
    words = catalogue("fullfolj.casework")
    yield "# What a text is asked about before others read it"
    yield ""
    yield (
        "Generated from `fullfolj/casework/sensitive.toml` and "
        "`fullfolj/casework/rules/sensitive.py`, which come on top of the lists of the "
        "register ([wording.md](wording.md)). Nothing is refused: what is found is "
        "shown, and who writes changes it, lets fewer read it, or says that it is to "
        "stand."
    )
    yield ""
    yield (
        "Read once more are notes and what files are called; how contacts and meetings "
        "went, why a meeting is moved and what comes next, also after a message to "
        "many; events of a youth's way and what they want to learn; what stands in a "
        "section of a mapping when it is opened to a mentor, and what is written while "
        "it is open; goals, promises, small steps, follow-ups and ends of plans; what "
        "measures are called and what was said of them; what a team decides; what is "
        "asked and answered in referrals and handovers; on what ground a case is "
        "opened, why it is closed, and why it is opened again. Messages to youths say "
        "no such word at all ([messages.md](messages.md))."
    )
    for matter, stems in own().items():
        title = "Never asked about"
        if matter != ALLOWED:
            title = words.text(f"sensitive.{matter}", "en").capitalize()
        yield from ("", f"## {title}", "")
        yield from _stems(stems)
    yield from ("", "## Known by their shape", "")
    for kind in KINDS_OF_SHAPE:
        yield f"- {words.text(f'sensitive.{kind}', 'en')}"


MATTERS = {
    "health": "Health",
    "diagnosis": "Diagnoses",
    "crime": "Crime",
    "belief": "Belief",
    "other": "Origin, sexual orientation, union, politics",
    "allowed": "Never refused: schools, subjects and places of work",
}
MEANINGS = {
    200: "the page",
    302: "led on: to sign-in who is not signed in, else done and on to the next page",
    401: "signed out",
    403: "the role does not allow it; the page says whom to ask",
    404: "no such thing, also where it exists in another authority or is protected",
    405: "not in this way",
    422: "refused, with a sentence at the field; nothing is lost",
}


def _access() -> Iterator[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
    django.setup()
    from fullfolj.config import cast
    from fullfolj.config.tests.access_rows import ROWS
    from fullfolj.config.tests.access_table import VISITORS, addresses

    where = addresses(get_resolver().url_patterns)
    yield "# Who is answered what"
    yield ""
    yield (
        "Generated from `fullfolj/config/tests/access_table.py`, row by row tried. "
        "The persons, questions and memberships tried are Berg's; Gun coordinates and "
        "administers in the neighbour municipality."
    )
    yield ""
    yield from (str(cast.__doc__).split("\n\n", 1)[1].strip(), "")
    yield from (f"- {status}: {meaning}" for status, meaning in MEANINGS.items())
    yield ""
    yield f"| | address | about | {' | '.join(name.title() for name in VISITORS)} |"
    yield f"|---|---|---|{'---|' * len(VISITORS)}"
    for row in ROWS:
        cells = " | ".join(str(row.expected[name]) for name in VISITORS)
        yield f"| {row.method} | `{where[row.name]}` | {row.about} | {cells} |"


class _Braces(dict[str, str | int | None]):
    """Leaves the names of values in braces."""

    def __missing__(self, key: str) -> str:
        return f"‹{key}›"


def main() -> None:
    """Write every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
