"""Measures: offered, answered, begun, ended; what is refused, and who may not."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from fullfolj.casework.actions import measures as actions
from fullfolj.casework.actions.common import ChangedError
from fullfolj.casework.actions.endings import BeforeBegunError, Reasons, end_all
from fullfolj.casework.models import Case, Measure, MeasureWeek
from fullfolj.casework.models.timeline import timeline
from fullfolj.casework.rules.cases import months_after
from fullfolj.casework.support import Support
from fullfolj.casework.tests.cases import closed, found, opened, shown
from fullfolj.casework.tests.measures import offered
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.refusal import Refused
from fullfolj.people.models import CONFIDENTIAL
from fullfolj.programmes.tests.test_methods import added
from fullfolj.schooling.models import Credential, Enrolment, SchoolUnit

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def amir(cast: Cast) -> Case:
    return opened(cast, "Amir Testsson", "200905011234")


def today() -> date:
    return clock.today()


def answered(measure: Measure, by: Any, *, accepted: bool, **given: Any) -> Measure:
    said: dict[str, Any] = {
        "answered_on": today(),
        "answer_words": "",
        "version": measure.version,
    }
    return actions.answer(measure=measure, accepted=accepted, by=by, **said | given)


def begun(measure: Measure, by: Any, **given: Any) -> Measure:
    said: dict[str, Any] = {"starts_on": today(), "hours": None}
    said["ends_on"] = today() + 12 * WEEK
    said |= {"version": measure.version}
    return actions.start(measure=measure, by=by, **said | given)


def ended(measure: Measure, by: Any, **given: Any) -> Measure:
    said: dict[str, Any] = {
        "ends_on": today(),
        "end_reason": "completed",
        "end_words": "",
    }
    said |= {"version": measure.version}
    return actions.end(measure=measure, by=by, **said | given)


def reasons(case: Case) -> Reasons:
    """Why all ends, by who was shown what runs."""
    return Reasons(end_reason="completed", shown=shown(case))


def test_a_measure_from_offer_to_end(cast: Cast, amir: Case) -> None:
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo, offered_on=today() - WEEK)
        assert made.verbs == ("accept", "decline", "start", "end")
        made = answered(made, cast.bo, accepted=True, answer_words="Jag vill prova")
        made = begun(made, cast.bo, hours=Decimal("12.5"), ends_on=today() + WEEK)
        assert (made.state, made.hours) == ("ongoing", Decimal("12.5"))
        made = ended(made, cast.bo, end_reason="to_work")
        assert (made.state, made.end_reason, made.ends_on) == (
            "ended",
            "to_work",
            today(),
        )
        assert made.verbs == ()
        with pytest.raises(actions.OverError):
            begun(made, cast.bo)


def test_what_began_years_ago_ends_today_and_so_does_its_case(
    cast: Cast, amir: Case
) -> None:
    long_ago = today() - timedelta(days=800)
    with cast.asking(cast.bo):
        made = begun(offered(amir, cast.bo), cast.bo)
        begun(offered(amir, cast.bo), cast.bo)
        Measure.objects.update(offered_on=long_ago, starts_on=long_ago)
        for far in (long_ago, today() + timedelta(days=800)):
            with pytest.raises(actions.WrongDayError):
                ended(made, cast.bo, ends_on=far)
        assert ended(made, cast.bo).starts_on == long_ago
        closed(amir, cast.bo)
        assert not Measure.objects.running().exists()


def test_what_was_declined_stands_with_its_day_and_words(
    cast: Cast, amir: Case
) -> None:
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo, starts_on=today(), ends_on=today() + WEEK)
        answered(made, cast.bo, accepted=False, answer_words="Vågar inte åka buss")
        stands = Measure.objects.get()
        assert (stands.starts_on, stands.ends_on) == (None, None)
        assert (stands.state, stands.answered_on) == ("declined", today())
        assert stands.answer_words == "Vågar inte åka buss"
        said = {"state": "declined", "answered_on": today(), "ends_on": today()}
        said["key"] = uuid4()
        twice = [offered(amir, cast.bo, **said) for _ in range(2)]
        assert [each.ends_on for each in twice] == [None, None], "as it was proposed"
        stands.case = amir
        with pytest.raises(actions.OverError):
            answered(stands, cast.bo, accepted=True)


def test_the_same_form_sent_twice_is_one_measure(cast: Cast, amir: Case) -> None:
    key = uuid4()
    with cast.asking(cast.bo):
        first, again = (offered(amir, cast.bo, key=key) for _ in range(2))
        assert first.pk == again.pk == key
        with pytest.raises(actions.UsedError):
            offered(amir, cast.bo, key=key, title="Något annat")
        assert Measure.objects.count() == 1
        made = answered(first, cast.bo, accepted=True)
        again = answered(first, cast.bo, accepted=True)
        assert made.version == again.version == 2, "said twice is said once"


def test_two_who_write_at_once(cast: Cast, amir: Case) -> None:
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo)
        answered(made, cast.bo, accepted=True)
        with pytest.raises(ChangedError):
            answered(made, cast.anna, accepted=False)


def test_what_was_written_freely_is_tied_to_the_bank_afterwards(
    cast: Cast, amir: Case
) -> None:
    method = added(cast)
    with cast.asking(cast.bo):
        made = ended(begun(offered(amir, cast.bo), cast.bo), cast.bo)
        assert not Measure.objects.by_method()
        for _ in range(2):
            tied = actions.tie(measure=made, version=3, method=method.pk, by=cast.bo)
        assert (tied.method, tied.version, tied.state) == (method.pk, 4, "ended")
        assert Measure.objects.by_method() == {method.pk: 1}
        with pytest.raises(ChangedError):
            actions.tie(measure=made, version=3, method=None, by=cast.anna)
        with pytest.raises(actions.UnknownMethodError):
            actions.tie(measure=made, version=4, method=uuid4(), by=cast.bo)
    page, bo = f"/insatser/{made.pk}/metod/", signed_in(cast.bo)
    theirs = bo.post(page, {"version": 3, "method": ""})
    assert theirs.status_code == 422
    assert "Så här står det nu" in theirs.content.decode()
    assert bo.post(page, {"version": 4, "method": str(uuid4())}).status_code == 422
    assert bo.post(page, {"version": 4, "method": ""}).status_code == 302
    assert "Välj en metod" in bo.get(f"/insatser/{made.pk}/").content.decode()


YES = "accepted"
BEGUN = {"state": "ongoing", "starts_on": 0}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"offered_on": 800}, ("measure_far", "offered_on")),
        ({"starts_on": -4000}, ("measure_far", "starts_on")),
        ({"ends_on": 4000}, ("measure_far", "ends_on")),
        ({"offered_on": 1}, ("measure_not_yet", "offered_on")),
        ({"state": "ongoing", "starts_on": 1}, ("measure_not_yet", "starts_on")),
        ({"state": YES, "answered_on": -1}, ("answer_before_offer", "answered_on")),
        ({"starts_on": -1}, ("start_before_offer", "starts_on")),
        ({"starts_on": 9, "ends_on": 8}, ("end_before_start", "ends_on")),
        ({"state": "ongoing"}, ("no_start", "starts_on")),
        (BEGUN | {"ends_on": None}, ("no_end", "ends_on")),
        ({"state": "declined"}, ("no_answer_day", "answered_on")),
    ],
)
def test_days_that_cannot_be_are_refused(
    cast: Cast, amir: Case, change: dict[str, Any], told: tuple[str, str]
) -> None:
    given = {
        name: today() + timedelta(days=value) if isinstance(value, int) else value
        for name, value in change.items()
    }
    with cast.asking(cast.bo):
        with pytest.raises(Refused) as refused:
            offered(amir, cast.bo, **given)
        assert (refused.value.code, refused.value.field) == told
        assert not Measure.objects.exists()


def test_no_measure_ends_without_its_reason(cast: Cast, amir: Case) -> None:
    """Förordning (2006:39) 8 §, items 5 and 6: the database itself refuses."""
    with cast.asking(cast.bo):
        made = begun(offered(amir, cast.bo), cast.bo)
        with pytest.raises(actions.WordsError):
            ended(made, cast.bo, end_reason="other")
        for change in (
            {"state": "ended"},
            {"state": "ended", "end_reason": "completed", "ends_on": None},
            {"state": "ended", "ends_on": today()},
            {"end_reason": "completed"},
            {"ends_on": today() - WEEK},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Measure.objects.filter(pk=made.pk).update(**change)
        made = ended(made, cast.bo, end_reason="other", end_words="Verkstaden brann")
        assert made.end_words == "Verkstaden brann"


def test_a_measure_may_be_of_the_bank(cast: Cast, amir: Case) -> None:
    method = added(cast)
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo, method=method.pk)
        begun(made, cast.bo)
        assert Measure.objects.with_method().get().method_name == method.name
        assert Measure.objects.by_method() == {method.pk: 1}
        with pytest.raises(actions.UnknownMethodError):
            offered(amir, cast.bo, method=uuid4())


def test_what_was_planned_and_never_began_counts_as_no_use(
    cast: Cast, amir: Case
) -> None:
    method = added(cast)
    with cast.asking(cast.bo):
        planned = {"method": method.pk, "starts_on": today()}
        made = answered(offered(amir, cast.bo, **planned), cast.bo, accepted=True)
        assert not Measure.objects.by_method(), "planned for today"
        for _ in range(2):
            over = ended(made, cast.bo)
        assert (over.state, over.starts_on, over.ends_on) == ("ended", None, today())
        assert not Measure.objects.by_method()
        assert not Measure.objects.cases_with(method.pk).exists()
        told = [entry.said["what"] for entry in timeline(amir, "measure").entries]
        assert told == ["ended", "accepted", "offered"]


def test_what_goes_on_has_a_day_to_look_at_it(cast: Cast, amir: Case) -> None:
    """Skolinspektionen found few followed up: proposed, required, and put off."""
    bo, page = signed_in(cast.bo), f"/ungdomar/{amir.pk}/insats/"
    later = today() + 8 * WEEK
    said = {"kind": "coaching", "title": "Samtal", "provider": "Teamet"}
    said |= {"state": "ongoing", "offered_on": str(today()), "starts_on": str(today())}
    said |= {"key": str(uuid4()), "version": str(amir.version)}
    assert f'value="{months_after(today(), 3)}"' in bo.get(page).content.decode()
    answer = bo.post(page, said)
    assert answer.status_code == 422
    assert "när ni ser över den" in answer.content.decode()
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo, **BEGUN | {"starts_on": today()})
        assert made.verbs == ("go_on", "end")
        with pytest.raises(actions.PastEndError):
            actions.go_on(
                measure=made, version=1, ends_on=today() - WEEK, hours=None, by=cast.bo
            )
    page = f"/insatser/{made.pk}/fortsatter/"
    assert bo.post(page, {"version": "1", "ends_on": ""}).status_code == 422
    said = {"version": "1", "ends_on": str(later), "hours": "10"}
    assert bo.post(page, said).status_code == 302
    with cast.asking(cast.bo):
        stands = Measure.objects.get()
    assert (stands.ends_on, stands.hours, stands.version) == (later, Decimal(10), 2)


def test_weeks_are_noted_and_the_last_note_stands(cast: Cast, amir: Case) -> None:
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo, offered_on=today() - 3 * WEEK)
        week: dict[str, Any] = {
            "key": uuid4(),
            "planned": Decimal(15),
            "attended": Decimal(10),
        }
        with pytest.raises(actions.NotBegunError):
            actions.note_week(measure=made, week_on=today(), by=cast.bo, **week)
        made = begun(made, cast.bo, starts_on=today() - 2 * WEEK)
        for wrong in (today() - 3 * WEEK, today() + WEEK):
            with pytest.raises(actions.NotBegunError):
                actions.note_week(measure=made, week_on=wrong, by=cast.bo, **week)
        for _ in range(2):
            actions.note_week(measure=made, week_on=today(), by=cast.bo, **week)
        assert MeasureWeek.objects.count() == 1, "sent twice, noted once"
        more = week | {"key": uuid4(), "attended": Decimal("12.5")}
        actions.note_week(measure=made, week_on=today(), by=cast.bo, **more)
        (stands,) = MeasureWeek.objects.standing(made)
        assert (stands.attended, stands.week_on.weekday()) == (Decimal("12.5"), 0)


def test_weeks_are_of_what_goes_on_or_did(cast: Cast, amir: Case) -> None:
    """Also past a planned end; nothing ends before a week the youth was there."""
    ago = {"offered_on": today() - 9 * WEEK}
    week: dict[str, Any] = {"planned": Decimal(15), "by": cast.bo}

    def noted(measure: Measure, on: date, attended: int) -> None:
        hours: dict[str, Any] = {"attended": Decimal(attended), "key": uuid4()}
        actions.note_week(measure=measure, week_on=on, **week, **hours)

    with cast.asking(cast.bo):
        planned = offered(amir, cast.bo, **ago, starts_on=today() - WEEK)
        with pytest.raises(actions.NotBegunError):
            noted(planned, today(), 10)
        late = {**BEGUN, "starts_on": today() - 8 * WEEK, "ends_on": today() - 3 * WEEK}
        made = offered(amir, cast.bo, **late | ago)
        noted(made, today() - 2 * WEEK, 10)
        noted(made, today() - WEEK, 10)
        noted(made, today() - WEEK, 0)  # put right: nobody was there
        early = today() - 3 * WEEK
        with pytest.raises(actions.AttendedError) as told, transaction.atomic():
            ended(made, cast.bo, ends_on=early)
        assert told.value.field == "ends_on"
        ended(planned, cast.bo, ends_on=early)
        with pytest.raises(actions.AttendedError) as told, transaction.atomic():
            end_all(amir, early, reasons(amir), by=cast.bo)
        assert told.value.field == "closed_on"
        ended(made, cast.bo, ends_on=today() - 2 * WEEK)
        with pytest.raises(actions.NotBegunError):
            noted(made, today(), 10)


def test_nothing_ends_before_its_answer(cast: Cast, amir: Case) -> None:
    """Neither by itself nor with its case."""
    days = {"offered_on": today() - 3 * WEEK, "answered_on": today() - WEEK}
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo, state=YES, **days)
        with pytest.raises(actions.WrongDayError) as told:
            ended(made, cast.bo, ends_on=today() - 2 * WEEK)
        assert (told.value.code, told.value.field) == ("end_before_answer", "ends_on")
        with pytest.raises(BeforeBegunError):
            end_all(amir, today() - 2 * WEEK, reasons(amir), by=cast.bo)
        ended(made, cast.bo, ends_on=today() - WEEK)


def test_a_neighbour_and_who_does_not_work_with_cases_may_not(
    cast: Cast, amir: Case
) -> None:
    with cast.asking(cast.bo):
        made = offered(amir, cast.bo)
    with cast.asking(cast.gun):
        assert not Measure.objects.exists()
    with cast.asking(cast.cilla):
        with pytest.raises((PermissionDenied, Http404)):
            offered(amir, cast.cilla)
        assert not Measure.objects.visible_to(cast.cilla).exists()
        with pytest.raises(PermissionDenied):
            answered(made, cast.cilla, accepted=True)


def test_a_protected_persons_measures_follow_them(cast: Cast) -> None:
    dold = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        made = offered(dold, cast.anna)
        assert not made.is_open
        assert Measure.objects.visible_to(cast.anna).contains(made)
    with cast.asking(cast.bo):
        assert not Measure.objects.exists()
    assert signed_in(cast.bo).get(f"/insatser/{made.pk}/").status_code == 404
    assert signed_in(cast.anna).get(f"/insatser/{made.pk}/").status_code == 200


def test_the_page_of_the_case_asks_once_for_all_of_it(cast: Cast, amir: Case) -> None:
    with cast.asking(cast.bo):
        done = begun(offered(amir, cast.bo, title="Klar"), cast.bo)
        ended(done, cast.bo)
        offered(amir, cast.bo, title="Ny", hours=Decimal("7.5"))
        seen = Support.of(found(amir.person))
    assert [each.title for each in seen.measures] == ["Ny", "Klar"]
    assert (seen.measures[0].hours, seen.measures[0].offered_on) == (
        Decimal("7.5"),
        today(),
    )
    assert [way.name for way in seen.routes][:2] == ["national", "introductory"]
    nothing: list[object] = [seen.introduction, seen.passed, seen.lack]
    assert nothing == [None] * 3


def test_the_ways_rest_on_what_schools_say(cast: Cast, amir: Case) -> None:
    said: dict[str, Any] = {"source": "files", "valid_from": date(2024, 8, 19)}
    with cast.asking(cast.anna):
        unit = SchoolUnit.objects.create(authority=cast.berg, name="Bergs gymnasium")
        place = Enrolment.about(
            amir.person,
            school_unit=unit,
            school_type="GY",
            programme_code="BA",
            status="completed",
            valid_to=today() - WEEK,
            **said,
        )
        certificate = Credential.about(
            amir.person, kind="studiebevis", **said | {"valid_from": today() - WEEK}
        )
        for row in (place, certificate):
            row.save(force_insert=True)
        ways = {way.name: way for way in Support.of(found(amir.person)).routes}
    assert (ways["national"].answer, ways["national"].reason) == (
        "closed",
        "gone_through",
    )
    assert ways["adult_upper"].answer == "open"
    page = signed_in(cast.bo).get(f"/ungdomar/{amir.pk}/").content.decode()
    assert "15 kap. 6 § skollagen" in page


def test_a_yes_may_be_taken_back_before_it_begins(cast: Cast, amir: Case) -> None:
    with cast.asking(cast.bo):
        made = answered(offered(amir, cast.bo), cast.bo, accepted=True)
        made = answered(made, cast.bo, accepted=False, answer_words="Ångrade mig")
        assert (made.state, made.verbs) == ("declined", ())
        begun_one = begun(offered(amir, cast.bo), cast.bo)
        with pytest.raises(actions.OverError):
            answered(begun_one, cast.bo, accepted=False)
