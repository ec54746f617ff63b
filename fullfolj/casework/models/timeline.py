"""What has happened in a case, of all kinds, the latest first.

Each slice that tells something adds one source. It is asked in one statement; the words
stand in `casework/timeline/<kind>.html`, which is given an `entry`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from django.db.models import F, Func, OuterRef, Subquery, Value
from django.db.models.functions import JSONObject

from fullfolj.access.models import User
from fullfolj.casework.models.attachments import Attachment
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.notes import Note

if TYPE_CHECKING:
    from fullfolj.casework.models.cases import Case

ROWS = 30  # of a page
# What every source tells, in this order. The names are nobody's field.
COLUMNS = ("told_as", "told_on", "told_at", "id", "told_by", "told_name", "said")
DAYS = "_on"  # what is said under a name that ends so is a day


class Entry(NamedTuple):
    """One thing that happened: of which kind, on which day, and by whom.

    `at` is when it was recorded, and only sorts: nobody said at what time of the day it
    happened. `said` is what the kind's template shows.
    """

    kind: str
    on: date
    at: datetime
    id: UUID
    by: UUID | None
    name: str | None
    said: dict[str, Any]

    @property
    def template(self) -> str:
        """The words of the kind."""
        return f"casework/timeline/{self.kind}.html"


@dataclass(frozen=True)
class Timeline:
    """One page of what happened; `kind` is empty where all kinds are shown."""

    entries: list[Entry]
    kind: str
    page: int
    has_older: bool

    @property
    def newer(self) -> int:
        """The number of the page with what happened later."""
        return self.page - 1

    @property
    def older(self) -> int:
        """The number of the page with what happened before."""
        return self.page + 1

    @property
    def kinds(self) -> tuple[str, ...]:
        """What one may choose among."""
        return tuple(SOURCES)


def telling(rows: Any, *, on: str, at: str, by: str, said: Func) -> Any:
    """Rows as a source tells them.

    Args:
        on: the field with the day it happened.
        at: with when it was recorded.
        by: with the user who did it.
        said: a JSONObject of what the template shows.
    """
    names = User.objects.filter(pk=OuterRef(by)).values("name")
    return rows.annotate(
        told_on=F(on),
        told_at=F(at),
        told_by=F(by),
        told_name=Subquery(names),
        said=said,
    )


def contacts(case: "Case") -> Any:
    """What was tried."""
    rows = Contact.objects.of_case(case).order_by()
    said = JSONObject(
        channel="channel",
        reached="reached",
        line="line",
        second=Subquery(User.objects.filter(pk=OuterRef("second")).values("name")),
        safety="safety",
        next_step="next_step",
        next_step_on="next_step_on",
        writer="writer",
        made_by="made_by",
        recorded_by="recorded_by",
    )
    return telling(rows, on="happened_on", at="recorded_at", by="made_by", said=said)


def notes(case: "Case") -> Any:
    """What was noted, as it stands now; that there is one, also to who may not read."""
    rows = Note.objects.of_case(case).standing().with_text().with_writers()
    said = JSONObject(
        text="text",
        first="first",
        replaces="replaces",
        is_restricted="is_restricted",
        recorder="recorder",
        corrected_on="recorded_at",
    )
    return telling(rows, on="happened_on", at="written_at", by="written_by", said=said)


def attachments(case: "Case") -> Any:
    """Which files there are."""
    rows = Attachment.objects.of_case(case).with_name()
    said = JSONObject(
        name="name", kind="kind", size="size", is_restricted="is_restricted"
    )
    return telling(rows, on="added_on", at="recorded_at", by="written_by", said=said)


SOURCES: dict[str, Callable[["Case"], Any]] = {
    "contact": contacts,
    "note": notes,
    "attachment": attachments,
}


def timeline(case: "Case", kind: str = "", page: int = 1) -> Timeline:
    """One page of what happened in a case, of one kind or of all."""
    kind = kind if kind in SOURCES else ""
    chosen = {kind: SOURCES[kind]} if kind else SOURCES
    first, *rest = [_marked(name, of(case)) for name, of in chosen.items()]
    rows = first.union(*rest, all=True) if rest else first
    start = (page - 1) * ROWS
    # One more than is shown tells whether there is more.
    found = list(rows.order_by("-told_on", "-told_at", "-id")[start : start + ROWS + 1])
    entries = [Entry._make((*told, _read(said))) for *told, said in found[:ROWS]]
    return Timeline(entries, kind, page, has_older=len(found) > ROWS)


def _marked(kind: str, rows: Any) -> Any:
    return rows.annotate(told_as=Value(kind)).values_list(*COLUMNS)


def _read(said: dict[str, Any]) -> dict[str, Any]:
    """What was said, with its days as days: JSON knows none."""
    return {
        name: date.fromisoformat(value[:10]) if value and name.endswith(DAYS) else value
        for name, value in said.items()
    }
