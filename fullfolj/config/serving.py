"""Serving pages, and doing what is queued: from holding the port to a clean stop."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from fullfolj.config.postgres.faults import Fault

APPLICATION = "fullfolj.config.wsgi:application"
PATIENCE = 10  # seconds that a page under way has, when told to stop
# Of all processes: each holds a connection, of which our own database has 60, and a
# page whose sender is slow keeps one busy.
THREADS = 40


@dataclass(frozen=True, slots=True)
class Where:
    """The address and port where pages are served, and by how many processes."""

    address: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1


def hold(where: Where) -> socket.socket:
    """Hold the port, for as long as the socket that is given stays open.

    Each process that serves binds the port beside the others, so two houses could share
    one without a word and answer every second page each. It is bound alone first, and
    opened to our own processes after that.

    Raises:
        Fault: another program has it, or it cannot be had.
    """
    family = socket.AF_INET6 if ":" in where.address else socket.AF_INET
    held = socket.socket(family, socket.SOCK_STREAM)
    # Connections that just ended may linger; one that still listens may not.
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        held.bind((where.address, where.port))
    except OSError as error:
        held.close()
        if error.errno == errno.EADDRINUSE:
            raise Fault("port_taken", port=where.port) from None
        raise Fault(
            "port_unusable",
            address=where.address,
            port=where.port,
            why=error.strerror,
        ) from error
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return held


def serve(where: Where, answers: Callable[[], object] | None = None) -> int:
    """Serve until told to stop by SIGINT, SIGTERM or a terminal that closes; then 0.

    1. Neither the processes that serve nor the worker know of the owner.
    2. Told to stop, a page under way is waited for a while; a job under way is left to
       the next worker.
    3. A process that dies is started again; 1 when it keeps dying.

    Args:
        answers: called once, when the first page would be answered. With it, only what
            is wrong is logged.
    """
    from django.db import connections
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from fullfolj.config import databases, worker

    connections.close_all()  # those that fork must not share one
    os.environ[databases.WITHOUT_OWNER] = "1"
    os.environ.pop("DATABASE_OWNER_URL", None)
    server = Server(
        APPLICATION,
        address=where.address,
        port=where.port,
        workers=where.processes,
        interface=Interfaces.WSGI,
        blocking_threads=max(1, THREADS // where.processes),
        respawn_failed_workers=True,
        workers_kill_timeout=PATIENCE,
        log_level=LogLevels.error if answers else LogLevels.info,
    )
    server.on_startup(partial(_listen, server, signal.getsignal(signal.SIGHUP)))
    with worker.beside():
        if answers:
            given = (where, answers)
            threading.Thread(target=_tell, args=given, daemon=True).start()
        try:
            server.serve()
        except SystemExit:
            # A process that was told, too, and was quicker, looks like one that died.
            if not server.interrupt_signal:
                raise
    return 0


def _listen(server: Any, hangup: object) -> None:
    """Stop when told to; a terminal that closes tells it, unless it was to outlive it.

    Granian's own handler stands still when a second signal interrupts the first, and
    loses one that comes while it replaces a process that died.
    """

    def stop(*_: object) -> None:
        if not server.interrupt_signal:
            server.interrupt_signal = True
            threading.Thread(target=insist, daemon=True).start()

    def insist() -> None:
        while True:
            server.main_loop_interrupt.set()
            time.sleep(0.1)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    ignored = hangup is signal.SIG_IGN
    signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else stop)


def _tell(where: Where, answers: Callable[[], object]) -> None:
    """Call when somebody listens: a process does when it has loaded the house."""
    while True:
        try:
            socket.create_connection((where.address, where.port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            answers()
            sys.stdout.flush()
            return
