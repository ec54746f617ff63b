"""The cache that holds the counts of the rate limits, written by the house alone.

Who could delete its rows could try passwords for ever, and who could write them could
run code in this process: Django reads them with pickle.
"""

from collections.abc import Iterable
from typing import Any

from django.core.cache.backends.db import DatabaseCache

from fullfolj.access import wall


class VouchedCache(DatabaseCache):
    """Django's cache in the database, whose writes the house vouches for."""

    def _base_set(self, *args: Any, **kwargs: Any) -> bool:
        with wall.vouched():
            written: bool = super()._base_set(*args, **kwargs)  # type: ignore[misc]
            return written

    def _base_delete_many(self, keys: Iterable[str]) -> bool:
        with wall.vouched():
            deleted: bool = super()._base_delete_many(keys)  # type: ignore[misc]
            return deleted

    def clear(self) -> None:
        """Forget everything."""
        with wall.vouched():
            super().clear()
