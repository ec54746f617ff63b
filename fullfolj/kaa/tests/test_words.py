"""Every code of a fact has a word; one that comes from outside without one stands."""

from collections.abc import Collection

from fullfolj.core.catalogue import catalogue
from fullfolj.kaa.facts import (
    CREDENTIALS,
    END_REASONS,
    PROTECTIONS,
    RULE_OF_SCHOOL_TYPE,
    STATUSES,
    WITHOUT_REGISTRATION,
)
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.rules.facts_seen import SINGLE
from fullfolj.kaa.rules.numbers import NAMES as NUMBERS
from fullfolj.kaa.rules.occupation import HOW_KNOWN, KINDS
from fullfolj.kaa.rules.parts import NAMES as PARTS
from fullfolj.kaa.rules.parts import ON
from fullfolj.kaa.wording import lists
from fullfolj.kaa.words import in_words

PLACE = {
    "school_unit_code": "12345678",
    "school_type": "GY",
    "programme_code": "NA",
    "study_abroad": False,
    "status": "active",
    "first_on": "2024-08-19",
    "last_on": None,
}


def test_every_code_has_a_word() -> None:
    groups: dict[str, Collection[str]] = {
        "kind": CREDENTIALS,
        "end_reason": END_REASONS - {""},
        "protection": (PROTECTIONS - {""}) | {"unknown"},
        "school_type": RULE_OF_SCHOOL_TYPE,
        "status": STATUSES,
        "fact": {*WITHOUT_REGISTRATION, *SINGLE, "refused_from"},
        "matter": PolicySetting.NAMES,
        "law": PolicySetting.NAMES,
        "refused": {f"sensitive_{m}" for m in lists() if m != "allowed"},
        "occupation": KINDS,
        "occupation_state": ("known", "stale", "unknown"),
        "how_known": HOW_KNOWN,
        "told_by": HOW_KNOWN,
        "number": NUMBERS,
        "asks": ("R0", "R3b", "R3d", "R3f", "R4c", "R6d"),
        "guide": ("R0", "R3b", "R3d", "R3f", "R4c", "R6d"),
    }
    groups |= {f"reading.{part}": (ON, "law") for part in PARTS}
    words = catalogue("fullfolj.kaa")
    for group, codes in groups.items():
        for code in codes:
            assert words.has(f"{group}.{code}"), f"{group}.{code}"


def test_facts_read_as_sentences() -> None:
    schools = {"12345678": "Bergs gymnasieskola"}
    assert in_words(PLACE, "enrolments", schools) == (
        "Bergs gymnasieskola, gymnasieskola, NA, pågår, från 19 aug 2024"
    )
    moved = {
        "municipality_code": "2326",
        "valid_from": "2008-05-01",
        "valid_to": "2026-03-01",
        "end_reason": "moved",
    }
    assert in_words(moved, "registrations", {}) == (
        "Folkbokförd i kommun 2326, 1 maj 2008 – 1 mar 2026, flyttade"
    )


def test_what_has_no_word_stands_as_it_came() -> None:
    odd = PLACE | {"school_unit_code": "", "status": "paused"}
    assert in_words(odd, "enrolments", {}) == (
        "okänd skola, gymnasieskola, NA, paused, från 19 aug 2024"
    )
