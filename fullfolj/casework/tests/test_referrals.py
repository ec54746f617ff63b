"""Referrals: who asks, what is lacking, what they are answered, and who may see it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from fullfolj.access.models import Read
from fullfolj.casework.actions import referrals
from fullfolj.casework.actions.common import ChangedError, FarAwayError
from fullfolj.casework.actions.life import NotOpenedError, ToComeError
from fullfolj.casework.models import Case, Referral, Wanted
from fullfolj.casework.rules.referrals import (
    MET,
    NOT_NEEDED,
    WANTED,
    Precondition,
    lacking,
    may_begin,
)
from fullfolj.casework.tests.cases import found, opened, registered, running
from fullfolj.casework.tests.referrals import LACKS_PROGRAMME, answered, asked
from fullfolj.casework.views.common import ROWS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.people.actions import persons
from fullfolj.people.models import CONFIDENTIAL, PROTECTED_REGISTRATION, Person
from fullfolj.people.tests.people import enter
from fullfolj.schooling.tests.test_schooling import placed

pytestmark = pytest.mark.django_db
LIST = "/forfragningar/"


def page_of(referral: Referral, page: str = "") -> str:
    return f"{LIST}{referral.pk}/{page}"


def pupil(cast: Cast, name: str = "Elin Testsson", **given: Any) -> Person:
    """Somebody with a place at a school."""
    person = enter(cast, cast.anna, name, **given)
    placed(cast, person)
    return person


def now(referral: Referral) -> Referral:
    found: Referral = Referral.objects.select_related("person").get(pk=referral.pk)
    return found


def test_what_is_lacking_is_waited_for_unless_it_is_urgent() -> None:
    assert lacking(LACKS_PROGRAMME) == ("action_programme",)
    assert not may_begin(LACKS_PROGRAMME, "")
    assert may_begin(LACKS_PROGRAMME, "Slutar på fredag")
    fit = (Precondition("talk", NOT_NEEDED), Precondition("Vår egen blankett", MET))
    assert not lacking(fit)
    assert may_begin(fit, "")


def test_a_pupil_is_taken_on_when_nothing_lacks_or_when_it_is_urgent(
    cast: Cast,
) -> None:
    """T9: without an action programme it is lacking; sent as urgent it goes."""
    elin, omar = pupil(cast), pupil(cast, "Omar Provsson")
    with cast.asking(cast.bo):
        first, other = asked(elin, cast.bo), asked(omar, cast.bo)
        assert first.lacks == ("action_programme",)
        with pytest.raises(referrals.LackingError):
            answered(first, cast.bo, "taken_on")
        assert not Case.objects.exists()
        done = tuple(Precondition(w, MET, clock.today()) for w in WANTED)
        given: dict[str, Any] = {"preconditions": done, "urgent": "", "by": cast.bo}
        referrals.complete(referral=first, version=1, **given)
        with pytest.raises(ChangedError):
            referrals.complete(referral=first, version=1, **given | {"urgent": "Nu"})
        answered(first, cast.bo, "taken_on")
        case = found(elin)
        assert (case.purpose, case.owner) == ("prevention", cast.bo.pk)
        assert (case.referred_by, case.referred_on) == (
            *("Bergs gymnasieskola", clock.today()),
        )
        assert now(first).case_id == case.pk
        given |= {"preconditions": LACKS_PROGRAMME, "urgent": "Slutar på fredag"}
        referrals.complete(referral=other, version=1, **given)
        answered(other, cast.bo, "taken_on")
        assert now(other).case_id == found(omar).pk
        assert now(other).lacks == ("action_programme",)


def test_advice_opens_nothing_and_is_given_once(cast: Cast) -> None:
    elin = pupil(cast)
    today, a_day = clock.today(), timedelta(days=1)
    ago = today - 9 * a_day
    with cast.asking(cast.bo):
        referral = asked(elin, cast.bo, received_on=ago)
        with pytest.raises(referrals.BeforeReceivedError):
            answered(referral, cast.bo, "advised", answered_on=ago - a_day)
        with pytest.raises(ToComeError):
            answered(referral, cast.bo, "advised", answered_on=today + a_day)
        answered(referral, cast.bo, "advised", words="Börja med ett samtal")
        answered(referral, cast.bo, "advised", words="Börja med ett samtal")
        with pytest.raises(referrals.AnsweredError):
            answered(referral, cast.bo, "passed_on", words="Till elevhälsan")
        with pytest.raises(referrals.AnsweredError):
            referrals.complete(
                referral=referral, version=2, preconditions=(), urgent="", by=cast.bo
            )
        assert not Case.objects.exists()
        assert now(referral).days == 9
        tally = Referral.objects.visible_to(cast.bo).tally(ago)
    assert tally == {"waiting": 0, "oldest": None, "answered": 1, "days": 9}


def test_a_referral_leads_into_a_programme_that_takes_the_age(cast: Cast) -> None:
    """Navigator took 16 to 29: who is asked about may be long past the register."""
    elin, bo = enter(cast, cast.bo, "Elin Testsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        Person.objects.filter(pk=elin.pk).update(birth_date="2002-05-01")
        referral = asked(elin, cast.bo, urgent="Avtalet börjar gälla")
    reply = {
        "version": "1",
        "answer": "taken_on",
        "purpose": "programme",
        "ground": "",
        "answered_on": str(clock.today()),
    }
    here = page_of(referral, "svar/")
    assert "ni har inget program som pågår" in bo.get(here).content.decode()
    running(cast, "Plug In", 15, 17)
    assert "inget av era program är för den åldern" in bo.get(here).content.decode()
    navigator, other = running(cast, "Navigator", 16, 29), running(cast, "Ö", 16, 29)
    page = bo.get(here).content.decode()
    assert "Navigator" in page
    assert "Plug In" not in page
    answer = bo.post(here, reply)
    assert answer.status_code == 422
    assert "Välj vilket program" in answer.content.decode()
    assert bo.post(here, reply | {"programme": navigator.pk}).status_code == 302
    with cast.asking(cast.bo):
        case = found(elin)
        assert (case.purpose, case.programme) == ("programme", navigator)
        assert case.referred_by == "Bergs gymnasieskola"
        assert case.ground == "Nämndens beslut § 4", "the programme's own"
        again = asked(elin, cast.bo, urgent="Fråga till")
        given: dict[str, Any] = {"purpose": "programme", "programme": other}
        with pytest.raises(NotOpenedError), transaction.atomic():
            answered(again, cast.bo, "taken_on", **given)
        answered(again, cast.bo, "taken_on", **given | {"programme": navigator})
        assert now(again).case_id == case.pk


def test_an_open_case_is_kept_and_one_that_cannot_be_is_not_opened(cast: Cast) -> None:
    case = opened(cast, "Elin Testsson")
    nobody = registered(cast, "Omar Provsson")
    with cast.asking(cast.bo):
        referral = asked(case.person, cast.bo, urgent="Flyttar snart")
        answered(referral, cast.bo, "taken_on", purpose="kaa")
        assert now(referral).case_id == case.pk
        assert Case.objects.count() == 1
        referral = asked(nobody, cast.bo, urgent="Flyttar snart")
        with pytest.raises(NotOpenedError) as refused:
            answered(referral, cast.bo, "taken_on")
        assert refused.value.code == "not_enrolled"


def test_the_same_form_twice_is_one_and_odd_days_are_refused(cast: Cast) -> None:
    elin, key = pupil(cast), uuid4()
    with cast.asking(cast.bo):
        assert asked(elin, cast.bo, key=key) == asked(elin, cast.bo, key=key)
        with pytest.raises(referrals.ReferralUsedError):
            asked(elin, cast.bo, key=key, matter="Något annat")
        with pytest.raises(ToComeError):
            asked(elin, cast.bo, received_on=clock.today() + timedelta(days=1))
        with pytest.raises(FarAwayError):
            asked(elin, cast.bo, received_on=clock.today() - timedelta(days=400))
        met = (Precondition("talk", MET, clock.today() + timedelta(days=1)),)
        with pytest.raises(ToComeError):
            asked(elin, cast.bo, preconditions=met)
        assert Referral.objects.count() == 1
        given: dict[str, Any] = {"preconditions": LACKS_PROGRAMME, "by": cast.bo}
        referral = Referral.objects.get()
        for _again in range(2):
            referrals.complete(referral=referral, version=1, urgent="Brinner", **given)
        assert now(referral).version == 2


def test_what_is_wanted_has_its_day_and_what_was_asked_before_keeps_its_own(
    cast: Cast,
) -> None:
    today = clock.today()
    with cast.asking(cast.anna):
        assert Wanted.objects.on(today) == WANTED
        given: dict[str, Any] = {"authority": cast.berg, "by": cast.anna}
        own = ("talk", "Vår blankett")
        referrals.want(asked=own, valid_from=today, **given)
        later = today + timedelta(days=30)
        referrals.want(asked=(), valid_from=later, **given)
        assert Wanted.objects.on(today - timedelta(days=1)) == WANTED
        assert Wanted.objects.on(today) == own
        assert Wanted.objects.on(later) == ()
    with cast.asking(cast.gun):
        assert Wanted.objects.on(today) == WANTED
    with cast.asking(cast.bo), pytest.raises(PermissionDenied):
        referrals.want(authority=cast.berg, asked=(), valid_from=today, by=cast.bo)


def test_who_is_protected_is_seen_by_the_cleared_alone(cast: Cast) -> None:
    elin, dold = (
        pupil(cast),
        enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL),
    )
    with cast.asking(cast.anna):
        referral, hidden = asked(elin, cast.anna), asked(dold, cast.anna)
    bo = signed_in(cast.bo)
    assert bo.get(page_of(hidden)).status_code == 404
    assert "Dunkel" not in bo.get(LIST).content.decode()
    assert "Dunkel" in signed_in(cast.anna).get(LIST).content.decode()
    assert signed_in(cast.gun).get(page_of(referral)).status_code == 404
    with cast.asking(cast.anna):
        persons.mark(
            person=elin,
            marking=PROTECTED_REGISTRATION,
            since=clock.today(),
            source="own",
            by=cast.anna,
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT is_open FROM casework_referral")
            assert set(cursor.fetchall()) == {(False,)}, "the rows followed the marking"
        assert not Referral.objects.visible_to(cast.anna).filter(person=elin)


def test_a_school_is_answered_over_http(cast: Cast) -> None:
    elin, bo, key = pupil(cast), signed_in(cast.bo), str(uuid4())
    form = {
        "key": key,
        "asked_by": "school",
        "asked_name": "Bergs gymnasieskola",
        "contact": "Rektor, 070-111 22 33",
        "received_on": str(clock.today()),
        "matter": "Stöd så att hen kan gå kvar",
        "urgent": "",
        **{f"state_{number}": "met" for number in range(1, len(WANTED))},
        "state_0": "not_met",
    }
    address = f"{LIST}person/{elin.pk}/"
    assert "Åtgärdsprogram" in bo.get(address).content.decode()
    for wrong in ({"asked_by": "mars"}, {"contact": ""}, {"state_0": ""}, {"key": "x"}):
        answer = bo.post(address, form | wrong)
        assert answer.status_code == 422
        assert "Stöd så att hen kan gå kvar" in answer.content.decode()
    answer = bo.post(address, form)
    here = answer.headers["Location"]
    page = bo.get(here).content.decode()
    assert "Saknas" in page
    assert "åtgärdsprogram" in page
    reply = {
        "version": "1",
        "answer": "taken_on",
        "purpose": "prevention",
        "ground": "Förfrågan från skolan",
        "answered_on": str(clock.today()),
    }
    answer = bo.post(f"{here}svar/", reply)
    assert answer.status_code == 422
    assert "Något saknas." in answer.content.decode()
    answer = bo.post(f"{here}svar/", reply | {"answer": "advised"})
    assert answer.status_code == 422, "advice says something"
    with cast.asking(cast.anna):
        referral = Referral.objects.get()
        given: dict[str, Any] = {"preconditions": (), "by": cast.anna}
        referrals.complete(referral=referral, version=1, urgent="Brinner", **given)
    answer = bo.post(f"{here}svar/", reply)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Så här står det nu" in page
    assert "Brinner" in page
    bo.post(f"{here}svar/", reply | {"version": "2"})
    assert "Till ungdomens sida" in bo.get(here).content.decode()
    with cast.asking(cast.anna):
        case = found(elin)
        reads = Read.objects.filter(page="casework:referral")
        assert {read.ground for read in reads} == {"ungdomscoach"}
    page = bo.get(f"/ungdomar/{case.pk}/").content.decode()
    assert here in page
    assert "Ingen väntar på svar" in bo.get(LIST).content.decode()
    assert "Elin" in bo.get(f"{LIST}?visa=besvarade").content.decode()


def test_the_list_is_chosen_by_who_asks(cast: Cast) -> None:
    """T3: an inbox of its own for each kind of party; the choice is kept."""
    elin, omar = pupil(cast), enter(cast, cast.bo, "Omar Provsson")
    with cast.asking(cast.bo):
        asked(elin, cast.bo)
        theirs = [
            asked(omar, cast.bo, asked_by="social_services", matter=f"{n}")
            for n in range(ROWS + 3)
        ]
        asked(elin, cast.bo, asked_by="region", matter="Råd")
        answered(theirs[0], cast.bo, "advised", words="Ring")
        answered(theirs[1], cast.bo, "advised", words="Ring")
    bo = signed_in(cast.bo)
    page = bo.get(f"{LIST}?fran=social_services").content.decode()
    assert f"{ROWS + 1} förfrågningar väntar" in page
    assert "Omar" in page
    assert "Elin" not in page
    assert 'href="?fran=social_services&amp;page=2"' in page
    assert f'href="{LIST}?fran=social_services&amp;visa=besvarade"' in page
    page = bo.get(f"{LIST}?visa=besvarade&fran=social_services").content.decode()
    assert page.count("Vi gav råd") == 2
    assert 'type="hidden" name="visa" value="besvarade"' in page
    empty = bo.get(f"{LIST}?fran=guardian").content.decode()
    assert "Ingen förfrågan i det urvalet" in empty
    page = bo.get(f"{LIST}?fran=mars").content.decode()
    assert f"{ROWS + 3} förfrågningar väntar" in page, "what is no choice is skipped"


def test_min_dag_tells_how_many_wait(cast: Cast) -> None:
    bo = signed_in(cast.bo)
    assert LIST in bo.get("/min-dag/").content.decode()
    brief = {"HX-Request": "true"}
    assert not bo.get(LIST, headers=brief).content.decode().strip()
    with cast.asking(cast.bo):
        asked(pupil(cast), cast.bo, received_on=clock.today() - timedelta(days=12))
    page = bo.get(LIST, headers=brief).content.decode()
    assert "1 förfrågan väntar på svar." in page
    assert "Testsson" not in page


def test_the_list_of_what_is_wanted_is_written_by_who_signs(cast: Cast) -> None:
    anna, address = signed_in(cast.anna), "/fore-en-forfragan/"
    assert "Utredning av frånvaro" in anna.get(address).content.decode()
    said = {"valid_from": str(clock.today()), "asked": "x" * 81}
    assert anna.post(address, said).status_code == 422
    said["asked"] = "\n".join(map(str, range(11)))
    assert anna.post(address, said).status_code == 422
    said["asked"] = "Samtal med ungdomen\n\nVår <b>blankett</b>\nSamtal med ungdomen"
    assert anna.post(address, said).status_code == 302
    page = anna.get(address).content.decode()
    assert "Vår &lt;b&gt;blankett" in page
    with cast.asking(cast.anna):
        assert Wanted.objects.on(clock.today()) == ("talk", "Vår <b>blankett</b>")
