"""Skolornas system by the page: connected, tried, asked, changed and removed."""

from typing import Any

import pytest
from django.test import Client

from fullfolj.access import wall
from fullfolj.access.actions import memberships
from fullfolj.access.models import Membership
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.exchange.imports.jobs import MOST_TRIES
from fullfolj.exchange.ss12000 import jobs, secrets, words
from fullfolj.exchange.ss12000.actions.listening import word_of
from fullfolj.exchange.ss12000.models import Connection, Pull
from fullfolj.exchange.ss12000.tests import faults
from fullfolj.exchange.ss12000.tests.certificates import Certificates
from fullfolj.exchange.ss12000.tests.connecting import (
    LIST,
    connect,
    fetch,
    filled,
    page,
    shown,
    turn,
)
from fullfolj.exchange.ss12000.tests.server import SchoolServer
from fullfolj.people.models import CivilRecord
from fullfolj.schooling.models import Enrolment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_this_machine(settings: Any) -> None:
    """The test server stands here, without encryption."""
    settings.SCHOOLS_ON_THIS_MACHINE = True


@pytest.fixture
def anna(cast: Cast) -> Client:
    return signed_in(cast.anna)


def facts(cast: Cast, source: str) -> tuple[int, int]:
    """Enrolments and civil records that hold now and come from a source."""
    with wall.as_job(cast.berg.pk, "test", sees_protected=True):
        now = {"recorded_to": None, "source": source}
        enrolments = Enrolment.objects.filter(**now)
        return enrolments.count(), CivilRecord.objects.filter(**now).count()


def test_the_empty_page_tells_what_to_do(anna: Client) -> None:
    text = shown(anna, LIST)
    assert "Inget system är anslutet ännu" in text
    assert f'href="{LIST}ny/"' in text
    assert "Skolornas system" in shown(anna, "/")


def test_connected_tried_and_fetched(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    assert secrets.unseal(connection.secret) == school.token
    assert school.token not in connection.secret
    assert "Inget är hämtat ännu" in shown(anna, page(connection))
    tried = anna.post(page(connection, "prova/"), follow=True).content.decode()
    assert "Det fungerar: " in tried
    text = fetch(anna, connection).content.decode()
    assert "Allt hämtades: " in text
    assert "Senaste hämtningen" in text
    assert f"<title>{connection.name} " in text
    assert school.url.removeprefix("http://") in text
    assert facts(cast, connection.source)[0] > 100
    text = fetch(anna, connection).content.decode()
    assert "Ändringar hämtades: 0 nya uppgifter, 0 ändrade" in text
    assert "Allt hämtades" in fetch(anna, connection, "whole").content.decode()
    listed = shown(anna, LIST)
    assert "Bergs skolor" in listed
    assert "Allt hämtades: 0 nya" in listed


def test_what_was_refused_is_told_by_place_and_never_by_person(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    people = school.school.store.held["persons"].values()
    pupil = next(
        p for p in people if p.get("civicNo", {"value": ""})["value"][:4] == "2009"
    )
    odd = faults.said("securityMarking", "Topphemlig", only={pupil["id"]})
    school.switch(odd, on="/persons")
    text = fetch(anna, connection).content.decode()
    assert "rader gick inte att använda" in text
    assert "Folkbokförda" not in text  # of which a school's system says nothing
    assert "/persons, nr " in text
    assert "securityMarking" in text
    for secret in ("Topphemlig", pupil["civicNo"]["value"], pupil["familyName"]):
        assert secret not in text


@pytest.mark.parametrize(
    ("file", "asks"),
    [
        ("/persons#people", True),
        ("/persons#enrolments", True),
        ("/persons#guardians", False),
        ("/groups#mentorships", False),
        ("/programmes#programmes", False),
        ("/grades#grades", False),
    ],
)
def test_only_who_may_be_in_the_group_is_said_to_be_reviewed(
    file: str, asks: bool
) -> None:
    row = {"file": file, "line": 7, "field": "type", "value_class": "text"}
    refused = [row | {"reason": "code.unknown"}]
    kept = {"tables": {}, "unrelated": {}, "refused": refused, "more_refused": 0}
    told = words.report(Pull(report=kept))
    assert told
    assert told["asks_for_review"] is asks


def test_a_system_that_marks_nobody_hides_all_and_the_page_says_so(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    school.switch(faults.unmarked(), on="/persons")
    connection = connect(anna, cast, school)
    hidden = "Systemet säger inget om skydd"
    assert hidden in fetch(anna, connection).content.decode()
    assert hidden in fetch(anna, connection).content.decode()  # nothing has changed
    change(anna, connection, school, token="", empty_marking_is_none="on")
    assert hidden not in shown(anna, page(connection))


def test_a_failed_pull_says_why_and_what_to_do(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school, token="fel")  # noqa: S106
    text = fetch(anna, connection).content.decode()
    assert "Uppgifterna hämtades inte" in text
    assert "godkänner inte inloggningen" in text
    assert "godkänner inte inloggningen" in shown(anna, LIST)
    tried = anna.post(page(connection, "prova/"), follow=True).content.decode()
    assert "godkänner inte inloggningen" in tried


def test_a_large_drop_is_accepted_once(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    fetch(anna, connection)
    pupils = [p["id"] for p in school.school.store.held["persons"].values()]
    school.delete(*pupils[: len(pupils) // 2])
    text = fetch(anna, connection, "whole").content.decode()
    assert "ett fall på mer än 20 %" in text
    assert "Godkänn minskningen en gång" in text
    assert "Allt hämtades: " in fetch(anna, connection, "accept_drop").content.decode()


def test_two_at_once_the_second_says_so(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    ask = page(connection, "hamta/")
    text = anna.post(ask, {"how": "changes"}, follow=True).content.decode()
    assert "Väntar på sin tur" in text
    assert 'hx-trigger="every 2s"' in text
    text = anna.post(ask, {"how": "whole"}, follow=True).content.decode()
    assert "väntar redan på sin tur" in text
    part = anna.get(page(connection), headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in part
    jobs.ask(connection.pk, 0)
    jobs.ask(connection.pk, 0)  # once more does nothing
    with cast.asking(cast.anna):
        assert Pull.objects.count() == 1
    part = anna.get(page(connection), headers={"HX-Request": "true"}).content.decode()
    assert "Hämtningen är klar." in part


def test_who_may_no_longer_import_has_nothing_asked(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    anna.post(page(connection, "hamta/"), {"how": "changes"})
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.anna)
        memberships.end(membership=held, on=clock.today(), by=cast.hilda)
    asked = len(school.asked)
    jobs.ask(connection.pk, 0)
    assert len(school.asked) == asked
    assert "får inte längre läsa in" in shown(signed_in(cast.hilda), page(connection))


def test_a_pull_that_dies_three_times_is_given_up(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    anna.post(page(connection, "hamta/"), {"how": "changes"})
    jobs.ask(connection.pk, MOST_TRIES)
    assert "avbröts tre gånger" in shown(anna, page(connection))
    assert not turn(cast, connection).is_active


# ── The form ─────────────────────────────────────────────────────────────────────────


def change(
    client: Client, connection: Connection, school: SchoolServer, **changes: Any
) -> Any:
    return client.post(page(connection, "andra/"), filled(school, **changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "Namn"),
        ({"url": "ftp://x.example"}, "utan kryptering"),
        ({"url": "https://x.example/v2.0?a=b"}, "utan lösenord och frågetecken"),
        ({"url": "https://a:b@x.example/"}, "utan lösenord och frågetecken"),
        ({"url": "http://x.example/v2.0"}, "utan kryptering"),
        ({"token": ""}, "Nyckel"),
        ({"token": "å ä"}, "Nyckeln har tecken"),
        ({"sign_in": "certificate", "certificate": "nej"}, "går inte att läsa"),
        ({"sign_in": "certificate"}, "Certifikat med nyckel"),
        ({"sign_in": "client", "client_id": "x"}, "Adress för inloggning"),
        ({"sign_in": "shout"}, "Hur loggar Fullfölj in?"),
        ({"schedule": "never"}, "När ska uppgifterna hämtas?"),
    ],
)
def test_what_cannot_be_is_422(
    anna: Client, school: SchoolServer, changes: dict[str, str], said: str
) -> None:
    answer = anna.post(f"{LIST}ny/", filled(school, **changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Det här behöver du rätta" in text
    assert said in text.split("</ds-error-summary>")[0]
    assert school.token not in text


def test_without_encryption_only_where_the_house_is_a_demo(
    anna: Client, school: SchoolServer, settings: Any
) -> None:
    settings.SCHOOLS_ON_THIS_MACHINE = False
    answer = anna.post(f"{LIST}ny/", filled(school))
    assert answer.status_code == 422
    assert "utan kryptering" in answer.content.decode()


def test_a_secret_is_never_shown_and_must_be_written_again_after_an_error(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    text = shown(anna, page(connection, "andra/"))
    assert school.token not in text
    assert connection.secret not in text
    answer = change(anna, connection, school, name="", token="annan")  # noqa: S106
    assert answer.status_code == 422
    assert "Skriv den en gång till" in answer.content.decode()
    assert "annan" not in answer.content.decode()


def test_an_empty_secret_keeps_it_but_never_for_another_address(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    answer = change(anna, connection, school, name="Skolorna", token="")
    assert answer.status_code == 302
    kept = connect_again(cast, connection)
    assert (kept.name, kept.secret) == ("Skolorna", connection.secret)
    answer = change(anna, connection, school, url="https://x.example", token="")
    assert answer.status_code == 422
    assert "skickas inte till en ny adress" in answer.content.decode()
    assert connect_again(cast, connection).url == school.url
    open_ = {"sign_in": "open", "token": ""}
    assert change(anna, connection, school, **open_).status_code == 302
    assert connect_again(cast, connection).secret == ""


def test_a_new_place_to_sign_in_wants_the_secret_anew(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    client = {
        "sign_in": "client",
        "client_id": school.client_id,
        "client_secret": school.client_secret,
        "token_url": school.token_url,
    }
    connection = connect(anna, cast, school, **client)
    assert "Allt hämtades: " in fetch(anna, connection).content.decode()
    elsewhere = client | {"client_secret": "", "token_url": "https://x.example/t"}
    answer = change(anna, connection, school, **elsewhere)
    assert answer.status_code == 422
    assert "skickas inte till en ny adress" in answer.content.decode()


def test_a_certificate_with_its_key_is_taken(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    pem = Certificates().client
    given = {"sign_in": "certificate", "certificate": pem}
    connection = connect(anna, cast, school, **given)
    assert secrets.unseal(connection.secret).strip() == pem.strip()


def test_the_same_address_twice_is_refused(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connect(anna, cast, school)
    answer = anna.post(f"{LIST}ny/", filled(school, url=f"{school.url}/"))
    assert answer.status_code == 422
    assert "Det finns redan en anslutning" in answer.content.decode()


def connect_again(cast: Cast, connection: Connection) -> Connection:
    with cast.asking(cast.anna):
        return Connection.objects.get(pk=connection.pk)


# ── Removed ──────────────────────────────────────────────────────────────────────────


def test_what_a_removed_system_told_is_the_files_to_correct(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    fetch(anna, connection)
    told, before = facts(cast, connection.source), facts(cast, "files")
    assert min(told) > 100
    assert before == (0, 0)
    assert "står kvar" in shown(anna, page(connection, "ta-bort/"))
    answer = anna.post(page(connection, "ta-bort/"), follow=True)
    assert "Anslutningen är borttagen." in answer.content.decode()
    assert facts(cast, "files") == told
    assert facts(cast, connection.source) == (0, 0)
    assert connect_again(cast, connection).secret == ""
    for part in ("", "andra/", "ta-bort/"):
        assert anna.get(page(connection, part)).status_code == 404
    connect(anna, cast, school)  # and it can be connected anew


def test_one_that_is_being_asked_is_not_removed(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    with cast.asking(cast.anna):
        jobs.begin(jobs.turn_of(connection))
    answer = anna.post(page(connection, "ta-bort/"))
    assert answer.status_code == 422
    assert "Anslutningen är inte borttagen" in answer.content.decode()
    assert connect_again(cast, connection).is_active


# ── Told of changes ──────────────────────────────────────────────────────────────────


def test_a_system_that_can_tells_of_changes_until_it_is_removed(
    anna: Client, cast: Cast, school: SchoolServer, settings: Any
) -> None:
    settings.HOUSE_ADDRESS = "https://fullfolj.example"
    connection = connect(anna, cast, school, wants_word="on")
    (made,) = school.school.subscriptions.values()
    assert made["target"] == f"https://fullfolj.example{news(connection)}"
    assert connection.subscription == made["id"]
    assert "och när systemet säger till" in shown(anna, page(connection))
    change(anna, connection, school, token="")
    assert not school.school.subscriptions
    change(anna, connection, school, token="", wants_word="on")
    assert len(school.school.subscriptions) == 1
    anna.post(page(connection, "ta-bort/"))
    assert not school.school.subscriptions


def test_a_system_that_cannot_tell_is_saved_all_the_same(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    school.switch(faults.status(501), on="/subscriptions")
    answer = anna.post(f"{LIST}ny/", filled(school, wants_word="on"), follow=True)
    text = answer.content.decode()
    assert "Anslutningen är sparad, men systemet säger inte till." in text
    assert "har inte /subscriptions" in text


def test_word_of_a_change_has_the_system_asked_at_most_each_five_minutes(
    anna: Client, cast: Cast, school: SchoolServer, settings: Any
) -> None:
    settings.HOUSE_ADDRESS = "https://fullfolj.example"
    connection = connect(anna, cast, school, wants_word="on")
    for _ in range(3):
        assert said(Client(), news(connection))
    assert turn(cast, connection).is_active
    jobs.ask(connection.pk, 0)
    assert said(Client(), news(connection))
    assert not turn(cast, connection).is_active  # within five minutes
    with cast.asking(cast.anna):
        assert Pull.objects.count() == 1
        assert not jobs.due()  # just asked


@pytest.mark.parametrize("word", ["x", "A" * 64, "å", "-" * 64, "A" * 1000])
def test_a_word_that_is_none_is_answered_alike(word: str, cast: Cast) -> None:
    answer = Client().post(f"{LIST}{word}/nytt/", b"{}", "application/json")
    assert answer.status_code == (404 if word == "å" else 200)


def test_no_word_moves_what_did_not_ask_for_it(
    anna: Client, cast: Cast, school: SchoolServer
) -> None:
    connection = connect(anna, cast, school)
    assert said(Client(), news(connection))
    with cast.asking(cast.anna):
        assert not jobs.turn_of(connection).is_active
    assert Client().get(news(connection)).status_code == 405


def news(connection: Connection) -> str:
    return f"{LIST}{word_of(connection)}/nytt/"


def said(client: Client, path: str) -> bool:
    """Whether a stranger's word is answered 200 and with nothing, without a token."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post(path, b"not read", "application/json")
    return answer.status_code == 200 and answer.content == b""
