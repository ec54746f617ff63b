"""A request is one transaction inside the wall, and what it showed is in the log.

With real commits: the log of a denied try must outlive the rollback of the page.
"""

from uuid import UUID, uuid4

import pytest
from django.db import connection

from fullfolj.access import wall
from fullfolj.access.models import Read, User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.people.models import Person
from fullfolj.people.tests.people import enter

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("fullfolj.people.tests.pages"),
]


def log(cast: Cast, user: User) -> list[tuple[str, str, str, list[UUID]]]:
    with cast.asking(user):
        rows = Read.objects.order_by("at", "-is_open")
        return list(rows.values_list("kind", "page", "ground", "person_ids"))


def test_a_member_sees_a_person_and_the_log_says_so(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    bo = signed_in(cast.bo)
    for _ in range(2):
        assert bo.get(f"/person/{person.pk}/").content.decode() == person.sort_key
    with cast.asking(cast.anna):
        first, _ = Read.objects.of_person(person.pk)
        assert (first.user_id, first.kind, first.page) == (
            cast.bo.pk,
            "display",
            "person",
        )
    assert log(cast, cast.gun) == []


def test_a_former_member_and_a_stranger_see_nothing(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    for user in (
        cast.ivar,
        cast.elin,
        cast.gun,
        cast.dag,
        cast.farid,
        cast.cilla,
        None,
    ):
        answer = signed_in(user).get(f"/person/{person.pk}/")
        assert answer.status_code == 404 or user is None, user
        assert person.sort_key not in answer.content.decode()


def test_membership_that_ends_ends_an_open_session(cast: Cast) -> None:
    from fullfolj.access.actions import memberships
    from fullfolj.access.models import Membership
    from fullfolj.core import clock

    person = enter(cast, cast.bo, "Åsa Öberg")
    bo = signed_in(cast.bo)
    assert bo.get(f"/person/{person.pk}/").status_code == 200
    with cast.asking(cast.hilda):
        membership = Membership.objects.get(user=cast.bo)
        memberships.end(membership=membership, on=clock.today(), by=cast.hilda)
    assert bo.get(f"/person/{person.pk}/").status_code == 404


def test_a_template_that_asks_late_is_inside(cast: Cast) -> None:
    """With ATOMIC_REQUESTS it would render after the commit: empty."""
    person = enter(cast, cast.bo, "Åsa Öberg")
    shown = signed_in(cast.bo).get("/lazy/").content.decode()
    assert shown == f"{person.sort_key};"
    assert signed_in(cast.gun).get("/lazy/").content == b""


def test_atomic_requests_would_be_empty(cast: Cast) -> None:
    """The trap put back: the setting ends with the transaction, the template asks."""
    enter(cast, cast.bo, "Åsa Öberg")
    with cast.asking(cast.bo):
        late = Person.objects.visible_to(cast.bo).sorted_for_list()
    assert list(late) == []
    assert not connection.settings_dict["ATOMIC_REQUESTS"]


def test_a_stream_is_inside_too(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    answer = signed_in(cast.bo).get("/stream/")
    assert b"".join(answer).decode() == f"{person.sort_key};"
    assert log(cast, cast.anna) == [("export", "stream", "", [person.pk])]


def test_a_denied_try_is_logged_though_the_page_is_undone(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    assert signed_in(cast.bo).get(f"/forbidden/{person.pk}/").status_code == 403
    nobody = uuid4()
    bo = signed_in(cast.bo)
    assert bo.get(f"/person/{nobody}/").status_code == 404
    assert log(cast, cast.anna) == [
        ("denied", "forbidden", "403", [person.pk]),
        ("denied", "person", "404", [nobody]),
    ]
    with cast.asking(cast.anna):
        assert Person.objects.get().sort_key != "changed"


def test_the_neighbours_try_is_in_the_neighbours_log(cast: Cast) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    assert signed_in(cast.gun).get(f"/person/{person.pk}/").status_code == 404
    assert log(cast, cast.anna) == []
    assert log(cast, cast.gun) == [("denied", "person", "404", [person.pk])]


@pytest.mark.parametrize("page", ["failing/", "broken/", "unauthorised/{}/"])
def test_a_page_that_fails_changes_nothing(cast: Cast, page: str) -> None:
    person = enter(cast, cast.bo, "Åsa Öberg")
    assert signed_in(cast.bo).get("/" + page.format(person.pk)).status_code == 500
    with cast.asking(cast.anna):
        assert Person.objects.get().sort_key == person.sort_key
    assert signed_in(cast.bo).get(f"/person/{person.pk}/").status_code == 200


def test_the_setting_does_not_outlive_the_request(cast: Cast) -> None:
    enter(cast, cast.bo, "Åsa Öberg")
    signed_in(cast.bo).get("/lazy/")
    assert wall.who_asks() is None
    assert (
        signed_in(None).get("/lazy/").status_code != 200 or Person.objects.count() == 0
    )


def test_signing_out_closes_the_ticket(cast: Cast) -> None:
    bo = signed_in(cast.bo)
    bo.get("/lazy/")
    key = bo.session.session_key
    assert key
    token = wall.session_token(key, cast.bo.pk, cast.berg.pk)
    with wall.asking(token) as asker:
        assert asker
    bo.get("/leave/")
    with wall.asking(token) as asker:
        assert asker is None


def test_two_authorities_are_one_at_a_time(cast: Cast) -> None:
    """Who is a member of several chooses; a chosen one that is not theirs is empty."""
    person = enter(cast, cast.bo, "Åsa Öberg")
    karin = signed_in(cast.karin)
    karin.get("/lazy/")
    assert "authority" not in karin.session, "three to choose among"
    bo = signed_in(cast.bo)
    session = bo.session
    session["authority"] = str(cast.krokom.pk)
    session.save()
    assert bo.get(f"/person/{person.pk}/").status_code == 404
