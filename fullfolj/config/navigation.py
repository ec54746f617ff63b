"""The navigation: every way into the house, in the order it is shown.

An entry shows where its part is switched on and the user's roles permit what it needs.
"""

from django.utils.translation import gettext_lazy as _

from fullfolj.access import roles
from fullfolj.core.navigation import Entry

ENTRIES = [
    Entry(page="start", label=_("Start")),
    Entry(
        page="casework:my_day",
        label=_("Min dag"),
        about=_("Se vem som är ny, vem som är tyst och vad du ska göra i dag."),
        needs=roles.WORK,
        home_of=roles.ASSIGN,
    ),
    Entry(
        page="casework:mine",
        label=_("Mina ungdomar"),
        about=_("Se dagens träffar och dina egna ungdomar, och skriv in en kontakt."),
        needs=roles.WORK,
        home_of=roles.WORK,
    ),
    Entry(
        page="casework:youths",
        label=_("Ungdomar"),
        about=_("Se alla i målgruppen, sök och välj ut, och ge dem en ansvarig."),
        needs=roles.WORK,
    ),
    Entry(
        page="casework:team_meetings",
        label=_("Teammöten"),
        about=_("Gå igenom ungdomarna tillsammans, och skriv vad ni bestämmer."),
        needs=roles.WORK,
        is_seldom=True,
    ),
    Entry(
        page="casework:referrals",
        label=_("Förfrågningar"),
        about=_("Se vilka som skolor och andra har bett er hjälpa, och svara dem."),
        needs=roles.WORK,
        is_seldom=True,
    ),
    Entry(
        page="people:people",
        label=_("Personer"),
        about=_("Sök upp en person och se namn, kontaktuppgifter och skydd."),
        needs=roles.READ_PEOPLE,
    ),
    Entry(
        page="kaa:questions",
        label=_("Granskning"),
        about=_("Avgör om den som reglerna frågar om ingår i målgruppen."),
        needs=roles.JUDGE,
    ),
    Entry(
        page="programmes:methods",
        label=_("Metodbank"),
        about=_("Se hur ni arbetar, vad det kräver och vad ni vet om resultatet."),
        is_seldom=True,
    ),
    Entry(
        page="casework:eligibility",
        label=_("Behörighet"),
        about=_(
            "Se hur många som har blivit behöriga till gymnasieskolan varje läsår."
        ),
        needs=roles.READ_STATISTICS,
        is_seldom=True,
    ),
    Entry(
        page="casework:movement",
        label=_("Rörelse"),
        about=_("Se hur många ungdomar som har kommit en bit på väg."),
        needs=roles.ASSIGN,
        is_seldom=True,
    ),
    Entry(
        page="kaa:choices",
        label=_("Ställningstaganden"),
        about=_("Skriv in vad nämnden har beslutat där lagen lämnar ett val."),
        needs=roles.SIGN,
        is_seldom=True,
    ),
    Entry(
        page="casework:sections",
        label=_("Kartläggning"),
        about=_("Bestäm vad ni frågar ungdomar om, och lägg till egna delar."),
        needs=roles.SIGN,
        is_seldom=True,
    ),
    Entry(
        page="casework:checklists",
        label=_("Checklistor"),
        about=_("Bestäm vilka checklistor ni använder, och lägg till egna."),
        needs=roles.SIGN,
        is_seldom=True,
    ),
    Entry(
        page="casework:message_texts",
        label=_("Meddelanden"),
        about=_("Bestäm vilka texter ni skickar till ungdomar, och vem de kan ringa."),
        needs=roles.SIGN,
        is_seldom=True,
    ),
    Entry(
        page="casework:wanted",
        label=_("Före en förfrågan"),
        about=_("Bestäm vad ni vill ska vara gjort innan någon ber er om hjälp."),
        needs=roles.SIGN,
        is_seldom=True,
    ),
    Entry(
        page="programmes:programmes",
        label=_("Program"),
        about=_("Bestäm vilka program ungdomar kan delta i, och på vilken grund."),
        needs=roles.SIGN,
        is_seldom=True,
    ),
    Entry(
        page="casework:shared",
        label=_("Delat med mig"),
        about=_("Se det som ungdomar själva har öppnat för dig som mentor."),
        is_seldom=True,
    ),
    Entry(
        page="begin:steps",
        label=_("Kom igång"),
        about=_("Läs in filerna, och se vilka ni saknar på listan ni har i dag."),
        needs=roles.IMPORT,
        is_seldom=True,
    ),
    Entry(
        page="imports:runs",
        label=_("Inläsning"),
        about=_("Läs in uppgifter från folkbokföringen och skolorna."),
        needs=roles.IMPORT,
    ),
    Entry(
        page="ss12000:connections",
        label=_("Skolornas system"),
        about=_("Låt uppgifter om elever komma av sig själva, i stället för i filer."),
        needs=roles.IMPORT,
        is_seldom=True,
    ),
    Entry(
        page="access:memberships",
        label=_("Behörigheter"),
        about=_("Bestäm vem som arbetar hos er, i vilken roll och hur länge."),
        needs=roles.ADMINISTER,
    ),
]

# What packages above know of one person, from the person's page.
OF_PERSON = [
    Entry(page="casework:of_person", label=_("Ärenden"), needs=roles.WORK),
    Entry(page="casework:open", label=_("Öppna ett ärende"), needs=roles.WORK),
    Entry(page="casework:refer", label=_("Ny förfrågan"), needs=roles.WORK),
    Entry(
        page="kaa:why",
        label=_("Varför personen ingår eller inte"),
        needs=roles.WRITE_PEOPLE,
    ),
    Entry(page="kaa:occupation", label=_("Sysselsättning"), needs=roles.WRITE_PEOPLE),
    Entry(page="schooling:schooling", label=_("Skolgång"), needs=roles.WRITE_PEOPLE),
    Entry(
        page="schooling:notice", label=_("Skolmeddelanden"), needs=roles.WRITE_PEOPLE
    ),
]
