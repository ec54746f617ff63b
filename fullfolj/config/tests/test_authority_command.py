"""`fullfolj authority`: from an empty house to a register, by commands alone."""

import re
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client

from fullfolj.access import wall
from fullfolj.access.models import Authority, Membership, User
from fullfolj.config import manage
from fullfolj.config.command import main
from fullfolj.exchange.extracts.tests.folders import ANNA, write_folder
from fullfolj.kaa.models import Municipality

pytestmark = pytest.mark.django_db(transaction=True)

HILDA = "hilda@berg.example"
NAME = "Bergs kommun, barn- och utbildningsnämnden"


@pytest.fixture(autouse=True)
def house(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("set_up", "settle"):
        monkeypatch.setattr(manage, name, lambda: None)


def found(*more: str, slug: str = "berg", **said: str) -> int:
    given = {"name": NAME, "kind": "municipal", "administrator": HILDA}
    words = [slug]
    for key, value in {**given, "administrator_name": "Hilda Ek", **said}.items():
        words += [f"--{key.replace('_', '-')}", value]
    return main(["authority", *words, *more])


def stands() -> tuple[object, ...]:
    """Everything that a second time must not change."""
    (berg,) = Authority.objects.all()
    with wall.as_job(berg.pk, "test"):
        held = Membership.objects.values_list("user__email", "role", "valid_from")
        codes = Municipality.objects.values_list("code", flat=True)
        who = sorted(User.objects.values_list("email", "name"))
        return (berg.slug, berg.name, berg.kind, who, sorted(held), sorted(codes))


def test_from_an_empty_house_to_the_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert found("--municipality", "2326", "--municipality", "2309") == 0
    out = capsys.readouterr().out
    assert out.splitlines() == [
        f"Myndigheten berg är grundad, och {HILDA} har fått ett brev.",
        "Från i dag svarar den för 2326, 2309.",
    ]
    folder = write_folder(tmp_path / "berg")
    assert main(["import", str(folder), "--authority", "berg"]) == 0
    capsys.readouterr()
    asked = ["register", "--authority", "berg", "--municipality", "2326"]
    assert main([*asked, "--as-of", "2026-11-21", "--format", "csv"]) == 0
    assert f"{ANNA},2026-11-21,IN,R10" in capsys.readouterr().out


def test_the_administrator_is_invited_and_chooses_a_password() -> None:
    assert found() == 0
    (letter,) = mail.outbox
    assert letter.to == [HILDA]
    assert NAME in letter.body
    (link,) = re.findall(r"https://localhost(/\S+)", str(letter.body))
    page = Client().get(link, follow=True, secure=True)
    assert page.status_code == 200
    assert "password1" in page.content.decode()


def test_saying_it_twice_changes_nothing_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert found("--municipality", "2326") == 0
    before, letters = stands(), len(mail.outbox)
    capsys.readouterr()
    assert found("--municipality", "2326", administrator=HILDA.upper()) == 0
    assert "Ingenting ändrades" in capsys.readouterr().out
    assert (stands(), len(mail.outbox)) == (before, letters)
    assert found("--municipality", "2309") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Myndigheten berg finns redan.",
        "Från i dag svarar den för 2309.",
    ]


def test_it_is_a_school_provider_when_that_is_said_and_until_it_is_taken_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert found() == 0
    assert not Authority.objects.get().is_school_provider
    capsys.readouterr()
    assert found("--school-provider") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Myndigheten berg finns redan.",
        "Den är huvudman för skolor. Närvaro och betyg får sparas.",
    ]
    assert found() == 0
    assert Authority.objects.get().is_school_provider
    assert found("--school-provider") == 0
    assert "Ingenting ändrades" in capsys.readouterr().out
    assert found("--no-school-provider") == 0
    assert "inte längre huvudman" in capsys.readouterr().out
    assert not Authority.objects.get().is_school_provider


def test_who_has_an_account_keeps_it_and_gets_no_link() -> None:
    User.objects.create_user(HILDA, name="Hilda Alm")
    assert found() == 0
    (letter,) = mail.outbox
    assert "https://" not in letter.body
    assert User.objects.get(email=HILDA).name == "Hilda Alm"


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"name": "Något annat"}, "annat namn"),
        ({"kind": "state"}, "annat namn eller slag"),
        ({"administrator": "karin@berg.example"}, "annan administratör"),
    ],
)
def test_what_stands_otherwise_is_refused_in_a_sentence(
    capsys: pytest.CaptureFixture[str], said: dict[str, str], reason: str
) -> None:
    assert found() == 0
    before = stands()
    capsys.readouterr()
    assert found("--municipality", "2309", **said) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert reason in line
    assert stands() == before


def test_a_closed_account_administers_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    User.objects.create_user(HILDA, name="Hilda", is_active=False)
    assert found() == 1
    assert "avstängt" in capsys.readouterr().err
    assert not Authority.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "Bergs kommun"},
        {"slug": "-berg"},
        {"administrator": "hilda"},
        {"kind": "kyrklig"},
        {"name": "  "},
        {"administrator_name": "x" * 201},
        {"municipality": "Berg"},
    ],
)
def test_wrong_use_is_status_2(wrong: dict[str, str]) -> None:
    with pytest.raises(SystemExit) as stop:
        found(**wrong)
    assert stop.value.code == 2
    assert not Authority.objects.exists()


def test_a_letter_that_cannot_be_sent_is_told(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise ConnectionRefusedError("Connection refused")

    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.__init__", refuse
    )
    assert found() == 1
    assert "Glömt lösenordet" in capsys.readouterr().err
    assert Authority.objects.filter(slug="berg").exists()
