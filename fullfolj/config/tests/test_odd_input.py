"""What no page sends but somebody may: a case's pages answer it, and never break."""

from collections.abc import Mapping
from itertools import cycle, islice
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.test import Client
from django.urls import reverse

from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.config.tests.access_rows import ROWS
from fullfolj.config.tests.access_table import Things, Try, things

NOBODY = "00000000-0000-4000-8000-000000000000"
# Longer than Python makes a number of, and than any field takes.
DIGITS, LONG = "9" * 5_000, "å" * 100_000
ODD: tuple[Any, ...] = (
    *("\0", LONG, "", NOBODY, "-1", "2026-02-30", ["x", "\0"], DIGITS, "٣"),
    *("NaN", "0001-01-01", "[]", "\u202e🙂"),
)


def writes() -> list[Try]:
    """A try of Bo's of every address of cases that he may post to; done, if one is."""
    may = [row for row in ROWS if row.method == "POST" and "casework:" in row.name]
    may = [row for row in may if row.expected["bo"] in (200, 302, 422)]
    may.sort(key=lambda row: row.expected["bo"])
    return list({row.name: row for row in reversed(may)}.values())


def asked(page: Any) -> dict[str, Any]:
    """What the form of a page asks for, as it stands filled in."""
    form = (page.context or {}).get("form")
    values = {name: form[name].value() for name in form.fields} if form else {}
    return {
        name: value if isinstance(value, list) else str(value or "")
        for name, value in values.items()
    }


def odd(given: Mapping[str, Any], turn: int, about: Things) -> list[dict[str, Any]]:
    """All odd at once, in turns; then what may stand in a form, and makes no sense."""
    turns = islice(cycle(ODD), turn, None)
    days = (name for name in given if name == "on" or name.endswith("_on"))
    return [
        {**dict(zip(given, turns, strict=False)), "version": DIGITS},
        {**given, "key": str(about.case.pk), **dict.fromkeys(days, "9999-12-30")},
    ]


def one_odd(good: Mapping[str, Any], turn: int) -> list[dict[str, Any]]:
    """Every other field odd, one at a time: what else is sent is good."""
    names = [name for name in good if name not in ("key", "version")]
    some = zip(names[turn % 2 :: 2], islice(cycle(ODD), turn, None), strict=False)
    return [{**good, name: value} for name, value in some]


def sent(client: Client, url: str, data: Mapping[str, Any]) -> int:
    """The status of what is sent, which does not stay."""
    for each in data.values():
        if isinstance(each, File):  # another try has read it
            each.seek(0)
    with transaction.atomic():
        status = client.post(url, data).status_code
        transaction.set_rollback(True)
    return status


def test_what_no_page_sends_breaks_none(cast: Cast) -> None:
    about, bo, wrong = things(cast), signed_in(cast.bo), []
    rows, cookies, reached = writes(), bo.cookies.output(), 0
    for turn, row in enumerate(rows):
        url = reverse(row.name, kwargs=dict(row.args(about)))
        given = asked(bo.get(url)) | dict(row.given(about))
        good = one_odd(given, turn) if row.expected["bo"] == 302 else []
        for data in odd({"key": "", "version": "", **given}, turn, about) + good:
            status = sent(bo, url, data)
            bo.cookies.load(cookies)
            reached += status == 302 and data in good
            if status >= 500:
                short = {name: str(value)[:20] for name, value in data.items()}
                wrong.append(f"{row.name} {status}: {short}")
    assert len(rows) > 60, "all of them"
    assert reached > 25, "forms let some of it through, and the actions answer it"
    assert not wrong, "\n".join(wrong)
