"""Notes, files and the timeline over HTTP: who sees what, and what is asked first."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fullfolj.casework.actions.cases import assign
from fullfolj.casework.models import Attachment, Case, Draft, Note
from fullfolj.casework.models.timeline import ROWS
from fullfolj.casework.rules.files import MOST
from fullfolj.casework.tests.cases import found, opened, tried
from fullfolj.casework.tests.notes import PDF, attached, corrected, noted
from fullfolj.casework.tests.test_pages import BAD_DAYS, address, reads
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock, uploads
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

NOTE, FILE = "anteckning/", "bilaga/"
HARMLESS, SENSITIVE = "Vill börja på komvux", "Har ADHD och är sjukskriven"


def said(**changed: Any) -> dict[str, Any]:
    """What the form of a note sends."""
    given = {
        "key": str(uuid4()),
        "version": "0",
        "text": HARMLESS,
        "is_restricted": "ordinary",
        "happened_on": str(clock.today()),
    }
    return given | changed


def sent(data: bytes = PDF, **changed: Any) -> dict[str, Any]:
    """What the form of a file sends."""
    given = {
        "key": str(uuid4()),
        "file": SimpleUploadedFile("elin-testsson.pdf", data),
        "name": "Intyg från skolan",
        "is_restricted": "ordinary",
    }
    return given | changed


def notes(cast: Cast) -> list[tuple[Any, ...]]:
    with cast.asking(cast.bo):
        kept = Note.objects.standing().with_text().order_by("written_at")
        return list(kept.values_list("text", "is_restricted"))


def files(cast: Cast) -> list[str | None]:
    with cast.asking(cast.bo):
        kept = Attachment.objects.with_name().order_by("recorded_at")
        return list(kept.values_list("name", flat=True))


# Notes


def test_a_note_is_written_read_and_corrected(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, NOTE), said(), follow=True)
    assert "Anteckningen är sparad." in text_of(answer)
    assert HARMLESS in text_of(answer)
    with cast.asking(cast.bo):
        note = Note.objects.get()
    page = address(case, f"{NOTE}{note.pk}/")
    more = {"replaces": str(note.pk), "reason": "Fel kurs"}
    answer = bo.post(page, said(text="Vill läsa yrkesvux", **more), follow=True)
    assert "Vill läsa yrkesvux" in text_of(answer)
    assert HARMLESS not in text_of(answer), "the timeline shows what stands"
    told = text_of(signed_in(cast.anna).get(page))
    assert HARMLESS in told
    assert "Fel kurs" in told
    assert "Spara rättelsen" not in told, "Anna neither wrote it nor answers for Elin"


def test_sensitive_words_are_asked_about_and_restricting_is_proposed(
    cast: Cast,
) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, NOTE), said(text=SENSITIVE))
    assert answer.status_code == 422
    told = text_of(answer)
    assert SENSITIVE in told
    form = answer.context["form"]
    assert form.asked_about == [("ADHD", "diagnosis"), ("sjukskriven", "health")]
    assert '<bdi class="strong">ADHD</bdi> <span class="subtle">(diagnos)' in told
    assert form["is_restricted"].value() == "restricted"
    assert notes(cast) == []
    shown = {name: form[name].value() for name in ("key", "version")}
    again = said(text=SENSITIVE, **shown, is_restricted="restricted")
    assert bo.post(address(case, NOTE), again).status_code == 302
    assert notes(cast) == [(SENSITIVE, True)]


def test_who_has_read_the_words_may_share_them_and_only_them(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, NOTE), said(text=SENSITIVE))
    read = {"has_read": answer.context["form"].read_mark}
    more = said(text=f"{SENSITIVE} och ångest", **read)
    assert bo.post(address(case, NOTE), more).status_code == 422, "a new word"
    for mark in ("", "x"):
        unread = said(text=SENSITIVE, has_read=mark)
        assert bo.post(address(case, NOTE), unread).status_code == 422
    assert bo.post(address(case, NOTE), said(text=SENSITIVE, **read)).status_code == 302
    assert notes(cast) == [(SENSITIVE, False)]


def test_the_reason_of_a_correction_is_read_too(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        note = noted(case, cast.bo)
    page = address(case, f"{NOTE}{note.pk}/")
    given = said(text="Kort", replaces=str(note.pk), reason="Skrev om hennes ångest")
    assert bo.post(page, given).status_code == 422
    assert notes(cast) == [(HARMLESS, False)]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("key", value) for value in ("", "x", "\0")),
        *(("version", value) for value in ("", "x", "-1")),
        *(("text", value) for value in ("", "  ", "a\0b", "x" * 100_000)),
        *(("is_restricted", value) for value in ("", "kanske")),
        *(("happened_on", value) for value in (*BAD_DAYS, "2099-01-01", "1999-01-01")),
    ],
)
def test_a_note_that_cannot_be_read_is_422_and_nothing_is_lost(
    cast: Cast, field: str, value: str
) -> None:
    """A text of 100,000 signs is told about, and stands in the form."""
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, NOTE), said(**{field: value}))
    assert answer.status_code == 422
    kept = value if field == "text" and "\0" not in value else HARMLESS
    assert field == "text" or kept in text_of(answer)
    assert answer.context["form"]["text"].value() == (
        value if field == "text" else HARMLESS
    )
    assert notes(cast) == []


def test_a_restricted_note_is_there_and_not_to_be_read(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        note = noted(case, cast.bo, text="Hemligheten", is_restricted=True)
    anna, page = signed_in(cast.anna), address(case, f"{NOTE}{note.pk}/")
    told = text_of(anna.get(address(case)))
    assert "Spärrad anteckning" in told
    assert "Hemligheten" not in told
    assert anna.get(page).status_code == 404
    assert "Hemligheten" in text_of(signed_in(cast.bo).get(page))
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    assert "Hemligheten" in text_of(anna.get(address(case)))
    assert "Hemligheten" in text_of(anna.get(page))


def test_two_who_correct_at_once_see_both_texts(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        note = noted(case, cast.bo)
        corrected(case, note, cast.bo, text="Den andras text")
    page = address(case, f"{NOTE}{note.pk}/")
    mine = said(text="Min text", replaces=str(note.pk), reason="Fel")
    answer = bo.post(page, mine)
    assert answer.status_code == 422
    assert "Den andras text" in text_of(answer)
    assert "Min text" in text_of(answer)
    form = answer.context["form"]
    seen = {name: form[name].value() for name in ("key", "replaces")}
    assert bo.post(page, mine | seen).status_code == 302
    assert notes(cast) == [("Min text", False)]


def test_what_is_written_is_kept_as_a_draft_for_the_writer(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    text = "Halv mening " * 100
    answer = bo.post(address(case, "utkast/anteckning/"), said(text=text))
    assert answer.status_code == 200
    with cast.asking(cast.anna):  # the case goes on meanwhile: no note minds
        tried(found(case.person), cast.anna)
    answer = bo.post(address(case, "utkast/anteckning/"), said(text=text))
    assert answer.status_code == 200
    assert "Halv mening" in text_of(bo.get(address(case, NOTE)))
    assert "Halv mening" not in text_of(signed_in(cast.anna).get(address(case, NOTE)))
    bo.post(address(case, NOTE), said())
    with cast.asking(cast.bo):
        assert not Draft.objects.exists()


def test_what_others_write_is_shown_as_text_and_not_run(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    evil = '<script>alert("x")</script>{{ 7*7 }}'
    bo.post(address(case, NOTE), said(text=evil))
    bo.post(address(case, FILE), sent(name=evil))
    page = bo.get(address(case)).content.decode()
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert") >= 2


# The timeline


def test_the_timeline_is_paged_and_chosen_from(cast: Cast) -> None:
    case, anna = opened(cast, "Elin Testsson"), signed_in(cast.anna)
    assert "Inget har hänt ännu" in text_of(anna.get(address(case)))
    with cast.asking(cast.bo):
        tried(case, cast.bo, line="Ingen svarade")
        for number in range(ROWS):
            noted(case, cast.bo, text=f"Nummer {number}.")
    first = text_of(anna.get(address(case)))
    assert "Nummer 29." in first
    assert "Ingen svarade" not in first
    assert "Ingen svarade" in text_of(anna.get(address(case, "?sida=2")))
    chosen = text_of(anna.get(address(case, "?visa=contact")))
    assert "Ingen svarade" in chosen
    assert "Nummer" not in chosen
    for odd in ("?sida=x&visa=x", "?sida=-1", "?sida=²", "?sida=0", "?visa=%00"):
        assert "Nummer 29." in text_of(anna.get(address(case, odd)))
    for none in ("?sida=" + "9" * 5_000, "?visa=attachment"):
        answer = anna.get(address(case, none))
        assert answer.status_code == 200
        assert "Inget här." in text_of(answer)


# Files


def test_a_file_is_added_and_fetched_under_a_name_that_says_nothing(
    cast: Cast,
) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    data = PDF + b"\xff" * 600_000  # of several parts
    page = bo.post(address(case, FILE), sent(data), follow=True)
    assert "Intyg från skolan" in text_of(page)
    with cast.asking(cast.bo):
        file = Attachment.objects.get()
    answer: Any = signed_in(cast.anna).get(address(case, f"{FILE}{file.pk}/"))
    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    today = clock.today()
    said_ = f'attachment; filename="bilaga-{today}.pdf"'
    assert answer["Content-Disposition"] == said_
    assert answer["Content-Length"] == str(len(data))
    told = [(page, people) for page, _, people, _, _ in reads(cast, "export")]
    assert told == [("casework:attachment", [case.person_id])]


def test_a_restricted_file_is_there_and_not_to_be_opened(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        file = attached(case, cast.bo, name="Hemligheten", is_restricted=True)
    anna, page = signed_in(cast.anna), address(case, f"{FILE}{file.pk}/")
    told = text_of(anna.get(address(case)))
    assert "Spärrad fil" in told
    assert "Hemligheten" not in told
    assert anna.get(page).status_code == 404
    assert reads(cast, "export") == [], "what was not fetched did not leave the house"
    assert signed_in(cast.bo).get(page).status_code == 200


def test_files_of_who_becomes_protected_are_for_the_cleared(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        file, note = attached(case, cast.bo), noted(case, cast.bo)
    with cast.asking(cast.anna):
        Person.objects.filter(pk=case.person_id).update(marking=CONFIDENTIAL)
    for page in (f"{FILE}{file.pk}/", f"{NOTE}{note.pk}/"):
        assert signed_in(cast.bo).get(address(case, page)).status_code == 404
        assert signed_in(cast.anna).get(address(case, page)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"file": ""}, "Välj en fil."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "Filen är tom."),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ\x90\0")}, "Spara den som pdf"),
        ({"file": SimpleUploadedFile("a.pdf", PDF + b" " * MOST)}, "större än 10 MB"),
        ({"name": ""}, "Vad är det?"),
        ({"name": "a\0b"}, "Vad är det?"),
        ({"name": "x" * 121}, "Vad är det?"),
        ({"is_restricted": "kanske"}, "Vem får läsa?"),
        ({"key": "x"}, "Sidan kom fram trasig"),
    ],
)
def test_a_file_that_is_not_kept_is_422_and_says_why(
    cast: Cast, changed: dict[str, Any], sentence: str
) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, FILE), sent(**changed))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "name" in changed or "Intyg från skolan" in answer.content.decode()
    assert files(cast) == []


def test_what_a_file_is_called_is_read_too(cast: Cast) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, FILE), sent(name="Läkarintyg"))
    assert answer.status_code == 422
    assert "Välj filen igen." in text_of(answer)
    form = answer.context["form"]
    assert form.asked_about == [("Läkarintyg", "health")]
    assert form["is_restricted"].value() == "restricted"
    assert files(cast) == []
    again = sent(name="Läkarintyg", has_read=form.read_mark)
    assert bo.post(address(case, FILE), again).status_code == 302
    fewer = sent(name="Läkarintyg", is_restricted="restricted")
    assert bo.post(address(case, FILE), fewer).status_code == 302
    assert files(cast) == ["Läkarintyg", "Läkarintyg"]


def test_more_than_is_received_is_told_about(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST", 1000)
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    answer = bo.post(address(case, FILE), sent(PDF + b" " * 2000))
    assert answer.status_code == 422
    assert "större än 10 MB" in text_of(answer)
    assert files(cast) == []


def test_the_page_says_whether_files_are_scanned(cast: Cast, settings: Any) -> None:
    case, bo = opened(cast, "Elin Testsson"), signed_in(cast.bo)
    assert "söks inte igenom efter virus" in text_of(bo.get(address(case, FILE)))
    settings.SCANNER = "false"
    assert "söks igenom efter virus" in text_of(bo.get(address(case, FILE)))
    answer = bo.post(address(case, FILE), sent())
    assert answer.status_code == 422
    assert "Virusskyddet sa nej" in text_of(answer)
    assert files(cast) == []


def test_nothing_of_another_case_is_reached_by_this(cast: Cast) -> None:
    elin, omar = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek")
    with cast.asking(cast.bo):
        file, note = attached(elin, cast.bo), noted(elin, cast.bo)
    bo = signed_in(cast.bo)
    for page in (f"{FILE}{file.pk}/", f"{NOTE}{note.pk}/"):
        assert bo.get(address(omar, page)).status_code == 404


def test_a_note_goes_with_the_case_it_is_of(cast: Cast) -> None:
    """Handed over, the case's new owner reads what was restricted; the old no more."""
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.bo, by=cast.anna)
        noted(Case.objects.get(), cast.anna, text="Hemligheten", is_restricted=True)
    assert "Hemligheten" in text_of(signed_in(cast.bo).get(address(case)))
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=None, by=cast.anna)
    assert "Hemligheten" not in text_of(signed_in(cast.bo).get(address(case)))
