"""The roles: named bundles of what a membership lets one do.

Strings in the database, bundles here; a new name is a migration of the rows. Who may
hold a role is said by the catalogue under `holder`, in the words of the authority.
"""

from dataclasses import dataclass

# What a role lets one do. A policy asks for one of these, never for a role.
READ_PEOPLE = "read_people"
WRITE_PEOPLE = "write_people"
ADMINISTER = "administer"
READ_LOG = "read_log"
READ_STATISTICS = "read_statistics"
JUDGE = "judge"  # decide where the rule asks
SIGN = "sign"  # enter what the authority has decided
WORK = "work"  # read cases and write in them
ASSIGN = "assign"  # say who answers for which case
IMPORT = "import"  # what registers and schools say, of persons that one need not see


@dataclass(frozen=True)
class Role:
    """A bundle of verbs, and the key of the sentence about who may hold it."""

    name: str
    permissions: frozenset[str]
    holder: str


def _role(name: str, *permissions: str) -> Role:
    return Role(name, frozenset(permissions), f"role_{name}_holder")


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        _role(
            "samordnare",
            *(READ_PEOPLE, WRITE_PEOPLE, READ_LOG, READ_STATISTICS),
            *(JUDGE, SIGN, IMPORT, WORK, ASSIGN),
        ),
        _role("ungdomscoach", READ_PEOPLE, WRITE_PEOPLE, WORK),
        _role("mentor", READ_PEOPLE),
        _role("studie_och_yrkesvagledare", READ_PEOPLE, WRITE_PEOPLE, WORK),
        _role("halsopedagog", READ_PEOPLE),
        _role("rektor", READ_PEOPLE, READ_STATISTICS),
        _role("projektledare", READ_STATISTICS),
        _role("regional_ledare", READ_STATISTICS),
        _role("samverkanspart"),
        _role("administrator", ADMINISTER, READ_LOG, SIGN, IMPORT),
    )
}

ADMINISTRATOR = "administrator"
MENTOR = "mentor"


def with_permission(permission: str) -> tuple[str, ...]:
    """The names of the roles that let one do a thing."""
    return tuple(sorted(r.name for r in ROLES.values() if permission in r.permissions))
