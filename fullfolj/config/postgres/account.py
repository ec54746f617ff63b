"""Who runs the server. PostgreSQL refuses root, so root lends it to somebody else."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fullfolj.config.postgres.faults import Fault

# A system user of our own is best; where none was made, the one that everybody has.
UNPRIVILEGED = ("fullfolj", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    def lent(self) -> dict[str, Any]:
        """Arguments of Popen that make the child this user, when we are root."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, descriptor: int) -> None:
        """Give an open file to this user, when we are root and may."""
        if os.geteuid() == 0:
            os.fchown(descriptor, self.uid, self.gid)


def named(uid: int) -> Account:
    """The account of a number. PostgreSQL knows people by name, so it must have one."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Fault("user_without_name", uid=uid) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def keeper(home: Path) -> Account:
    """Whose house it is: root works for the one who owns the home directory."""
    return named(home.stat().st_uid if os.geteuid() == 0 else os.geteuid())


def runner(home: Path) -> Account:
    """Who the server runs as: the keeper, or if that is root one without rights."""
    owner = keeper(home)
    if owner.uid != 0:
        return owner
    for name in UNPRIVILEGED:
        try:
            return named(pwd.getpwnam(name).pw_uid)
        except KeyError:
            continue
    raise Fault("no_unprivileged_user", names=", ".join(UNPRIVILEGED))
