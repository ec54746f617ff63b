"""Ställningstaganden: what is shown as holding, what can be signed, and by whom."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.kaa.models import PolicySetting
from fullfolj.kaa.tests.questions import signed

LIST = "/stallningstaganden/"
EQUIVALENT, SUMMER = f"{LIST}equivalent_studies/", f"{LIST}admitted_counts_until/"
SIGNED = {
    "reading": "OUT",
    "valid_from": "2026-03-01",
    "decided_on": "2026-02-20",
    "reference": "BUN 2026/12 § 4",
    "sworn": "on",
}


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def rows(cast: Cast) -> list[tuple[str, str]]:
    with cast.asking(cast.anna):
        found = PolicySetting.objects.order_by("recorded_at")
        return list(found.values_list("name", "value"))


@pytest.mark.parametrize(
    ("page", "read", "value"),
    [
        (EQUIVALENT, {"reading": "OUT"}, "OUT"),
        (EQUIVALENT, {"reading": "IN"}, "IN"),
        (EQUIVALENT, {"reading": "REVIEW"}, "REVIEW"),
        (EQUIVALENT, {"reading": "law"}, ""),
        (SUMMER, {"reading": "own", "until": "2026-08-17"}, "2026-08-17"),
        (SUMMER, {"reading": "law", "until": "2026-08-17"}, ""),
    ],
)
def test_each_reading_is_kept_as_the_rules_take_it(
    cast: Cast, page: str, read: dict[str, str], value: str
) -> None:
    answer = signed_in(cast.hilda).post(page, {**SIGNED, **read})
    assert answer.status_code == 302
    assert rows(cast) == [(page.split("/")[2], value)]
    with cast.asking(cast.anna):
        made = PolicySetting.objects.get()
    assert (made.signed_by, made.authority_id) == (cast.hilda.pk, cast.berg.pk)
    assert (made.valid_from, made.decided_on) == (date(2026, 3, 1), date(2026, 2, 20))


@pytest.mark.parametrize(
    ("page", "wrong", "said"),
    [
        (EQUIVALENT, {"sworn": ""}, "Kryssa i att nämnden har beslutat"),
        (EQUIVALENT, {"reading": "own"}, "Välj ett giltigt alternativ"),
        (EQUIVALENT, {"decided_on": "2999-01-01"}, "har inte varit än"),
        (EQUIVALENT, {"reference": ""}, "måste fyllas i"),
        (EQUIVALENT, {"reference": "för adhd"}, "inget stå om diagnoser"),
        (SUMMER, {"reading": "own"}, "Skriv den första skoldagen"),
        (SUMMER, {"reading": "own", "until": "2026-03-01"}, "efter startdagen"),
        (SUMMER, {"reading": "own", "until": "snart"}, "giltigt datum"),
    ],
)
def test_what_cannot_be_signed_is_refused_and_nothing_typed_is_lost(
    cast: Cast, page: str, wrong: dict[str, str], said: str
) -> None:
    given = {**SIGNED, "reading": "law", **wrong}
    answer = signed_in(cast.hilda).post(page, given)
    assert answer.status_code == 422
    assert said in text_of(answer)
    for typed in ("2026-03-01", given["reference"]):
        assert typed in answer.content.decode()
    assert rows(cast) == []


def test_what_holds_today_is_told_from_what_was_and_what_comes(cast: Cast) -> None:
    soon = clock.today() + timedelta(days=30)
    for value, since, reference in (
        ("IN", date(2025, 1, 1), "BUN 2025/1"),
        ("OUT", date(2026, 1, 1), "BUN 2026/1"),
        ("", soon, "BUN 2026/9"),
    ):
        signed(cast, "equivalent_studies", value, since, reference=reference)
    text = text_of(signed_in(cast.anna).get(LIST))
    _, card = text.split("Ingår den som läser på komvux")
    card, _ = card.split("Ingår den som går kvar")
    held, others = card.split("2 tidigare eller kommande beslut")
    assert "Nej, studierna räknas som motsvarande utbildning" in held
    assert "BUN 2026/1" in held
    assert "BUN 2025/1" in others
    assert "BUN 2026/9" in others
    assert others.count("har inte börjat") == 1
    krokom = text_of(signed_in(cast.gun).get(LIST))
    assert krokom.count("Inget beslut är inskrivet.") == 10
    assert "BUN" not in krokom


def test_who_may_not_sign_neither_sees_nor_signs(cast: Cast) -> None:
    for user in (cast.bo, cast.cilla):
        client = signed_in(user)
        assert client.get(LIST).status_code == 403
        assert client.post(EQUIVALENT, SIGNED).status_code == 403
    assert rows(cast) == []
