"""What facts, questions and refusals are called, in the language of the page."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language

from fullfolj.core.catalogue import LANGUAGES, Value, catalogue
from fullfolj.core.templatetags.ui import day
from fullfolj.kaa.facts import WITHOUT_REGISTRATION
from fullfolj.kaa.rules.facts_seen import Difference
from fullfolj.kaa.rules.register import Ruling, Setting
from fullfolj.kaa.sentences import KAA


def language() -> str:
    """The language of the page."""
    return get_language() or LANGUAGES[0]


def say(group: str, code: str) -> str:
    """The words for a code."""
    return catalogue(KAA).text(f"{group}.{code}", language())


def born(on: date) -> str:
    """When the person was born."""
    return _fact("born_on", value=day(on))


def in_words(values: Mapping[str, Any], kind: str, schools: Mapping[str, str]) -> str:
    """A fact of a kind of `facts_seen.MANY`; its days as dates or in ISO format.

    Args:
        schools: code of school unit → name, for facts that were kept without it.
    """
    if kind == "registrations":
        code = values["municipality_code"]
        known = code if code in WITHOUT_REGISTRATION else "registered"
        when = _span(values["valid_from"], values["valid_to"])
        ended = values["end_reason"]
        why = f", {_named('end_reason', ended)}" if ended else ""
        return _fact(known, code=code, when=when) + why
    if kind == "credentials":
        kind = _named("kind", values["kind"])
        return _fact("awarded", kind=kind, on=_day(values["awarded_on"]))
    code = values["school_unit_code"]
    school = values.get("school_name") or schools.get(code) or code
    parts = (
        school or say("fact", "unknown_school"),
        _named("school_type", values["school_type"]),
        values["programme_code"],
        say("fact", "abroad") if values["study_abroad"] else "",
        _named("status", values["status"]),
        _span(values["first_on"], values["last_on"]),
    )
    return ", ".join(filter(None, parts))


def changed(
    differences: Iterator[Difference], schools: Mapping[str, str]
) -> Iterator[str]:
    """What came and what went, each as a sentence; what was empty is not told of."""
    for each in differences:
        if each.values is None:
            continue
        if isinstance(each.values, str):
            told = _fact(each.kind, value=_single(each.kind, each.values))
        else:
            told = in_words(each.values, each.kind, schools)
        yield _fact("new" if each.is_new else "gone", fact=told)


def decided(ruling: Ruling) -> str:
    """What a person decided, why and from when."""
    values = {
        "reason": ruling.reason,
        "decided_by": ruling.decided_by,
        "valid_from": day(ruling.valid_from),
    }
    return catalogue(KAA).text("ruled", language(), values)


def in_sentence(chosen: Setting) -> str:
    """On which decision of the board an answer rests."""
    values = {
        "decided_on": day(chosen.decided_on),
        "reference": chosen.reference,
        "valid_from": day(chosen.valid_from),
        "signed_by": chosen.signed_by,
    }
    return catalogue(KAA).text("chosen", language(), values)


def _single(kind: str, value: str) -> str:
    if kind == "protection":
        return say("protection", value or "unknown")
    return _day(value)


def _named(group: str, code: str) -> str:
    """The word for a code from outside; one that has none stands as it came."""
    return say(group, code) if catalogue(KAA).has(f"{group}.{code}") else code


def _fact(key: str, **values: Value) -> str:
    return catalogue(KAA).text(f"fact.{key}", language(), values)


def _span(first: date | str, last: date | str | None) -> str:
    if last is None:
        return _fact("from", first=_day(first))
    return _fact("span", first=_day(first), last=_day(last))


def _day(on: date | str) -> str:
    return day(date.fromisoformat(on) if isinstance(on, str) else on)
