"""One page of a long list, with how many there are, in one statement."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window

MOST_DIGITS = 9  # of a page's number: past eighteen the database cannot count


def page_of(rows: QuerySet[Any, Any], number: str | None, size: int) -> Any:
    """The ids of one page of the rows, as Django's own page; the first where none is.

    What a page shows is asked for these ids alone, not for all that come before them.
    """
    given = number or ""
    asked = int(given) if given.isdecimal() and len(given) <= MOST_DIGITS else 1
    counted = rows.annotate(of_all=Window(Count("pk"))).values_list("pk", "of_all")
    found: list[Any] = []
    for page in dict.fromkeys((max(asked, 1), 1)):
        found = list(counted[(page - 1) * size : page * size])
        if found:
            break
    paginator: Any = Paginator((), size)
    paginator.count = found[0][1] if found else 0
    return Page([row_id for row_id, _ in found], page, paginator)
