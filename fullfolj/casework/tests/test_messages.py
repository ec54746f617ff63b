"""Messages: whom they reach, how they are counted, and what becomes of them."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.timezone import localtime

from fullfolj.access import wall
from fullfolj.casework.actions import messages, refusals
from fullfolj.casework.actions.messages import (
    BatchUsedError,
    MessageHiddenError,
    NoDayError,
    NoMailError,
    NoTelephoneError,
    PreviewError,
    SentError,
)
from fullfolj.casework.jobs import open_cases, send_messages
from fullfolj.casework.message_texts import fill, said
from fullfolj.casework.models import (
    Case,
    Contact,
    ContactRefusal,
    Message,
    MessageSettings,
)
from fullfolj.casework.models.messages import to_send
from fullfolj.casework.recipients import Recipients
from fullfolj.casework.rules.messages import FAILED, PREPARED, PRINTED, SENT, WITHDRAWN
from fullfolj.casework.tests.cases import (
    closed,
    died,
    found,
    opened,
    opened_by_hand,
    running,
)
from fullfolj.casework.tests.cases import tried as reach
from fullfolj.casework.tests.messages import (
    EMAIL,
    LETTER,
    SMS,
    WAYS,
    of,
    reachable,
    sending,
    sent,
    settled,
    text,
)
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.direction import MARK
from fullfolj.people.models import CONFIDENTIAL, ContactDetail, Person
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def elin(cast: Cast) -> Case:
    """Somebody who is reached in every way; the office has a telephone."""
    settled(cast)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        reachable(case)
    return case


def previewed(
    cast: Cast, cases: list[Case], code: str = SMS, **more: Any
) -> Recipients:
    given: dict[str, Any] = {
        "sending": sending(code, **more),
        "cases": [each.pk for each in cases],
    }
    return messages.preview(by=cast.bo, **given).to


def why(found: Recipients) -> dict[str, int]:
    return {reason: len(rows) for reason, rows in found.left_out}


def test_a_text_message_is_a_try_when_somebody_has_sent_it(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        batch = sent(cast, [elin], cast.bo)
        assert (batch.text, batch.subject) == (filled_sms(cast), "")
        assert "Elin" not in batch.text
        (one,) = of(batch)
        assert one.state == PREPARED
        assert found(elin.person).attempts == 0, "nobody has sent it"
        messages.say(message=one, case=elin, became="handed_over", by=cast.bo)
        messages.say(message=one, case=elin, became="handed_over", by=cast.bo)
        after = found(elin.person)
        tried = Contact.objects.get()
    assert (after.attempts, after.tried_on) == (1, clock.today())
    assert (tried.pk, tried.channel, tried.line) == (one.pk, "sms", "Hej igen")
    assert after.next_step == "Se om det kom något svar"
    assert after.next_step_on == clock.today() + timedelta(days=7)


def test_what_somebody_chose_meanwhile_stays_the_next_step(
    cast: Cast, elin: Case
) -> None:
    """A text is sent, and a letter printed, after Bo planned to call."""
    omar, on = opened(cast, "Omar Provsson"), clock.today() + timedelta(days=2)
    with cast.asking(cast.bo):
        reachable(omar)
        text_message = sent(cast, [elin], cast.bo)
        letter = sent(cast, [elin, omar], cast.bo, LETTER, anyway=True)
        chosen = {"next_step": "Ringa mamma", "next_step_on": on}
        reach(found(elin.person), cast.bo, **chosen)
        (one,) = of(text_message)
        messages.say(message=one, case=elin, became="handed_over", by=cast.bo)
        assert len(messages.printed(batch=letter, by=cast.bo)) == 2
        after, other = found(elin.person), found(omar.person)
    assert (after.next_step, after.next_step_on) == ("Ringa mamma", on)
    assert after.attempts == 3
    assert other.next_step == "Se om det kom något svar"


def filled_sms(cast: Cast) -> str:
    on = sending().answer_by
    told = said(text(SMS), MessageSettings.now(), cast.bo, on)
    assert told["telefon"] == "0687-161 00"
    return fill(text(SMS), told).text


def test_letters_are_tries_when_they_are_printed_a_statement_a_table(
    cast: Cast, elin: Case, django_assert_max_num_queries: Any
) -> None:
    others = [opened(cast, f"Omar Provsson{letter}") for letter in "abcde"]
    with cast.asking(cast.bo):
        for each in others:
            reachable(each)
    with cast.asking(cast.bo), django_assert_max_num_queries(20):
        batch = sent(cast, [elin, *others], cast.bo, LETTER)
    with cast.asking(cast.bo):
        assert len(of(batch)) == 6
        assert found(elin.person).attempts == 0, "it lies in no letter box"
        closed(others[0], cast.bo)
        refusals.choose(case=others[1], channels=["letter"], seen=[], by=cast.bo)
        Case.objects.filter(pk=others[2].pk).update(left_on=clock.today())
    for _ in range(2):
        with cast.asking(cast.bo), django_assert_max_num_queries(20):
            assert len(messages.printed(batch=batch, by=cast.bo)) == 3
    with cast.asking(cast.bo):
        assert Contact.objects.filter(channel="letter").count() == 3
        tried = Case.objects.filter(attempts=1).values_list("pk", flat=True)
        assert set(tried) == {each.pk for each in (elin, *others[3:])}
        assert Message.objects.counted([batch.pk])[batch.pk] == {
            PRINTED: 3,
            PREPARED: 2,
            WITHDRAWN: 1,
        }


def test_the_same_form_twice_is_one_batch(cast: Cast, elin: Case) -> None:
    key = uuid4()
    with cast.asking(cast.bo):
        first = sent(cast, [elin], cast.bo, key=key, anyway=True)
        again = messages.send(
            authority_id=cast.berg.pk,
            key=key,
            sending=sending(),
            cases=[elin.pk],
            mark=first.mark,
            by=cast.bo,
        )
        assert first == again
        assert Message.objects.count() == 1
    with cast.asking(cast.bo), pytest.raises(BatchUsedError):
        sent(cast, [elin], cast.bo, LETTER, key=key, anyway=True)


def test_what_goes_is_what_was_shown(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        given: dict[str, Any] = {
            "sending": sending(),
            "cases": [elin.pk],
            "by": cast.bo,
        }
        mark = messages.preview(**given).mark
        refusals.choose(case=elin, channels=["sms"], seen=[], by=cast.bo)
    with cast.asking(cast.bo), pytest.raises(PreviewError):
        messages.send(authority_id=cast.berg.pk, key=uuid4(), mark=mark, **given)
    with cast.asking(cast.bo):
        assert not Message.objects.exists()


def test_who_is_left_out_and_why(cast: Cast, elin: Case) -> None:
    mute, no = opened(cast, "Tyst Testsson"), opened(cast, "Nej Testsson")
    over, gone = opened(cast, "Klar Testsson"), opened(cast, "Borta Testsson")
    with cast.asking(cast.anna):
        for each in (no, over):
            reachable(each)
        refusals.choose(case=no, channels=["sms", "phone"], seen=[], by=cast.anna)
        closed(over, cast.anna)
        Case.objects.filter(pk=gone.pk).update(left_on=clock.today())
    with cast.asking(cast.bo):
        shown = previewed(cast, [elin, mute, no, over, gone])
        assert [each.case.pk for each in shown.reached] == [elin.pk]
        assert shown.reached[0].address == WAYS["phone"]
        assert why(shown) == {"closed": 1, "left": 1, "refused": 1, "no_way": 1}
        assert why(previewed(cast, [no], LETTER)) == {}, "a letter they did not refuse"


def test_of_two_cases_the_open_one_reaches_the_youth_once(
    cast: Cast, elin: Case
) -> None:
    given: dict[str, Any] = {"ground": "Beslut", "purpose": "programme"}
    given["programme"] = running(cast, "Navigator", 16, 29)
    for place in (UUID(int=0), UUID(int=2**128 - 1)):  # before the other, and after
        with cast.asking(cast.bo):
            case = opened_by_hand(elin.person, cast.bo, key=place, **given)
            shown = previewed(cast, [elin, case])
            assert (len(shown.reached), why(shown)) == (1, {"twice": 1})
            closed(case, cast.bo)
            shown = previewed(cast, [elin, case])
            assert [each.case.pk for each in shown.reached] == [elin.pk]
            assert why(shown) == {"closed": 1}


def test_nobody_gets_two_messages_in_a_day_unless_somebody_says_so(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        sent(cast, [elin], cast.bo)
        assert why(previewed(cast, [elin], LETTER)) == {"recent": 1}
        assert why(previewed(cast, [elin], LETTER, anyway=True)) == {}
    settled(cast, apart_hours=0)
    with cast.asking(cast.bo):
        assert why(previewed(cast, [elin], LETTER)) == {}


def test_nothing_goes_to_who_is_protected(cast: Cast, settings: Any) -> None:
    settings.SENDS_MAIL = True
    settled(cast)
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.anna):
        reachable(hidden)
        for code in (LETTER, EMAIL, SMS):
            given: dict[str, Any] = {
                "sending": sending(code),
                "cases": [hidden.pk],
                "by": cast.anna,
            }
            assert why(messages.preview(**given).to) == {"protected": 1}
    with cast.asking(cast.bo):
        assert previewed(cast, [hidden]).all == (), "to Bo they are not there"


def test_a_letter_is_not_printed_to_who_became_protected(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.anna):
        batch = sent(cast, [elin], cast.anna, LETTER)
        assert [each.pk for each in messages.printed(batch=batch, by=cast.anna)]
        assert [each.state for each in of(batch)] == [PRINTED]
        Person.objects.filter(pk=elin.person_id).update(marking=CONFIDENTIAL)
        assert messages.printed(batch=batch, by=cast.anna) == []
    with cast.asking(cast.bo):
        assert of(batch) == [], "the message is as hidden as the person"


def test_nothing_goes_to_the_dead(cast: Cast, elin: Case, settings: Any) -> None:
    """Also in a programme, which no register of ours follows, and the same day."""
    settings.SENDS_MAIL = True
    programme = running(cast, "Navigator", 16, 29)
    with cast.asking(cast.bo):
        given = {"programme": programme, "ground": "Beslut"}
        case = opened_by_hand(elin.person, cast.bo, purpose="programme", **given)
        batches = [
            sent(cast, [case], cast.bo, code, anyway=True) for code in (EMAIL, LETTER)
        ]
    died(cast, elin.person)
    with cast.asking(cast.bo):
        assert why(previewed(cast, [case], anyway=True)) == {"left": 1}
        assert messages.printed(batch=batches[1], by=cast.bo) == []
        (waits,) = to_send(batches[0].pk)
        messages.mail(message_id=waits.pk)
        assert [each.state for each in of(batches[0])] == [WITHDRAWN]
    assert not mail.outbox
    with wall.as_job(cast.berg.pk, "open-cases", sees_protected=True):
        assert messages.withdraw(as_of=clock.today()) == 1, "the letter"


def test_what_is_missing_is_said_before_anything_is_sent(
    cast: Cast, elin: Case
) -> None:
    settled(cast, phone="")
    with cast.asking(cast.bo), pytest.raises(NoTelephoneError):
        previewed(cast, [elin])
    settled(cast)
    with cast.asking(cast.bo), pytest.raises(NoDayError):
        previewed(cast, [elin], answer_by=None)
    with cast.asking(cast.bo), pytest.raises(NoMailError):
        previewed(cast, [elin], EMAIL)


def test_who_wants_no_more_is_asked_no_more(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        (one,) = of(sent(cast, [elin], cast.bo))
        messages.say(message=one, case=elin, became="handed_over", by=cast.bo)
        messages.say(message=one, case=elin, became="opted_out", by=cast.bo)
        standing = ContactRefusal.objects.standing()
        assert [each.channel for each in standing] == ["sms"]
        with pytest.raises(SentError), transaction.atomic():
            messages.say(message=one, case=elin, became="answered", by=cast.bo)
        assert why(previewed(cast, [elin], anyway=True)) == {"refused": 1}
        refusals.choose(case=elin, channels=[], seen=["sms"], by=cast.bo)
        assert why(previewed(cast, [elin], anyway=True)) == {}
        assert ContactRefusal.objects.count() == 1, "that they once did is kept"


def test_where_the_way_no_longer_holds_nothing_goes(
    cast: Cast, elin: Case, settings: Any
) -> None:
    """Nor does a letter that was printed before go there again."""
    settings.SENDS_MAIL = True
    with cast.asking(cast.bo):
        batches = {
            code: sent(cast, [elin], cast.bo, code, anyway=True)
            for code in (SMS, EMAIL, LETTER)
        }
        assert messages.printed(batch=batches[LETTER], by=cast.bo)
        ContactDetail.objects.filter(person=elin.person_id).update(
            valid_to=clock.today()
        )
        assert messages.printed(batch=batches[LETTER], by=cast.bo) == []
        (waits,) = to_send(batches[EMAIL].pk)
        messages.mail(message_id=waits.pk)
    assert not mail.outbox
    page = signed_in(cast.bo).get(f"/utskick/{batches[SMS].pk}/")
    told = "Det ska inte skickas längre. Numret eller adressen gäller inte längre."
    for shown in (page, signed_in(cast.bo).get(f"/ungdomar/{elin.pk}/")):
        assert told in text_of(shown)
        assert "handed_over" in shown.content.decode(), "it may have left before"
        assert "body=" not in shown.content.decode()
    with wall.as_job(cast.berg.pk, "open-cases", sees_protected=True):
        assert messages.withdraw(as_of=clock.today()) == 1, "the text message"


def test_no_text_goes_to_who_became_protected(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.anna):
        batch = sent(cast, [elin], cast.anna)
        Person.objects.filter(pk=elin.person_id).update(marking=CONFIDENTIAL)
        (one,) = of(batch)
        with pytest.raises(MessageHiddenError), transaction.atomic():
            messages.say(message=one, case=elin, became="handed_over", by=cast.anna)
    anna = signed_in(cast.anna)
    for page in (f"/utskick/{batch.pk}/", f"/ungdomar/{elin.pk}/"):
        shown = anna.get(page).content.decode()
        assert "body=" not in shown
        assert "handed_over" not in shown
        assert "Det ska inte skickas längre. Skyddade uppgifter" in shown


def test_who_may_not_work_with_it_sends_and_says_nothing(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        batch = sent(cast, [elin], cast.bo)
        (one,) = of(batch)
    for user in (cast.cilla, cast.hilda):
        with cast.asking(user), pytest.raises(PermissionDenied):
            sent(cast, [elin], user)
    with cast.asking(cast.gun):
        assert not Message.objects.exists()
    with cast.asking(cast.gun), pytest.raises(Case.DoesNotExist):
        messages.say(message=one, case=elin, became="handed_over", by=cast.gun)


def test_what_was_sent_stays_as_it_was(cast: Cast, elin: Case) -> None:
    with cast.asking(cast.bo):
        (one,) = of(sent(cast, [elin], cast.bo))
    with cast.asking(cast.bo), pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=one.pk).update(to=uuid4())


def mailed(cast: Cast, elin: Case, code: str = EMAIL) -> Message:
    """What the job does with an e-mail."""
    with cast.asking(cast.bo):
        batch = sent(cast, [elin], cast.bo, code)
        assert not Contact.objects.exists(), "it has not left"
        for each in to_send(batch.pk):
            messages.mail(message_id=each.pk)
            messages.mail(message_id=each.pk)
        (one,) = of(batch)
        return one


def tries(cast: Cast, case: Case) -> int:
    with cast.asking(cast.bo):
        number = Contact.objects.count()
        assert found(case.person).attempts == number
        return number


def test_an_email_leaves_once_and_answers_come_to_who_wrote(
    cast: Cast, elin: Case, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    assert mailed(cast, elin).state == SENT
    assert tries(cast, elin) == 1
    (letter,) = mail.outbox
    assert letter.to == [WAYS["email"]]
    assert letter.reply_to == [cast.bo.email]
    assert letter.subject == "Hej från kommunen"
    assert MARK not in letter.body
    assert "Elin" not in f"{letter.subject} {letter.body}"


@pytest.mark.parametrize("port", [None, 1])
def test_two_with_one_mailbox_get_one_email(
    cast: Cast, elin: Case, settings: Any, port: int | None
) -> None:
    """It is a try to reach both; what did not leave is tried for neither."""
    settings.SENDS_MAIL = True
    if port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    omar = opened(cast, "Omar Provsson")
    with cast.asking(cast.bo):
        reachable(omar, email=WAYS["email"].upper())
        batch = sent(cast, [elin, omar], cast.bo, EMAIL)
    send_messages(str(batch.pk))
    assert len(mail.outbox) == (0 if port else 1)
    with cast.asking(cast.bo):
        assert [each.state for each in of(batch)] == 2 * [FAILED if port else SENT]
        tried = [found(each.person).attempts for each in (elin, omar)]
        assert tried == 2 * [Contact.objects.count() // 2]
        assert Contact.objects.count() == (0 if port else 2)


def test_who_shares_a_mailbox_with_one_who_left_gets_it_alone(
    cast: Cast, elin: Case, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    omar = opened(cast, "Omar Provsson")
    with cast.asking(cast.bo):
        reachable(omar, email=WAYS["email"])
        batch = sent(cast, [elin, omar], cast.bo, EMAIL)
        Case.objects.filter(pk=omar.pk).update(left_on=clock.today())
    send_messages(str(batch.pk))
    assert len(mail.outbox) == 1
    with cast.asking(cast.bo):
        states = {each.case_id: each.state for each in of(batch)}
        assert states == {elin.pk: SENT, omar.pk: WITHDRAWN}
        assert Contact.objects.get().case_id == elin.pk


@pytest.mark.parametrize("language", ["ar", "prs"])
def test_an_email_says_its_language_and_which_way_it_is_read(
    cast: Cast, elin: Case, settings: Any, language: str
) -> None:
    settings.SENDS_MAIL = True
    assert mailed(cast, elin, f"igen-epost-{language}").state == SENT
    (letter,) = mail.outbox
    whole = letter.message()
    assert (whole["Content-Language"], whole.get_content_charset()) == (
        language,
        "utf-8",
    )
    lines = [line for line in letter.body.splitlines() if line]
    assert len(lines) > 3
    assert all(line.startswith(MARK) for line in lines)


def test_an_email_that_does_not_leave_is_told(
    cast: Cast, elin: Case, settings: Any
) -> None:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert mailed(cast, elin).state == FAILED
    assert tries(cast, elin) == 0, "what did not leave is no try"


def test_what_waits_for_the_morning_is_withdrawn_if_something_is_said_meanwhile(
    cast: Cast, elin: Case, settings: Any
) -> None:
    """To who became protected, whose case was closed, who left, and who wants none."""
    settings.SENDS_MAIL = True
    hour = localtime(clock.now()).hour
    settled(cast, quiet_from=hour, quiet_to=(hour - 1) % 24)
    names = ("Klar Testsson", "Borta Testsson", "Nej Testsson", "Kvar Testsson")
    over, gone, no, stays = (opened(cast, name) for name in names)
    with cast.asking(cast.anna):
        for each in (over, gone, no, stays):
            reachable(each, email=f"{each.pk}@example.org")
        batch = sent(cast, [elin, over, gone, no, stays], cast.anna, EMAIL)
        assert batch.goes_at > clock.now(), "it waits"
        Person.objects.filter(pk=elin.person_id).update(marking=CONFIDENTIAL)
        closed(over, cast.anna)
        Case.objects.filter(pk=gone.pk).update(left_on=clock.today())
        refusals.choose(case=no, channels=["email"], seen=[], by=cast.anna)
    send_messages(str(batch.pk))
    assert [each.to for each in mail.outbox] == [[f"{stays.pk}@example.org"]]
    with wall.as_job(cast.berg.pk, "open-cases", sees_protected=True):
        counts, _basis = open_cases(cast.berg, clock.today())
    assert counts["withdrawn"] == 1, "the job did not see who is protected"
    with cast.asking(cast.anna):
        states = {each.case_id: each.state for each in of(batch)}
    withdrawn = dict.fromkeys((elin.pk, over.pk, gone.pk, no.pk), WITHDRAWN)
    assert states == {stays.pk: SENT} | withdrawn
    shown = text_of(signed_in(cast.anna).get(f"/utskick/{batch.pk}/"))
    assert shown.count("Återtaget") >= len(withdrawn)
