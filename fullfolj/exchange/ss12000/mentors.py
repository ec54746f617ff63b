"""Who is whose mentor, by groups and duties: pure but for asking.

Members of a group have those mentors whose duty says so; the days are those that the
membership, the group, the duty and its role have in common.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime

from fullfolj.exchange.extracts.checks import Refused
from fullfolj.exchange.ss12000.client import Broken, Missing, Server, cannot
from fullfolj.exchange.ss12000.codes import codes, id_of, meaning
from fullfolj.exchange.ss12000.part import Object
from fullfolj.exchange.ss12000.read import each_of, unit_named
from fullfolj.exchange.ss12000.studies import (
    Refusing,
    Span,
    known_span,
    span,
)

MENTORS = "mentorships"
MENTOR = "mentor"
Unit = tuple[str, str]  # code and name
Lasting = tuple[date, date | None]


@dataclass(slots=True)
class Group:
    """Pupils who have the same mentors.

    Attributes:
        members: what the system calls them, with the days of their membership.
    """

    unit: Unit
    span: Lasting
    members: list[tuple[str, Span]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Role:
    """That somebody is a group's mentor; `who` is what the system calls them."""

    who: str
    group: str
    spans: tuple[Span, Span]


@dataclass(slots=True)
class Mentoring:
    """All groups that have mentors, and who they are."""

    groups: Mapping[str, Group]
    roles: list[Role]

    def of_pupils(self) -> Iterator[tuple[str, Role, Unit, Lasting]]:
        """Pupil, role, school unit and days, for each day-span that there is."""
        for role in self.roles:
            group = self.groups[role.group]
            for pupil, theirs in group.members:
                if lasting := _common(group.span, theirs, *role.spans):
                    yield pupil, role, group.unit, lasting


def are_changed(
    server: Server, after: datetime, deleted: Mapping[str, Set[str]]
) -> bool:
    """Whether any group or duty has changed, or gone, since an instant.

    Where the system does not tell of changes, they may have.

    Raises:
        Missing: the system has no groups, or no duties.
    """
    if deleted.get("groups") or deleted.get("duties"):
        return True
    try:
        changed = server.listed("/groups", modified_after=after, groupType=_kinds())
        if any(True for _ in changed):
            return True
        return any(True for _ in server.listed("/duties", modified_after=after))
    except Broken as broken:
        if isinstance(broken, Missing) or not cannot(broken):
            raise
        return True


def mentoring(server: Server, refusing: Refusing) -> Mentoring:
    """All who are somebody's mentor.

    Raises:
        Missing: the system has no groups, or no duties.
    """
    groups = _groups(server, refusing)
    return Mentoring(groups, _roles(server, refusing, groups))


def _kinds() -> list[str]:
    return [word for word, kind in codes()["group"].items() if kind == MENTOR]


def _listed(server: Server) -> Iterator[Object]:
    """The groups that may have mentors; of a server that cannot tell them apart all."""
    try:
        yield from server.listed("/groups", groupType=_kinds())
    except Broken as broken:
        if isinstance(broken, Missing) or not cannot(broken):
            raise
        yield from server.listed("/groups")


def _groups(server: Server, refusing: Refusing) -> dict[str, Group]:
    found = {}
    for place, each in enumerate(_listed(server), 1):
        try:
            if meaning("group", "groupType", each.get("groupType")) != MENTOR:
                continue
            unit = unit_named(refusing.said, each.get("organisation"))
            group = Group(unit, known_span(each))
        except Refused as why:
            refusing.tell("/groups", MENTORS, place, why)
            continue
        for member in each_of(each.get("groupMemberships")):
            try:
                group.members.append((id_of(member.get("person")), span(member)))
            except Refused as why:
                refusing.tell("/groups", MENTORS, place, why)
        if own := id_of(each):
            found[own] = group
    return found


def _roles(
    server: Server, refusing: Refusing, groups: Mapping[str, Group]
) -> list[Role]:
    found: dict[str, list[Role]] = {}  # by duty: the last word counts
    for place, duty in enumerate(server.listed("/duties"), 1):
        who = id_of(duty.get("person"))
        roles = found[id_of(duty) or f"#{place}"] = []
        for each in each_of(duty.get("assignmentRole")):
            group = id_of(each.get("group"))
            if group not in groups:
                continue
            try:
                if role := _role(duty, each, who, group):
                    roles.append(role)
            except Refused as why:
                refusing.tell("/duties", MENTORS, place, why)
    return [role for roles in found.values() for role in roles]


def _role(duty: Object, told: Object, who: str, group: str) -> Role | None:
    """The role, if it is a mentor's.

    Raises:
        Refused: what it is, whose or when is not understood.
    """
    word = told.get("assignmentRoleType")
    if meaning("role", "assignmentRoleType", word) != MENTOR:
        return None
    if not who:
        raise Refused("person", "", "code.needed")
    return Role(who, group, (span(duty), span(told)))


def _common(lasting: Lasting, *others: Span) -> Lasting | None:
    """The days that all have in common; None where there are none."""
    first_on = max(lasting[0], *(first for first, _ in others if first))
    lasts = [last for _, last in (lasting, *others) if last]
    last_on = min(lasts, default=None)
    return None if last_on and last_on < first_on else (first_on, last_on)
