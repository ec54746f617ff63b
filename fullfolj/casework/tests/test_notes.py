"""Notes: who reads them, in the database itself, and what becomes of a correction."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from fullfolj.access.models import User
from fullfolj.casework.actions import drafts
from fullfolj.casework.actions.cases import assign
from fullfolj.casework.actions.common import FarAwayError, NotYetError
from fullfolj.casework.actions.notes import (
    DRAFT,
    NoChangeError,
    NoteChangedError,
    NoteUsedError,
)
from fullfolj.casework.models import Case, Draft, Note, NoteText
from fullfolj.casework.tests.cases import found, opened
from fullfolj.casework.tests.notes import corrected, noted
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.models import CONFIDENTIAL, NONE, Person

pytestmark = pytest.mark.django_db

NOTHING: list[Any] = []


def texts(cast: Cast, user: User, case: Case) -> list[str | None]:
    """What a user reads of the notes that stand, and None of those they may not."""
    with cast.asking(user):
        standing = Note.objects.of_case(case).standing().with_text()
        return list(standing.order_by("written_at").values_list("text", flat=True))


def rows(cast: Cast, user: User) -> int:
    """How many texts the database shows, asked without any of our models."""
    with cast.asking(user), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM casework_notetext")
        return int(cursor.fetchone()[0])


def test_an_ordinary_note_is_read_by_all_who_work_with_the_case(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        noted(case, cast.bo, text="Vill börja på komvux")
    assert texts(cast, cast.anna, case) == ["Vill börja på komvux"]
    assert texts(cast, cast.bo, case) == ["Vill börja på komvux"]
    assert rows(cast, cast.gun) == 0


def test_a_restricted_note_is_read_by_its_writer_and_who_answers_for_the_case(
    cast: Cast,
) -> None:
    """The wall itself refuses: no query of ours is asked."""
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        noted(case, cast.bo, text="Berättade om sin mamma", is_restricted=True)
    assert texts(cast, cast.bo, case) == ["Berättade om sin mamma"]
    assert texts(cast, cast.anna, case) == [None], "present, and not readable"
    assert (rows(cast, cast.bo), rows(cast, cast.anna)) == (1, 0)
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    assert rows(cast, cast.anna) == 1, "who answers for the case reads it"
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=None, by=cast.anna)
    assert (rows(cast, cast.bo), rows(cast, cast.anna)) == (1, 0), "and no longer"


def test_nobody_writes_a_restricted_text_in_the_name_of_another(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with (
        pytest.raises(DatabaseError),
        cast.asking(cast.bo),
        transaction.atomic(),
    ):
        NoteText.about(
            case.person,
            case=case,
            is_restricted=True,
            written_by=cast.anna.pk,
            text="Sådant som Anna aldrig skrev",
        ).save(force_insert=True)


@pytest.mark.parametrize("field", ["text", "reason", "written_by"])
def test_the_database_lets_nobody_rewrite_a_text(cast: Cast, field: str) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        note = noted(case, cast.bo)
    with pytest.raises(DatabaseError), cast.asking(cast.bo), transaction.atomic():
        NoteText.objects.filter(pk=note.pk).update(**{field: cast.bo.pk})


def test_a_correction_keeps_what_stood(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    yesterday = clock.today() - timedelta(days=1)
    with cast.asking(cast.bo):
        note = noted(case, cast.bo, text="Träffades i dag", happened_on=yesterday)
        corrected(case, note, cast.bo, text="Träffades i går", reason="Fel dag")
    assert texts(cast, cast.anna, case) == ["Träffades i går"]
    with cast.asking(cast.anna):
        kept = Note.objects.of_case(case).wordings_of(note.pk).with_text()
        told = list(kept.values_list("text", "reason", "happened_on"))
    assert told == [
        ("Träffades i går", "Fel dag", yesterday),
        ("Träffades i dag", "", yesterday),
    ]


def test_what_becomes_restricted_is_so_in_every_wording(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        note = noted(case, cast.bo, text="Skrev för mycket")
    assert rows(cast, cast.anna) == 1
    with cast.asking(cast.bo):
        last = corrected(case, note, cast.bo, text="Kort", is_restricted=True)
    assert (rows(cast, cast.anna), rows(cast, cast.bo)) == (0, 2)
    with cast.asking(cast.bo):
        corrected(case, last, cast.bo, text="Kortare")
    assert rows(cast, cast.anna) == 1, "the last wording alone was opened again"
    assert texts(cast, cast.anna, case) == ["Kortare"]


def test_who_answers_for_the_case_corrects_too_and_nobody_else(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        note = noted(case, cast.bo)
    with cast.asking(cast.anna), pytest.raises(PermissionDenied):
        corrected(case, note, cast.anna, text="Annat")
    with cast.asking(cast.anna):
        assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
        now = found(case.person)
        last = corrected(now, note, cast.anna, text="Annat", is_restricted=True)
        assert last.written_by == cast.bo.pk, "it is still Bo's note"
    assert texts(cast, cast.bo, case) == ["Annat"]


def test_two_who_correct_at_once_do_not_write_over_each_other(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        note = noted(case, cast.bo)
        corrected(case, note, cast.bo, text="Först")
    for replaces in (note.pk, uuid4()):
        with cast.asking(cast.bo), pytest.raises(NoteChangedError):
            corrected(case, note, cast.bo, text="Sedan", replaces=replaces)
    assert texts(cast, cast.bo, case) == ["Först"]


def test_the_same_form_twice_is_one_note(cast: Cast) -> None:
    case, key = opened(cast, "Elin Testsson"), uuid4()
    with cast.asking(cast.bo):
        assert noted(case, cast.bo, key=key) == noted(case, cast.bo, key=key)
        assert Note.objects.count() == NoteText.objects.count() == 1
        note = Note.objects.get()
        again = uuid4()
        for _ in range(2):
            corrected(case, note, cast.bo, text="Annat", key=again)
        assert Note.objects.count() == 2
    with cast.asking(cast.bo), pytest.raises(NoteUsedError):
        noted(case, cast.bo, key=key, text="Något annat")


def test_the_same_form_in_another_case_or_by_another_is_refused(cast: Cast) -> None:
    elin, omar, key = opened(cast, "Elin Testsson"), opened(cast, "Omar Ek"), uuid4()
    with cast.asking(cast.bo):
        noted(elin, cast.bo, key=key, is_restricted=True)
    with cast.asking(cast.bo), pytest.raises(NoteUsedError):
        noted(omar, cast.bo, key=key, is_restricted=True)
    with cast.asking(cast.anna), pytest.raises(NoteUsedError):
        noted(elin, cast.anna, key=key, is_restricted=True)


@pytest.mark.parametrize(("days", "refusal"), [(1, NotYetError), (-400, FarAwayError)])
def test_a_day_that_cannot_be_is_refused(
    cast: Cast, days: int, refusal: type[Exception]
) -> None:
    case = opened(cast, "Elin Testsson")
    day = clock.today() + timedelta(days=days)
    with cast.asking(cast.bo), pytest.raises(refusal):
        noted(case, cast.bo, happened_on=day)
    assert texts(cast, cast.bo, case) == NOTHING


def test_a_correction_that_changes_nothing_is_refused(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        note = noted(case, cast.bo, text="Så här")
    with cast.asking(cast.bo), pytest.raises(NoChangeError):
        corrected(case, note, cast.bo, text="Så här")


def test_who_may_not_work_with_it_writes_nothing(cast: Cast) -> None:
    case = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    for user in (cast.cilla, cast.hilda, cast.bo, cast.gun):
        with cast.asking(user), pytest.raises(Case.DoesNotExist):
            noted(case, user)
    seen = opened(cast, "Elin Testsson")
    with cast.asking(cast.cilla), pytest.raises(PermissionDenied):
        noted(seen, cast.cilla)


def test_notes_of_who_becomes_protected_are_for_the_cleared(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        noted(case, cast.bo, text="Öppen")
        noted(case, cast.bo, text="Spärrad", is_restricted=True)
    with cast.asking(cast.anna):
        Person.objects.filter(pk=case.person_id).update(marking=CONFIDENTIAL)
    assert rows(cast, cast.bo) == 0, "not even the writer"
    assert texts(cast, cast.bo, case) == NOTHING
    assert texts(cast, cast.anna, case) == ["Öppen", None]
    with cast.asking(cast.anna):
        Person.objects.filter(pk=case.person_id).update(marking=NONE)
    assert rows(cast, cast.bo) == 2


def test_a_note_that_is_sent_is_no_draft_any_more(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        drafts.keep(
            case=case, form=DRAFT, version=0, fields={"text": "Halv"}, by=cast.bo
        )
        assert Draft.objects.exists()
        noted(case, cast.bo)
        assert not Draft.objects.exists()
