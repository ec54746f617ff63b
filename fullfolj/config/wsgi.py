"""What granian serves. A worker is a user of the embedded database while it lives."""

import os

from django.core.wsgi import get_wsgi_application

from fullfolj.config.databases import have_running, is_embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fullfolj.config.settings")
if is_embedded():
    have_running()
application = get_wsgi_application()
