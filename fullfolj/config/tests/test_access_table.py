"""The table of every address × the cast is whole, and the house answers as it says."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from fullfolj.access.models import Read
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.config.tests.access_rows import ROWS
from fullfolj.config.tests.access_table import (
    VISITORS,
    Things,
    Try,
    addresses,
    things,
)

PARTS = 4  # of the rows, for the cores to share


def test_every_address_stands_in_the_table() -> None:
    there = addresses(get_resolver().url_patterns).keys()
    assert there - {row.name for row in ROWS} == set(), "add it to the table"
    assert {row.name for row in ROWS} - there == set(), "it is gone"
    assert not [name for name in there if name.endswith("None")], "it has no name"


def test_everyone_of_the_cast_tries() -> None:
    assert [row for row in ROWS if set(row.expected) != set(VISITORS)] == []


def ask(client: Client, row: Try, url: str, about: Things) -> int:
    """The status of one try, whose changes do not stay."""
    with transaction.atomic():
        if row.method == "POST":
            status = client.post(url, dict(row.given(about))).status_code
        else:
            status = client.get(url).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("part", range(PARTS))
def test_the_house_answers_as_the_table_says(cast: Cast, part: int) -> None:
    """What a row is about is made once: what a try does to it does not stay."""
    about, wrong = things(cast), []
    clients = {name: signed_in(getattr(cast, name, None)) for name in VISITORS}
    cookies = {name: each.cookies.output() for name, each in clients.items()}
    for row in ROWS[part::PARTS]:
        url = reverse(row.name, kwargs=dict(row.args(about)))
        for visitor, client in clients.items():
            found = ask(client, row, url, about)
            if found != (said := row.expected[visitor]):
                tried = f"{visitor} {row.method} {row.name} {row.about}"
                wrong.append(f"{tried}: {found}, not {said}")
            client.cookies.load(cookies[visitor])
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["bo", "gun", "cilla", "hilda"])
def test_what_is_refused_a_member_is_in_their_log(cast: Cast, name: str) -> None:
    """Each address once for each answer: more of the same say nothing more."""
    about, user = things(cast), getattr(cast, name)
    client = signed_in(user)
    refused = [r for r in ROWS if r.expected[name] in (403, 404) and ":" in r.name]
    refused = list({(r.name, r.expected[name]): r for r in refused}.values())
    for row in refused:
        url = reverse(row.name, kwargs=dict(row.args(about)))
        send = client.post if row.method == "POST" else client.get
        send(url, dict(row.given(about)))
    reader = cast.gun if name == "gun" else cast.anna
    with cast.asking(reader):
        denied = Read.objects.filter(kind="denied", user_id=user.pk)
        logged = list(denied.order_by("at").values_list("page", "ground"))
    assert logged == [(row.name, str(row.expected[name])) for row in refused]
    assert refused
