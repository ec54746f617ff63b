"""Tickets: reading the table, guessing, minting, replaying, another's signature."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from uuid import UUID

from attack import actors
from attack.tries import Actor, Try, attack
from attack.world import World
from fullfolj.access import wall

ALONE = ("access_ticket", "access_wall")
OPEN = "select wall_open(%s, %s, %s, %s, %s, %s, %s)"


def tries(world: World) -> Iterator[Try]:
    """As nobody, as a stranger, and as a member."""
    for key in ("gun@krokom", "anna@berg", "hilda@berg", "job@berg", ""):
        actor = actors.of(world, key) if key else Actor("nobody", {})
        yield from secret(world, actor)
        yield from minted(world, actor)
        yield from founded(world, actor)
    yield from replayed(world)
    yield from guessed(world)
    yield from overheard(world)


def secret(world: World, actor: Actor) -> Iterator[Try]:
    """The owner's own tables: nothing of them may be read or written."""
    for table in ALONE:
        columns = next(t.columns for t in world.tables if t.name == table)
        for text in (
            f"select * from {table}",
            f"select count(*) from {table}",
            f"select 1 from {table}",
            f"copy {table} to stdout",
            f"select {table} from {table}",
            *(f"select {column} from {table}" for column in columns),
            *(f"update {table} set {column} = {column}" for column in columns),
            f"insert into {table} default values",
            f"delete from {table}",
            f"truncate {table}",
            f"lock table {table}",
            f"select * from {table} for update",
            f"select table_to_xml('{table}', true, false, '')",
            f"analyze verbose {table}",
            f"select pg_get_viewdef('{table}'::regclass), * from {table}",
        ):

            def run(t: str = text) -> str | None:
                outcome = attack(world.line, actor, t)
                quiet = outcome.state or "permission denied" in outcome.text
                return None if quiet else f"went through {outcome.rows}"

            yield Try("tickets", f"{actor.name}: {text}", run)
    for call in (
        "select wall_verify('x', '\\x00')",
        "select * from wall_ticket()",
        "select wall_keep_administrator()",
    ):

        def refused(t: str = call) -> str | None:
            outcome = attack(world.line, actor, t)
            return None if outcome.state else f"went through {outcome.rows}"

        yield Try("tickets", f"{actor.name}: {call}", refused)


def signatures(parts: str) -> dict[str, bytes | None]:
    """What one could take for a signature without having the secret."""
    payload = parts.encode()
    return {
        "none": None,
        "empty": b"",
        "zeros": b"\0" * 32,
        "plain sha256": hashlib.sha256(payload).digest(),
        "empty key": hmac.digest(b"", payload, "sha256"),
        "the word secret": hmac.digest(b"secret", payload, "sha256"),
        "the salt as key": hmac.digest(b"fullfolj wall", payload, "sha256"),
        "key of zeros": hmac.digest(b"\0" * 32, payload, "sha256"),
        "empty pads": hashlib.sha256(hashlib.sha256(payload).digest()).digest(),
        "half": wall.sign("x")[:16],
        "of another payload": wall.sign("x"),
        "of no payload": wall.sign(),
        "for asking authorities": wall.sign(
            "authorities", parts.rsplit("|", maxsplit=1)[-1]
        ),
    }


def minted(world: World, actor: Actor) -> Iterator[Try]:
    """A ticket for Berg without the secret, for a person and for a job."""
    cast = world.cast
    for who, job, protected in (
        (str(cast.anna.pk), None, False),
        (None, "import", True),
        (str(cast.gun.pk), None, False),
    ):
        token = secrets.token_hex(8)
        digest = hashlib.sha256(token.encode()).digest()
        parts = "|".join(
            ("open", digest.hex(), world.berg, who or "-", job or "-",
             str(int(protected)), "900")
        )  # fmt: skip
        for name, signature in signatures(parts).items():
            values: list[object] = [
                digest,
                world.berg,
                who,
                job,
                protected,
                900,
                signature,
            ]

            def run(v: list[object] = values, t: str = token) -> str | None:
                outcome = attack(world.line, actor, (OPEN, v), keep=True)
                return opened(world, t) or (None if outcome.state else "was accepted")

            yield Try(
                "tickets",
                f"{actor.name}: open for {job or name_of(world, who)}, {name}",
                run,
            )


def name_of(world: World, who: str | None) -> str:
    """A user's name, since ids are others in every run."""
    return str(world.ask("select name from access_user where id = %s", who)[0][0])


def opened(world: World, token: str) -> str | None:
    """Whether a token opens Berg."""
    outcome = attack(
        world.line, actors.said(world, "", token), "select count(*) from people_person"
    )
    return "opens Berg" if outcome.rows and outcome.rows[0][0] else None


def founded(world: World, actor: Actor) -> Iterator[Try]:
    """An authority, or a list of someone's authorities, without the secret."""
    anna = str(world.cast.anna.pk)
    found = (
        "select wall_found(%s, 'x', 'x', 'municipal', %s, '{administrator}', %s, %s)"
    )
    for name, signature in signatures(f"authorities|{anna}").items():
        if name != "for asking authorities":
            yield refused(
                world, actor, f"list Anna's authorities, {name}",
                "select * from wall_authorities_of(%s, %s)", [anna, signature],
            )  # fmt: skip
        yield refused(
            world, actor, f"found an authority, {name}", found,
            [str(UUID(int=1)), anna, "2024-01-01", signature],
        )  # fmt: skip
        yield refused(
            world, actor, f"let an authority keep what schools say, {name}",
            "select wall_provide(%s, true, %s)",
            [str(world.cast.region.pk), signature],
        )  # fmt: skip
    signed = wall.sign("authorities", world.cast.gun.pk)
    yield refused(
        world, actor, "list Anna's authorities with the signature for Gun",
        "select * from wall_authorities_of(%s, %s)", [anna, signed],
    )  # fmt: skip


def refused(
    world: World, actor: Actor, name: str, statement: str, values: list[object]
) -> Try:
    """A call that must end in an error."""

    def run() -> str | None:
        outcome = attack(world.line, actor, (statement, values))
        return None if outcome.state else f"went through {outcome.rows}"

    return Try("tickets", f"{actor.name}: {name}", run)


def replayed(world: World) -> Iterator[Try]:
    """A signature that was seen, used for something else than it was made for."""
    cast, token = world.cast, secrets.token_hex(8)
    gun = actors.of(world, "gun@krokom")
    digest = hashlib.sha256(token.encode()).digest()
    right: list[object] = [digest, cast.krokom.pk, cast.gun.pk, None, False, 60]
    signed = wall.sign("open", digest.hex(), cast.krokom.pk, cast.gun.pk, None, 0, 60)
    other = secrets.token_hex(8)
    changes: dict[str, dict[int, object]] = {
        "another token": {0: hashlib.sha256(other.encode()).digest()},
        "another authority": {1: cast.berg.pk},
        "no authority": {1: None},
        "another user": {2: cast.anna.pk},
        "no user": {2: None},
        "a job": {3: "import"},
        "a job and no user": {2: None, 3: "import"},
        "clearance": {4: True},
        "more time": {5: 10**9},
        "Berg and Anna": {1: cast.berg.pk, 2: cast.anna.pk},
        "parts moved over": {2: None, 3: f"{cast.gun.pk}|-"},
        "no time": {5: None},
    }
    for name, change in changes.items():
        values = [change.get(place, value) for place, value in enumerate(right)]
        yield refused(world, gun, f"replay for {name}", OPEN, [*values, signed])
    for key in ("ivar", "gun", "dag", "elin"):
        token = secrets.token_hex(8)
        digest = hashlib.sha256(token.encode()).digest()
        user = getattr(cast, key).pk
        values = [digest, cast.berg.pk, user, None, False, 60]
        signature = wall.sign("open", digest.hex(), cast.berg.pk, user, None, 0, 60)

        def run(v: list[object] = [*values, signature], t: str = token) -> str | None:  # noqa: B006
            attack(world.line, gun, (OPEN, v), keep=True)
            return opened(world, t)

        yield Try("tickets", f"{key}: a signed ticket for Berg", run)
    values = [hashlib.sha256(world.tokens["closed"].encode()).digest(), cast.berg.pk,
              cast.anna.pk, None, False, 60]  # fmt: skip
    yield refused(world, gun, "open a closed ticket anew", OPEN, [*values, b"x" * 32])


def guessed(world: World) -> Iterator[Try]:
    """Tokens made of what the application's role can read."""
    cast, line = world.cast, world.line
    session = "0" * 32
    texts = [
        "", "0", "x" * 64, world.berg, str(cast.anna.pk), cast.anna.email, cast.berg.slug,
        f"token|{session}|{cast.anna.pk}|{world.berg}", session, "%", "_", "\\x00", "null",
        "' or 1=1 --", "'||(select 1)||'", "{}", "*", world.tokens["anna@berg"][:-1],
        world.tokens["anna@berg"] + " ", f" {world.tokens['anna@berg']}",
        world.tokens["anna@berg"][::-1], "å" * 64, "a" * 100_000,
    ]  # fmt: skip
    hashes = (hashlib.md5, hashlib.sha1, hashlib.sha256)
    texts += [how(text.encode()).hexdigest() for text in texts for how in hashes]
    texts += [hmac.digest(b"", t.encode(), "sha256").hex() for t in texts[:23]]
    for number, text in enumerate(texts):

        def run(t: str = text) -> str | None:
            actor = actors.said(world, "", t)
            outcome = attack(line, actor, "select wall_authority()::text")
            return None if outcome.state or outcome.rows == [(None,)] else "opens"

        yield Try("tickets", f"guess {number}: {text[:40]}", run)


LISTENING = (
    "select * from pg_stat_activity",
    "select * from pg_prepared_statements",
    "select * from pg_cursors",
    "select * from pg_settings where name like 'fullfolj%'",
    "select * from pg_locks",
    "select * from pg_prepared_xacts",
    "select * from pg_stat_database",
    "select current_setting('fullfolj.token', true)",
    "select * from pg_db_role_setting",
    "select * from pg_stat_progress_copy",
)


def overheard(world: World) -> Iterator[Try]:
    """A token read off another session of the same role while it asks."""
    token = world.tokens["anna@berg"]
    digest = hashlib.sha256(token.encode()).hexdigest()
    for question in LISTENING:

        def run(q: str = question) -> str | None:
            with wall.asking(token):
                outcome = attack(world.line, actors.of(world, "gun@krokom"), q)
            heard = token in outcome.text or digest in outcome.text
            return "the token can be read" if heard else None

        yield Try("tickets", f"overhear: {question}", run)
