"""All tries together, and what they found."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from attack import addresses, logs, orm, probes, rights, rows, signin, tamper, tickets
from attack.tries import Try
from attack.world import World

# How many distinct tries there are at least; fewer means that some were not generated.
LEAST = {
    "rows": 8_000,
    "protected": 1_000,
    "probes": 2_000,
    "tamper": 3_000,
    "logs": 600,
    "tickets": 600,
    "rights": 500,
    "orm": 2_000,
    "signin": 100,
    "addresses": 1_000,
}

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
# The longest group in parts, for the cores to share; and what takes longer still.
ADDRESSES = {
    f"addresses {part + 1} of 8": partial(addresses.tries, part=part, parts=8)
    for part in range(8)
}
SHORT = {name: tries for name, tries in GROUPS.items() if name != "addresses"}
LONG = {
    "addresses in every way": partial(addresses.tries, whole=True),
    "rows in every way": partial(rows.tries, whole=True),
    "probes in every way": partial(probes.tries, whole=True),
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
    seconds: dict[str, float] = field(default_factory=dict)


def run(world: World, groups: Sequence[str] = ()) -> Result:
    """Try everything, or the named groups; then look whether anything has changed."""
    result = Result()
    for name in groups or GROUPS:
        began = perf_counter()
        before = world.state() if not name.startswith(BROWSER) else None
        for one in (GROUPS | ADDRESSES | LONG)[name](world):
            result.tried.append(one)
            if leaked := one.run():
                result.leaks.append((one, leaked))
        result.seconds[name] = perf_counter() - began
        stands = Try(name, "has changed nothing", lambda: None)
        if before is not None and (
            changed := list((after := world.state()) - before or before - after)
        ):
            result.leaks.append((stands, f"{len(changed)} rows, as {changed[0]}"))
    names = [(one.group, one.name) for one in result.tried]
    result.untried = [f"{n} stands twice" for n in duplicates(names)]
    few = Counter(group for group, _ in names)
    result.untried += [
        f"{name}: {few[name]} tries, {least} are expected"
        for name, least in LEAST.items()
        if name in few and few[name] < least
    ]
    if not groups:
        result.untried += [what for ask in UNTRIED for what in ask(world)]
    return result


def duplicates(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What stands more than once."""
    return [name for name, count in Counter(names).items() if count > 1]
