"""The list that one kept before, beside the register: who had been missed, and why."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from fullfolj.access.models import Read
from fullfolj.config.cast import Cast, everyone
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import costs_little
from fullfolj.exchange.begin.models import HeadingMap, KnownList
from fullfolj.exchange.extracts.tests.folders import ANNA, BO, CIA, DAN, Rows
from fullfolj.exchange.imports.actions.keeping import sweep
from fullfolj.exchange.imports.tests.deliveries import answers_for_berg, read, send
from fullfolj.people.actions import persons
from fullfolj.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = "/kom-igang/"
EVA = "200805019809"
# Anna and Dan are in the group, Bo goes to school, Cia is hidden, Eva is to review.
FILES: Rows = {
    "people": (
        f"{ANNA},Anna,Åkesson,female,none,,,,,,,",
        f"{BO},Bo,Alm,male,none,,,,,,,",
        f"{CIA},Cia,Ek,female,confidential,,,,,,,",
        f"{DAN},Dan,Dalin,male,none,,,,,,,",
        f"{EVA},Eva,Holm,female,none,,,,,,,",
    ),
    "registrations": tuple(
        f"{number},2326,2010-01-01,," for number in (ANNA, BO, CIA, DAN, EVA)
    ),
    "enrolments": (
        f"{BO},12345678,Bergs gymnasieskola,GY,BA,2024-08-19,,active,no",
        f"{EVA},12345678,Birka folkhögskola,FHS,,2025-08-19,,active,no",
    ),
    "credentials": (),
}


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Berg's files are read in."""
    with transaction.atomic():
        made = everyone()
        answers_for_berg(made)
    read(send(signed_in(made.anna), FILES, dry_run=False))
    return made


@pytest.fixture
def anna(cast: Cast) -> Client:
    """The coordinator, when the rules have gone through everybody."""
    found = signed_in(cast.anna)
    answer = found.post(f"{STEPS}rakna/", follow=True)
    assert "Reglerna har gått igenom alla." in answer.content.decode()
    return found


def nora(cast: Cast) -> Client:
    """One more coordinator, who does not see the protected."""
    from fullfolj.access.actions import memberships

    with cast.asking(cast.hilda):
        memberships.appoint(
            authority=cast.berg,
            user=cast.elin,
            role="samordnare",
            valid_from=clock.today(),
            by=cast.hilda,
        )
    return signed_in(cast.elin)


def csv(*rows: str, name: str = "Elevlista Nisse.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(rows).encode("cp1252"))


def workbook(folder: Path, rows: Sequence[Sequence[Any]]) -> SimpleUploadedFile:
    path = folder / "lista.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Blad1")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return SimpleUploadedFile(path.name, path.read_bytes())


LISTED = (
    *("Namn;Personnr;Läge", f"Anna Åkesson;{ANNA};Ringt två gånger"),
    *(f"Bo Alm;{BO};", f"Cia Ek;{CIA};", "Fel Fel;20080101-0000;"),
    "Okänd Okändsson;20080101-1230;",
)


def post(client: Client, file: SimpleUploadedFile) -> Any:
    return client.post(STEPS, {"file": file})


def sent(client: Client, file: SimpleUploadedFile) -> str:
    """Send in a list; the address where one says what its columns are."""
    answer = post(client, file)
    assert answer.status_code == 302, answer.content.decode()
    url: str = answer["Location"]
    assert url.endswith("/kolumner/")
    return url


def filled_in(client: Client, url: str) -> dict[str, str]:
    """What the page proposes for each column."""
    form = client.get(url).content.decode()
    found = {}
    for block in re.findall(r"<select.*?</select>", form, re.DOTALL):
        name = re.findall(r'name="(c\d+)"', block)[0]
        found[name] = (re.findall(r'value="(\w*)" selected', block) or [""])[0]
    return found


def confirmed(client: Client, url: str) -> str:
    """Accept what the page proposes; the address of the answer."""
    answer = client.post(url, filled_in(client, url))
    assert answer.status_code == 302, answer.content.decode()
    found: str = answer["Location"]
    return found


def compared(client: Client, file: SimpleUploadedFile) -> str:
    """Send in a list, accept what was guessed; the address of the answer."""
    return confirmed(client, sent(client, file))


def text(client: Client, url: str) -> str:
    page = client.get(url).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def test_one_screen_answers(anna: Client, cast: Cast) -> None:
    url = compared(anna, csv(*LISTED))
    shown = text(anna, url)
    assert "4 i målgruppen, med de oklara." in shown
    assert "2 hade ni på listan." in shown
    assert "1 saknades på listan." in shown
    assert "1 är oklar." in shown
    assert "1 på er lista ska bort: visa varför." in shown
    assert "1 nummer på er lista finns inte i era filer." in shown
    assert "1 nummer går inte att läsa." in shown
    assert "Dalin, Dan" in text(anna, f"{url}?grupp=missing")
    had = text(anna, f"{url}?grupp=had")
    assert "Åkesson, Anna" in had
    assert "Ringt två gånger" in had
    assert "Ek, Cia" in had
    assert "Holm, Eva" in text(anna, f"{url}?grupp=unclear")
    gone = text(anna, f"{url}?grupp=remove")
    assert "Alm, Bo" in gone
    assert "Bergs gymnasieskola" in gone
    wrong = text(anna, f"{url}?grupp=unreadable")
    assert "5 Fel Fel Kontrollsiffran stämmer inte." in wrong
    assert "6 Okänd Okändsson" in text(anna, f"{url}?grupp=unknown")
    assert anna.get(f"{url}?grupp=x").status_code == 404


def test_who_is_shown_is_logged_and_nobody_else(anna: Client, cast: Cast) -> None:
    url = compared(anna, csv(*LISTED))
    anna.get(url)
    anna.get(f"{url}?grupp=unknown")
    with cast.asking(cast.anna):
        assert not Read.objects.filter(page="begin:answer").exists()
        dan = Person.objects.get(identity__number=DAN)
    anna.get(f"{url}?grupp=missing")
    with cast.asking(cast.anna):
        (logged,) = Read.objects.filter(page="begin:answer")
        assert (logged.kind, logged.ground) == ("list", "samordnare")
        assert logged.person_ids == [dan.pk]


def test_whoever_may_not_be_seen_is_a_row_about_nobody(
    anna: Client, cast: Cast
) -> None:
    coordinator = nora(cast)
    with_cia = compared(coordinator, csv(*LISTED))
    shown = text(coordinator, with_cia)
    assert "3 i målgruppen, med de oklara." in shown
    assert "1 hade ni på listan." in shown
    assert "2 nummer på er lista finns inte i era filer." in shown
    unknown = text(coordinator, f"{with_cia}?grupp=unknown")
    assert "4 Cia Ek" in unknown
    for group in ("had", "missing", "unclear", "remove"):
        assert "Cia" not in text(coordinator, f"{with_cia}?grupp={group}")


def test_names_alone_are_matched_whole_and_with_the_day_of_birth(
    anna: Client, cast: Cast
) -> None:
    rows = ["Namn;Född", "Dalin, Dan;2008-02-28", "Dan Dalin;2008-02-27"]
    rows += ["Danne Dalin;2008-02-28", "Anna Åkesson;", ";2007-03-10"]
    url = compared(anna, csv(*rows))
    shown = text(anna, url)
    assert "1 hade ni på listan." in shown
    assert "3 rader utan nummer kunde inte kännas igen." in shown
    assert "Dalin, Dan" in text(anna, f"{url}?grupp=had")


def test_two_of_one_name_and_day_are_not_guessed_between(
    anna: Client, cast: Cast
) -> None:
    with cast.asking(cast.anna):
        named = persons.Named(
            given_name="Dan",
            family_name="Dalin",
            valid_from=clock.today(),
            source="own",
        )
        dan = Person.objects.get(identity__number=DAN)
        persons.register(
            authority=cast.berg,
            named=named,
            marking="none",
            birth_date=dan.birth_date,
            by=cast.anna,
        )
    url = compared(anna, csv("Namn;Född", "Dan Dalin;2008-02-28"))
    assert "1 rad utan nummer kunde inte kännas igen." in text(anna, url)


def test_somebody_twice_counts_once(anna: Client, cast: Cast) -> None:
    url = compared(anna, csv("pnr", ANNA, ANNA[2:], DAN))
    shown = text(anna, url)
    assert "2 hade ni på listan." in shown
    assert "1 rad gäller någon som redan stod på en annan rad." in shown


def test_what_was_chosen_is_remembered_and_only_that_is_kept(
    anna: Client, cast: Cast, uploads: Path
) -> None:
    head = "Vem;Hemligt;Sak"
    answer = post(anna, csv(head, f"Anna;Mår dåligt;{ANNA}"))
    url = answer["Location"]
    assert "Hela namnet" in anna.get(url).content.decode()
    twice = anna.post(url, {"c0": "name", "c1": "name", "c2": "number"})
    assert twice.status_code == 422
    assert "Två kolumner kan inte vara samma sak." in twice.content.decode()
    too_few = anna.post(url, {"c0": "name"})
    assert too_few.status_code == 422
    assert "Säg vilken kolumn som är personnummer." in too_few.content.decode()
    anna.post(url, {"c0": "name", "c1": "", "c2": "number"})
    (kept,) = uploads.rglob("rows.json")
    assert "dåligt" not in json.dumps(json.loads(kept.read_text()), ensure_ascii=False)
    with cast.asking(cast.anna):
        remembered = HeadingMap.objects.get()
        assert remembered.columns == {"name": 0, "number": 2}
        assert not re.search("vem|hemligt", remembered.fingerprint)
    again = sent(anna, csv(head, f"Dan;x;{DAN}"))
    assert "ifyllda som förra gången" in text(anna, again)
    assert filled_in(anna, again) == {"c0": "name", "c1": "", "c2": "number"}
    with cast.asking(cast.anna):
        assert not KnownList.objects.kept()[0].is_chosen
    assert "1 hade ni på listan." in text(anna, confirmed(anna, again))


def test_what_was_wrong_is_put_right_the_next_time_and_stays_right(
    anna: Client, cast: Cast
) -> None:
    head = "Kod;Sak"
    rows = (f"{BO};{ANNA}", f"{BO};{DAN}")
    wrong = sent(anna, csv(head, *rows))
    anna.post(wrong, {"c0": "number", "c1": ""})
    answer = wrong.removesuffix("kolumner/")
    assert "0 hade ni på listan." in text(anna, answer)
    assert f'href="{STEPS}">Skicka in listan igen' in anna.get(answer).content.decode()
    again = sent(anna, csv(head, *rows))
    assert filled_in(anna, again) == {"c0": "number", "c1": ""}
    anna.post(again, {"c0": "", "c1": "number"})
    assert "2 hade ni på listan." in text(anna, again.removesuffix("kolumner/"))
    right = sent(anna, csv(head, *rows))
    assert filled_in(anna, right) == {"c0": "", "c1": "number"}
    with cast.asking(cast.anna):
        assert HeadingMap.objects.get().columns == {"number": 1}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (f"x;{ANNA}", {"c0": "", "c1": "number"}),
        ("Anna Åkesson;2007-03-10", {"c0": "name", "c1": "born"}),
    ],
)
def test_a_list_without_headings_is_never_remembered(
    anna: Client, cast: Cast, row: str, said: dict[str, str]
) -> None:
    url = sent(anna, csv(row))
    assert "Den har inga rubriker." in text(anna, url)
    answer = anna.post(url, said)
    assert "1 hade ni på listan." in text(anna, answer["Location"])
    with cast.asking(cast.anna):
        assert not HeadingMap.objects.exists()
    again = sent(anna, csv(";".join(reversed(row.split(";")))))
    assert "Den har inga rubriker." in text(anna, again)
    assert filled_in(anna, again)["c1"] == ""


def test_a_workbook_with_a_title_and_numbers_that_lost_their_zero(
    anna: Client, cast: Cast, tmp_path: Path
) -> None:
    rows: list[list[Any]] = [
        ["KAA-lista"],
        ["Personnummer", "Namn"],
        [703101238, "Anna"],
        [int(DAN), "D"],
    ]
    url = compared(anna, workbook(tmp_path, rows))
    assert "2 hade ni på listan." in text(anna, url)


@pytest.mark.parametrize(
    "tried",
    [
        (None, "Välj listan som ska jämföras."),
        (csv(""), "Den skickade filen är tom."),
        (csv("\n\n"), "Listan är tom."),
        (SimpleUploadedFile("x.xlsx", b"no workbook"), "går inte att öppna som Excel"),
        (SimpleUploadedFile("x.csv", b"\0\1"), "varken Excel eller CSV"),
        (csv("pnr", *["x"] * 20_100), "fler än 20 000 rader"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_in_a_sentence(
    anna: Client, cast: Cast, uploads: Path, tried: tuple[Any, str]
) -> None:
    file, sentence = tried
    if file:
        file.seek(0)
    answer = anna.post(STEPS, {"file": file} if file else {})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert [path for path in uploads.rglob("*") if path.is_file()] == []
    assert [path for path in uploads.iterdir() if path.is_dir()] == []


def test_done_is_thrown_away_and_a_day_later_it_is_gone(
    anna: Client, cast: Cast, uploads: Path
) -> None:
    import os

    url = compared(anna, csv(*LISTED))
    answer = anna.post(f"{url}klar/", follow=True)
    assert "Listan är kastad." in answer.content.decode()
    assert list(uploads.iterdir()) == []
    assert "finns inte kvar" in anna.get(url, follow=True).content.decode()
    compared(anna, csv(*LISTED))
    (folder,) = uploads.iterdir()
    os.utime(folder, (0, 0))
    assert sweep() == 1
    with cast.asking(cast.anna):
        assert not [k for k in KnownList.objects.kept() if not k.folder]


def test_it_is_nobody_elses(anna: Client, cast: Cast) -> None:
    url = compared(anna, csv(*LISTED))
    for who, status in ((cast.gun, 404), (cast.bo, 403), (cast.hilda, 403)):
        assert signed_in(who).get(url).status_code == status
        assert signed_in(who).post(f"{url}klar/").status_code == status
    assert nora(cast).get(url).status_code == 404
    assert signed_in(cast.hilda).post(STEPS, {"file": csv("pnr")}).status_code == 403


def test_the_steps_say_what_is_done(cast: Cast) -> None:
    gun = text(signed_in(cast.gun), STEPS)
    assert gun.count("Inte gjort") == 3
    assert "när filerna är inlästa" in gun
    anna = signed_in(cast.anna)
    shown = text(anna, STEPS)
    assert shown.count("Klart") == 2
    assert "Reglerna har inte gått igenom de nya uppgifterna." in shown
    anna.post(f"{STEPS}rakna/")
    shown = text(anna, STEPS)
    assert "Reglerna har inte" not in shown
    compared(anna, csv(*LISTED))
    assert text(anna, STEPS).count("Klart") == 3
    assert "Den som får se personer" in text(signed_in(cast.hilda), STEPS)


@pytest.mark.parametrize(
    ("group", "most"),
    [("", 12), ("missing", 12), ("unreadable", 12), ("remove", 24)],
)
def test_an_answer_costs_the_same_however_long_the_list(
    anna: Client, cast: Cast, group: str, most: int
) -> None:
    url = compared(anna, csv(*LISTED, *["X;20080101-0000;"] * 5_000))
    costs_little(lambda: anna.get(url, {"grupp": group} if group else {}), most)
