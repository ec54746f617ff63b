"""What all tests share: the database they run in, and the cast.

See fullfolj/config/testing.py.
"""

import os

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
# They are the same each time, so that a failure is everybody's; `make prove` searches.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("FULLFOLJ_EXAMPLES", "same"))
