"""Sessions whose rows give nobody a session: neither by reading nor by copying them.

The row is named by a digest of the key in the cookie, and its data is signed for that
key alone; rows are written in transactions that the house vouches for.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

from fullfolj.access import wall
from fullfolj.core import clock

DIGITS = 40  # of the digest: 160 bits, as much as the column holds and the key has


def row_name(session_key: str | None) -> str:
    """What the row of a session is called."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:DIGITS]


class SessionStore(db.SessionStore):
    """Django's sessions in the database, as described above."""

    @property
    def key_salt(self) -> str:
        """What the signature is for: this key."""
        return f"fullfolj session {self.session_key}"

    def load(self) -> dict[str, Any]:
        """The data of the key's row; nothing, and no key, when there is none."""
        rows = self.model.objects.filter(expire_date__gt=clock.now())
        row = rows.filter(session_key=row_name(self.session_key)).first()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row.session_data)

    def exists(self, session_key: str) -> bool:
        """Whether a key has a row."""
        return super().exists(row_name(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to save."""
        row = super().create_model_instance(data)
        row.session_key = row_name(self.session_key)
        return row

    def save(self, must_create: bool = False) -> None:
        """Write the row; the house vouches for it."""
        with wall.vouched():
            super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        """Delete the row of a key, or of this session."""
        key = session_key or self.session_key
        if key:
            with wall.vouched():
                self.model.objects.filter(session_key=row_name(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete the rows whose time is over."""
        with wall.vouched():
            super().clear_expired()
