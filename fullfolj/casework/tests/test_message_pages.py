"""Messages over HTTP: the preview, one confirmation, and what is shown afterwards."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from fullfolj.casework.actions import refusals
from fullfolj.casework.models import Case, Contact, Message
from fullfolj.casework.tests.cases import HERE, decided, found, night, opened, tried
from fullfolj.casework.tests.messages import (
    EMAIL,
    LETTER,
    SMS,
    WAYS,
    reachable,
    sent,
    settled,
)
from fullfolj.casework.views import messages as views
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.core import clock
from fullfolj.core.tests.cost import statements
from fullfolj.core.tests.tagged import Tagged
from fullfolj.kaa.models import RegisterSpell
from fullfolj.people.models import CONFIDENTIAL, NONE, ContactDetail, Person
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db
WRITE = "/ungdomar/skriv/"
HUNDREDS, MOST_STATEMENTS = 300, 25


@pytest.fixture
def elin(cast: Cast) -> Case:
    """Somebody who is reached in every way; the office has a telephone."""
    settled(cast)
    case = opened(cast, "Elin Testsson")
    with cast.asking(cast.bo):
        reachable(case)
    return case


def said(*cases: Case, **changed: Any) -> dict[str, Any]:
    """What the form sends."""
    on = str(clock.today() + timedelta(days=7))
    given = {
        "case": [str(each.pk) for each in cases],
        "key": str(uuid4()),
        "template": SMS,
        "answer_by": on,
        "next_step": "Se om det kom något svar",
        "next_step_on": on,
    }
    return given | changed


def marked(browser: Any, given: dict[str, Any]) -> dict[str, Any]:
    """See the preview; what the form sends when one confirms what it shows."""
    shown = browser.post(WRITE, {**given, "preview": "yes"})
    assert shown.status_code == 200, text_of(shown)
    mark = re.search(r'name="mark" value="(\w+)"', shown.content.decode())
    assert mark
    return {**given, "mark": mark[1], "send": "yes"}


def confirmed(browser: Any, given: dict[str, Any]) -> Any:
    """See the preview, and confirm what it shows."""
    return browser.post(WRITE, marked(browser, given))


def count(cast: Cast) -> int:
    with cast.asking(cast.anna):
        return Message.objects.count()


def test_one_chooses_sees_and_confirms(cast: Cast, elin: Case) -> None:
    mute = opened(cast, "Tyst Testsson")
    bo, given = signed_in(cast.bo), said(elin, mute)
    first = text_of(bo.post(WRITE, {"case": given["case"]}))
    assert "Skriv till 2 ungdomar" in first
    shown = text_of(bo.post(WRITE, {**given, "preview": "yes"}))
    assert "Till 1 ungdom" in shown
    assert WAYS["phone"] in shown
    assert "Nummer eller adress saknas (1)" in shown
    assert count(cast) == 0, "a preview sends nothing"
    confirmation = marked(bo, given)
    for _ in range(2):
        answer = bo.post(WRITE, confirmation)
        assert answer.status_code == 302
        assert answer["Location"] == f"/utskick/{given['key']}/"
    assert count(cast) == 1, "the same form twice is one"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"template": "finns-inte"}, "Vad vill du skicka?"),
        ({"next_step": ""}, "Nästa steg"),
        ({"next_step_on": "2020-01-01"}, "Dag för nästa steg"),
        ({"answer_by": ""}, "Texten har en sista dag att svara"),
        ({"template": EMAIL}, "E-post är inte påslaget"),
        ({"key": "x"}, "Sidan kom fram trasig"),
        ({"mark": "annat"}, "Läs igenom en gång till"),
    ],
)
def test_what_cannot_be_sent_is_422_and_nothing_is_lost(
    cast: Cast, elin: Case, wrong: dict[str, str], sentence: str
) -> None:
    answer = signed_in(cast.bo).post(WRITE, said(elin, send="yes", **wrong))
    assert answer.status_code == 422
    page = text_of(answer)
    assert sentence in page
    assert str(elin.pk) in answer.content.decode(), "whom it was to is kept"
    assert count(cast) == 0


def test_two_with_one_telephone_are_reached_by_one_message(
    cast: Cast, elin: Case
) -> None:
    """However the number is written; a letter goes to each of them."""
    omar = opened(cast, "Omar Provsson")
    with cast.asking(cast.bo):
        reachable(omar, phone="+46 70 174 06 05", address=WAYS["address"])
    bo, given = signed_in(cast.bo), said(elin, omar, preview="yes")
    shown = text_of(bo.post(WRITE, given))
    assert "Till 1 ungdom" in shown
    assert "Nås av samma meddelande (1)" in shown
    assert re.search(r"delar nummer eller e-post med\W+<bdi>Omar Provsson", shown)
    shown = text_of(bo.post(WRITE, {**given, "template": LETTER}))
    assert "Till 2 ungdomar" in shown


def test_what_two_get_at_once_is_a_try_to_reach_both(cast: Cast, elin: Case) -> None:
    """One text is sent, on one telephone; and neither is written to again so soon."""
    omar, bo = opened(cast, "Omar Provsson"), signed_in(cast.bo)
    with cast.asking(cast.bo):
        reachable(omar, phone="+46 70 174 06 05")
    first = bo.get(page := confirmed(bo, said(elin, omar))["Location"])
    assert first.content.count(b'href="sms:') == 1
    assert re.search(r"Nås av samma meddelande som <bdi>Omar", text_of(first))
    with cast.asking(cast.bo):
        one = Message.objects.get(case=omar)
    said_so = f"/ungdomar/{omar.pk}/meddelande/{one.pk}/"
    for _ in range(2):
        bo.post(said_so, {"became": "handed_over"})
    with cast.asking(cast.bo):
        for each in (elin, omar):
            after = found(each.person)
            assert (after.attempts, after.tried_on) == (1, clock.today())
            assert after.next_step == "Se om det kom något svar"
        assert Contact.objects.count() == 2
    assert "Har svarat" in text_of(bo.get(page))
    shown = text_of(bo.post(WRITE, said(elin, omar, template=LETTER, preview="yes")))
    assert "Fick ett meddelande nyss (1)" in shown


def test_nobody_ticked_is_one_sentence_and_others_are_not_there(
    cast: Cast, elin: Case
) -> None:
    bo = signed_in(cast.bo)
    assert "Kryssa i minst en" in text_of(bo.post(WRITE, {}, follow=True))
    assert signed_in(cast.gun).post(WRITE, said(elin)).status_code == 404
    hidden = opened(cast, "Dold Dunkel", marking=CONFIDENTIAL)
    assert bo.post(WRITE, said(hidden)).status_code == 404
    page = text_of(bo.post(WRITE, said(elin, hidden)))
    assert "Skriv till 1 ungdom" in page
    assert "Dunkel" not in page


def test_all_of_a_choice_at_once(cast: Cast, elin: Case) -> None:
    for letter in "abc":
        opened(cast, f"Omar Provsson{letter}")
    bo = signed_in(cast.bo)
    page = text_of(bo.post(WRITE, {"everyone": "yes", "urval": "visa=aldrig"}))
    assert "Skriv till 4 ungdomar" in page
    with cast.asking(cast.bo):
        tried(elin, cast.bo)
    page = text_of(bo.post(WRITE, {"everyone": "yes", "urval": "visa=aldrig"}))
    assert "Skriv till 3 ungdomar" in page


def test_a_text_message_opens_in_the_phone_and_is_said_to_be_sent(
    cast: Cast, elin: Case
) -> None:
    bo, given = signed_in(cast.bo), said(elin)
    page = confirmed(bo, given)["Location"]
    shown = bo.get(page).content.decode()
    assert 'href="sms:0701740605?&amp;body=Hej%20igen%21' in shown
    assert "Elin" not in shown.partition("body=")[2].partition('"')[0]
    with cast.asking(cast.bo):
        one = Message.objects.get()
    address = f"/ungdomar/{elin.pk}/meddelande/{one.pk}/"
    as_it_is = bo.post(address, {"became": "prepared"})
    assert as_it_is.status_code == 302, "nobody says by hand that it waits"
    answer = bo.post(f"{address}?fran=utskick", {"became": "handed_over"})
    assert answer["Location"] == page
    with cast.asking(cast.bo):
        assert Contact.objects.get().channel == "sms"
    answer = bo.post(address, {"became": "answered"})
    assert answer["Location"] == f"/ungdomar/{elin.pk}/kontakt/"
    wrong = bo.post(address, {"became": "prepared"}, follow=True)
    assert "Någon har redan skrivit hur det gick" in text_of(wrong)
    assert "Besvarat" in text_of(bo.get(f"/ungdomar/{elin.pk}/"))


def test_what_was_sent_is_found_again(cast: Cast, elin: Case) -> None:
    """Who sent what, and how many stand how; next door it is not there."""
    bo, gun = signed_in(cast.bo), signed_in(cast.gun)
    assert "Ni har inte skickat något" in text_of(bo.get("/utskick/"))
    with cast.asking(cast.bo):
        batch = sent(cast, [elin], cast.bo)
    shown = bo.get("/utskick/")
    assert f"/utskick/{batch.pk}/" in shown.content.decode()
    assert "<strong>1</strong>" in shown.content.decode()
    assert "Väntar på att skickas" in text_of(shown)
    assert "Elin" not in text_of(shown)
    assert "Ni har inte skickat något" in text_of(gun.get("/utskick/"))


def test_more_than_anybody_looks_through_is_said(
    cast: Cast, elin: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST", 1)
    omar, bo = opened(cast, "Omar Ek"), signed_in(cast.bo)
    for given in (said(elin, omar), {"everyone": "yes"}):
        answer = bo.post(WRITE, given, follow=True)
        assert "högst 1 åt gången" in text_of(answer)
    assert "Skriv till 1 ungdom" in text_of(bo.post(WRITE, said(elin)))


def test_three_hundred_are_recorded_in_as_many_statements_as_one(cast: Cast) -> None:
    """T14, the recording part: chosen, seen and confirmed, by the form."""
    settled(cast)
    with cast.asking(cast.anna):
        Person.objects.bulk_create(
            Person(authority=cast.berg, marking=NONE, sort_key=f"provsson {number}")
            for number in range(HUNDREDS)
        )
        RegisterSpell.objects.bulk_create(
            RegisterSpell.about(
                each,
                municipality_code=HERE,
                valid_from=clock.today(),
                rule="R11",
                law_version="KAA-2018",
            )
            for each in Person.objects.all()
        )
    night(cast)
    with cast.asking(cast.anna):
        cases = list(Case.objects.select_related("person"))
        ContactDetail.objects.bulk_create(
            ContactDetail.about(
                each.person,
                kind="phone",
                value=f"070-{number:07}",
                source="hand",
                recorded_on=clock.today(),
                valid_from=clock.today(),
            )
            for number, each in enumerate(cases)
        )
    anna = signed_in(cast.anna)
    confirmation = marked(anna, said(*cases))
    asked, answer = statements(lambda: anna.post(WRITE, confirmation))
    assert answer.status_code == 302
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)
    assert count(cast) == HUNDREDS


def test_letters_are_one_document_each_on_a_page(cast: Cast, elin: Case) -> None:
    omar = opened(cast, "Omar Ek")
    with cast.asking(cast.bo):
        reachable(omar, address="Byvägen 3, 845 31 Svenstavik")
        batch = sent(cast, [elin, omar], cast.bo, LETTER)
    bo = signed_in(cast.bo)
    answer = bo.post(f"/utskick/{batch.pk}/brev/")
    assert answer["Content-Type"] == "application/pdf"
    assert "Elin" not in answer["Content-Disposition"]
    told = Tagged(answer.content)
    assert len(told.pdf.pages) == 2
    for each in ("Elin Testsson", "Provgatan 2", "Omar Ek", "Byvägen 3"):
        assert each in told.tree.text
    with cast.asking(cast.bo):
        assert {each.state for each in Message.objects.all()} == {"printed"}
    assert "Utskrivet" in text_of(bo.get(f"/utskick/{batch.pk}/"))


def test_a_no_is_shown_wherever_the_way_is_offered(cast: Cast, elin: Case) -> None:
    bo = signed_in(cast.bo)
    page = f"/ungdomar/{elin.pk}/"
    assert "sms:" in bo.get(page).content.decode()
    bo.post(f"{page}vill-inte/", {"channels": ["sms", "phone"]})
    for where in (page, f"{page}kontakt/", "/ungdomar/"):
        shown = bo.get(where)
        assert "Vill inte ha sms" in text_of(shown), where
        assert 'href="sms:' not in shown.content.decode(), where
        assert 'href="tel:' not in shown.content.decode(), where
    preview = text_of(bo.post(WRITE, said(elin, preview="yes")))
    assert "Vill inte bli kontaktad så (1)" in preview
    assert bo.post(f"{page}vill-inte/", {"channels": ["duva"]}).status_code == 422
    bo.post(f"{page}vill-inte/", {"seen": ["sms", "phone"]})
    assert "sms:" in bo.get(page).content.decode()


def test_a_form_from_before_takes_no_colleagues_no_back(cast: Cast, elin: Case) -> None:
    """Elin tells Bo no more texts, while Anna writes down that she wants no letters."""
    anna, address = signed_in(cast.anna), f"/ungdomar/{elin.pk}/vill-inte/"
    form = anna.get(address).context["form"]
    with cast.asking(cast.bo):
        refusals.add(person=elin.person, channels=["sms"], by=cast.bo)
    anna.post(address, {"channels": ["letter"], "seen": form["seen"].value()})
    shown = anna.get(address)
    assert sorted(shown.context["case"].refused) == ["letter", "sms"]
    hidden = '<input type="hidden" name="seen" value="sms"'
    assert hidden in shown.content.decode(), "now it may be taken back"


def test_a_case_and_the_list_tell_how_the_last_message_stands(
    cast: Cast, elin: Case
) -> None:
    with cast.asking(cast.bo):
        sent(cast, [elin], cast.bo)
    bo = signed_in(cast.bo)
    assert "Väntar på att skickas" in text_of(bo.get(f"/ungdomar/{elin.pk}/"))
    assert "Väntar på att skickas" in text_of(bo.get("/ungdomar/"))


def test_the_boards_number_of_tries_stands_on_the_case(cast: Cast, elin: Case) -> None:
    """The municipality's own least effort, told where one works."""
    page, bo = f"/ungdomar/{elin.pk}/", signed_in(cast.bo)
    decided(cast, contact_tries=3)
    with cast.asking(cast.bo):
        tried(elin, cast.bo)
        tried(found(elin.person), cast.bo, channel="social_media")
    assert "2 av 3 försök enligt nämndens beslut" in text_of(bo.get(page))


def test_the_never_contacted_stand_with_their_days_the_oldest_first(
    cast: Cast,
) -> None:
    today = clock.today()
    for days, name in ((3, "Ny Testsson"), (40, "Gammal Provsson")):
        opened(cast, name, listed_on=today - timedelta(days=days))
    shown = text_of(signed_in(cast.bo).get("/ungdomar/?visa=aldrig&sortera=tysta"))
    assert "på listan i 40 dagar" in shown
    assert shown.index("Provsson") < shown.index("Testsson")


def words(**changed: Any) -> dict[str, Any]:
    given = {"name": "Fika", "channel": "sms", "language": "so", "version": "0"}
    return given | {"text": "Kaalay! {coach}", "subject": ""} | changed


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": "Du har skolkat, {coach}"}, "Ordet ”skolkat”"),
        ({"text": "Vi på aktivitetsansvaret"}, "Ordet ”aktivitetsansvaret”"),
        ({"text": "Hej {fornamn}"}, "”fornamn” går inte att fylla i"),
        ({"text": "x" * 481}, "högst 480 tecken"),
        ({"channel": "email"}, "Skriv vad mejlet ska ha för ämne"),
        ({"text": ""}, "Text"),
    ],
)
def test_a_text_that_tells_is_refused_with_its_word(
    cast: Cast, wrong: dict[str, str], sentence: str
) -> None:
    answer = signed_in(cast.anna).post("/meddelanden/ny/", words(**wrong))
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_text_of_ones_own_is_offered_changed_and_hidden(
    cast: Cast, elin: Case
) -> None:
    anna = signed_in(cast.anna)
    anna.post("/meddelanden/ny/", words())
    anna.post("/meddelanden/ny/", words())
    assert "Fika (Soomaali)" in text_of(anna.post(WRITE, {"case": str(elin.pk)}))
    assert "Fika" not in text_of(signed_in(cast.gun).get("/meddelanden/"))
    page = "/meddelanden/egen-1/"
    anna.post(page, words(version="1", name="Fika i dag"))
    late = anna.post(page, words(version="1", name="Fika i morgon"))
    assert late.status_code == 422
    assert "Fika i dag" in text_of(late), "what the other wrote is shown"
    assert "Fika i morgon" in late.content.decode(), "and what one wrote oneself"
    anna.post(f"{page}med/", {"used": "no"})
    anna.post("/meddelanden/hej-sms-sv/med/", {"used": "no"})
    offered = text_of(anna.post(WRITE, {"case": str(elin.pk)}))
    assert "Fika" not in offered
    assert offered.count("Hej, första gången (Svenska)") == 2, "e-mail and letter"
    assert anna.get("/meddelanden/egen-2/").status_code == 404, "twice is once"


def test_the_sender_on_the_envelope_says_nothing_of_why(cast: Cast) -> None:
    hours = {"quiet_from": "21", "quiet_to": "7", "apart_hours": "48", "version": "0"}
    anna = signed_in(cast.anna)
    page = "/meddelanden/sa-skriver-ni/"
    given = {**hours, "phone": "0687-1", "place": "", "sender": "KAA, Bergs kommun"}
    answer = anna.post(page, given)
    assert answer.status_code == 422
    assert "Ordet ”KAA”" in text_of(answer)
    assert anna.post(page, {**given, "sender": "Bergs kommun"}).status_code == 302
    assert "kl. 21–7" in text_of(anna.get("/meddelanden/"))
    late = anna.post(page, {**given, "sender": "Berg"})
    assert late.status_code == 422
    assert "Någon ändrade medan du skrev" in text_of(late)
