"""What can be wrong with the database, so that one sentence can say it."""

from fullfolj.config.words import say


class Fault(Exception):
    """Something a person must mend: a sentence's key, its values, SQL to run if any."""

    def __init__(self, key: str, *, sql: tuple[str, ...] = (), **values: object):
        super().__init__(key)
        self.key, self.sql, self.values = key, sql, values

    def __str__(self) -> str:
        """The sentence, in the language of the one who reads it."""
        return say(f"fault.{self.key}", **self.values)
