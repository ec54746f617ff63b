"""A server asked: pages, lookups, deletions, subscriptions, the test button."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fullfolj.exchange.ss12000.client import Missing
from fullfolj.exchange.ss12000.tests.calls import (
    ADA,
    BEARER,
    BO,
    CIA,
    WHEN,
    Calls,
    broken,
    persons,
    reason,
)
from fullfolj.exchange.ss12000.tests.scripted import (
    Reply,
    Scripted,
    page,
    said,
    status,
)


@pytest.fixture
def calls() -> Calls:
    return Calls()


# ── What is asked ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ["", "/", "/v2.0", "/v2.0/", "/a/b/v2.0"])
def test_endpoints_are_put_after_the_address(calls: Calls, path: str) -> None:
    with Scripted(page(ADA)) as school:
        assert persons(calls.to(school, path)) == [ADA]
    assert school.paths == [f"{path.rstrip('/')}/persons"]


def test_filters_are_sent_as_the_standard_writes_them(calls: Calls) -> None:
    with Scripted(page()) as school:
        server = calls.to(school)
        persons(server, modified_after=WHEN, expand=["duties", "placements"])
    assert school.asked[0].query == {
        "limit": ["1000"],
        "meta.modified.after": ["2026-11-21T02:00:00Z"],  # never later than asked for
        "expand": ["duties", "placements"],
    }
    assert "authorization" not in school.asked[0].headers


def test_pages_are_turned_by_token_without_the_filters(calls: Calls) -> None:
    pages = page(ADA, then="1/2 &"), page(BO, then="3"), page(CIA)
    with Scripted(*pages) as school:
        found = persons(calls.to(school), modified_after=WHEN)
    assert found == [ADA, BO, CIA]
    assert [asked.query for asked in school.asked[1:]] == [
        {"limit": ["1000"], "pageToken": ["1/2 &"]},
        {"limit": ["1000"], "pageToken": ["3"]},
    ]


@pytest.mark.parametrize("last", [{}, {"pageToken": None}, {"pageToken": ""}])
def test_the_last_page_has_no_token(calls: Calls, last: dict[str, object]) -> None:
    with Scripted(said({"data": [ADA], **last})) as school:
        assert persons(calls.to(school)) == [ADA]


@pytest.mark.parametrize("number", [400, 422])
def test_a_server_that_refuses_limit_is_asked_without(
    calls: Calls, number: int
) -> None:
    pages = status(number), page(ADA, then="x"), page(BO), page(CIA)
    with Scripted(*pages) as school:
        server = calls.to(school)
        assert persons(server, type="Skola") == [ADA, BO]
        assert persons(server) == [CIA]
    assert [asked.query for asked in school.asked] == [
        {"limit": ["1000"], "type": ["Skola"]},
        {"type": ["Skola"]},
        {"pageToken": ["x"]},
        {},
    ]


def test_what_is_refused_also_without_limit_is_refused(calls: Calls) -> None:
    with Scripted(status(400), status(400)) as school:
        error = broken(lambda: persons(calls.to(school)))
    assert (error.reason, error.values["status"]) == ("ss12000.status", 400)


# ── Pages that come again ────────────────────────────────────────────────────────────


def test_what_comes_again_is_given_once(calls: Calls) -> None:
    newer = {**ADA, "meta": {"modified": "2026-11-02T00:00:00Z"}}
    pages = page(ADA, BO, then="1"), page(ADA, BO, then="2"), page(BO, newer)
    with Scripted(*pages) as school:
        assert persons(calls.to(school)) == [ADA, BO, newer]


def test_what_has_no_id_is_told_apart_by_all_it_says(calls: Calls) -> None:
    sums = [{"student": {"id": "ada"}, "attendanceSum": n} for n in (1, 2)]
    with Scripted(page(*sums, then="1"), page(*sums)) as school:
        assert list(calls.to(school).listed("/aggregatedAttendance")) == sums


def test_the_same_token_again_is_an_endless_chain(calls: Calls) -> None:
    pages = page(ADA, then="1"), page(BO, then="2"), page(CIA, then="1")
    with Scripted(*pages) as school:
        assert reason(lambda: persons(calls.to(school))) == "endless"


def test_three_pages_with_nothing_new_are_an_endless_chain(calls: Calls) -> None:
    pages = [page(ADA, then=str(n)) for n in range(4)]
    with Scripted(*pages) as school:
        assert reason(lambda: persons(calls.to(school))) == "endless"


def test_pages_that_go_round_are_an_endless_chain_also_where_all_seems_changed(
    calls: Calls,
) -> None:
    pages = [
        page(
            {"id": "ada", "meta": {"modified": f"2026-11-01T00:00:0{n}Z"}}, then=str(n)
        )
        for n in range(4)
    ]
    with Scripted(*pages) as school:
        assert reason(lambda: persons(calls.to(school))) == "endless"


@pytest.mark.parametrize("token", ["\ud800", ["1"], {"a": "1"}, 1.5])
def test_a_token_that_cannot_be_sent_is_no_answer(calls: Calls, token: object) -> None:
    with Scripted(*[said({"data": [ADA], "pageToken": token})] * 4) as school:
        assert reason(lambda: persons(calls.to(school))) == "answer"


def test_two_pages_with_nothing_new_may_be_followed_by_more(calls: Calls) -> None:
    empty = page(then="1"), page(then="2"), page(ADA, then="3")
    with Scripted(*empty, page(then="4"), page(then="5"), page(BO)) as school:
        assert persons(calls.to(school)) == [ADA, BO]


@settings(max_examples=25)
@given(st.lists(st.lists(st.integers(0, 5), min_size=1), min_size=1, max_size=4))
def test_every_object_comes_once_however_they_are_paged(pages: list[list[int]]) -> None:
    pages = [[*numbers, 100 + at] for at, numbers in enumerate(pages)]
    last = len(pages) - 1
    with Scripted(
        *(
            page(*({"id": n} for n in numbers), then=None if at == last else str(at))
            for at, numbers in enumerate(pages)
        )
    ) as school:
        found = [person["id"] for person in persons(Calls().to(school))]
    assert found == list(dict.fromkeys(n for numbers in pages for n in numbers))


# ── Lookups, deletions, subscriptions, the test button ───────────────────────────────


def test_lookups_go_in_parts(calls: Calls) -> None:
    ids = [str(n) for n in range(2500)]
    script = said([ADA]), said({"data": [BO]}), said([])
    with Scripted(*script) as school:
        server = calls.to(school, "/v2.0", token=BEARER)
        found = list(server.looked_up("/persons", [*ids, "7"], expand=["duties"]))
    assert found == [ADA, BO]
    assert school.paths == ["/v2.0/persons/lookup"] * 3
    assert [asked.query for asked in school.asked] == [{"expand": ["duties"]}] * 3
    assert [id_ for asked in school.asked for id_ in asked.said["ids"]] == ids
    assert max(len(asked.said["ids"]) for asked in school.asked) == 1000


def test_nobody_to_look_up_asks_nothing(calls: Calls) -> None:
    with Scripted() as school:
        assert list(calls.to(school).looked_up("/persons", [])) == []


@pytest.mark.parametrize("number", [400, 413])
def test_a_lookup_too_large_for_the_server_is_made_smaller(
    calls: Calls, number: int
) -> None:
    ids = [str(n) for n in range(300)]
    with Scripted(status(number), said([ADA]), said([BO])) as school:
        assert list(calls.to(school).looked_up("/persons", ids)) == [ADA, BO]
    assert [len(asked.said["ids"]) for asked in school.asked] == [300, 250, 50]
    with Scripted(*[status(number)] * 4) as school:
        server = calls.to(school)
        error = broken(lambda: list(server.looked_up("/persons", ids)))
    assert error.values["status"] == number
    assert isinstance(error, Missing) is (number == 400), "413 is too much, for ever"


@pytest.mark.parametrize("number", [403, 422])
def test_a_lookup_that_is_not_let_by_is_missing(calls: Calls, number: int) -> None:
    with Scripted(status(number)) as school:
        error = broken(lambda: list(calls.to(school).looked_up("/persons", ["a"])))
    assert isinstance(error, Missing)
    with Scripted(said([ADA]), status(number)) as school:
        server, ids = calls.to(school), [str(n) for n in range(1001)]
        error = broken(lambda: list(server.looked_up("/persons", ids)))
    assert not isinstance(error, Missing), "half would pass for all"


@pytest.mark.parametrize("answer", [{"data": None}, "x", [None], {}])
def test_a_lookup_that_is_no_answer(calls: Calls, answer: object) -> None:
    with Scripted(*[said(answer)] * 4) as school:
        server = calls.to(school)
        assert reason(lambda: list(server.looked_up("/persons", ["a"]))) == "answer"


def test_deletions_are_gathered_from_all_pages(calls: Calls) -> None:
    first = {"persons": ["ada", "bo"], "groups": [], "grades": None}
    pages = (
        said({"data": first, "pageToken": "1"}),
        said({"data": {"persons": ["bo", "cia"], "groups": ["x"]}}),
    )
    with Scripted(*pages) as school:
        gone = calls.to(school).deleted(WHEN, ["Person", "Group"])
    assert gone == {"persons": {"ada", "bo", "cia"}, "groups": {"x"}}
    assert school.asked[0].query == {
        "limit": ["1000"],
        "after": ["2026-11-21T02:00:00Z"],
        "entities": ["Person", "Group"],
    }


@pytest.mark.parametrize("data", [[], {"persons": "ada"}, {"persons": [None]}])
def test_deletions_that_are_no_answer(calls: Calls, data: object) -> None:
    with Scripted(*[said({"data": data})] * 4) as school:
        server = calls.to(school)
        assert reason(lambda: server.deleted(WHEN, ["Person"])) == "answer"


def test_deletions_without_end(calls: Calls) -> None:
    same = [said({"data": {"persons": ["a"]}, "pageToken": str(n)}) for n in range(4)]
    with Scripted(*same) as school:
        server = calls.to(school)
        assert reason(lambda: server.deleted(WHEN, ["Person"])) == "endless"


def test_a_subscription_is_made_seen_and_ended(calls: Calls) -> None:
    made = {"id": "s/1", "expires": "2026-12-01T00:00:00Z"}
    script = said(made), page(made), Reply(status=204)
    with Scripted(*script) as school:
        server = calls.to(school, "/v2.0")
        id_ = server.subscribe("Fullfölj", "https://x.example/h", ["Person", "Duty"])
        assert id_ == "s/1"
        assert server.subscriptions() == [made]
        server.unsubscribe(id_)
    assert school.asked[0].said == {
        "name": "Fullfölj",
        "target": "https://x.example/h",
        "resourceTypes": [{"resource": "Person"}, {"resource": "Duty"}],
    }
    ended = school.asked[2]
    assert (ended.method, ended.path) == ("DELETE", "/v2.0/subscriptions/s%2F1")


def test_a_subscription_is_asked_for_once(calls: Calls) -> None:
    """The first try may have made one, though its answer got lost."""
    with Scripted(status(503)) as school:
        server = calls.to(school)
        assert reason(lambda: server.subscribe("n", "t", ["Person"])) == "failed"


def test_what_is_gone_already_is_ended(calls: Calls) -> None:
    with Scripted(status(404)) as school:
        calls.to(school).unsubscribe("s1")
    with Scripted(status(403)) as school:
        assert reason(lambda: calls.to(school).unsubscribe("s1")) == "forbidden"
    with Scripted(status(405)) as school:
        assert reason(lambda: calls.to(school).unsubscribe("s1")) == "missing"


def test_the_test_button_says_whose_server_it_is(calls: Calls) -> None:
    berg = {"id": "o", "displayName": "Bergs kommun"}
    with Scripted(page(berg, then="more"), page(), page({"id": "o"})) as school:
        server = calls.to(school, token=BEARER)
        assert [server.tried() for _ in range(3)] == ["Bergs kommun", "", ""]
    assert school.asked[0].path == "/organisations"
    assert school.asked[0].query == {"limit": ["1"]}


def test_the_test_button_tries_once(calls: Calls) -> None:
    with Scripted(status(503, Retry_After="60")) as school:
        assert reason(calls.to(school).tried) == "failed"
    with Scripted(status(404)) as school:
        assert isinstance(broken(calls.to(school).tried), Missing)
