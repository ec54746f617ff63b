"""`python -m attack`: try everything, print how much it was and what leaked."""

import os
import sys
from collections import Counter
from time import perf_counter

import django


def main() -> int:
    """Run the suite in a database of its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
    django.setup()
    from django.test.utils import setup_test_environment

    from attack import suite, world
    from fullfolj.core import browser_files, translations

    setup_test_environment()
    translations.compile_all()
    browser_files.collect()

    began = perf_counter()
    with world.standing() as there:
        result = suite.run(there, sys.argv[1:])
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
