"""The server process: its state, its start, its stop. Only the watcher starts it.

Every process of the server inherits the lock `server`, held alone. While one of them
lives the data directory is in use; when none does, a left postmaster.pid is stale,
whoever has its number now.
"""

import fcntl
import os
import signal
import subprocess
import time
from contextlib import suppress
from enum import Enum, auto

from fullfolj.config.postgres import locks
from fullfolj.config.postgres.account import keeper, runner
from fullfolj.config.postgres.cluster import ENVIRONMENT, SOCKET, Cluster

STATUS_LINE = 7  # of postmaster.pid: "starting", "ready" or "stopping"


class State(Enum):
    """What the server is doing."""

    DOWN = auto()
    STARTING = auto()  # perhaps recovering, which may take minutes
    READY = auto()
    STOPPING = auto()


def state(cluster: Cluster) -> State:
    """What the server is doing, from its lock and from what it wrote itself."""
    if not locks.is_held(cluster.lock("server")):
        return State.DOWN
    told = {"ready": State.READY, "stopping": State.STOPPING}
    return told.get(_line(cluster, STATUS_LINE), State.STARTING)


def number(cluster: Cluster) -> int | None:
    """The process number of the living server."""
    first = _line(cluster, 0)
    alive = first.isdecimal() and locks.is_held(cluster.lock("server"))
    return int(first) if alive else None


def _line(cluster: Cluster, index: int) -> str:
    try:
        lines = (cluster.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return ""
    return lines[index].strip() if len(lines) > index else ""


def start(cluster: Cluster) -> "subprocess.Popen[bytes]":
    """Start the server, once every process of an earlier one is gone."""
    owner = keeper(cluster.home)
    lock = locks.opened(cluster.lock("server"), owner)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in ("postmaster.pid", SOCKET, f"{SOCKET}.lock"):
            (cluster.data / left).unlink(missing_ok=True)
        log = os.open(
            cluster.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600
        )
        owner.own(log)
        try:
            return subprocess.Popen(  # noqa: S603 - a program of the wheel
                cluster.command(),
                cwd=cluster.data,
                env=ENVIRONMENT,
                umask=0o077,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock],
                start_new_session=True,
                **runner(cluster.home).lent(),
            )
        finally:
            os.close(log)
    finally:
        os.close(lock)


def stop(cluster: Cluster, how: signal.Signals = signal.SIGINT) -> None:
    """Ask the server to stop (SIGINT: now, in good order) and wait until it is gone."""
    while locks.is_held(cluster.lock("server")):
        if (pid := number(cluster)) is not None:
            with suppress(ProcessLookupError):  # its children are on their way out
                os.kill(pid, how)
        wait_until_down(cluster, seconds=5.0)


def wait_until_down(cluster: Cluster, seconds: float) -> None:
    """Wait for the server to go, no longer than told."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and locks.is_held(cluster.lock("server")):
        time.sleep(0.02)
