"""Houses as one runs them: the commands, in processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fullfolj.config.tests.conftest import until

FULLFOLJ = [str(Path(sys.executable).with_name("fullfolj"))]
STOPPED_WITHIN = 20  # seconds
BY_TERMINAL = (signal.SIGINT, signal.SIGHUP)


def environment(home: Path, **environ: str) -> dict[str, str]:
    """That of a command in a home of its own."""
    return os.environ | {"FULLFOLJ_HOME": str(home)} | environ


def run(
    home: Path, *arguments: str, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*FULLFOLJ, *arguments],
        env=environment(home, **environ),
        check=False,
        capture_output=True,
        text=True,
    )


class Served:
    """A command that serves until it is told to stop."""

    def __init__(self, home: Path, command: str, *arguments: str) -> None:
        self.home, self.port = home, free_port()
        self.output = home.with_name(f"said-{self.port}")
        words = [*FULLFOLJ, command, "--port", str(self.port), *arguments]
        with self.output.open("w") as said:
            # As a terminal starts it, also where the tests themselves outlive theirs.
            before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
            self.process = subprocess.Popen(
                words,
                env=environment(home),
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
            signal.signal(signal.SIGHUP, before)

    @property
    def said(self) -> str:
        """What it has said so far."""
        return self.output.read_text("utf-8")

    def until_said(self, text: str, seconds: float = 60) -> None:
        """Wait until it has said something; what it said instead where it ends."""

        def heard() -> bool:
            assert self.process.poll() is None, self.said
            return text in self.said

        until(heard, seconds)

    def until_it_answers(self) -> None:
        """Wait for its first page: it may have to make the database first."""
        until(lambda: answer(self.port) == 200, seconds=90)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and wait: its exit status.

        What a terminal says, it says to all its processes at once.
        """
        if number in BY_TERMINAL:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        return self.process.wait(STOPPED_WITHIN)


@contextmanager
def served(home: Path, command: str, *arguments: str) -> Iterator[Served]:
    """A command that serves; stopped at the end, if it was not."""
    house = Served(home, command, *arguments)
    try:
        yield house
    finally:
        if house.process.poll() is None:
            house.process.kill()
            house.process.wait()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port: int = door.getsockname()[1]
    return port


def answer(port: int) -> int | None:
    """The status of the first page; nothing where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as reply:
            status: int = reply.status
            return status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


def children(pid: int, words: bytes = b"") -> list[int]:
    """The processes that a process has started, whose command has the words."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            command = (path / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == pid and words in command:
            found.append(int(path.name))
    return found


def left(home: Path) -> list[str]:
    """The commands of all processes that know of a home: none once it is at rest."""
    mark, found = str(home).encode(), []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            known = [(path / name).read_bytes() for name in ("environ", "cmdline")]
        except OSError:
            continue
        if any(mark in each for each in known):
            found.append(known[1].replace(b"\0", b" ").decode())
    return found
