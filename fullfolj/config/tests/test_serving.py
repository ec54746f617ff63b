"""`fullfolj serve`: one house a port, processes that die, and a clean stop."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from fullfolj.config.postgres.cluster import Cluster
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.serving import Where, hold
from fullfolj.config.tests.conftest import ask, copy_home, end, is_gone, until
from fullfolj.config.tests.houses import answer, children, free_port, left, run, served

WORKER, WEB = b"fullfolj.config.worker", b"\0serve\0"


@pytest.fixture(scope="module")
def home(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose cluster holds none of our roles, until the first that serves it."""
    home = tmp_path_factory.mktemp("served") / "home"
    copy_home(made, home)
    yield home
    end(Cluster(home))


def half_a_page(port: int) -> socket.socket:
    """Ask for a page and never say all of what one asks."""
    line = socket.create_connection(("127.0.0.1", port))
    head = (
        "POST /logga-in/ HTTP/1.1",
        "Host: localhost",
        f"Cookie: csrftoken={'a' * 32}",  # with it, what is sent is waited for
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 9",
    )
    line.sendall("\r\n".join([*head, "", "x"]).encode())
    return line


def test_it_migrates_keeps_its_port_replaces_what_dies_and_stops(home: Path) -> None:
    with served(home, "serve") as house:
        house.until_it_answers()
        assert ask(Cluster(home), "select count(*) from pg_database") == 4
        second = run(home, "serve", "--port", str(house.port))
        assert second.returncode == 1
        assert second.stderr.splitlines() == [
            f"Porten {house.port} används redan av ett annat program; "
            "stoppa det eller välj en annan med --port."
        ]
        for words in (WORKER, WEB):
            (first,) = children(house.process.pid, words)
            os.kill(first, signal.SIGKILL)
            until(partial(is_replaced, house.process.pid, words, first))
        house.until_it_answers()
        with ExitStack() as slow:
            for _ in range(20):
                slow.enter_context(half_a_page(house.port))
            assert answer(house.port) == 200, "slow senders are in nobody's way"
            for words in (WORKER, WEB):  # as a service manager tells everyone
                (told,) = children(house.process.pid, words)
                os.kill(told, signal.SIGTERM)
            assert house.stop(signal.SIGTERM) == 0, house.said
        until(lambda: is_at_rest(home))
        assert "Traceback" not in house.said


def test_it_ends_with_its_terminal_and_when_it_is_killed(home: Path) -> None:
    for number, status in ((signal.SIGHUP, 0), (signal.SIGKILL, -signal.SIGKILL)):
        with served(home, "serve") as house:
            house.until_it_answers()
            assert house.stop(number) == status, house.said
            until(lambda: is_at_rest(home))
            assert "Traceback" not in house.said
            assert "refused to gracefully stop" not in house.said
    until(lambda: not left(home) and is_gone(Cluster(home)))


def is_replaced(parent: int, words: bytes, first: int) -> bool:
    """Whether another runs in place of the first that was killed."""
    return children(parent, words) not in ([], [first])


def is_at_rest(home: Path) -> bool:
    """Whether nothing runs but the database, which waits for who comes next."""
    return all("postgres.watcher" in each for each in left(home))


def test_a_port_is_one_houses_until_it_lets_go() -> None:
    where = Where(port=free_port())
    with hold(where):
        with pytest.raises(Fault, match=f"Porten {where.port} används redan"):
            hold(where)
        with socket.socket() as ours:  # as each process that serves binds it
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            ours.bind((where.address, where.port))
            ours.listen()
    hold(where).close()
    with pytest.raises(Fault, match="Det går inte att lyssna på"):
        hold(Where(address="192.0.2.1"))


def test_a_port_is_a_number_that_there_is(capfd: pytest.CaptureFixture[str]) -> None:
    for wrong in ("0", "65536", "x", "-1"):
        told = run(Path("nowhere"), "serve", "--port", wrong)
        assert told.returncode == 2
        assert "en port är ett heltal" in told.stderr
