"""What is wrong with real servers, each on a switch.

A fault hits the requests it is switched on for, `times` of them after letting `after`
by, and counts what it hit:

    server.switch(faults.status(503, retry_after=1), on="/persons", times=2)

Bodies that a fault makes wrong on purpose are not held to the official file; all
others are, those of faulty servers too.
"""

from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from gzip import compress
from typing import Any, Literal

from fullfolj.exchange.ss12000.tests.region import Json, spread

Paging = Literal["", "again", "endless", "same_token", "changing"]
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out. `sent` is how much of the body does before the line is cut."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON_TYPE
    sent: int | None = None
    is_chunked: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault.

    Attributes:
        instead: what is answered without looking.
        turned: what becomes of the right answer.
        spoilt: what becomes of each object.
        is_wrong: that the official file would not let it through.
        paging: what is wrong with the pages.
        needs: hits only what is asked with this, as `limit` or `pageToken`.
        delay: seconds before the answer.
        clock: how much the `Date` of the answer is off; None for no `Date`.
    """

    instead: Callable[[], Answer] | None = None
    turned: Callable[[Answer], Answer] | None = None
    spoilt: Callable[[Json], Json] | None = None
    is_wrong: bool = False
    paging: Paging = ""
    needs: str = ""
    delay: float = 0
    clock: timedelta | None = timedelta()


@dataclass(slots=True)
class Switched:
    """A fault that is on: for which addresses, how often still, how often it hit."""

    fault: Fault
    on: str
    times: int | None
    after: int
    happened: int = 0

    def hits(self, path: str, asked: Container[str]) -> bool:
        """Is it this request's turn? Then it is counted."""
        if not path.startswith(self.on) or self.times == 0:
            return False
        if self.fault.needs and self.fault.needs not in asked:
            return False
        if self.after:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        self.happened += 1
        return True

    def off(self) -> None:
        """Not any more."""
        self.times = 0


# ── The answer ───────────────────────────────────────────────────────────────────────


def status(
    code: int, *, retry_after: int | datetime | None = None, needs: str = ""
) -> Fault:
    """An error instead of an answer; `Retry-After` in seconds or as a date.

    With `needs`, for those alone who ask with it: 400 for `limit` is a server that
    does not know it, 503 for `pageToken` one that fails between pages.
    """
    headers = {}
    if isinstance(retry_after, datetime):
        headers["Retry-After"] = format_datetime(retry_after, usegmt=True)
    elif retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    body = b'{"code": "fault", "message": "Switched on."}'
    return Fault(instead=lambda: Answer(code, body, headers), needs=needs)


def slow(seconds: float) -> Fault:
    """The answer comes, but late."""
    return Fault(delay=seconds)


def cut(*, chunked: bool = False) -> Fault:
    """The line breaks in the middle of the body."""
    return Fault(
        turned=lambda right: replace(
            right, sent=len(right.body) // 2, is_chunked=chunked
        )
    )


def html() -> Fault:
    """A page for people, as a proxy gives, and that all is well."""
    page = "<!doctype html><title>Underhåll</title><h1>Vi är strax tillbaka</h1>"
    return Fault(
        instead=lambda: Answer(200, page.encode(), content_type="text/html"),
    )


def wrong_json() -> Fault:
    """JSON that stops in the middle, and that all is well."""
    return Fault(turned=lambda right: replace(right, body=right.body[:-2]))


def without_data() -> Fault:
    """JSON, but not a list."""
    return Fault(instead=lambda: Answer(200, b'{"pageToken": null}'))


def zipped() -> Fault:
    """No fault: the body is compressed, and begins with a byte order mark."""

    def turned(right: Answer) -> Answer:
        headers = {**right.headers, "Content-Encoding": "gzip"}
        return replace(right, body=compress(BOM_UTF8 + right.body), headers=headers)

    return Fault(turned=turned)


def last_without(*, empty: bool = False) -> Fault:
    """No fault: the last page has no `pageToken`, or an empty one, instead of null."""
    said = b',"pageToken":""}' if empty else b"}"
    return Fault(
        turned=lambda right: replace(
            right, body=right.body.replace(b',"pageToken":null}', said)
        )
    )


def clock_off(off: timedelta | None) -> Fault:
    """The `Date` of answers is wrong, or with None is not there.

    For a server all of whose clock is wrong, `SchoolServer.move_clock`.
    """
    return Fault(clock=off)


# ── The pages ────────────────────────────────────────────────────────────────────────


def page_again() -> Fault:
    """The page that was just given, once more."""
    return Fault(paging="again", needs="pageToken")


def endless() -> Fault:
    """After the last page comes the first, with a new token."""
    return Fault(paging="endless")


def same_token() -> Fault:
    """Every page leads to itself."""
    return Fault(paging="same_token")


def changing() -> Fault:
    """Somebody on the first page is changed meanwhile, and comes on this one too."""
    return Fault(paging="changing", needs="pageToken")


# ── The objects ──────────────────────────────────────────────────────────────────────


def unmarked(*, every: int = 1) -> Fault:
    """`securityMarking` is missing, for all or one in so many."""
    return without("securityMarking", every=every)


def without(name: str, *, every: int = 1, only: Collection[str] | None = None) -> Fault:
    """A field that may be missing is missing."""

    def spoilt(thing: Json) -> Json:
        if name not in thing or not _meant(thing, every, only):
            return thing
        return {key: value for key, value in thing.items() if key != name}

    return Fault(spoilt=spoilt)


def nulls(*names: str) -> Fault:
    """Fields that are not there are null, in the object and in each of its lists."""

    def spoilt(thing: Json) -> Json:
        told = {
            key: [spoilt(o) if isinstance(o, dict) else o for o in value]
            if isinstance(value, list)
            else value
            for key, value in thing.items()
        }
        return dict.fromkeys(names) | told

    return Fault(spoilt=spoilt, is_wrong=True)


def said(
    path: str,
    value: Any,
    *,
    every: int = 1,
    only: Collection[str] | None = None,
    is_wrong: bool = True,
) -> Fault:
    """A field says something else, where it is there.

    Args:
        path: as `personStatus` or, for each one of a list, `enrolments.schoolType`.
        value: that no server should give: a code of no list, or None.
        every: hits one in so many objects, always the same.
        only: hits these ids.
        is_wrong: that the official file has no such value.
    """

    def spoilt(thing: Json) -> Json:
        return _with(thing, path, value) if _meant(thing, every, only) else thing

    return Fault(spoilt=spoilt, is_wrong=is_wrong)


def twins(number: str, *, only: Collection[str]) -> Fault:
    """These persons have somebody else's number."""
    return said("civicNo.value", number, only=only, is_wrong=False)


def _meant(thing: Json, every: int, only: Collection[str] | None) -> bool:
    id_ = thing.get("id", "")
    return id_ in only if only is not None else not spread(id_, every)


def _with(thing: Any, path: str, value: Any) -> Any:
    if isinstance(thing, list):
        return [_with(each, path, value) for each in thing]
    name, _, rest = path.partition(".")
    if name not in thing:
        return thing
    return thing | {name: _with(thing[name], rest, value) if rest else value}
