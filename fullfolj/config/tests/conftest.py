"""Real clusters for the tests of the embedded database: nothing here is imitated."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from fullfolj.config.postgres import locks, server
from fullfolj.config.postgres.cluster import PORT, Cluster
from fullfolj.config.postgres.use import used

GRACE = 0.3

# Another process that uses the cluster until its input ends.
USER = """
import sys
from pathlib import Path
from fullfolj.config.postgres.cluster import Cluster
from fullfolj.config.postgres.use import used
with used(Cluster(Path(sys.argv[1]), durable=False, grace=float(sys.argv[2]))):
    print("up", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose cluster is created and stopped, to be copied."""
    home = tmp_path_factory.mktemp("made")
    cluster = Cluster(home, durable=False, grace=0)
    with used(cluster):
        pass
    until(lambda: is_gone(cluster))
    return home


@pytest.fixture
def cluster(made: Path, tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of the test's own, stopped when the test ends."""
    home = tmp_path / "home"
    copy_home(made, home)
    yield (own := Cluster(home, durable=False, grace=GRACE))
    end(own)


def copy_home(made: Path, home: Path) -> None:
    """Copy with owners and modes."""
    subprocess.run(["cp", "-a", made, home], check=True)  # noqa: S607


def end(cluster: Cluster) -> None:
    """Stop what a test may have left, roughly."""
    if cluster.base.exists():
        kill_watcher(cluster)
        server.stop(cluster, signal.SIGQUIT)


def until(happened: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something that must come."""
    limit = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.01)


def is_gone(cluster: Cluster) -> bool:
    """Whether neither server nor watcher lives."""
    return not any(locks.is_held(cluster.lock(name)) for name in ("server", "watcher"))


def pid(cluster: Cluster) -> int:
    """The process number of the server, which must live."""
    found = server.number(cluster)
    assert found is not None
    return found


def watchers(cluster: Cluster) -> list[int]:
    """The process numbers of the watchers of this cluster, from /proc."""
    mark = f"fullfolj.config.postgres.watcher\0{cluster.home}\0".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark in entry.read_bytes():
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


def kill_watcher(cluster: Cluster) -> None:
    """Kill -9, and wait until the kernel has let go of its lock."""
    for number in watchers(cluster):
        os.kill(number, signal.SIGKILL)
    until(lambda: not locks.is_held(cluster.lock("watcher")))


def kill_server(cluster: Cluster) -> None:
    """Kill -9, and wait until the kernel has done it: it answers us before that."""
    number = pid(cluster)
    os.kill(number, signal.SIGKILL)
    status = Path(f"/proc/{number}/stat")
    until(lambda: not status.exists() or status.read_text().split()[2] == "Z")


def ask(cluster: Cluster, query: str, role: str = "postgres") -> object:
    """The first value of the answer."""
    with psycopg.connect(
        host=cluster.host(), port=PORT, user=role, dbname="postgres", autocommit=True
    ) as connection:
        cursor = connection.execute(query)
        if cursor.description is None:
            return None
        row = cursor.fetchone()
        return None if row is None else row[0]


class User:
    """Another process that uses the cluster."""

    def __init__(self, cluster: Cluster):
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(cluster.home), str(cluster.grace)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def is_up(self) -> "User":
        """Wait until it has the database."""
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "up\n", self.process.communicate()[1]
        return self

    def leave(self) -> None:
        """Let it go in good order."""
        self.process.communicate()

    def kill(self) -> None:
        """Let it go as the kernel does."""
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def join(cluster: Cluster) -> Iterator[Callable[[], User]]:
    """Start users; those left are killed at the end."""
    started: list[User] = []

    def start() -> User:
        started.append(User(cluster))
        return started[-1]

    yield start
    for user in started:
        if user.process.poll() is None:
            user.kill()
