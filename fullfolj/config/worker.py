"""The worker: does what is queued, beside the processes that serve pages.

`python -m fullfolj.config.worker`; `fullfolj serve` starts one, starts another if it is
killed, and stops it. It knows of the application's role alone. It ends when its input
does, so that it never outlives who started it, and leaves what it was doing to the
next: an import is one transaction.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STOP = (signal.SIGTERM, signal.SIGINT)
AGAIN_AFTER = 2.0  # seconds until one that was killed is started again
PATIENCE = 5.0  # seconds that a worker has to stop


def run(**given: float) -> None:
    """Work until told to stop; what is given goes to access.queue.work."""
    from fullfolj.config.databases import have_running, is_embedded

    for number in STOP:
        signal.signal(number, lambda *_: os._exit(0))
    threading.Thread(target=end_with_the_input, daemon=True).start()
    if is_embedded():
        have_running()
    import django

    django.setup()
    from fullfolj.access import queue
    from fullfolj.exchange.imports.actions.keeping import sweep
    from fullfolj.nightly.jobs import each_hour

    asyncio.run(queue.work(sweep, each_hour, **given))


def end_with_the_input() -> None:
    """Leave at once when who started us is gone."""
    sys.stdin.buffer.read()
    os._exit(0)


@contextmanager
def beside() -> Iterator[None]:
    """Have a worker run beside what is done within."""
    keeper = Keeper()
    thread = threading.Thread(target=keeper.keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        keeper.stopping.set()
        thread.join()


class Keeper:
    """Starts a worker, and another when it ends without being told to.

    The first is started at once and not in the thread: who serves pages forks, and a
    fork in the middle of a start would hold on to what the start waits for.
    """

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.worker = start()

    def keep(self) -> None:
        """Until told to stop."""
        while not self.stopping.wait(0.2):
            if self.worker.poll() is None:
                continue
            end(self.worker)
            if not self.stopping.wait(AGAIN_AFTER):
                self.worker = start()
        end(self.worker)


def start() -> "subprocess.Popen[bytes]":
    """A worker that ends when we do: its input is ours to close.

    It has a group of its own: what a terminal says to all, we pass on.
    """
    return subprocess.Popen(
        [sys.executable, "-m", "fullfolj.config.worker"],
        stdin=subprocess.PIPE,
        process_group=0,
    )


def end(worker: "subprocess.Popen[bytes]") -> None:
    """Have it end, if it has not."""
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()
    if worker.stdin:
        worker.stdin.close()


if __name__ == "__main__":
    run()
