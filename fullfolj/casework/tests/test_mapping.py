"""Answering a mapping: versions, rounds, locks, what is private, what is shared."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, transaction

from fullfolj.access import wall
from fullfolj.access.actions import memberships
from fullfolj.access.models import Membership, User
from fullfolj.casework.actions import (
    cases,
    drafts,
    life,
    mapping,
    sections,
    shares,
)
from fullfolj.casework.actions.common import ChangedError, FarAwayError
from fullfolj.casework.actions.mapping import (
    AnswerUsedError,
    NothingToLockError,
    NotReadableError,
    SectionChangedError,
    SectionLockedError,
    draft_of,
)
from fullfolj.casework.actions.shares import (
    NotMentorError,
    PastEndError,
    PrivateSectionError,
)
from fullfolj.casework.mapping import compared, mapping_of
from fullfolj.casework.models import (
    Case,
    Draft,
    MappingAnswer,
    MappingRound,
    PrivateAnswer,
    SectionLock,
    SectionShare,
    Words,
)
from fullfolj.casework.rules.mapping import BEGUN, DONE, NOT_BEGUN, WAITING
from fullfolj.casework.sections import sections as all_sections
from fullfolj.casework.tests.cases import closed, found, opened
from fullfolj.casework.tests.mappings import (
    HEALTH,
    INTERESTS,
    answered,
    locked,
    opened_to,
    section,
)
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, PROTECTED_REGISTRATION

pytestmark = pytest.mark.django_db


@pytest.fixture
def elin(cast: Cast) -> Case:
    """A case that Anna answers for."""
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.anna):
        cases.assign(cases=[case.pk], owner=cast.anna, by=cast.anna)
    return case


def words(case: Case, code: str = INTERESTS) -> Words | None:
    """What stands in a section."""
    standing = MappingAnswer.objects.standing(case, code)
    return standing.words if standing else Words()


def test_answers_are_added_in_versions_and_none_is_lost(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        answered(elin, cast.bo, want="Rita", state=BEGUN)
        answered(elin, cast.bo, want="Rita serier", state=DONE)
        there = MappingAnswer.objects.order_by("version")
        assert [(a.version, a.want, a.round) for a in there] == [
            (1, "Rita", 1),
            (2, "Rita serier", 1),
        ]
        rows = mapping_of(elin, all_sections())
        assert {row.section.code: row.state for row in rows.first} == {
            INTERESTS: DONE,
            "vardag": NOT_BEGUN,
            "ta-sig-fram": NOT_BEGUN,
            "om-en-manad": NOT_BEGUN,
            "kontakt": NOT_BEGUN,
        }
    with cast.asking(cast.bo), pytest.raises(ProgrammingError), transaction.atomic():
        MappingAnswer.objects.update(want="Något annat")


def test_the_same_form_twice_is_one_answer(cast: Cast, elin: Case) -> None:
    key = uuid4()
    with cast.asking(cast.bo):
        first = answered(elin, cast.bo, HEALTH, key=key, version=0)
        assert answered(elin, cast.bo, HEALTH, key=key, version=0) == first
        assert MappingAnswer.objects.count() == PrivateAnswer.objects.count() == 1
    with cast.asking(cast.bo), pytest.raises(AnswerUsedError):
        answered(elin, cast.bo, HEALTH, key=key, want="Något annat")


def test_nobody_writes_over_what_they_have_not_seen(cast: Cast, elin: Case) -> None:
    """T4: two who write in the same section."""
    with cast.asking(cast.anna):
        answered(elin, cast.anna, want="Spela gitarr")
    with cast.asking(cast.bo), pytest.raises(SectionChangedError):
        answered(elin, cast.bo, want="Rita", version=0)
    with cast.asking(cast.bo):
        assert words(elin) == Words(want="Spela gitarr")
        answered(
            elin, cast.bo, "vardag", version=0
        )  # another section is nobody's matter


def test_done_again_it_begins_empty_and_is_compared(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        answered(elin, cast.bo, want="Rita")
        answered(elin, cast.bo, "vardag", works="Sover gott")
        again = mapping.begin(case=elin, number=2, by=cast.bo)
        assert mapping.begin(case=elin, number=2, by=cast.bo) == again, "sent twice"
        there = mapping_of(elin, all_sections())
        assert {row.state for row in (*there.first, *there.more)} == {NOT_BEGUN}
        answered(elin, cast.bo, want="Måla", state=WAITING)
        pairs = compared(elin, all_sections(), (1, 2))
        told = [
            (p.section.code, p.before and p.before.words, p.after and p.after.words)
            for p in pairs
        ]
        assert told == [
            (INTERESTS, Words(want="Rita"), Words(want="Måla")),
            ("vardag", Words(works="Sover gott", want="Rita"), None),
        ]
    with cast.asking(cast.bo), pytest.raises(ChangedError):
        mapping.begin(case=elin, number=4, by=cast.bo)


def test_a_locked_section_is_opened_by_who_locked_it_or_leads(
    cast: Cast, elin: Case
) -> None:
    given: dict[str, Any] = {"case": elin, "section": INTERESTS}
    with cast.asking(cast.bo), pytest.raises(NothingToLockError):
        locked(elin, cast.bo)
    with cast.asking(cast.anna):
        answered(elin, cast.anna)
        locked(elin, cast.anna)
        locked(elin, cast.anna)
        assert SectionLock.objects.count() == 1
    with cast.asking(cast.bo), pytest.raises(SectionLockedError):
        answered(elin, cast.bo)
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        mapping.unlock(**given, by=cast.bo)
    with cast.asking(cast.anna):
        mapping.unlock(**given, by=cast.anna)
    with cast.asking(cast.bo):
        answered(elin, cast.bo)
        locked(elin, cast.bo)
    with cast.asking(cast.anna):
        mapping.unlock(**given, by=cast.anna)  # she leads
        assert SectionLock.objects.filter(opened_by=cast.anna.pk).count() == 2
        locked(elin, cast.anna)
        mapping.begin(case=elin, number=2, by=cast.anna)
    with cast.asking(cast.bo):
        answered(elin, cast.bo)  # a lock is of its round


def test_what_is_private_only_the_owner_and_the_writer_read(
    cast: Cast, elin: Case
) -> None:
    """T4: the database says so, and not the page."""
    with cast.asking(cast.bo):
        answered(elin, cast.bo, HEALTH, hard="Sover dåligt", want="")
        assert words(elin, HEALTH) == Words(hard="Sover dåligt")
    with cast.asking(cast.anna):
        assert words(elin, HEALTH) == Words(hard="Sover dåligt"), "she is the owner"
        answered(elin, cast.anna, HEALTH, hard="Sover bättre", want="")
    with cast.asking(cast.bo):
        assert words(elin, HEALTH) is None, "it is there, and not for him"
        assert [a.hard for a in PrivateAnswer.objects.all()] == ["Sover dåligt"]
        assert not MappingAnswer.objects.filter(hard__startswith="Sover").exists()
    with cast.asking(cast.bo), pytest.raises(NotReadableError):
        answered(elin, cast.bo, HEALTH)
    with cast.asking(cast.bo), pytest.raises(NotReadableError):
        locked(elin, cast.bo, HEALTH)
    with cast.asking(cast.anna):
        cases.assign(cases=[elin.pk], owner=cast.bo, by=cast.anna)
    with cast.asking(cast.bo):
        assert words(elin, HEALTH) == Words(hard="Sover bättre"), (
            "he answers for it now"
        )
    for user in (cast.cilla, cast.hilda, cast.gun):
        with cast.asking(user):
            assert not PrivateAnswer.objects.exists()


def test_nobody_writes_what_is_private_in_anothers_name(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        made = answered(elin, cast.anna, HEALTH)
    with cast.asking(cast.bo), pytest.raises(ProgrammingError), transaction.atomic():
        PrivateAnswer.about(
            elin.person, case=elin, answer=made, by_user=cast.anna.pk
        ).save(force_insert=True)


def test_a_protected_persons_mapping_follows(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        answered(elin, cast.anna)
        answered(elin, cast.anna, HEALTH)
        opened_to(elin, cast.cilla, cast.anna)
        locked(elin, cast.anna)
        protect(cast, elin, CONFIDENTIAL)
    tables = (MappingRound, MappingAnswer, PrivateAnswer, SectionLock, SectionShare)
    for user, there in ((cast.bo, False), (cast.cilla, False), (cast.anna, True)):
        with cast.asking(user):
            seen = [model.objects.exists() for model in tables]
            assert seen == [there] * len(tables), user
    with wall.as_job(cast.berg.pk, "erase-facts", sees_protected=True):
        assert PrivateAnswer.objects.count() == 1, "erasure and export see it"


def test_who_may_not_work_with_it_writes_nothing(cast: Cast, elin: Case) -> None:
    for user in (cast.cilla, cast.hilda):
        with cast.asking(user), pytest.raises(PermissionDenied):
            answered(elin, user)
    with cast.asking(cast.gun), pytest.raises(Case.DoesNotExist):
        answered(elin, cast.gun)
    with cast.asking(cast.anna):
        assert not MappingAnswer.objects.exists()


def test_a_draft_of_a_section_goes_when_it_is_answered(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        for code in (INTERESTS, "vardag"):
            drafts.keep(
                case=elin,
                form=draft_of(code),
                version=0,
                fields={"want": "Halv"},
                by=cast.bo,
            )
        answered(elin, cast.bo)
        assert [each.form for each in Draft.objects.all()] == ["kartlaggning-vardag"]


def protect(cast: Cast, case: Case, marking: str) -> None:
    """From today the person has a marking."""
    persons.mark(
        person=case.person,
        marking=marking,
        since=clock.today(),
        source="population",
        by=cast.anna,
    )


def readable(cast: Cast, user: User) -> list[str]:
    """The sections that are open to a mentor."""
    with cast.asking(user):
        there = SectionShare.objects.for_user(user)
        return list(there.values_list("section", flat=True))


def test_a_mentor_reads_and_writes_the_one_section_that_was_opened(
    cast: Cast, elin: Case
) -> None:
    """T4: the youth opens a section to a mentor."""
    with cast.asking(cast.bo):
        share = opened_to(elin, cast.cilla, cast.bo)
        assert opened_to(elin, cast.cilla, cast.bo) == share, "sent twice it is one"
    assert readable(cast, cast.cilla) == [INTERESTS]
    assert readable(cast, cast.anna) == []
    assert readable(cast, cast.gun) == []
    said = mapping.Said(works="", hard="", want="Läsa", state=BEGUN, section_version=1)
    given: dict[str, Any] = {"share": share, "key": uuid4(), "version": 0, "said": said}
    with cast.asking(cast.cilla):
        mapping.answer_shared(section=section(INTERESTS), by=cast.cilla, **given)
        with pytest.raises(PermissionDenied):
            mapping.answer_shared(section=section("vardag"), by=cast.cilla, **given)
    with cast.asking(cast.anna):
        assert words(elin) == Words(want="Läsa")
        with pytest.raises(PermissionDenied):
            mapping.answer_shared(section=section(INTERESTS), by=cast.anna, **given)


def test_a_share_ends_by_its_day_at_once_and_with_the_role(
    cast: Cast, elin: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cast.asking(cast.bo):
        opened_to(elin, cast.cilla, cast.bo, days=1)
    assert readable(cast, cast.cilla) == [INTERESTS]
    with cast.asking(cast.cilla), monkeypatch.context() as patch:
        after = clock.today() + timedelta(days=2)
        patch.setattr(clock, "today", lambda: after)
        assert not SectionShare.objects.for_user(cast.cilla).exists()
    with cast.asking(cast.bo):
        longer = opened_to(elin, cast.cilla, cast.bo, days=60)
        assert SectionShare.objects.filter(closed_on=None).count() == 1
        shares.close(case=elin, share_id=longer.pk, by=cast.bo)
        shares.close(case=elin, share_id=longer.pk, by=cast.bo)
    assert readable(cast, cast.cilla) == []
    with cast.asking(cast.bo):
        open_one = opened_to(elin, cast.cilla, cast.bo)
        closed(found(elin.person), cast.bo)
        shares.close(case=elin, share_id=open_one.pk, by=cast.bo)
        life.reopen(case=elin, words="Ringde själv", by=cast.bo)
    assert readable(cast, cast.cilla) == [], "it is not open again with the case"
    with cast.asking(cast.bo):
        opened_to(elin, cast.cilla, cast.bo)
    assert readable(cast, cast.cilla) == [INTERESTS]
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.cilla)
        memberships.end(membership=held, on=clock.today(), by=cast.hilda)
        memberships.appoint(
            authority=cast.berg,
            user=cast.cilla,
            role="halsopedagog",
            valid_from=clock.today(),
            by=cast.hilda,
        )
    assert readable(cast, cast.cilla) == []


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ((HEALTH, 30, "cilla"), PrivateSectionError),
        ((INTERESTS, -1, "cilla"), PastEndError),
        ((INTERESTS, 400, "cilla"), FarAwayError),
        ((INTERESTS, 30, "bo"), NotMentorError),
        ((INTERESTS, 30, "gun"), NotMentorError),
    ],
)
def test_what_cannot_be_opened_is_refused(
    cast: Cast, elin: Case, asked: tuple[str, int, str], refusal: type[Exception]
) -> None:
    code, days, mentor = asked
    with cast.asking(cast.bo), pytest.raises(refusal):
        opened_to(elin, getattr(cast, mentor), cast.bo, code=code, days=days)
    with cast.asking(cast.bo):
        assert not SectionShare.objects.exists()


def test_a_protected_persons_section_is_opened_only_to_the_cleared(cast: Cast) -> None:
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna), pytest.raises(NotMentorError):
        opened_to(hidden, cast.cilla, cast.anna)
    with cast.asking(cast.hilda):
        held = Membership.objects.get(user=cast.cilla)
        memberships.clear(membership=held, reason="Utsedd av nämnden", by=cast.hilda)
    with cast.asking(cast.anna):
        opened_to(hidden, cast.cilla, cast.anna)
    assert readable(cast, cast.cilla) == [INTERESTS]
    with cast.asking(cast.anna):
        protect(cast, hidden, PROTECTED_REGISTRATION)
    assert readable(cast, cast.cilla) == [], "it has a queue of its own"


def test_an_authority_makes_sections_of_its_own(cast: Cast, elin: Case) -> None:
    given: dict[str, Any] = {"authority": cast.berg, "by": cast.anna}
    animals = sections.Wording(title="Djur", want="Vilket djur vill du ha?")
    with cast.asking(cast.anna):
        made = sections.add(wording=animals, is_private=False, **given)
        assert sections.add(wording=animals, is_private=False, **given) == made
        other = sections.add(
            wording=sections.Wording(title="Natur"), is_private=True, **given
        )
        assert (made.code, other.code) == ("egen-1", "egen-2")
        answered(elin, cast.anna, "egen-1", want="Häst")
        horses = sections.Wording(title="Djur och natur")
        sections.reword(code="egen-1", version=1, wording=horses, **given)
        now = section("egen-1")
        assert (now.title, now.want, now.version) == (
            "Djur och natur",
            "Vad vill du?",
            2,
        )
        old = all_sections().as_asked("egen-1", 1)
        assert (old.title, old.want) == ("Djur", "Vilket djur vill du ha?")
        sections.ask(section=now, asked=False, **given)
        sections.ask(section=section(INTERESTS), asked=False, **given)
        codes = [each.code for each in all_sections().asked()]
        assert not {"egen-1", INTERESTS} & set(codes)
        assert [
            row.section.title for row in mapping_of(elin, all_sections()).former
        ] == ["Djur"]
        sections.ask(section=section(INTERESTS), asked=True, **given)
        assert section(INTERESTS).is_asked
    with cast.asking(cast.anna), pytest.raises(ChangedError):
        sections.reword(code="egen-1", version=1, wording=animals, **given)
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        sections.add(authority=cast.berg, wording=animals, is_private=False, by=cast.bo)
    with cast.asking(cast.gun):
        assert not any(each.is_own for each in all_sections().now()), "Berg's alone"


def test_what_cannot_be_the_database_refuses(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        answered(elin, cast.anna, HEALTH)
        rows = [
            MappingAnswer.about(
                elin.person, case=elin, round=1, section=HEALTH, section_version=1,
                version=2, state=DONE, is_private=True, want="x", by_user=cast.anna.pk,
            ),
            MappingAnswer.about(
                elin.person, case=elin, round=1, section=HEALTH, section_version=1,
                version=1, state=DONE, by_user=cast.anna.pk,
            ),
            MappingAnswer.about(
                elin.person, case=elin, round=1, section=HEALTH, section_version=1,
                version=3, state="score", by_user=cast.anna.pk,
            ),
        ]  # fmt: skip
        for row in rows:
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)
        assert found(elin.person).version == elin.version + 1, "only the owner changed"
