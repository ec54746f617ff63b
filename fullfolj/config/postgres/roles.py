"""The four roles, what each may do, and whether the application role is bound.

owner       owns the tables, migrates, makes databases; passes the wall to do so
app         what pages and jobs are: bound by the wall, owns nothing
history     owns the row history; nobody is it
statistics  reads what is granted to it: as yet nothing
"""

from dataclasses import dataclass

from psycopg import Connection, sql
from psycopg.errors import InsufficientPrivilege
from psycopg.rows import TupleRow

from fullfolj.config.postgres.faults import Fault

HISTORY, STATISTICS = "fullfolj_history", "fullfolj_statistics"

# What a role has of its own, in the order it is asked for. The rest none of them has.
WORDS = ("LOGIN", "CREATEDB", "BYPASSRLS")
NEVER = "NOSUPERUSER NOCREATEROLE NOREPLICATION"


@dataclass(frozen=True)
class Names:
    """What the owner and the application are called in this house."""

    owner: str = "fullfolj_owner"
    app: str = "fullfolj_app"

    def attributes(self) -> dict[str, tuple[bool, bool, bool]]:
        """What each role must have: sign in, make databases, pass the wall."""
        return {
            self.owner: (True, True, True),
            self.app: (True, False, False),
            HISTORY: (False, False, False),
            STATISTICS: (False, False, False),
        }


def prepare_roles(connection: "Connection[TupleRow]", names: Names) -> None:
    """Bring the roles to what they must be; does nothing when they are.

    An owner who may not do that gets the SQL which an administrator must run.
    """
    statements = missing(connection, names)
    texts = tuple(f"{statement.as_string(connection)};" for statement in statements)
    try:
        with connection.transaction():
            for statement in statements:
                connection.execute(statement)
    except InsufficientPrivilege as error:
        raise Fault("roles_by_administrator", sql=texts) from error


def missing(connection: "Connection[TupleRow]", names: Names) -> list[sql.Composed]:
    """The statements that would bring the roles to what they must be."""
    wanted = names.attributes()
    rows = connection.execute(
        "select rolname, rolcanlogin, rolcreatedb, rolbypassrls,"
        " rolsuper or rolcreaterole or rolreplication"
        " from pg_roles where rolname = any(%s)",
        [list(wanted)],
    )
    found = {name: (tuple(has), extra) for name, *has, extra in rows}
    statements = []
    for name, attributes in wanted.items():
        if found.get(name) == (attributes, False):
            continue
        verb = "ALTER" if name in found else "CREATE"
        words = " ".join(
            word if has else f"NO{word}"
            for word, has in zip(WORDS, attributes, strict=True)
        )
        statements.append(_role(f"{verb} ROLE {{}} {words} {NEVER}", name))
    is_member = connection.execute(
        "select count(*) from pg_auth_members m"
        " join pg_roles r on r.oid = m.roleid join pg_roles o on o.oid = m.member"
        " where r.rolname = %s and o.rolname = %s"
        " and m.inherit_option and m.set_option",
        [HISTORY, names.owner],
    ).fetchone()
    if is_member == (0,):
        grant = "GRANT {} TO {} WITH INHERIT TRUE, SET TRUE"
        statements.append(_role(grant, HISTORY, names.owner))
    return statements


def _role(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def create_database(
    connection: "Connection[TupleRow]",
    name: str,
    owner: str,
    template: str | None = None,
) -> None:
    """Make a database that belongs to the owner, if there is none of that name."""
    there = "select 1 from pg_database where datname = %s"
    if connection.execute(there, [name]).fetchone():
        return
    statement = _role(
        "CREATE DATABASE {} OWNER {} TEMPLATE {}", name, owner, template or "template0"
    )
    connection.execute(statement)


def prepare_database(connection: "Connection[TupleRow]", names: Names) -> None:
    """Say in this database what each role may do; by its owner, as often as one likes.

    The application may read and write rows of what the owner makes, and make nothing:
    no table, not even a temporary one that could stand in the way of another's name.
    """
    database = connection.info.dbname
    mine = "select pg_has_role(datdba, 'USAGE') from pg_database where datname = %s"
    if connection.execute(mine, [database]).fetchone() != (True,):
        give = _role("ALTER DATABASE {} OWNER TO {}", database, names.owner)
        texts = (f"{give.as_string(connection)};",)
        raise Fault("roles_by_administrator", sql=texts)
    for text, *roles in (
        ("REVOKE ALL ON DATABASE {} FROM PUBLIC", database),
        ("GRANT CONNECT ON DATABASE {} TO {}, {}", database, names.app, STATISTICS),
        ("REVOKE ALL ON SCHEMA public FROM PUBLIC",),
        ("GRANT USAGE ON SCHEMA public TO {}, {}", names.app, STATISTICS),
        ("GRANT USAGE, CREATE ON SCHEMA public TO {}", HISTORY),
        (
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public"
            " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
            names.owner,
            names.app,
        ),
        (
            "ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public"
            " GRANT USAGE ON SEQUENCES TO {}",
            names.owner,
            names.app,
        ),
    ):
        connection.execute(_role(text, *roles))


# Who the connection is and could become: its own role, the one it signed in as, and all
# roles either is a member of. A schema or table it owns has no wall for it.
UNBOUND = """
with mine as (
    select r.* from pg_roles r
    where pg_has_role(current_user, r.oid, 'MEMBER')
       or pg_has_role(session_user, r.oid, 'MEMBER')
)
select 'role_superuser', rolname from mine where rolsuper
union all
select 'role_passes_wall', rolname from mine where rolbypassrls or rolreplication
union all
select 'role_makes_roles', rolname from mine where rolcreaterole
union all
select 'role_reaches_files', rolname from mine where rolname in
    ('pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
union all
select distinct 'role_owns', mine.rolname
from mine join pg_shdepend d
  on d.refobjid = mine.oid and d.refclassid = 'pg_authid'::regclass and d.deptype = 'o'
where not mine.rolsuper
"""


def unbound(connection: "Connection[TupleRow]") -> list[Fault]:
    """Why this connection must not be the application's: it could pass the wall."""
    rows = connection.execute(UNBOUND).fetchall()
    return [Fault(key, role=role) for key, role in rows]
