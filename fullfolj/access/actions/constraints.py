"""The database decides; an action names its answer."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from fullfolj.core.refusal import Refused


@contextmanager
def named(refusals: Mapping[str, type[Refused]]) -> Iterator[None]:
    """Run a write; the constraint it breaks is raised as the refusal of its name."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        name = str(getattr(diagnosis, "constraint_name", None))
        if name in refusals:
            raise refusals[name] from error
        raise
