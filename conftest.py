"""What all tests share: the database they run in, and the cast.

See fullfolj/config/testing.py.
"""

from hypothesis import settings

from fullfolj.config.testing import (  # noqa: F401 - pytest finds them here
    browser_files,
    cast,
    django_db_setup,
    pytest_collection_modifyitems,
    queue_emptied,
    uploads,
)
from fullfolj.core import translations

translations.compile_all()  # before the first text is asked for: Django reads them once

# How long one example takes says how busy the machine is, not whether the rule holds.
settings.register_profile("fullfolj", deadline=None)
settings.load_profile("fullfolj")
