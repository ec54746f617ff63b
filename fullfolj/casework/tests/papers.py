"""Papers of invented people, as the tests print them."""

from datetime import UTC, date, datetime
from typing import Any

from fullfolj.casework.paper import (
    Answer,
    DaySheetPaper,
    Decision,
    HandoverPaper,
    Item,
    LetterPaper,
    MinutesPaper,
    Part,
    PlanPaper,
    Recipient,
    Step,
    Task,
    Undertaken,
)
from fullfolj.core.paper import Prose

PRINTED: dict[str, Any] = {
    "authority": "Bergs kommun",
    "printed_by": "Bo Ek",
    "printed_at": datetime(2026, 11, 23, 7, 30, tzinfo=UTC),
}
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)
ARABIC = "أريد أن أصبح كهربائيا."
TIGRINYA = "ሰላም"
WINDOW = ("Elin Testsson", "Provgatan 1", "845 31 Svenstavik")


def sheet(*names: str) -> DaySheetPaper:
    """A day on which each of some is to be called."""
    tasks = tuple(Task(name, "Ringa om praktiken", MONDAY) for name in names)
    return DaySheetPaper(on=MONDAY, tasks=tasks, **PRINTED)


def plan(**changed: Any) -> PlanPaper:
    """Amir's plan: his goal in his words, three parties, one that waits."""
    said: dict[str, Any] = {
        "name": "Amir Provsson",
        "version": 2,
        "standing": "väntar på ungdomen",
        "goal": Prose(ARABIC, "ar"),
        "planning": Prose("Vi börjar med att åka buss till skolan tillsammans."),
        "parts": (
            Part("Ungdomen", (Undertaken(Prose("Kommer på tisdagar."), MONDAY),)),
            Part(
                "Kommunen",
                (
                    Undertaken(
                        Prose("Bo följer med på bussen."),
                        MONDAY,
                        FRIDAY,
                        answer="har sagt ja",
                    ),
                    Undertaken(
                        Prose("Praktik i köket."),
                        MONDAY,
                        None,
                        FRIDAY,
                        "Köket stängde",
                    ),
                ),
            ),
            Part("Socialtjänsten", ()),
        ),
        "steps": (
            Step(Prose("Hitta hållplatsen"), "Amir", MONDAY, is_done=True),
            Step(Prose("Åka en gång med Bo"), "Amir och Bo", FRIDAY),
        ),
        "starts_on": MONDAY,
        "ends_on": None,
        "end_reason": "",
        "followups": (FRIDAY, date(2027, 1, 15)),
        "answers": (
            Answer("Kommunen", "ja", MONDAY),
            Answer("Ungdomen", "väntar", None),
        ),
    }
    return PlanPaper(**said | changed, **PRINTED)


def letter(**changed: Any) -> LetterPaper:
    """The same few lines to two."""
    said: dict[str, Any] = {
        "sender": (
            "Bergs kommun",
            "Ungdomscoacherna",
            "Centrumvägen 2",
            "070-123 45 67",
        ),
        "place": "Svenstavik",
        "on": MONDAY,
        "to": (
            Recipient(WINDOW),
            Recipient(("Omar Abdi-Hassan", "Provgatan 2", "845 31 Svenstavik")),
        ),
        "subject": "Vi vill gärna höra hur du har det",
        "body": Prose("Hej!\nRing eller sms:a när du vill.\nDu bestämmer själv."),
        "signed": ("Bo Ek", "ungdomscoach"),
    }
    return LetterPaper(**said | changed, **PRINTED)


def minutes(**changed: Any) -> MinutesPaper:
    """A weekly team meeting that spoke of two."""
    said: dict[str, Any] = {
        "meeting": "Veckans teammöte",
        "on": MONDAY,
        "place": "Kommunhuset",
        "present": ("Anna Berg", "Bo Ek"),
        "items": (
            Item(
                "Elin Testsson",
                Prose("Har svarat på sms."),
                (Decision("Boka en träff", "Bo", FRIDAY),),
            ),
            Item("Omar Abdi-Hassan", Prose("Ingen har fått tag i honom.")),
        ),
    }
    return MinutesPaper(**said | changed, **PRINTED)


def handover() -> HandoverPaper:
    """Elin moved to Krokom, and said yes."""
    return HandoverPaper(
        name="Elin Testsson",
        born=date(2008, 5, 1),
        to="Krokoms kommun",
        said="när vi sågs",
        said_on=MONDAY,
        text=Prose("Elin vill börja på komvux.\nHon har pratat med Bo om kurserna."),
        **PRINTED,
    )
