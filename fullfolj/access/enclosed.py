"""Whether every table stands behind the wall: asked at start-up, by doctor, by a test.

What is asked is the database's own catalogue, so that it holds for tables that no model
knows, and for what somebody changed by hand.
"""

from typing import Any, NamedTuple

# Tables that are not behind the wall, and why not. A new one is a decision.
EXCEPTIONS = {
    "access_user": "sign-in finds the user before anyone asks",
    "access_authority": "names of authorities are public; one chooses among them",
    "access_wall": "the owner's alone: the application has no right on it",
    "access_ticket": "the owner's alone: the application has no right on it",
    "django_session": "signed in or not is settled before anyone asks; no person in it",
    "account_emailaddress": "sign-in; staff, and read before anyone asks",
    "account_emailconfirmation": "sign-in; unused, addresses are vouched for",
    "mfa_authenticator": "sign-in; second factors of staff, encrypted",
    "core_cache": "counts of the rate limits, which sign-in needs; no person in it",
    "procrastinate_jobs": "picked up before anyone asks; what a job is about, by id",
    "procrastinate_events": "when a job began and ended; no person in it",
    "procrastinate_periodic_defers": "procrastinate's own, unused",
    "procrastinate_workers": "which workers live; no person in it",
    "django_content_type": "names of models",
    "django_migrations": "names of migrations",
    "auth_permission": "Django's own, unused: a user has no permission of their own",
    "auth_group": "Django's own, unused",
    "auth_group_permissions": "Django's own, unused",
}
OWNERS_ALONE = ("access_wall", "access_ticket")

# Tables behind the wall without row history, and why.
WITHOUT_HISTORY = {
    "access_read": "is a log itself, and cannot be changed",
    "access_seal": "is written once, by the sealing function",
    "imports_progress": "how far a run has come; nothing of anybody, and often written",
    "ss12000_turn": "whether a system is asked now, and how far it has come; the same",
    "casework_draft": "what somebody is writing: theirs alone, gone when sent",
    "casework_notetext": "each version is a row of its own, which nobody rewrites",
    "casework_attachmentcontent": "is added and never rewritten; too large to copy",
    "casework_privateanswer": "never changed; the answer it belongs to has its own",
    "casework_privateselfview": "never changed; the view it belongs to has its own",
    "casework_belief": "what somebody believes: theirs alone, and never changed",
    "casework_savedview": "a choice of a list, its owner's alone; nothing of anybody",
    "people_searchkey": "made from identities and contact details, which have theirs",
}


class Breach(NamedTuple):
    """What is wrong with which table: the key of a sentence, and its value."""

    key: str
    name: str


TABLES = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,
    has_table_privilege(%(app)s, c.oid, 'TRUNCATE')
    OR has_table_privilege(%(app)s, c.oid, 'REFERENCES')
    OR has_table_privilege(%(app)s, c.oid, 'TRIGGER'),
    has_table_privilege(%(app)s, c.oid, 'SELECT')
    OR has_any_column_privilege(%(app)s, c.oid, 'SELECT, INSERT, UPDATE')
    OR has_table_privilege(%(app)s, c.oid, 'DELETE')
FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'm', 'v', 'f')
"""

POLICIES = """
SELECT tablename, cmd, coalesce(qual, ''), coalesce(with_check, '')
FROM pg_policies WHERE schemaname = 'public'
  AND (roles && ARRAY[%(app)s::name, 'public'::name])
"""

# A constraint of one authority must not be able to meet a row of another.
KEYS = """
SELECT t.relname, i.relname
FROM pg_index x
JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
LEFT JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]
WHERE t.relnamespace = 'public'::regnamespace AND (x.indisunique OR x.indisexclusion)
  AND a.attname IS DISTINCT FROM 'authority_id'
"""

# A reference between enclosed tables carries the authority; to a person, the marking.
REFERENCES = """
SELECT t.relname, r.relname, k.conname,
    EXISTS (
        SELECT FROM unnest(k.conkey, k.confkey) AS pair (here, there)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.here
        JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.there
        WHERE a.attname = 'authority_id' AND b.attname = 'authority_id'
    ),
    k.confupdtype = 'c' AND EXISTS (
        SELECT FROM unnest(k.conkey, k.confkey) AS pair (here, there)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.here
        JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.there
        WHERE a.attname = 'is_open' AND b.attname = 'is_open'
    )
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
JOIN pg_class r ON r.oid = k.confrelid
WHERE k.contype = 'f' AND t.relnamespace = 'public'::regnamespace
"""

ABOUT_PERSON = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND a.attname = 'person_id' AND NOT a.attisdropped
"""

HISTORIES = """
SELECT t.relname, count(*)
FROM pg_trigger g
JOIN pg_class t ON t.oid = g.tgrelid JOIN pg_proc p ON p.oid = g.tgfoid
JOIN pg_class e ON e.relname = t.relname || '_event' AND e.relowner = p.proowner
WHERE t.relnamespace = 'public'::regnamespace AND NOT g.tgisinternal
  AND g.tgname ~ '_event$' AND g.tgenabled IN ('O', 'A') AND p.prosecdef
  AND g.tgtype & 1 = 0 AND p.proowner = 'fullfolj_history'::regrole
  AND p.prosrc NOT LIKE '%%current_setting%%'
GROUP BY 1
"""

# What stands outside the wall is written with the house's word, or not at all.
UNVOUCHED = """
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'f')
  AND (has_any_column_privilege(%(app)s, c.oid, 'INSERT, UPDATE')
       OR has_table_privilege(%(app)s, c.oid, 'DELETE'))
  AND NOT EXISTS (
    SELECT FROM pg_trigger g JOIN pg_proc p ON p.oid = g.tgfoid
    WHERE g.tgrelid = c.oid AND p.proname = 'wall_vouched' AND p.prosecdef
      AND g.tgenabled IN ('O', 'A') AND g.tgtype & 31 = 31  -- before each row
      AND g.tgqual IS NULL AND g.tgattr::text = '')
"""

FUNCTIONS = """
SELECT p.proname FROM pg_proc p
WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
  AND (NOT coalesce(array_to_string(p.proconfig, ' ') LIKE '%%search_path=pg_catalog%%',
                    false)
       OR p.proacl IS NULL
       OR EXISTS (SELECT FROM aclexplode(p.proacl) WHERE grantee = 0))
"""

ASKED_ONCE = tuple(
    f"( SELECT wall_{name}() AS wall_{name})"
    for name in (
        *("authority", "user", "job", "clearance", "openness"),
        *("administers", "provides"),
    )
)


def breaches(cursor: Any, app: str) -> list[Breach]:
    """Everything that is not as it must be, for the application's role."""

    def ask(statement: str) -> list[Any]:
        cursor.execute(statement, {"app": app})
        found: list[Any] = cursor.fetchall()
        return found

    tables = {name: rest for name, *rest in ask(TABLES)}
    walled = {name for name in tables if name not in EXCEPTIONS}
    data = {name for name in walled if not name.endswith("_event")}
    found = [Breach("wall_open", name) for name in walled if not tables[name][0]]
    found += [Breach("wall_rights", name) for name in tables if tables[name][1]]
    found += [
        Breach("wall_owners_alone", name) for name in OWNERS_ALONE if tables[name][2]
    ]
    unvouched = EXCEPTIONS.keys() & {name for (name,) in ask(UNVOUCHED)}
    found += [Breach("wall_unvouched", name) for name in unvouched]
    found += _policies(ask(POLICIES), walled)
    found += [
        Breach("wall_key", index) for table, index in ask(KEYS) if table in walled
    ]
    found += _references(ask(REFERENCES), {row[0] for row in ask(ABOUT_PERSON)}, data)
    kept = {name for name, count in ask(HISTORIES) if count == 3}
    forgotten = data - kept - WITHOUT_HISTORY.keys()
    found += [Breach("wall_history", name) for name in forgotten]
    found += [Breach("wall_function", name) for (name,) in ask(FUNCTIONS)]
    return sorted(found)


def _policies(rows: list[Any], walled: set[str]) -> list[Breach]:
    """Each policy names the authority, and asks the wall once a query."""
    found = []
    for table, command, using, check in rows:
        if table not in walled:
            continue
        for text in (using, check):
            bare = text
            for asked in ASKED_ONCE:
                bare = bare.replace(asked, "")
            if "wall_" in bare:
                found.append(Breach("wall_per_row", table))
        wanted = [check] if command == "INSERT" else [using]
        wanted += [check] if command == "UPDATE" else []
        if not all(ASKED_ONCE[0] in text for text in wanted) or command == "ALL":
            found.append(Breach("wall_policy", table))
    seen = {row[0] for row in rows}
    return found + [Breach("wall_policy", name) for name in walled - seen]


def _references(rows: list[Any], about: set[str], data: set[str]) -> list[Breach]:
    found = []
    marked = set()
    for table, target, name, with_authority, with_marking in rows:
        if table not in data or target not in data:
            continue
        if not with_authority:
            found.append(Breach("wall_reference", name))
        if target == "people_person" and with_marking:
            marked.add(table)
    return found + [Breach("wall_marking", name) for name in (about & data) - marked]
