"""The generated pages of docs/reference/: `make reference` writes, a test compares."""

from collections.abc import Iterator
from pathlib import Path

from fullfolj.core.catalogue import catalogue
from fullfolj.kaa.facts import RULE_OF_SCHOOL_TYPE
from fullfolj.kaa.rules import IN, ORDER, OUT, POLICY_OF_RULE, REVIEW
from fullfolj.kaa.tests.reference import cases

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[str, str]:
    """File name → text, for every generated page."""
    return {"rules.md": "\n".join(_rules()) + "\n"}


def _rules() -> Iterator[str]:
    words = catalogue("fullfolj.kaa")
    decisions: dict[str, set[str]] = {}
    for case in cases():
        decisions.setdefault(case.expected[1], set()).add(case.expected[0])
    yield "# The rules in order"
    yield ""
    yield (
        "Generated from `fullfolj/kaa/rules.py` and its reference table. The rules are "
        "tried from the top; the first that fits decides."
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
