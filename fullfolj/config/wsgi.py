"""What granian serves. A worker is a user of the embedded database while it lives."""

import multiprocessing
import os
import threading

from django.core.wsgi import get_wsgi_application

from fullfolj.config.databases import have_running, is_embedded


def end_with(parent: "multiprocessing.process.BaseProcess") -> None:
    """Leave at once when who started us is gone: the port must not stay taken."""
    parent.join()
    os._exit(0)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
if is_embedded():
    have_running()
if started_by := multiprocessing.parent_process():
    threading.Thread(target=end_with, args=(started_by,), daemon=True).start()
application = get_wsgi_application()
