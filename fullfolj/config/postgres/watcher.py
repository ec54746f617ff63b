"""The process that starts the server, mends it, and stops it when nobody uses it.

`python -m fullfolj.config.postgres.watcher HOME DURABLE GRACE`, started by `use.hold`.
It holds the lock `watcher`. Killed, it takes nothing with it: the server lives on and
the next process that comes or goes starts a new watcher, which takes the server over.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from fullfolj.config.postgres import locks, server
from fullfolj.config.postgres.account import keeper
from fullfolj.config.postgres.cluster import Cluster
from fullfolj.config.postgres.faults import Fault

TICK = 0.2
DEATHS = 5


def main(arguments: list[str]) -> int:
    """Watch until the server has stopped for good."""
    home, durable, grace = arguments
    cluster = Cluster(Path(home), durable=durable == "1", grace=float(grace))
    lock = locks.opened(cluster.lock("watcher"), keeper(cluster.home))
    fcntl.flock(lock, fcntl.LOCK_EX)  # a process that only asks lets go at once
    signal.signal(signal.SIGTERM, _leave)
    try:
        Watch(cluster).run()
    except Fault as fault:
        sys.stderr.write(f"FATAL:  {fault}\n")
        return 1
    except Leave:
        server.stop(cluster)
    return 0


class Leave(Exception):
    """The machine is going down."""


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise Leave


class Watch:
    """What the watcher remembers between two looks."""

    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        self.users = locks.opened(cluster.lock("users"), keeper(cluster.home))
        self.child: subprocess.Popen[bytes] | None = None
        self.was_ready = False  # the child, when last looked at
        self.deaths = 0  # of children that were never seen ready
        self.idle_since: float | None = None
        self.last_arrival = 0

    def run(self) -> None:
        """Look, and act, until there is nothing left to watch."""
        while self.look():
            time.sleep(TICK)

    def look(self) -> bool:
        """One look. False when the server is stopped and we may go."""
        if self.home_is_gone():
            if self.child is not None:
                self.child.send_signal(signal.SIGQUIT)
            return False  # a server we took over sees it itself, within a minute
        if self.is_over():
            server.stop(self.cluster)
            return False
        return self.keep_alive()

    def home_is_gone(self) -> bool:
        """Whether somebody removed our files while the server ran."""
        try:
            there = self.cluster.lock("users").stat()
        except FileNotFoundError:
            return True
        return there.st_ino != os.fstat(self.users).st_ino

    def is_over(self) -> bool:
        """Whether nobody has used the server for the grace. Then we hold `users`.

        Those who arrive wait for that lock, so nobody gets a server that is stopping.
        Who came and went between two looks has left a new time on the file.
        """
        if not locks.taken(self.users, fcntl.LOCK_EX):
            self.idle_since = None
            return False
        arrival = os.fstat(self.users).st_mtime_ns
        if self.idle_since is None or arrival != self.last_arrival:
            self.idle_since, self.last_arrival = time.monotonic(), arrival
        if time.monotonic() - self.idle_since >= self.cluster.grace:
            return True
        fcntl.flock(self.users, fcntl.LOCK_UN)
        return False

    def keep_alive(self) -> bool:
        """Start a dead server again; give up on one that refuses or keeps dying."""
        if self.child is not None:
            self.child.poll()  # lets the kernel forget a dead child
        now = server.state(self.cluster)
        self.was_ready |= now is server.State.READY
        if now is not server.State.DOWN:
            return True
        if self.child is not None and not self.was_ready:
            self.deaths += 1
            refused = self.child.wait() > 0  # below zero: killed by a signal
            if refused or self.deaths >= DEATHS:
                return False
        self.was_ready = False
        self.child = server.start(self.cluster)
        return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
