"""Giving oneself rights, in SQL and through the actions; the last administrator."""

from collections.abc import Callable, Iterator
from datetime import date

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DatabaseError, transaction

from attack import actors
from attack.tries import Actor, Step, Try, attack
from attack.world import World
from fullfolj.access import policy, roles, wall
from fullfolj.access.actions import memberships, units
from fullfolj.access.actions.memberships import LastAdministratorError
from fullfolj.access.models import Authority, Membership, Unit, User
from fullfolj.people import policy as people
from fullfolj.people.actions import persons
from fullfolj.people.models import NONE, ContactDetail, Person

MEMBERS = ("bo", "cilla", "anna", "hilda", "ivar", "gun", "dag", "elin", "job")
REFUSED = (PermissionDenied, DatabaseError, ObjectDoesNotExist, LastAdministratorError)


def tries(world: World) -> Iterator[Try]:
    """As SQL first, then as the pages would do it."""
    for name in MEMBERS:
        yield from granted(world, name)
    yield from ended(world)
    yield from acted(world)


def touches(world: World, actor: Actor, name: str, *steps: Step) -> Try:
    """A try that must touch no row."""

    def run() -> str | None:
        outcome = attack(world.line, actor, *steps)
        return f"{outcome.affected} rows" if outcome.affected > 0 else None

    return Try("rights", f"{actor.name}: {name}", run)


def granted(world: World, name: str) -> Iterator[Try]:
    """Membership for oneself, more of the one that one has, and the house around it."""
    actor = actors.of(world, f"{name}@berg")
    me = "wall_user()" if name == "job" else f"'{getattr(world.cast, name).pk}'::uuid"
    yield from joined(world, actor, me)
    yield from widened(world, actor, me)
    yield from founded(world, actor)


def administers(actor: Actor) -> bool:
    """Whether Berg's units and memberships are theirs to change."""
    return actor.name == "hilda@berg"


def joined(world: World, actor: Actor, me: str) -> Iterator[Try]:
    """A membership that nobody gave."""
    insert = (
        "insert into access_membership (id, authority_id, user_id, role, valid_from,"
        " valid_to, sees_protected, protected_reason) values (gen_random_uuid(),"
        f" '{{authority}}', {me}, '{{role}}', '2024-01-01', {{until}}, {{cleared}}, 'x')"
    )
    for slug, authority in (("berg", world.berg), ("krokom", world.krokom)):
        for role in sorted(roles.ROLES):
            text = insert.format(
                authority=authority, role=role, until="null", cleared="false"
            )
            yield touches(world, actor, f"become {role} of {slug}", text)
    for title, until, cleared in (
        ("cleared", "'2024-01-01'", "true"),
        ("for one day", "'2024-01-02'", "false"),
    ):
        text = insert.format(
            authority=world.berg, role="rektor", until=until, cleared=cleared
        )
        yield touches(world, actor, f"become rektor {title}", text)


def widened(world: World, actor: Actor, me: str) -> Iterator[Try]:
    """More of the membership that one has, or of everybody's; or none at all."""
    mine = f"where user_id = {me}"
    for change in (
        "sees_protected = true, protected_reason = 'x'",
        "valid_to = null",
        "valid_to = '9999-12-31'",
        "role = 'administrator'",
        "unit_id = null",
        "user_id = user_id",
        "valid_from = '2020-01-01'",
        f"authority_id = '{world.krokom}'",
        "id = gen_random_uuid()",
    ):
        text = f"update access_membership set {change}"
        yield touches(world, actor, f"own membership: {change}", f"{text} {mine}")
        if not administers(actor):
            yield touches(world, actor, f"every membership: {change}", text)
    gone = f"delete from access_membership {mine}"
    yield touches(world, actor, "delete own membership", gone)


def founded(world: World, actor: Actor) -> Iterator[Try]:
    """Authorities, users and units, made, changed and removed."""
    unit = "insert into access_unit (id, authority_id, name) values (gen_random_uuid(),"
    for text in (
        "insert into access_authority (id, slug, name, kind) values"
        " (gen_random_uuid(), 'x', 'x', 'municipal')",
        "update access_authority set name = name",
        f"update access_authority set slug = slug where id = '{world.berg}'",
        "delete from access_authority",
        f"delete from access_authority where id = '{world.berg}'",
        "delete from access_user",
        f"{unit} '{world.krokom}', 'x')",
    ):
        yield touches(world, actor, text, text)
    if not administers(actor):
        yield touches(world, actor, "open a unit", f"{unit} '{world.berg}', 'x')")
        renamed = "update access_unit set name = name || 'x'"
        yield touches(world, actor, "rename every unit", renamed)


def ended(world: World) -> Iterator[Try]:
    """An authority left without an administrator, by whatever way."""
    for key, name in (
        ("karin@krokom", "gun"),
        ("gun@krokom", "karin"),
        ("hilda@berg", "sven"),
    ):
        actor = actors.of(world, key)
        me = world.user_id(key.split("@")[0])
        other = world.user_id(name)
        end = "update access_membership set valid_to = '{day}' where user_id = '{who}'"
        day = world.today
        yield touches(world, actor, "end oneself", end.format(day=day, who=me))
        yield touches(
            world, actor, "end every administrator",
            f"update access_membership set valid_to = '{day}' where role = 'administrator'"
            f" and user_id in ('{me}', '{other}') and user_id = '{me}'",
        )  # fmt: skip
        yield touches(
            world, actor, "delete the other administrator",
            f"delete from access_membership where user_id = '{other}'",
        )  # fmt: skip
        yield touches(
            world, actor, "end the other, then oneself as the other",
            f"update access_membership set user_id = '{other}' where user_id = '{me}'",
        )  # fmt: skip


Act = Callable[[World, User], object]


def acted(world: World) -> Iterator[Try]:
    """The actions that pages call, by those who may not."""
    cast = world.cast
    administer = ("anna", "bo", "cilla", "ivar", "gun", "dag", "elin", "karin")
    write = ("cilla", "hilda", "ivar", "gun", "dag", "elin", "karin")
    for act, who in (
        (ADMINISTERING, administer),
        (RECORDING, write),
        (ONESELF, ("hilda",)),
    ):
        for title, do in act.items():
            for name in who:
                yield as_action(world, getattr(cast, name), f"{name}@berg", title, do)
    for title, do in (ADMINISTERING | RECORDING).items():
        yield as_action(world, cast.gun, "gun@krokom", title, do)
    for title, do in PROTECTED.items():
        for name in ("bo", "cilla", "hilda"):
            yield as_action(world, getattr(cast, name), f"{name}@berg", title, do)
    yield from asked(world)


def as_action(world: World, user: User, key: str, title: str, do: Act) -> Try:
    """An action that must be refused; undone if it was not."""

    def run() -> str | None:
        try:
            with wall.asking(world.tokens[key]), transaction.atomic():
                do(world, user)
                transaction.set_rollback(True)
        except REFUSED:
            return None
        return "was done"

    return Try("rights", f"{key} {title}", run)


def _member(world: World, name: str) -> Membership:
    return Membership(
        **world.ask_dict(
            "select * from access_membership where user_id = %s and authority_id = %s",
            getattr(world.cast, name).pk,
            world.berg,
        )
    )


def _unit(world: World) -> Unit:
    return Unit(
        **world.ask_dict(
            "select * from access_unit where authority_id = %s", world.berg
        )
    )


def _detail(world: World) -> ContactDetail:
    return ContactDetail(
        **world.ask_dict(
            "select * from people_contactdetail where person_id = %s", world.young.pk
        )
    )


def _named(number: str = "") -> persons.Named:
    return persons.Named(
        given_name="X",
        family_name="Y",
        number=number,
        valid_from=date(2026, 1, 1),
        source="x",
    )


def _appoint(world: World, by: User, user: User, authority: Authority) -> object:
    return memberships.appoint(
        authority=authority,
        user=user,
        role="rektor",
        valid_from=date(2026, 1, 1),
        by=by,
    )


ADMINISTERING: dict[str, Act] = {
    "appoints another": lambda w, by: _appoint(w, by, w.cast.elin, w.cast.berg),
    "appoints themselves": lambda w, by: _appoint(w, by, by, w.cast.berg),
    "appoints in the region": lambda w, by: _appoint(w, by, w.cast.elin, w.cast.region),
    "ends a membership": lambda w, by: memberships.end(
        membership=_member(w, "cilla"), on=w.today, by=by
    ),
    "clears a member": lambda w, by: memberships.clear(
        membership=_member(w, "bo"), reason="x", by=by
    ),
    "takes a clearance": lambda w, by: memberships.unclear(
        membership=_member(w, "anna"), by=by
    ),
    "opens a unit": lambda w, by: units.open_unit(
        authority=w.cast.berg, name="x", by=by
    ),
    "renames a unit": lambda w, by: units.rename(unit=_unit(w), name="x", by=by),
}
RECORDING: dict[str, Act] = {
    "registers a person": lambda w, by: persons.register(
        authority=w.cast.berg, named=_named(), marking=NONE, birth_date=None, by=by
    ),
    "renames a person": lambda w, by: persons.rename(
        person=w.young, named=_named(), by=by
    ),
    "adds a contact": lambda w, by: persons.add_contact(
        person=w.young, kind="phone", value="1", source="x", valid_from=w.today, by=by
    ),
    "ends a contact": lambda w, by: persons.end_contact(
        detail=_detail(w), on=w.today, by=by
    ),
    "marks a person": lambda w, by: persons.mark(
        person=w.young, marking="unknown", since=w.today, source="x", by=by
    ),
}
ONESELF: dict[str, Act] = {
    "appoints themselves": lambda w, by: _appoint(w, by, by, w.cast.berg),
    "clears themselves": lambda w, by: memberships.clear(
        membership=_member(w, "hilda"), reason="x", by=by
    ),
    "ends themselves": lambda w, by: memberships.end(
        membership=_member(w, "hilda"), on=w.today, by=by
    ),
    "appoints elsewhere": lambda w, by: _appoint(w, by, w.cast.elin, w.cast.krokom),
}
PROTECTED: dict[str, Act] = {
    "renames the protected": lambda w, by: persons.rename(
        person=w.hidden, named=_named(), by=by
    ),
    "adds a contact of the protected": lambda w, by: persons.add_contact(
        person=w.hidden, kind="phone", value="1", source="x", valid_from=w.today, by=by
    ),
    "opens the protected": lambda w, by: persons.mark(
        person=w.hidden, marking=NONE, since=w.today, source="x", by=by
    ),
}


def asked(world: World) -> Iterator[Try]:
    """What the policies and query verbs answer to those who may not."""
    questions: dict[str, Callable[[User], object]] = {
        "can list people": people.can_list_people,
        "can read Tuva": lambda u: people.can_read(u, world.young),
        "can write Tuva": lambda u: people.can_write(u, world.young),
        "can protect Tuva": lambda u: people.can_protect(u, world.young),
        "sees people": lambda u: Person.objects.visible_to(u).exists(),
        "finds Tuva": lambda u: Person.objects.visible_to(u).matching("Tuva").exists(),
        "finds Tuva past the door": lambda u: Person.objects.matching("Tuva").exists(),
        "can administer": policy.can_administer,
        "can read the log": policy.can_read_log,
    }
    for key in (
        "gun@berg",
        "dag@berg",
        "ivar@berg",
        "elin@berg",
        "olle@berg",
        "expired",
        "closed",
    ):
        for title, question in questions.items():

            def run(k: str = key, q: Callable[[User], object] = question) -> str | None:
                name = (
                    k.split("@", maxsplit=1)[0].removesuffix("d").removesuffix("expire")
                )
                user = getattr(world.cast, name, world.cast.anna)
                with wall.asking(world.tokens[k]):
                    return "yes" if q(user) else None

            yield Try("rights", f"{key} {title}", run)
