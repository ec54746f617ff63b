"""All tries together, and what they found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from attack import addresses, logs, orm, probes, rights, rows, signin, tamper, tickets
from attack.tries import Try
from attack.world import World

LEAST = 1_000  # distinct tries; fewer means that something was not generated

GROUPS: dict[str, Callable[[World], Iterator[Try]]] = {
    "rows": rows.tries,
    "probes": probes.tries,
    "tamper": tamper.tries,
    "logs": logs.tries,
    "tickets": tickets.tries,
    "rights": rights.tries,
    "orm": orm.tries,
    "signin": signin.tries,
    "addresses": addresses.tries,
}
BROWSER = ("signin", "addresses")  # they look after each visitor, who may sign in
UNTRIED: tuple[Callable[[World], list[str]], ...] = (
    rows.untried,
    tamper.untried,
    addresses.untried,
)


@dataclass
class Result:
    """What was tried, what leaked, and what nothing tried."""

    tried: list[Try] = field(default_factory=list)
    leaks: list[tuple[Try, str]] = field(default_factory=list)
    untried: list[str] = field(default_factory=list)


def run(world: World, groups: Sequence[str] = ()) -> Result:
    """Try everything, or the named groups; then look whether anything has changed."""
    result = Result()
    for name in groups or GROUPS:
        before = world.state() if name not in BROWSER else None
        for one in GROUPS[name](world):
            result.tried.append(one)
            if leaked := one.run():
                result.leaks.append((one, leaked))
        stands = Try(name, "has changed nothing", lambda: None)
        if before is not None and (
            changed := list((after := world.state()) - before or before - after)
        ):
            result.leaks.append((stands, f"{len(changed)} rows, as {changed[0]}"))
    names = [(one.group, one.name) for one in result.tried]
    result.untried = [f"{n} stands twice" for n in duplicates(names)]
    if not groups:
        result.untried += [what for ask in UNTRIED for what in ask(world)]
    return result


def first_leak(tries: Iterable[Try]) -> tuple[Try, str] | None:
    """The first try that leaks; the rest is not run."""
    for one in tries:
        if leaked := one.run():
            return one, leaked
    return None


def duplicates(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What stands more than once."""
    seen: set[tuple[str, str]] = set()
    return [name for name in names if name in seen or seen.add(name)]
