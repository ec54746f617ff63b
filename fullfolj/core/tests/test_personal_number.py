"""Numbers as registers and schools write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fullfolj.core.personal_number import InvalidNumber, parse, twelve

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "number", "born_on"),
    [
        ("200703101238", "200703101238", date(2007, 3, 10)),
        ("20070310-1238", "200703101238", date(2007, 3, 10)),
        (" 070310-1238 ", "200703101238", date(2007, 3, 10)),
        ("0703101238", "200703101238", date(2007, 3, 10)),
        ("070310+1238", "190703101238", date(1907, 3, 10)),
        ("19070310+1238", "190703101238", date(1907, 3, 10)),
        ("261122-1231", "192611221231", date(1926, 11, 22)),
        ("200703701235", "200703701235", date(2007, 3, 10)),
        ("070370-1235", "200703701235", date(2007, 3, 10)),
        ("20080101TF01", "20080101TF01", date(2008, 1, 1)),
        ("080101-tf01", "20080101TF01", date(2008, 1, 1)),
        ("200802290015", "200802290015", date(2008, 2, 29)),
    ],
)
def test_every_written_form_is_the_same_person(
    text: str, number: str, born_on: date
) -> None:
    parsed = parse(text, TODAY)
    assert (parsed.text, parsed.born_on) == (number, born_on)


@pytest.mark.parametrize(
    ("text", "reason", "as_written"),
    [
        ("200703101239", "number.check", "200703101239"),
        ("200713101238", "number.date", "200713101238"),
        ("200702301238", "number.date", "200702301238"),
        ("200703001238", "number.date", "200703001238"),
        ("190703101238", "number.century", "190703101238"),
        ("210703101238", "number.future", "210703101238"),
        ("anna", "number.shape", ""),
        ("", "number.shape", ""),
        ("٢٠٠٧٠٣١٠١٢٣٨", "number.shape", ""),
        ("2007031012381", "number.shape", ""),
        ("20070310TFX1", "number.shape", ""),
    ],
)
def test_a_wrong_number_says_what_is_wrong(
    text: str, reason: str, as_written: str
) -> None:
    with pytest.raises(InvalidNumber) as caught:
        parse(text, TODAY)
    assert (caught.value.reason, caught.value.as_written) == (reason, as_written)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        parsed = parse(text, TODAY)
    except InvalidNumber:
        return
    assert twelve(parsed.text, TODAY) == parsed.text
    assert parse(parsed.text, TODAY, is_old=True) == parsed
