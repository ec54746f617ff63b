"""Sparing Python the search for garbage where there is none to find."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Within it, Python looks for no garbage that holds on to itself.

    For work on millions of facts, none in a circle: the search is a fifth of its time.
    """
    was_searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searching:
            gc.enable()
