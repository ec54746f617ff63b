"""`python -m attack [GROUP …]`: try it, print how much it was and what leaked.

Exit status: 0 nothing leaked, 1 something leaked or was untried, 2 no such group.
"""

import os
import sys
from collections import Counter
from time import perf_counter

import django


def main() -> int:
    """Run the suite, or the named groups, in a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
    django.setup()
    from django.test.utils import setup_test_environment

    from attack import suite, world
    from fullfolj.core import browser_files, translations

    groups = sys.argv[1:]
    if unknown := [name for name in groups if name not in suite.GROUPS]:
        said = f"no group {', '.join(unknown)}; there are {', '.join(suite.GROUPS)}"
        print(said, file=sys.stderr)
        return 2
    setup_test_environment()
    translations.compile_all()
    browser_files.collect()

    began = perf_counter()
    with world.standing() as there:
        result = suite.run(there, groups)
    for group, count in Counter(t.group for t in result.tried).items():
        leaks = sum(t.group == group for t, _ in result.leaks)
        print(f"{group:12} {count:6} tries {leaks:4} leaks")
    print({name: f"{seconds:.0f} s" for name, seconds in result.seconds.items()})
    for name in result.untried:
        print(f"UNTRIED {name}")
    for one, what in result.leaks:
        print(f"LEAK {one.group}: {one.name}: {what}")
    print(
        f"{len(result.tried)} distinct tries, {len(result.leaks)} leaks,"
        f" {len(result.untried)} untried, {perf_counter() - began:.0f} s"
    )
    return 1 if result.leaks or result.untried else 0


if __name__ == "__main__":
    sys.exit(main())
