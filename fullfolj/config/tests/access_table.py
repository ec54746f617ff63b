"""Every address of the house × the cast × what they are answered.

One row is one try: a method, an address by its name, and whose or what it is about. A
test tries them all and fails on an address that is not here; `make reference` writes
them to docs/reference/access.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLResolver

from fullfolj.access.models import Membership
from fullfolj.casework.models import Attachment, Case, LadderEvent, Meeting, Note
from fullfolj.casework.tests.cases import closed, running
from fullfolj.casework.tests.notes import attached, noted
from fullfolj.casework.tests.progress import happened, uses
from fullfolj.config.cast import Cast
from fullfolj.core import clock
from fullfolj.exchange.begin.models import KnownList
from fullfolj.exchange.extracts.tests.folders import BERG, DAN, table
from fullfolj.exchange.imports.models import ImportRun, Progress, Upload
from fullfolj.exchange.ss12000.models import Connection
from fullfolj.kaa.models import Municipality, Occupation, ReviewSpell
from fullfolj.kaa.tests.doings import registered, tell
from fullfolj.kaa.tests.questions import ask
from fullfolj.people.models import CONFIDENTIAL, Person
from fullfolj.people.tests.people import enter
from fullfolj.programmes.models import Programme
from fullfolj.schooling.actions.notices import record
from fullfolj.schooling.models import Notice

VISITORS = (
    "anna",
    "bo",
    "cilla",
    "dag",
    "elin",
    "farid",
    "gun",
    "hilda",
    "ivar",
    "nobody",
)


def addresses(patterns: Any, namespace: str = "", before: str = "/") -> dict[str, str]:
    """Name → address of every pattern, those of packages within."""
    found: dict[str, str] = {}
    for each in patterns:
        here = before + written(str(each.pattern))
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            found |= addresses(each.url_patterns, inner, here)
        else:
            found[f"{namespace}{each.name}"] = here
    return found


def written(route: str) -> str:
    """A route as one reads it, also where it is a regular expression."""
    return re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route).strip("^$")


@dataclass(frozen=True)
class Things:
    """What the addresses are about: all of Berg."""

    cast: Cast
    person: Person
    protected: Person
    membership: Membership
    mine: Membership
    ended: Membership
    question: ReviewSpell
    protected_question: ReviewSpell
    upload: Upload
    case: Case
    protected_case: Case
    note: Note
    restricted_note: Note
    attachment: Attachment
    restricted_attachment: Attachment
    event: LadderEvent
    meeting: Meeting
    protected_meeting: Meeting
    closed_case: Case
    programme: Programme
    occupation: Occupation
    notice: Notice
    known_list: KnownList
    run: ImportRun
    connection: Connection


def things(cast: Cast) -> Things:
    """Make them. Both use all that no law asks for: whose it is decides."""
    for leader in (cast.hilda, cast.gun):
        uses(cast, by=leader)
    person = enter(cast, cast.bo, "Åsa Öberg", "200805011234")
    protected = enter(cast, cast.anna, "Dold Dunkel", marking=CONFIDENTIAL)
    with cast.asking(cast.hilda):
        held = {m.user_id: m for m in Membership.objects.all()}
    case, hidden = case_of(cast, person), case_of(cast, protected)
    with cast.asking(cast.bo):
        note, file = noted(case, cast.bo), attached(case, cast.bo)
        restricted_note = noted(case, cast.bo, is_restricted=True)
        restricted_file = attached(case, cast.bo, is_restricted=True)
        event = happened(case, cast.bo, 5)
    return Things(
        cast=cast,
        person=person,
        protected=protected,
        membership=held[cast.bo.pk],
        mine=held[cast.hilda.pk],
        ended=held[cast.ivar.pk],
        question=ask(cast, person),
        protected_question=ask(cast, protected),
        upload=tried(cast),
        case=case,
        note=note,
        restricted_note=restricted_note,
        attachment=file,
        restricted_attachment=restricted_file,
        protected_case=hidden,
        event=event,
        meeting=meeting_in(cast, case),
        protected_meeting=meeting_in(cast, hidden),
        closed_case=closed_of(cast),
        programme=running(cast, "Navigator", 16, 29),
        occupation=working(cast, person),
        notice=told(cast, person),
        known_list=sent_in(cast),
        run=applied(cast),
        connection=connected(cast),
    )


def case_of(cast: Cast, person: Person) -> Case:
    """The case of somebody of Berg's."""
    with cast.asking(cast.anna):
        case = Case.about(person, municipality_code="2326", listed_on=clock.today())
        case.save(force_insert=True)
    return case


def meeting_in(cast: Cast, case: Case) -> Meeting:
    """Anna is to meet somebody tomorrow."""
    with cast.asking(cast.anna):
        meeting = Meeting.about(
            case.person,
            case=case,
            starts_at=clock.now() + timedelta(days=1),
            minutes=45,
            place="Biblioteket",
            kind="talk",
            worker=cast.anna.pk,
            next_step="Träff",
            booked_by=cast.anna.pk,
        )
        meeting.save(force_insert=True)
    return meeting


def closed_of(cast: Cast) -> Case:
    """A case of Berg's that Anna closed."""
    case = case_of(cast, enter(cast, cast.anna, "Nils Provsson"))
    with cast.asking(cast.anna):
        closed(case, cast.anna)
    return case


def told(cast: Cast, person: Person) -> Notice:
    """A school has told of the person."""
    today = clock.today()
    with cast.asking(cast.bo):
        return record(
            person=person,
            kind="start",
            school="Bergs gymnasieskola",
            on=today,
            received_on=today,
            by=cast.bo,
        )


def working(cast: Cast, person: Person) -> Occupation:
    """The person is in the register and works."""
    registered(cast, person)
    return tell(cast, person, "work")


def applied(cast: Cast) -> ImportRun:
    """An import of Berg's that found nothing."""
    now = clock.now()
    with cast.asking(cast.anna):
        return ImportRun.objects.create(
            authority=cast.berg,
            started_at=now,
            source="files",
            outcome="applied",
            known_from=now,
        )


def connected(cast: Cast) -> Connection:
    """A school's system of Berg's, at an address where nobody is."""
    with cast.asking(cast.anna):
        return Connection.objects.create(
            authority=cast.berg, name="Bergs skolor", url="https://skola.invalid"
        )


def sent_in(cast: Cast) -> KnownList:
    """A list of Anna's whose day is over."""
    with cast.asking(cast.anna):
        return KnownList.objects.create(
            authority=cast.berg, by_user=cast.anna.pk, fingerprint="x", is_chosen=True
        )


def tried(cast: Cast) -> Upload:
    """Files of Berg's that were read on trial, as the worker leaves them."""
    with cast.asking(cast.anna):
        found = Upload.objects.create(
            authority=cast.berg,
            by_user=cast.anna.pk,
            files={"people.csv": 1},
            dry_run=True,
            state="tried",
        )
        Progress.objects.create(pk=found.pk, authority=cast.berg)
        Municipality.objects.create(
            authority=cast.berg, code="2326", valid_from=clock.today()
        )
    return found


Expected = dict[str, int]


def everyone(status: int, **others: int) -> Expected:
    """The same answer for all, but those named."""
    return dict.fromkeys(VISITORS, status) | others


def signed_in(status: int, **others: int) -> Expected:
    """The same answer for all who are signed in; nobody is led to sign-in."""
    return everyone(status, nobody=302) | others


def only(status: int, *names: str, others: int, nobody: int = 302) -> Expected:
    """An answer for some, another for the rest."""
    return everyone(others, nobody=nobody) | dict.fromkeys(names, status)


@dataclass(frozen=True)
class Try:
    """One row of the table."""

    name: str
    expected: Expected
    method: str = "GET"
    about: str = ""
    args: Callable[[Things], Mapping[str, Any]] = field(default=lambda _: {})
    given: Callable[[Things], Mapping[str, Any]] = field(default=lambda _: {})


def person(t: Things) -> Mapping[str, Any]:
    return {"person_id": t.person.pk}


def protected(t: Things) -> Mapping[str, Any]:
    return {"person_id": t.protected.pk}


def bos(t: Things) -> Mapping[str, Any]:
    return {"membership_id": t.membership.pk}


def hildas(t: Things) -> Mapping[str, Any]:
    return {"membership_id": t.mine.pk}


def ivars(t: Things) -> Mapping[str, Any]:
    return {"membership_id": t.ended.pk}


def asked(t: Things) -> Mapping[str, Any]:
    return {"spell_id": t.question.pk}


def equivalent(_: Things) -> Mapping[str, Any]:
    return {"name": "equivalent_studies"}


def silent(_: Things) -> Mapping[str, Any]:
    return {"name": "silent_days"}


def asked_of_protected(t: Things) -> Mapping[str, Any]:
    return {"spell_id": t.protected_question.pk}


def sent(t: Things) -> Mapping[str, Any]:
    return {"upload_id": t.upload.pk}


def imported(t: Things) -> Mapping[str, Any]:
    return {"run_id": t.run.pk}


def system(t: Things) -> Mapping[str, Any]:
    return {"connection_id": t.connection.pk}


def listed(t: Things) -> Mapping[str, Any]:
    return {"list_id": t.known_list.pk}


def delivery(*names: str) -> Mapping[str, Any]:
    """Tables as files to send."""
    return {
        "municipality": "2309",  # asked of Krokom alone, which answers for none yet
        "delivery": [
            SimpleUploadedFile(f"{name}.csv", table(name, BERG[name]).encode())
            for name in names
        ],
    }


ENTERED = {
    **{"given_name": "Dan", "family_name": "Dalin", "number": DAN, "place": "2326"},
    **{"since": str(clock.today()), "marking": "none", "told_by": "school"},
    "note": "Skolan ringde den 3 oktober",
}
READERS = ("anna", "bo", "gun")
IMPORTERS = ("anna", "hilda", "gun")
COMPARERS = ("anna", "gun")
ANNAS_LIST = only(302, "anna", others=403) | {"gun": 404}
LISTS = only(200, *READERS, others=403)
ADMINISTERS = only(200, "hilda", "gun", others=403)
BERGS = only(200, "hilda", others=403) | {"gun": 404}
JUDGES = only(200, "anna", "gun", others=403)
BERGS_JUDGE = only(200, "anna", others=404)
SIGNS = only(200, "anna", "gun", "hilda", others=403)
BERGS_KEEPERS = only(200, "anna", "bo", others=404)
KEPT = only(302, "anna", "bo", others=404)
TODAY = str(clock.today())
TOMORROW = str(clock.today() + timedelta(days=1))
SIGNED = {
    "reading": "OUT",
    "valid_from": TODAY,
    "decided_on": TODAY,
    "reference": "BUN 2026/12 § 4",
    "sworn": "on",
}

DOES = {
    "kind": "work",
    "valid_from": TODAY,
    "how_known": "youth",
    "verified_on": TODAY,
}

ENDED = {
    "kind": "end",
    "school": "Bergs gymnasieskola",
    "on": TODAY,
    "received_on": TODAY,
}

TABLE = [
    Try("start", signed_in(200)),
    Try("home", signed_in(302)),
    Try(
        "choose_authority",
        only(302, "anna", "bo", "cilla", "hilda", others=404),
        "POST",
        "Bergs kommun",
        given=lambda t: {"authority": t.cast.berg.pk},
    ),
    Try("choose_authority", signed_in(405)),
    # Persons
    Try("people:people", LISTS, about="the own authority's"),
    Try("people:people", LISTS, "POST", "search", given=lambda _: {"text": "öberg"}),
    Try(
        "people:people",
        only(422, *READERS, others=403),
        "POST",
        "search with too many words",
        given=lambda _: {"text": "a b c d e f g"},
    ),
    Try(
        "people:person", only(200, "anna", "bo", others=404), about="open", args=person
    ),
    Try(
        "people:person",
        only(200, "anna", others=404),
        about="protected",
        args=protected,
    ),
    Try(
        "people:person",
        signed_in(404),
        about="no such",
        args=lambda t: {"person_id": t.cast.berg.pk},
    ),
    Try("people:person", signed_in(405), "POST", "open", args=person),
    Try(
        "people:readings",
        only(200, "anna", others=404) | {"bo": 403},
        about="open",
        args=person,
    ),
    Try(
        "people:readings",
        only(200, "anna", others=404),
        about="protected",
        args=protected,
    ),
    Try("begin:enter", only(200, *READERS, others=403)),
    Try(
        "begin:enter",
        only(302, "anna", "bo", others=403) | {"gun": 200},
        "POST",
        "somebody new, in an authority that answers for Berg",
        given=lambda _: ENTERED,
    ),
    Try(
        "begin:enter",
        only(422, "anna", "bo", others=403) | {"gun": 200},
        "POST",
        "somebody whose number is none",
        given=lambda _: {**ENTERED, "number": "200805011234"},
    ),
    # Behörigheter
    Try("access:memberships", ADMINISTERS, about="the own authority's"),
    Try("access:appoint", ADMINISTERS),
    Try(
        "access:appoint",
        only(302, "hilda", "gun", others=403),
        "POST",
        "somebody new, in the own authority",
        given=lambda _: {
            "email": "ny@fullfolj.example",
            "name": "Ny",
            "role": "mentor",
            "valid_from": TODAY,
        },
    ),
    Try(
        "access:appoint",
        only(422, "hilda", others=403) | {"gun": 302},
        "POST",
        "Hilda, in the own authority",
        given=lambda t: {
            "email": t.cast.hilda.email,
            "role": "samordnare",
            "valid_from": TODAY,
        },
    ),
    Try("access:open_unit", ADMINISTERS),
    Try(
        "access:open_unit",
        only(422, "hilda", others=403) | {"gun": 302},
        "POST",
        "a name that Berg has",
        given=lambda t: {"name": t.cast.school.name},
    ),
    Try("access:membership", BERGS, about="Bo's", args=bos),
    Try("access:membership", BERGS, about="Ivar's, over", args=ivars),
    Try("access:end", BERGS, about="Bo's", args=bos),
    Try(
        "access:end",
        BERGS | {"hilda": 302},
        "POST",
        "Bo's",
        args=bos,
        given=lambda _: {"on": TODAY},
    ),
    Try(
        "access:end",
        BERGS | {"hilda": 422},
        "POST",
        "Hilda's",
        args=hildas,
        given=lambda _: {"on": TODAY},
    ),
    Try(
        "access:end",
        BERGS | {"hilda": 404},
        "POST",
        "Ivar's, over",
        args=ivars,
        given=lambda _: {"on": TODAY},
    ),
    Try("access:clearance", BERGS, about="Bo's", args=bos),
    Try(
        "access:clearance",
        BERGS | {"hilda": 302},
        "POST",
        "Bo's",
        args=bos,
        given=lambda _: {"sees_protected": "ja", "reason": "Utsedd"},
    ),
    Try(
        "access:clearance",
        BERGS | {"hilda": 422},
        "POST",
        "Hilda's",
        args=hildas,
        given=lambda _: {"sees_protected": "ja", "reason": "Utsedd"},
    ),
    # Signing in, and the own account
    Try("account_login", everyone(302, nobody=200)),
    Try("account_logout", signed_in(200)),
    Try("account_inactive", everyone(200)),
    Try("account_reauthenticate", signed_in(403), about="without a password"),
    Try("account_reset_password", everyone(200)),
    Try("account_reset_password_done", everyone(200)),
    Try(
        "account_reset_password_from_key",
        everyone(200),
        about="no such link",
        args=lambda _: {"uidb36": "x", "key": "x"},
    ),
    Try("account_reset_password_from_key_done", everyone(200)),
    Try("account_change_password", signed_in(302), about="without a password"),
    Try("account_set_password", signed_in(200)),
    Try("mfa_index", signed_in(200)),
    Try("mfa_authenticate", everyone(302)),
    Try("mfa_reauthenticate", signed_in(403), about="without codes"),
    Try("mfa_activate_totp", signed_in(200)),
    Try("mfa_deactivate_totp", signed_in(404), about="without codes"),
    Try("mfa_view_recovery_codes", signed_in(404), about="without codes"),
    Try("mfa_generate_recovery_codes", signed_in(200)),
    Try("mfa_download_recovery_codes", signed_in(404), about="without codes"),
    Try("session_state", everyone(200, nobody=401)),
    Try("set_language", everyone(302), "POST"),
    Try("gallery", everyone(200)),
    Try("nightly:health", everyone(503), about="no night was done yet"),
]
