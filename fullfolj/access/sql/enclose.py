"""Put a table behind the wall: rights, policies, keys, history. One generator for all.

What a policy asks stands in scalar subselects, so that PostgreSQL asks it once a
query (InitPlan) and not once a row.
"""

from dataclasses import dataclass

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from fullfolj.access.sql import run

AUTHORITY = "authority_id = (SELECT wall_authority())"
ADMINISTERS = "(SELECT wall_administers())"
PROVIDES = "(SELECT wall_provides())"
ASKS = "(SELECT wall_user())"
FOR_NOBODY = "(SELECT wall_job()) IS NOT NULL"
# An index condition and no filter: what a filter takes away, EXPLAIN ANALYZE counts.
CLEARED = "is_open = ANY ((SELECT wall_openness())::boolean[])"
# The same once more, at the price of one operator: where a small table is read as a
# whole, it comes before what is asked for, and so nothing is asked of the protected.
FIRST = "is_open >= (NOT (SELECT wall_clearance()))"
# What the planner may keep notes of. Notes of any other column would tell, by its
# estimates, which names and numbers other authorities have.
NOTED = ("authority_id", "is_open", "id", "person_id", "kind", "valid_to")
# Where a person may have many rows: their id would be among the common values.
UNCOUNTED = ("authority_id", "is_open", "id", "recorded_to")
NOTED_EVENTS = ("authority_id", "is_open", "kind")


@dataclass(frozen=True)
class Enclosure:
    """How one table stands behind the wall.

    `person` is the column with the person's id, "id" for the person itself; None for a
    table about nobody. `noted` are the columns of which the planner may keep notes:
    fewer where a person has many rows, for then their id is among the common values.
    `may` are the rights of the application. `writes` is what a
    written row must fulfil besides. `goes`: its rows say who a person is and nothing
    more, and go when they are erased; a row of any other table keeps the person
    (schooling/sql/erase.sql). `own` is the column with whose alone a row is, `only` any
    other condition on which rows are seen; a job, which acts for nobody, sees them all.
    A table with either has no history: its events would not be covered.
    """

    table: str
    person: str | None = None
    may: str = "SELECT, INSERT, UPDATE"
    writes: str = ""
    history: bool = True
    noted: tuple[str, ...] = NOTED
    goes: bool = False
    own: str = ""
    only: str = ""


def enclose(editor: BaseDatabaseSchemaEditor, enclosure: Enclosure) -> None:
    """Put the table behind the wall, or renew how it stands there."""
    run(editor, policies(enclosure))
    run(editor, keys(enclosure))
    run(editor, unnoted(enclosure.table, enclosure.noted))
    if enclosure.history:
        run(editor, events(enclosure))
        run(editor, unnoted(f"{enclosure.table}_event", NOTED_EVENTS))
        for kind in ("insert", "update", "delete"):
            run(editor, trigger(enclosure, kind))


def seen(enclosure: Enclosure) -> str:
    """Which rows the application sees: the authority's, of the protected none."""
    about = f" AND {FIRST} AND {CLEARED}" if enclosure.person else ""
    own = f"{enclosure.own} = {ASKS}" if enclosure.own else enclosure.only
    mine = f" AND ({own} OR {FOR_NOBODY})" if own else ""
    return AUTHORITY + about + mine


def policies(enclosure: Enclosure) -> str:
    """The rights of the application and the policies that bind it."""
    sees = seen(enclosure)
    writes = f"{sees} AND {enclosure.writes}" if enclosure.writes else sees
    table = enclosure.table
    return f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        REVOKE ALL ON {table} FROM PUBLIC, {{{{app}}}};
        GRANT {enclosure.may} ON {table} TO {{{{app}}}};
        DROP POLICY IF EXISTS wall ON {table};
        DROP POLICY IF EXISTS wall_insert ON {table};
        DROP POLICY IF EXISTS wall_update ON {table};
        DROP POLICY IF EXISTS wall_delete ON {table};
        CREATE POLICY wall ON {table} FOR SELECT TO {{{{app}}}} USING ({sees});
        CREATE POLICY wall_insert ON {table} FOR INSERT TO {{{{app}}}}
            WITH CHECK ({writes});
        CREATE POLICY wall_update ON {table} FOR UPDATE TO {{{{app}}}}
            USING ({writes}) WITH CHECK ({writes});
        CREATE POLICY wall_delete ON {table} FOR DELETE TO {{{{app}}}} USING ({writes});
    """


def keys(enclosure: Enclosure) -> str:
    """Keys that start with the authority, then with how open the person is.

    A key on the id alone would let one authority probe for another's rows, or who is
    not cleared for a protected person; one without the marking would leave copies open
    when a person becomes protected.
    """
    table = enclosure.table
    key = "authority_id, is_open, id" if enclosure.person else "authority_id, id"
    text = f"""
        ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_pkey CASCADE;
        ALTER TABLE {table} ADD PRIMARY KEY ({key});
    """
    if enclosure.person and enclosure.person != "id":
        text += person_key(enclosure)
    return text


def person_key(enclosure: Enclosure) -> str:
    """The reference to the person, which carries their marking to every copy."""
    table = enclosure.table
    erased = "ON DELETE CASCADE" if enclosure.goes else ""
    return f"""
        ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_person;
        ALTER TABLE {table} ADD CONSTRAINT {table}_person
            FOREIGN KEY (authority_id, {enclosure.person}, is_open)
            REFERENCES people_person (authority_id, id, is_open)
            ON UPDATE CASCADE {erased};
    """


def unnoted(table: str, keep: tuple[str, ...]) -> str:
    """No statistics of what a column holds, but of those that say nothing of anyone."""
    noted = ", ".join(f"'{name}'" for name in keep)
    return f"""
        DO $$
        DECLARE
            name text;
        BEGIN
            FOR name IN SELECT attname FROM pg_attribute
                WHERE attrelid = '{table}'::regclass AND attnum > 0
                  AND NOT attisdropped AND attname NOT IN ({noted})
            LOOP
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I SET STATISTICS 0',
                               name);
            END LOOP;
        END $$;
    """  # noqa: S608 - names of our own tables


def events(enclosure: Enclosure) -> str:
    """The table of a table's history: the history role's, readable behind the wall.

    A person's events are as open as the person is now: a marking that comes later
    covers what was written before it, and the history of the erased is for the cleared
    (people_cover_history in people/sql/people.sql).
    """
    event = f"{enclosure.table}_event"
    marked, about = "", "row_id"
    if enclosure.person:
        marked, about = "is_open boolean NOT NULL,", "is_open, person_id"
    return f"""
        CREATE TABLE IF NOT EXISTS {event} (
            at timestamptz NOT NULL,
            kind text NOT NULL,
            authority_id uuid NOT NULL,
            person_id uuid,
            {marked}
            row_id uuid NOT NULL,
            by_user uuid,
            by_job text,
            row_before jsonb
        );
        ALTER TABLE {event} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {event} FORCE ROW LEVEL SECURITY;
        CREATE INDEX IF NOT EXISTS {event}_about ON {event}
            (authority_id, {about});
        REVOKE ALL ON {event} FROM PUBLIC, {{{{app}}}};
        GRANT SELECT ON {event} TO {{{{app}}}};
        DROP POLICY IF EXISTS wall ON {event};
        CREATE POLICY wall ON {event} FOR SELECT TO {{{{app}}}}
            USING ({seen(enclosure)});
        DROP POLICY IF EXISTS history ON {event};
        CREATE POLICY history ON {event} FOR INSERT TO {{{{history}}}}
            WITH CHECK (true);
        ALTER TABLE {event} OWNER TO {{{{history}}}};
    """


# What a statement did: the rows as they are now `r`, and as they were before.
CHANGED = {
    "insert": ("NEW TABLE AS changed_rows", "changed_rows r", "r.id, NULL"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS changed_rows",
        "old_rows o LEFT JOIN changed_rows r"
        " ON r.authority_id = o.authority_id AND r.id = o.id",
        "o.id, to_jsonb(o)",
    ),
    "delete": ("OLD TABLE AS changed_rows", "changed_rows r", "r.id, to_jsonb(r)"),
}


def trigger(enclosure: Enclosure, kind: str) -> str:
    """What writes the history: once a statement, as the history role, always.

    A row-level trigger grows with the square of the batch. No setting is asked, so
    none can be set to switch it off; who did it comes from the wall. Kept is what the
    row was before, for what it is stands in the row: half of an import's writing would
    else be its copy. A row whose id, authority or person another takes fits nobody:
    that is refused.
    """
    table, name = enclosure.table, f"{enclosure.table}_{kind}_event"
    referencing, rows, row = CHANGED[kind]
    person = f"r.{enclosure.person}" if enclosure.person else "NULL"
    column, is_open = "", ""
    if enclosure.person:
        column, is_open = "is_open,", "r.is_open,"
        if kind == "delete" and enclosure.person == "id":
            is_open = "false,"
        elif kind == "update":
            same = f"{person} IS NOT DISTINCT FROM o.{enclosure.person}"
            is_open = f"CASE WHEN {same} THEN r.is_open END,"
    return f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp
        -- A plan made for one row is kept, and would be used for a million.
        SET enable_nestloop = off AS $$
        DECLARE
            who uuid := wall_user();
            work text := wall_job();
            happened_at timestamptz := clock_timestamp();
            house text := '{{{{app}}}}'::regrole::text;
        BEGIN
            IF who IS NULL AND work IS NULL AND session_user = house THEN
                -- A statement can take its token away before this is asked.
                RAISE EXCEPTION 'wall: a change by nobody'
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            INSERT INTO {table}_event (at, kind, authority_id, person_id, {column}
                                       by_user, by_job, row_id, row_before)
            SELECT happened_at, '{kind}', r.authority_id, {person}, {is_open}
                   who, work, {row}
            FROM {rows};
            RETURN NULL;
        END $$;
        REVOKE ALL ON FUNCTION {name}() FROM PUBLIC, {{{{app}}}};
        DROP TRIGGER IF EXISTS {name} ON {table};
        CREATE TRIGGER {name} AFTER {kind.upper()} ON {table}
            REFERENCING {referencing}
            FOR EACH STATEMENT EXECUTE FUNCTION {name}();
        ALTER FUNCTION {name}() OWNER TO {{{{history}}}};
    """  # noqa: S608 - names of our own tables


# Every table with a history that still keeps what a change made of the row.
OLDER = """
SELECT t.relname, EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = e.oid AND a.attname = 'is_open'
)
FROM pg_class t JOIN pg_class e ON e.relname = t.relname || '_event'
JOIN pg_attribute a ON a.attrelid = e.oid AND a.attname = 'row_after'
WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r'
  AND e.relnamespace = t.relnamespace
"""


def keep_what_was(editor: BaseDatabaseSchemaEditor) -> None:
    """Turn histories of what a change made of a row into what the row was before."""
    with editor.connection.cursor() as cursor:
        cursor.execute(OLDER)
        older = cursor.fetchall()
    for table, is_about in older:
        own = "id" if table == "people_person" else "person_id"
        run(editor, turned(table))
        for kind in CHANGED:
            run(editor, trigger(Enclosure(table, own if is_about else None), kind))


def turned(table: str) -> str:
    """One table's events, each with what the event before it had left."""
    event = f"{table}_event"
    return f"""
        ALTER TABLE {event} ADD COLUMN row_before jsonb;
        UPDATE {event} e SET row_before = was.row_before FROM (
            SELECT ctid, CASE kind WHEN 'delete' THEN row_after WHEN 'update' THEN
                lag(row_after) OVER (PARTITION BY authority_id, row_id ORDER BY at) END
            FROM {event}
        ) AS was (place, row_before)
        WHERE e.ctid = was.place AND was.row_before IS NOT NULL;
        ALTER TABLE {event} DROP COLUMN row_after;
        ALTER TABLE {event} ALTER COLUMN row_before SET STATISTICS 0;
    """  # noqa: S608 - names of our own tables
