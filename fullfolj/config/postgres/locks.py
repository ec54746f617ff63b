"""Who is alive, told by held file locks: the kernel lets go of them at `kill -9`.

Process numbers are never asked: after a restart of a container they mean somebody else.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fullfolj.config.postgres.account import Account


def opened(path: Path, keeper: Account) -> int:
    """Open a lock file, made if need be, never through a link laid by another."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    keeper.own(descriptor)
    return descriptor


def taken(descriptor: int, mode: int) -> bool:
    """Take the lock if it is free."""
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether a living process holds the lock alone. Two who ask do not disturb."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not taken(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def alone(path: Path, keeper: Account) -> Iterator[None]:
    """Do something that no other process does at the same time."""
    descriptor = opened(path, keeper)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
