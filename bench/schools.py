"""A school's system pulled: all of it, then what a day changed.

The system is the tests' own server, in a process of its own, with the demo's people,
their guardians and their schools; each of its answers is held to the official file.
Beside it, what reading the same answers alone takes.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

from bench import measures
from bench.wall import prepared

Figures = dict[str, float]
SERVER = "fullfolj.exchange.ss12000.tests.server"


def schools(home: Path, demo: Path) -> Figures:
    """Seconds of the first pull, of the next one a day later, and of reading alone."""
    with system(demo) as (url, token, a_day):
        cast = prepared(home)
        from fullfolj.access import wall
        from fullfolj.exchange.imports.actions.run import Options
        from fullfolj.exchange.ss12000.actions.connect import Said, connect
        from fullfolj.exchange.ss12000.actions.pull import pull
        from fullfolj.exchange.ss12000.client import Access, Server

        started = perf_counter()
        server = Server(Access(url=url, token=token))
        objects = sum(1 for _ in server.listed("/persons"))
        figures: Figures = {"objects": objects, "read, s": perf_counter() - started}
        said = Said(token=token)
        with wall.as_job(cast.berg.pk, "bench"):
            found = connect(authority_id=cast.berg.pk, url=url, said=said)
        for what in ("whole", "changes"):
            started, worked = perf_counter(), process_time()
            report = pull(connection=found, options=Options())
            figures[f"{what}, s"] = perf_counter() - started
            figures[f"{what}, own CPU s"] = process_time() - worked
            counts = report.tables["people"]
            figures[f"{what}, persons"] = counts.new + counts.changed + counts.unchanged
            a_day()
    figures["MB"] = measures.megabytes()
    return figures


@contextmanager
def system(demo: Path) -> Iterator[tuple[str, str, "_Day"]]:
    """The server's address, a token, and how one lets a day pass in it."""
    command = [sys.executable, "-m", SERVER, str(demo), "--port", "0"]
    command += ["--today", measures.AS_OF.isoformat()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as running:
        assert running.stdin
        assert running.stdout
        url, token = running.stdout.readline().split()[:2]
        try:
            yield url, token, _Day(running)
        finally:
            running.terminate()


class _Day:
    """Lets a day pass in the system."""

    def __init__(self, running: "subprocess.Popen[str]") -> None:
        self.running = running

    def __call__(self) -> None:
        assert self.running.stdin
        assert self.running.stdout
        self.running.stdin.write("\n")
        self.running.stdin.flush()
        self.running.stdout.readline()


def main() -> None:
    """Print the figures: `python -m bench.schools HOME FILES PERSONS`."""
    home, files, persons = sys.argv[1:]
    demo = measures.files(Path(files), int(persons))
    for name, value in schools(Path(home), demo).items():
        print(f"{name}: {value:,.1f}")


if __name__ == "__main__":
    main()
