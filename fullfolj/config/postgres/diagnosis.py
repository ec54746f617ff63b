"""From what the server wrote to one sentence that says what to mend."""

import re

from fullfolj.config.postgres.cluster import Cluster
from fullfolj.config.postgres.faults import Fault

# First match wins. The server speaks English (lc_messages=C) on every machine.
SIGNS = (
    (r"No space left on device|Disk quota exceeded", "disk_full"),
    (r"incompatible with server|initialized by PostgreSQL version", "files_foreign"),
    (r"Cannot allocate memory|could not map anonymous shared memory", "memory_full"),
    (r"Permission denied|has wrong ownership|has invalid permissions", "files_rights"),
    (r"Read-only file system", "files_rights"),
    (r"invalid checkpoint record|could not locate a valid checkp", "files_broken"),
    (r"could not find the database system|not a valid data dir", "files_broken"),
    (r"could not (open|read) file .*: No such file or directory", "files_broken"),
)
LOUD = re.compile(r"(?:FATAL|PANIC|initdb: error|postgres: error): +(.*)")


def diagnose(text: str, cluster: Cluster) -> Fault:
    """The fault that a failed start left in the log."""
    for sign, key in SIGNS:
        if re.search(sign, text):
            return Fault(key, path=cluster.base, log=cluster.log)
    loud = LOUD.findall(text) or text.strip().splitlines()[-1:] or ["?"]
    return Fault("start_failed", why=loud[-1], log=cluster.log)
