"""What granian serves. A worker is a user of the embedded database while it lives."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess

from django.core.wsgi import get_wsgi_application

from fullfolj.config.databases import have_running, is_embedded


def serve_under(parent: BaseProcess) -> None:
    """Let the process that started this one alone say when it is over.

    1. What a terminal says to all is not heard here: the parent hears it.
    2. The parent's word is passed on once. Granian's own handler stands still when a
       second signal interrupts the first, as when a service manager tells everyone.
    3. Told before the house is loaded, or when the parent is gone, it leaves at once.
    """
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))  # granian sets its own later
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    beside(pass_on_once)
    beside(partial(leave_with, parent))


def leave_with(parent: BaseProcess) -> None:
    """Leave when it has: the port must not stay taken."""
    parent.join()
    os._exit(0)


def pass_on_once() -> None:
    """Wait for the word to stop, and call what is to be done then."""
    signal.sigwait({signal.SIGTERM})
    stop = signal.getsignal(signal.SIGTERM)
    if callable(stop):
        stop(signal.SIGTERM, None)


def beside(work: Callable[[], object]) -> None:
    """Do something in a thread that keeps nobody."""
    threading.Thread(target=work, daemon=True).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
if started_by := multiprocessing.parent_process():
    serve_under(started_by)
if is_embedded():
    have_running()
application = get_wsgi_application()
