"""The navigation shows what is switched on and may be opened, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from fullfolj.core.navigation import Entry, home, links

ENTRIES = [
    Entry(page="start", label="Alla"),
    Entry(page="mfa_index", label="Ingen", needs="fly"),
    Entry(page="gallery", label="Av", needs="walk", part="gallery"),
]

HOMES = [
    Entry(page="gallery", label="De som leder", needs="walk", home_of="lead"),
    Entry(page="mfa_index", label="De andra", needs="walk", home_of="walk"),
]


@pytest.fixture
def request_for(settings: Any) -> Any:
    settings.NAVIGATION = f"{__name__}.ENTRIES"

    def make(path: str, *, signed_in: bool = True) -> Any:
        request = RequestFactory().get(path)
        request.permissions = frozenset({"walk"})  # type: ignore[attr-defined]
        request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
        return request

    return make


def test_it_shows_what_may_be_opened(request_for: Any) -> None:
    assert [link.label for link in links(request_for("/"))] == ["Alla"]


def test_a_part_switched_on_shows_and_marks_where_one_stands(
    request_for: Any, settings: Any
) -> None:
    settings.SWITCHED_ON = {"gallery"}
    shown = links(request_for("/komponenter/nagot/"))
    assert [(link.label, link.current) for link in shown] == [
        ("Alla", False),
        ("Av", True),
    ]


def test_who_is_not_signed_in_sees_nothing(request_for: Any) -> None:
    assert not links(request_for("/", signed_in=False))


def test_the_day_begins_at_the_first_page_that_is_home_of_what_one_may(
    request_for: Any, settings: Any
) -> None:
    settings.NAVIGATION = f"{__name__}.HOMES"
    request = request_for("/")
    assert home(request) == reverse("mfa_index")
    request.permissions = frozenset({"walk", "lead"})
    assert home(request) == reverse("gallery")
    request.permissions = frozenset()
    assert home(request) == reverse("start")
