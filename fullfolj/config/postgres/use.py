"""How a process joins the users of the embedded cluster, and how it leaves them.

A user holds the lock `users` together with all others. The kernel lets go of it when
the process ends, however it ends.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from fullfolj.config.postgres import locks, server
from fullfolj.config.postgres.account import keeper, runner
from fullfolj.config.postgres.cluster import (
    SOCKET,
    Cluster,
    check_version,
    create,
    prepare,
    unwritable,
    write_access,
)
from fullfolj.config.postgres.diagnosis import diagnose
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.words import say

Tell = Callable[[str], None]
LOG_LIMIT = 5 * 2**20
FIRST_WORD, NEXT_WORD = 2.0, 10.0  # seconds of silence while one waits


def tell(sentence: str) -> None:
    """Say to whoever sits at the terminal how it goes."""
    sys.stderr.write(f"{sentence}\n")


@dataclass
class Use:
    """One process's use of the cluster, until `leave` or the end of the process."""

    cluster: Cluster
    users: int

    def leave(self) -> None:
        """Go. If the watcher was killed another is started, or nobody would stop it."""
        if self.users < 0:
            return
        if (
            not locks.is_held(self.cluster.lock("watcher"))
            and self.cluster.base.exists()
        ):
            with locks.alone(self.cluster.lock("change"), keeper(self.cluster.home)):
                start_watcher(self.cluster)
        os.close(self.users)
        self.users = -1


@contextmanager
def used(cluster: Cluster, progress: Tell = tell) -> Iterator[Use]:
    """Use the cluster inside a `with`."""
    use = hold(cluster, progress)
    try:
        yield use
    finally:
        use.leave()


def hold(cluster: Cluster, progress: Tell = tell) -> Use:
    """Have the cluster run, and keep it running while this process lives.

    1. Join the users; waits while a watcher is stopping the server.
    2. If all is up, that was it. Else alone: create the files, start a watcher.
    3. Wait for the server, as long as it lives: recovery takes the time it takes.
    """
    cluster = replace(cluster, home=Path(os.path.realpath(cluster.home)))
    prepare(cluster)
    try:
        use = Use(cluster, _join(cluster, progress))
    except OSError as error:
        raise unwritable(error, cluster.base) from error
    try:
        _have_it_run(cluster, progress)
    except BaseException:
        os.close(use.users)
        raise
    return use


def _join(cluster: Cluster, progress: Tell) -> int:
    """Hold `users` together with the others, and leave the time of our arrival."""
    users = locks.opened(cluster.lock("users"), keeper(cluster.home))
    wait = Wait(progress, "wait.stop")
    while not locks.taken(users, fcntl.LOCK_SH):
        wait.a_moment()
    os.utime(users)
    return users


def _have_it_run(cluster: Cluster, progress: Tell) -> None:
    if is_up(cluster):
        return
    ours, said_before = _have_a_watcher(cluster)
    try:
        _wait_until_ready(cluster, said_before, progress)
    except Fault:
        if ours:
            raise
        _have_it_run(cluster, progress)  # a watcher that was just giving up, or killed


def _have_a_watcher(cluster: Cluster) -> tuple[bool, int]:
    """Whether we had to start one, and how long the log was before."""
    try:
        with locks.alone(cluster.lock("change"), keeper(cluster.home)):
            said_before = cluster.log.stat().st_size if cluster.log.exists() else 0
            if not cluster.data.exists():
                create(cluster)
            check_version(cluster)
            if server.state(cluster) is server.State.DOWN:
                write_access(cluster, cluster.data, runner(cluster.home))
                said_before = _turn_log(cluster, said_before)
            return start_watcher(cluster), said_before
    except OSError as error:
        raise unwritable(error, cluster.base) from error


def is_up(cluster: Cluster) -> bool:
    """Whether server and watcher are there and the server answers.

    A server that was killed a moment ago looks ready by its files: we knock.
    """
    if server.state(cluster) is not server.State.READY:
        return False
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.connect(f"{cluster.host()}/{SOCKET}")
    except ConnectionRefusedError:
        return False
    except FileNotFoundError:
        number = server.number(cluster)
        raise Fault("socket_gone", pid=number, path=cluster.data) from None
    return locks.is_held(cluster.lock("watcher"))


def start_watcher(cluster: Cluster) -> bool:
    """Start a watcher if none lives, and wait until it holds its lock or is gone."""
    if locks.is_held(cluster.lock("watcher")):
        return False
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
    log = os.open(cluster.log, flags, 0o600)
    keeper(cluster.home).own(log)
    durable = "1" if cluster.durable else "0"
    module = "fullfolj.config.postgres.watcher"
    try:
        child = subprocess.Popen(  # noqa: S603 - ourselves
            [
                sys.executable,
                "-m",
                module,
                str(cluster.home),
                durable,
                str(cluster.grace),
            ],
            cwd=Path(__file__).parents[3],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    finally:
        os.close(log)
    while child.poll() is None and not locks.is_held(cluster.lock("watcher")):
        time.sleep(0.005)
    child.returncode = child.returncode or 0  # it outlives us: no warning at the end
    return True


def _turn_log(cluster: Cluster, size: int) -> int:
    """Put a log that has grown long aside; one older is kept."""
    if size < LOG_LIMIT:
        return size
    cluster.log.rename(cluster.log.with_name("log.1"))
    return 0


def _wait_until_ready(cluster: Cluster, said_before: int, progress: Tell) -> None:
    wait = Wait(progress, "wait.start")
    while not is_up(cluster):
        watched = locks.is_held(cluster.lock("watcher"))
        if not watched and server.state(cluster) is server.State.DOWN:
            with cluster.log.open("rb") as log:
                log.seek(said_before)
                raise diagnose(log.read().decode(errors="replace"), cluster)
        wait.a_moment()


class Wait:
    """Wait in small steps and say so now and then: first soon, later seldom."""

    def __init__(self, progress: Tell, key: str):
        self.progress, self.key = progress, key
        self.began = time.monotonic()
        self.next_word = FIRST_WORD

    def a_moment(self) -> None:
        """Sleep a little; speak when silence would worry."""
        gone = time.monotonic() - self.began
        if gone >= self.next_word:
            self.progress(say(self.key, seconds=round(gone)))
            self.next_word = gone + NEXT_WORD
        time.sleep(0.01)
