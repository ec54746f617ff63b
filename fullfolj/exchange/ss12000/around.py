"""What a school's system tells of what is around a pupil: guardians, mentors, studies.

Whoever is protected, or whose marking is missing, is told without name: of a guardian
that there is one, of staff nothing, for where they work would be told with it
(law-and-reporting 5.3). What a system cannot tell, it has not told: nothing that was
known before is lost by it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from sys import intern
from typing import Any
from uuid import UUID

from fullfolj.exchange.extracts.checks import BETWEEN, Refused
from fullfolj.exchange.ss12000 import keys, mentors, studies
from fullfolj.exchange.ss12000.client import Broken, Missing, Server, cannot
from fullfolj.exchange.ss12000.codes import id_of, meaning, text
from fullfolj.exchange.ss12000.mentors import MENTORS, Mentoring, Unit
from fullfolj.exchange.ss12000.part import Counts, Object, Taken
from fullfolj.exchange.ss12000.read import Said, best, each_of
from fullfolj.exchange.ss12000.studies import (
    PLANS,
    PROGRAMMES,
    Plans,
    Refusing,
)
from fullfolj.kaa.tables import LONGEST_CODE, LONGEST_NAME, Units
from fullfolj.people import told as people
from fullfolj.people.actions import guardians
from fullfolj.people.told import Guardian
from fullfolj.schooling.actions import mentorships, programmes, study_plans
from fullfolj.schooling.told import Mentor, Programme, StudyPlan

GUARDIANS = "guardians"
BESIDE = ["responsibleFor", "duties"]
Named = tuple[str, str, str]  # guardian, relation, marking: as the pupil's object says


class Around:
    """The part of a pull that is around its pupils."""

    def __init__(self) -> None:
        self.place = 0  # of the object in /persons, by which rows are refused
        self.people = _People()
        self.children: dict[str, tuple[int, list[Named]]] = {}
        self.again: set[str] = set()  # pupils whose guardians are told anew besides
        self.has_guardians = True
        self.deleted: Set[str] = frozenset()
        self.programmes: list[Programme] | None = None
        self.mentoring: Mentoring | None = None
        self.plans: Plans | None = None
        self.refusing = Refusing(Said())

    def see(self, person: Object) -> None:
        """Keep who the guardians of a pupil are; of others, how they are reached."""
        self.place += 1
        own = id_of(person)
        named = [
            (
                id_of(each.get("person")),
                intern(text(each.get("relationType"))),
                intern(_marking(each.get("person"))),
            )
            for each in each_of(person.get("responsibles"))
        ]
        self.children.pop(own, None)
        if named:
            self.children[own] = (self.place, named)
        else:
            self.people.see(own, person, self.place)

    def ask(
        self,
        server: Server,
        said: Said,
        after: datetime | None,
        deleted: Mapping[str, Set[str]],
    ) -> None:
        """Read all that is around pupils, or what of it has changed."""
        self.refusing = refusing = Refusing(said)
        self.deleted = deleted.get("persons", frozenset())
        self.programmes = studies.programmes(said, refusing)
        may_be_staff = False
        if after:
            self.again, may_be_staff = _beside(server, self.people)
            self.again -= said.told
        with suppress(Missing):
            if not after or may_be_staff or mentors.are_changed(server, after, deleted):
                self.mentoring = mentors.mentoring(server, refusing)
        self._ask_for_people(server, said.told, after is None)
        with suppress(Missing):
            gone = deleted.get("studyPlans", frozenset())
            self.plans = studies.plans(server, refusing, after, gone)

    def _ask_for_people(self, server: Server, told: Set[str], is_whole: bool) -> None:
        """Those whom pupils and duties name, and nobody else.

        Who was not seen among the persons is looked up; where a system cannot do that,
        what is not whole is left as it is known.
        """
        roles = self.mentoring.roles if self.mentoring else []
        staff = {role.who for role in roles}
        try:
            for each in server.looked_up("/persons", sorted(self.again)):
                self.see(each)
            self.children = {
                own: found
                for own, found in self.children.items()
                if own in told or own in self.again
            }
            wanted = staff | self._guardians()
            unseen = wanted - self.people.known.keys()
            for each in server.looked_up("/persons", sorted(unseen - {""})):
                self.place += 1
                own = id_of(each)
                self.people.see(own, each, self.place)
        except Broken as broken:
            if not cannot(broken):
                raise
            if not is_whole:
                self.has_guardians, self.mentoring = False, None
            wanted = staff | self._guardians()
        self.people.keep(wanted)
        self._refuse(told | self.again, staff if self.mentoring else set())

    def _guardians(self) -> set[str]:
        return {who for _, named in self.children.values() for who, *_ in named}

    def _refuse(self, pupils: Set[str], staff: Set[str]) -> None:
        """Set aside the guardians of these pupils that are not understood."""
        children, self.children = self.children, {}
        if self.has_guardians:
            for own, (place, named) in children.items():
                if own not in pupils:
                    continue
                understood = [each for each in named if self._is_guardian(place, each)]
                self.children[own] = (place, understood)
        for who in staff & self.people.odd.keys():
            self.refusing.tell("/persons", MENTORS, *self.people.odd[who])

    def _is_guardian(self, place: int, named: Named) -> bool:
        who, relation, marking = named
        try:
            meaning("relation", "relationType", relation)
            if marking:
                meaning("marking", "securityMarking", marking)
        except Refused as why:
            self.refusing.tell("/persons", GUARDIANS, place, why)
            return False
        if who in self.people.odd:
            self.refusing.tell("/persons", GUARDIANS, *self.people.odd[who])
            return False
        return True

    def keep(self, taken: Taken) -> Counts:
        """Write it; what became of it, of that which the system can tell."""
        found: dict[str, people.Counts] = {}
        if self.programmes is not None:
            found[PROGRAMMES] = programmes.tell(
                said=self.programmes, source=taken.source, by=None
            )
        if self.has_guardians:
            found[GUARDIANS] = guardians.tell(
                said=_Guardians(self._pupils(taken), self.children, self.people),
                **_telling(taken, is_whole=taken.is_whole),
            )
        if self.mentoring is not None:
            found[MENTORS] = self._keep_mentors(taken, self.mentoring)
        if self.plans is not None:
            found[PLANS] = study_plans.tell(
                said=_plans(taken, self.plans),
                **_telling(taken, is_whole=self.plans.is_whole),
            )
        refused = self.refusing.counted
        return {
            name: asdict(count) | {"refused": refused[name]}
            for name, count in found.items()
        }

    def _pupils(self, taken: Taken) -> dict[UUID, list[str]]:
        """Of whom guardians are told, with all that the system calls each."""
        whose: Set[UUID] = {taken.who[own] for own in self.children if own in taken.who}
        if not taken.is_whole:  # else what is not told ends by that
            also = {taken.who[own] for own in self.again if own in taken.who}
            gone = keys.gone(taken.who, self.deleted) if self.deleted else set()
            whose |= taken.told | also | gone
        called: dict[UUID, list[str]] = {person: [] for person in whose}
        for own, person in taken.who.items():
            if person in called:
                called[person].append(own)
        return called

    def _keep_mentors(self, taken: Taken, told: Mentoring) -> people.Counts:
        said: dict[UUID, list[Mentor]] = {}
        hidden: set[UUID] = set()
        units = _units(taken, {group.unit for group in told.groups.values()})
        for own, role, unit, (first_on, last_on) in told.of_pupils():
            person = taken.who.get(own)
            if person is None:
                continue
            known = self.people.reached(role.who)
            if known is None:
                hidden.add(person)
                continue
            said.setdefault(person, []).append(
                Mentor(
                    name=f"{known.given_name} {known.family_name}".strip(),
                    email=known.work_email,
                    unit_id=units.get(unit),
                    first_on=first_on,
                    last_on=last_on,
                )
            )
        return mentorships.tell(
            said=said, hidden=hidden, **_telling(taken, is_whole=True)
        )


class _Reached:
    """What somebody who is no pupil is called, and how they are reached."""

    __slots__ = ("email", "family_name", "given_name", "phone", "work_email")

    def __init__(self, kept: bytes) -> None:
        given, family, phone, email, work = kept.decode().split(BETWEEN)
        self.given_name, self.family_name = given, family
        self.phone, self.email, self.work_email = phone, email, work or email


class _People:
    """Those who may be around a pupil: one value each, for there are many.

    Attributes:
        known: by what the system calls them; nothing is kept of who is protected.
        odd: whose marking is not understood: the place of the object, and why.
    """

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}
        self.odd: dict[str, tuple[int, Refused]] = {}

    def see(self, own: str, person: Object, place: int) -> None:
        """Keep what is needed of a person's object."""
        if not own or self.known.get(own) == b"":
            return  # told twice while it changed: the stricter word counts
        word = person.get("securityMarking")
        self.known[own] = b""
        try:
            if not word or meaning("marking", "securityMarking", word) != "none":
                return
        except Refused as why:
            self.odd[own] = place, why
            return
        emails = person.get("emails")
        email = best(emails, "type", "Privat")
        work = best(emails, "type", "Skola personal")
        kept = (
            text(person.get("givenName")),
            text(person.get("familyName")),
            best(person.get("phoneNumbers"), "mobile", True),
            email,
            "" if work == email else work,
        )
        self.known[own] = BETWEEN.join(v.replace(BETWEEN, " ") for v in kept).encode()

    def keep(self, wanted: Set[str]) -> None:
        """Forget everybody else."""
        self.known = {own: v for own, v in self.known.items() if own in wanted}

    def reached(self, own: str) -> _Reached | None:
        """Who somebody is; None where they are protected or nobody knows."""
        kept = self.known.get(own)
        return _Reached(kept) if kept else None


class _Guardians(Mapping[UUID, Sequence[Guardian]]):
    """The guardians of each pupil, made when asked for: there are very many."""

    def __init__(
        self,
        called: Mapping[UUID, list[str]],
        children: Mapping[str, tuple[int, list[Named]]],
        reached: _People,
    ) -> None:
        self.called, self.children, self.people = called, children, reached

    def __iter__(self) -> Iterator[UUID]:
        return iter(self.called)

    def __len__(self) -> int:
        return len(self.called)

    def __getitem__(self, person: UUID) -> list[Guardian]:
        return [
            self.guardian(named)
            for own in self.called[person]
            for named in self.children.get(own, (0, []))[1]
        ]

    def guardian(self, named: Named) -> Guardian:
        who, word, marking = named
        relation = meaning("relation", "relationType", word)
        known = self.people.reached(who)
        is_marked = marking and meaning("marking", "securityMarking", marking) != "none"
        if known is None or is_marked:
            return Guardian(relation=relation, is_hidden=True)
        return Guardian(
            relation=relation,
            is_hidden=False,
            given_name=known.given_name,
            family_name=known.family_name,
            phone=known.phone,
            email=known.email,
        )


def _marking(reference: Any) -> str:
    """The marking of whom a reference names, as it says it."""
    return text(reference.get("securityMarking")) if isinstance(reference, dict) else ""


def _beside(server: Server, changed: _People) -> tuple[set[str], bool]:
    """Whom those who have changed answer for, and whether any may work at a school.

    Somebody who comes to be protected is hidden at once, also where nothing else has
    changed. Where the system does not say, staff may have changed.

    Raises:
        Missing: it does not say whom somebody who is hidden answers for.
    """
    children: set[str] = set()
    may_be_staff = False
    ids = sorted(changed.known)
    untold = {own for own in ids if changed.reached(own) is None}
    try:
        for each in server.looked_up("/persons", ids, expand=BESIDE):
            beside = each.get("_embedded")
            if not isinstance(beside, dict):
                may_be_staff = True
                continue
            may_be_staff |= bool(beside.get("duties", True))
            if "responsibleFor" in beside:
                untold.discard(id_of(each))
            found = each_of(beside.get("responsibleFor"))
            children |= {id_of(one.get("person")) for one in found}
    except Broken as broken:
        if not cannot(broken):
            raise
        may_be_staff = bool(ids)
    if untold:
        raise Missing("ss12000.missing")
    return children - {""}, may_be_staff


def _telling(taken: Taken, *, is_whole: bool) -> dict[str, Any]:
    return {
        "source": taken.source,
        "run": taken.run,
        "at": taken.at,
        "is_whole": is_whole,
        "by": None,
    }


def _units(taken: Taken, named: Set[Unit]) -> dict[Unit, UUID]:
    """Our rows of school units; those that have neither code nor name have none."""
    fitting = {
        (code, name): (code[:LONGEST_CODE], name[:LONGEST_NAME])
        for code, name in named
        if code or name
    }
    units = Units()
    units.have(taken.authority.pk, set(fitting.values()))
    return {unit: units.ids[fits] for unit, fits in fitting.items()}


def _plans(taken: Taken, told: Plans) -> dict[UUID, list[StudyPlan]]:
    """By person. One who has several names there is told of when all are asked for."""
    of: dict[UUID, list[StudyPlan]] = {}
    partly: set[UUID] = set()
    persons = {taken.who[own] for own in told.of if own in taken.who}
    for own, person in taken.who.items():
        if person not in persons:
            continue
        of.setdefault(person, []).extend(told.of.get(own, ()))
        if not told.is_whole and own not in told.of:
            partly.add(person)
    return {person: plans for person, plans in of.items() if person not in partly}
