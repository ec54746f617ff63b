"""What the pages of a closed case lead to: reading, and the little still to say."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.urls import resolve

from fullfolj.casework.models import Case
from fullfolj.casework.tests.cases import begun, closed, found, met, opened, tried
from fullfolj.casework.tests.mappings import INTERESTS, answered, opened_to
from fullfolj.casework.tests.measures import offered, passed
from fullfolj.casework.tests.notes import attached, noted
from fullfolj.casework.tests.plans import stepped, written
from fullfolj.casework.tests.progress import believed, happened, uses, viewed
from fullfolj.casework.tests.teams import NEW_ONE, checklist, ticked
from fullfolj.casework.tests.test_introductions import goal
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock

pytestmark = pytest.mark.django_db

READ = {
    *("case", "measure", "introduction", "mapping", "mapping_section", "checklist"),
    *("plan", "plan_version", "plan_paper", "plan_file", "plan_documentation"),
    *("note_wordings", "attachment", "self_view", "belief"),
}
# What is said of a case after its end: how it went, and what the youth says themselves.
SAID = {
    *("reopen", "follow_up", "meeting", "refuse"),
    *("ladder", "ladder_strike", "self_view_new", "self_view_handed"),
}
LIST = f"checklista/{NEW_ONE}/"
TWICE = 2  # of each kind of page so many are read: what is there, and what is not


def full(cast: Cast, case: Case) -> None:
    """Let a case hold something of everything."""
    uses(cast)
    with cast.asking(cast.bo):
        tried(case, cast.bo, reached=True)
        begun(met(found(case.person), cast.bo))
        answered(case, cast.bo)
        opened_to(case, cast.cilla, cast.bo)
        offered(case, cast.bo, state="ongoing", starts_on=clock.today())
        passed(case, cast.bo, "english")
        goal(case, cast.bo)
        noted(case, cast.bo)
        attached(case, cast.bo)
        ticked(case, cast.bo, checklist().points[0].code)
        written(case, cast.bo)
        stepped(case, cast.bo, "Ringa")
        happened(case, cast.bo, 1)
        viewed(case, cast.bo)
        believed(case, cast.bo, likely=3)


def led_to(here: str, page: str) -> Iterator[tuple[str, str]]:
    """Where the links and the forms that send something lead, of which kind each is."""
    for tag in re.findall(r"<(?:a|form) [^>]*>", page):
        where = re.search(r'(?:href|action)="([^"#]*)', tag)
        if tag.startswith("<a ") or 'method="post"' in tag:
            place = urljoin(here, where[1] if where else here).split("?")[0]
            yield ("link" if tag.startswith("<a ") else "form"), place


@pytest.mark.parametrize("holds", [True, False])
def test_no_page_of_a_closed_case_leads_to_what_is_refused(
    cast: Cast, *, holds: bool
) -> None:
    case, bo = opened(cast, "Elin Testsson", "200905011234"), signed_in(cast.bo)
    if holds:
        full(cast, case)
    with cast.asking(cast.bo):
        closed(found(case.person), cast.bo)
    here = rf"/(ungdomar/{case.pk}|insatser|studiemal)/"
    ways, read = [f"/ungdomar/{case.pk}/"], Counter[str]()
    ways += [ways[0] + page for page in ("plan/", "plan/dokumentation/", LIST)]
    names: dict[str, Any] = {way: resolve(way).url_name for way in ways}
    for way in ways:  # grows as it is walked
        read[names[way]] += 1
        if names[way] not in READ or read[names[way]] > TWICE:
            continue
        answer = bo.get(way)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        for kind, place in led_to(way, answer.content.decode()):
            if not re.match(here, place):
                continue
            name = resolve(place).url_name
            assert name in (SAID if kind == "form" else READ | SAID), f"{way}: {place}"
            if place not in names:
                names[place] = name
                ways.append(place)
    if holds:
        assert set(names.values()) >= READ | {"reopen", "follow_up", "meeting"}
        home = ways[0]
        section = f"kartlaggning/{INTERESTS}/"
        for page, words in ((section, "Rita"), (section, "stängdes"), (LIST, "Klart")):
            assert words in bo.get(home + page).content.decode(), "it is still read"
