"""The start page, for whom one acts, and Behörigheter."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from fullfolj.access.models import Membership, Read, Unit, User
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock

LIST = "/behorigheter/"
TODAY = clock.today()
NEW = {
    "email": "Nora@Berg.example",
    "name": "Nora Ny",
    "role": "mentor",
    "unit": "",
    "valid_from": str(TODAY),
    "valid_to": "",
}


def of(cast: Cast, user: User) -> Membership:
    with cast.asking(cast.hilda):
        return Membership.objects.get(user=user)


def page_of(membership: Membership, form: str = "") -> str:
    return f"{LIST}{membership.pk}/{form}"


def test_start_says_where_one_is_and_what_one_can_do(cast: Cast) -> None:
    anna = signed_in(cast.anna).get("/").content.decode()
    assert "Bergs kommun, barn- och utbildningsnämnden" in anna
    assert "Samordnare" in anna
    assert 'href="/personer/"' in anna
    assert 'href="/behorigheter/"' not in anna
    hilda = signed_in(cast.hilda).get("/").content.decode()
    assert 'href="/personer/"' not in hilda
    assert 'href="/behorigheter/"' in hilda
    cilla = signed_in(cast.cilla).get("/").content.decode()
    assert "Bergs gymnasieskola" in cilla
    assert 'href="/delade-med-mig/"' in cilla, "what youths open to her"
    assert 'href="/min-dag/"' not in cilla
    elin = signed_in(cast.elin).get("/").content.decode()
    assert "Du har ingen roll" in elin


def test_who_has_several_authorities_chooses_and_changes(cast: Cast) -> None:
    karin = signed_in(cast.karin)
    start = karin.get("/").content.decode()
    assert "Vilken myndighet arbetar du för nu?" in start
    assert karin.get(LIST).status_code == 403
    chosen = karin.post("/myndighet/", {"authority": str(cast.krokom.pk)})
    assert chosen.status_code == 302
    start = karin.get("/").content.decode()
    assert "Byt myndighet" in start
    assert "Gun" in karin.get(LIST).content.decode()
    karin.post("/myndighet/", {"authority": str(cast.region.pk)})
    there = karin.get(LIST).content.decode()
    assert "Farid" in there
    assert "Gun" not in there


@pytest.mark.parametrize("chosen", ["berg", None, "x"])
def test_nobody_acts_for_an_authority_that_is_not_theirs(
    cast: Cast, chosen: str | None
) -> None:
    gun = signed_in(cast.gun)
    value = str(cast.berg.pk) if chosen == "berg" else chosen
    given = {} if value is None else {"authority": value}
    assert gun.post("/myndighet/", given).status_code == 404
    assert "Krokoms" in gun.get("/").content.decode()


def test_the_list_shows_who_works_here_and_who_has_left(cast: Cast) -> None:
    hilda = signed_in(cast.hilda)
    now = hilda.get(LIST).content.decode()
    for word in ("Anna", "Bo", "Cilla", "Hilda", "Bergs gymnasieskola", "Ser dem"):
        assert word in now
    assert "Ivar" not in now
    assert "Gun" not in now
    left = hilda.get(f"{LIST}?avslutade").content.decode()
    assert "Ivar" in left
    assert "Cilla" not in left


@pytest.mark.parametrize(
    "name", ["anna", "bo", "cilla", "dag", "elin", "farid", "ivar"]
)
def test_only_administrators_come_in(cast: Cast, name: str) -> None:
    bo = of(cast, cast.bo)
    visitor = signed_in(getattr(cast, name))
    for page in ("", "utse/", "enheter/ny/", f"{bo.pk}/", f"{bo.pk}/avsluta/"):
        assert visitor.get(f"{LIST}{page}").status_code == 403
    assert visitor.post(f"{LIST}utse/", NEW).status_code == 403
    assert visitor.post(page_of(bo, "avsluta/"), {"on": TODAY}).status_code == 403
    assert not User.objects.filter(email="nora@berg.example").exists()


def test_the_neighbours_administrator_finds_nothing(cast: Cast) -> None:
    bo, gun = of(cast, cast.bo), signed_in(cast.gun)
    for form in ("", "avsluta/", "skyddade/"):
        assert gun.get(page_of(bo, form)).status_code == 404
    assert gun.post(page_of(bo, "avsluta/"), {"on": TODAY}).status_code == 404
    assert of(cast, cast.bo).valid_to is None
    with cast.asking(cast.gun):
        assert Read.objects.filter(kind="denied").count() == 4


def test_a_unit_is_added_once(cast: Cast) -> None:
    hilda, page = signed_in(cast.hilda), f"{LIST}enheter/ny/"
    assert hilda.post(page, {"name": "Navigatorcentrum"}).status_code == 302
    again = hilda.post(page, {"name": "Navigatorcentrum"})
    assert again.status_code == 422
    assert "Det finns redan en enhet som heter så" in again.content.decode()
    assert 'value="Navigatorcentrum"' in again.content.decode()
    with cast.asking(cast.hilda):
        assert Unit.objects.count() == 2


def test_somebody_new_gets_a_link_once(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(cast.hilda).post(f"{LIST}utse/", NEW)
    assert answer.status_code == 302
    nora = User.objects.get(email="nora@berg.example")
    assert not nora.has_usable_password()
    (letter,) = mail.outbox
    assert letter.to == ["nora@berg.example"]
    assert "Nora" not in letter.subject
    assert "Bergs kommun" in letter.body
    (link,) = re.findall(r"https?://testserver(\S+)", str(letter.body))
    nobody = signed_in(None)
    page = nobody.get(link, follow=True)
    assert "Välj ett nytt lösenord" in page.content.decode()
    password = {
        "password1": "vinterns-första-frost",
        "password2": "vinterns-första-frost",
    }
    nobody.post(page.redirect_chain[-1][0], password)
    nora.refresh_from_db()
    assert nora.check_password("vinterns-första-frost")
    again = signed_in(None).get(link, follow=True)
    assert "Länken gäller inte längre" in again.content.decode()


def test_who_is_known_gets_a_role_and_no_link(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    known = NEW | {"email": cast.gun.email, "name": "Någon annan"}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(cast.hilda).post(f"{LIST}utse/", known)
    cast.gun.refresh_from_db()
    assert cast.gun.name == "Gun", "an administrator renames nobody"
    assert "losenord" not in mail.outbox[0].body
    assert of(cast, cast.gun).role == "mentor"


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"email": "Hilda@fullfolj.example"}, "email", "dina egna behörigheter"),
        ({"name": ""}, "name", "Adressen är ny"),
        ({"valid_to": str(TODAY)}, "valid_to", "efter startdagen"),
        (
            {"email": "bo@fullfolj.example", "role": "ungdomscoach"},
            "role",
            "har redan den rollen",
        ),
        ({"role": "superuser"}, "role", ""),
        ({"unit": "00000000-0000-0000-0000-000000000000"}, "unit", ""),
    ],
)
def test_a_refused_appointment_says_why_at_the_field_and_loses_nothing(
    cast: Cast, given: dict[str, str], field: str, sentence: str
) -> None:
    answer = signed_in(cast.hilda).post(f"{LIST}utse/", NEW | given)
    assert answer.status_code == 422
    text = answer.content.decode()
    (said,) = re.findall(rf'id="id_{field}_error">(.*?)</div>', text, re.DOTALL)
    assert sentence in said
    assert "Fel: Ge någon en roll" in text
    if "name" not in given:
        assert 'value="Nora Ny"' in text
    assert f'value="{TODAY}"' in text
    assert not User.objects.filter(email="nora@berg.example").exists()


def test_a_membership_ends_today_or_later(cast: Cast) -> None:
    bo, hilda = of(cast, cast.bo), signed_in(cast.hilda)
    yesterday, week = TODAY - timedelta(1), TODAY + timedelta(7)
    refused = hilda.post(page_of(bo, "avsluta/"), {"on": yesterday})
    assert refused.status_code == 422
    assert hilda.post(page_of(bo, "avsluta/"), {"on": week}).status_code == 302
    longer = hilda.post(page_of(bo, "avsluta/"), {"on": week + timedelta(1)})
    assert longer.status_code == 422
    assert "Rollen slutar redan" in longer.content.decode()
    assert hilda.post(page_of(bo, "avsluta/"), {"on": TODAY}).status_code == 302
    assert hilda.get(page_of(bo, "avsluta/")).status_code == 404, "it is over"
    assert hilda.get(page_of(bo)).status_code == 200
    assert signed_in(cast.bo).get("/personer/").status_code == 403


def test_who_has_left_is_not_let_in_again_by_an_end(cast: Cast) -> None:
    ivar, hilda = of(cast, cast.ivar), signed_in(cast.hilda)
    later = {"on": TODAY + timedelta(30)}
    assert hilda.post(page_of(ivar, "avsluta/"), later).status_code == 404


def test_the_last_administrator_stays(cast: Cast) -> None:
    """Anna administers for a month; Hilda is the only one without an end."""
    given = {"email": cast.anna.email, "role": "administrator"}
    month = {"valid_to": str(TODAY + timedelta(30))}
    signed_in(cast.hilda).post(f"{LIST}utse/", NEW | given | month)
    hilda = of(cast, cast.hilda)
    answer = signed_in(cast.anna).post(page_of(hilda, "avsluta/"), {"on": TODAY})
    assert answer.status_code == 422
    assert "minst en administratör utan slutdatum" in answer.content.decode()
    assert 'id="id_on_error"' in answer.content.decode()


def test_nobody_changes_their_own_rights(cast: Cast) -> None:
    mine, hilda = of(cast, cast.hilda), signed_in(cast.hilda)
    assert "Avsluta rollen" not in hilda.get(page_of(mine)).content.decode()
    for form, given in (
        ("avsluta/", {"on": str(TODAY)}),
        ("skyddade/", {"sees_protected": "ja", "reason": "Jag vill"}),
    ):
        answer = hilda.post(page_of(mine, form), given)
        assert answer.status_code == 422
        assert "Be en annan administratör" in answer.content.decode()
    mine = of(cast, cast.hilda)
    assert (mine.valid_to, mine.sees_protected) == (None, False)


def test_clearance_is_given_and_taken_with_a_reason(cast: Cast) -> None:
    bo, hilda = of(cast, cast.bo), signed_in(cast.hilda)
    page = page_of(bo, "skyddade/")
    assert hilda.post(page, {"sees_protected": "ja"}).status_code == 422
    hilda.post(page, {"sees_protected": "ja", "reason": "Beslut av nämnden"})
    bo = of(cast, cast.bo)
    assert (bo.sees_protected, bo.protected_reason) == (True, "Beslut av nämnden")
    hilda.post(page, {"sees_protected": "nej", "reason": "Nya uppgifter"})
    bo = of(cast, cast.bo)
    assert (bo.sees_protected, bo.protected_reason) == (False, "Nya uppgifter")


def test_more_fields_than_the_form_has_change_nothing_more(cast: Cast) -> None:
    bo, hilda = of(cast, cast.bo), signed_in(cast.hilda)
    more = {"role": "administrator", "user": str(cast.hilda.pk), "sees_protected": "ja"}
    hilda.post(page_of(bo, "avsluta/"), {"on": TODAY + timedelta(3)} | more)
    now = of(cast, cast.bo)
    assert (now.role, now.user_id, now.sees_protected) == (
        "ungdomscoach",
        cast.bo.pk,
        False,
    )
    given = NEW | {"sees_protected": "ja", "authority": str(cast.krokom.pk)}
    hilda.post(f"{LIST}utse/", given)
    nora = of(cast, User.objects.get(email="nora@berg.example"))
    assert (nora.sees_protected, nora.authority_id) == (False, cast.berg.pk)
