"""What sign-in refuses, and how little it tells."""

import os
import subprocess
import sys
import time
from statistics import median
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from fullfolj.access import wall
from fullfolj.access.models import User
from fullfolj.access.signin import urls
from fullfolj.config.cast import Cast

PASSWORD = "vinterns-första-frost"  # noqa: S105 - of an invented person


def attempt(client: Client, email: str, password: str) -> HttpResponse:
    given = {"login": email, "password": password}
    answer = client.post("/logga-in/", given, secure=True)
    assert isinstance(answer, HttpResponse)
    return answer


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture(autouse=True)
def no_counts(request: Any) -> None:
    """Nobody has tried yet."""
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")
        cache.clear()


@pytest.mark.parametrize(
    ("who", "needed"),
    [("anna", True), ("hilda", True), ("farid", False), ("dag", False)],
)
def test_who_reads_or_rules_must_set_up_codes(
    cast: Cast, who: str, needed: bool
) -> None:
    client, user = Client(), with_password(getattr(cast, who))
    attempt(client, user.email, PASSWORD)
    answer = client.get("/", secure=True)
    assert (answer.status_code == 302) is needed
    assert not needed or answer["Location"] == "/konto/koder/ny/"


def test_whose_codes_are_set_up_gets_nowhere_without_one(cast: Cast) -> None:
    client, anna = Client(), with_password(cast.anna)
    with wall.vouched():
        TOTP.activate(anna, generate_totp_secret())
    assert attempt(client, anna.email, PASSWORD)["Location"] == "/logga-in/kod/"
    assert client.get("/", secure=True)["Location"].startswith("/logga-in/")
    answer = client.post("/logga-in/kod/", {"code": "000000"}, secure=True)
    assert answer.status_code == 200
    assert client.get("/", secure=True).status_code == 302


def test_the_secret_lies_encrypted(cast: Cast) -> None:
    secret = generate_totp_secret()
    with wall.vouched():
        TOTP.activate(cast.anna, secret)
    kept = Authenticator.objects.get(user=cast.anna).data["secret"]
    assert secret not in kept


def test_six_wrong_passwords_close_the_account_for_a_while(cast: Cast) -> None:
    client, farid = Client(), with_password(cast.farid)
    for _ in range(5):
        attempt(client, farid.email, "fel")
    answer = attempt(client, farid.email, PASSWORD)
    assert answer.status_code in (200, 429)
    assert client.get("/", secure=True).status_code == 302


def test_an_unknown_address_takes_as_long_as_a_known_one(cast: Cast) -> None:
    farid = with_password(cast.farid)

    def seconds(email: str) -> float:
        cache.clear()
        begun = time.perf_counter()
        attempt(Client(), email, "fel")
        return time.perf_counter() - begun

    pairs = [
        (seconds(farid.email), seconds("ingen@fullfolj.example")) for _ in range(7)
    ]
    known, unknown = (median(times) for times in zip(*pairs, strict=True))
    assert 0.6 < unknown / known < 1.6, f"{known:.3f} s, {unknown:.3f} s"


def test_a_closed_account_and_a_member_no_more(cast: Cast) -> None:
    cast.farid.is_active = False
    client, farid = Client(), with_password(cast.farid)
    assert attempt(client, farid.email, PASSWORD)["Location"] == "/logga-in/avstangt/"
    assert client.get("/", secure=True).status_code == 302


def test_nobody_signs_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_click_signs_in_nowhere_but_in_the_demo(cast: Cast) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("sign_in_by_click")
    given = {"user": str(cast.anna.pk)}
    assert Client().post("/logga-in/klick/", given, secure=True).status_code == 404
    names = {pattern.name for pattern in urls.patterns(demo=False)}
    assert {p.name for p in urls.patterns(demo=True)} - names == {"sign_in_by_click"}


def test_the_view_itself_refuses_outside_the_demo(cast: Cast, rf: Any) -> None:
    from django.http import Http404

    from fullfolj.access.signin.views import sign_in_by_click

    with pytest.raises(Http404):
        sign_in_by_click(rf.post("/", {"user": str(cast.anna.pk)}))


def test_a_session_opened_by_click_dies_with_the_demo(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.farid)
    session = client.session
    session["account_authentication_methods"] = [{"method": "demo", "at": 0}]
    session.save()
    assert client.get("/", secure=True)["Location"] == "/logga-in/"
    assert "_auth_user_id" not in client.session


def test_in_the_demo_only_the_invented_can_be_clicked(
    cast: Cast, settings: Any
) -> None:
    from fullfolj.access.signin.invented import invented_users

    User.objects.create_user("anna@berg.se", name="En verklig")
    assert "En verklig" not in {user.name for user in invented_users()}
    assert cast.anna in invented_users()


@pytest.mark.urls("fullfolj.access.signin.tests.demo_urls")
def test_in_the_demo_one_click_is_enough(cast: Cast, settings: Any) -> None:
    settings.DEMO = True
    client = Client()
    assert f'value="{cast.anna.pk}"' in client.get("/logga-in/", secure=True).text
    given = {"user": str(cast.anna.pk)}
    assert client.post("/logga-in/klick/", given, secure=True)["Location"] == "/hem/"
    assert "Hej <bdi>Anna</bdi>" in client.get("/", secure=True).text


def test_the_demo_has_the_address() -> None:
    """In a process of its own, since the addresses are made at start."""
    code = (
        "import django; django.setup();"
        "from django.urls import reverse; print(reverse('sign_in_by_click'))"
    )
    environ = os.environ | {
        "FULLFOLJ_DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "fullfolj.config.settings",
    }
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "/logga-in/klick/"


@pytest.mark.django_db
def test_everything_is_closed_unless_said_open() -> None:
    """Every address but these sends who is not signed in to sign in."""
    from fullfolj.config.urls import urlpatterns

    open_to_all = {"session_state", "set_language", "gallery"}
    for pattern in urlpatterns:
        name = getattr(pattern, "name", None)  # those of packages: the access table
        if name in {None, "account_reset_password_from_key"}:
            continue
        answer = Client().get(reverse(name), secure=True)
        if answer.status_code == 200:
            allowed = {"account_login", "account_inactive", "account_reset_password"}
            allowed |= {"account_reset_password_done"}
            allowed |= {"account_reset_password_from_key_done"}
            assert name in allowed | open_to_all, name
    assert resolve("/logga-in/").url_name == "account_login"
