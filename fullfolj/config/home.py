"""FULLFOLJ_HOME: the one directory of a house, and the secret that lies in it."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

SECRET_BYTES = 50


def home(environ: Mapping[str, str] = os.environ) -> Path:
    """The directory that holds everything this house must keep between two runs."""
    return Path(environ.get("FULLFOLJ_HOME") or "var").absolute()


def make_private(directory: Path) -> None:
    """Create a directory for us alone; one that stands already keeps its mode."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    directory.mkdir(mode=0o700, exist_ok=True)


def secret_key(directory: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The key that signs sessions; made once, readable by nobody else.

    Several machines that serve the same house share it by FULLFOLJ_SECRET_KEY.
    """
    if given := environ.get("FULLFOLJ_SECRET_KEY"):
        return given
    path = directory / "secret-key"
    if not path.exists():
        make_private(directory)
        _write_once(path, secrets.token_urlsafe(SECRET_BYTES))
    return path.read_text()


def _write_once(path: Path, text: str) -> None:
    """Write a whole file or none; the first of two processes wins, both read the same.

    A file made by root in another's house is given to that other, who must read it too.
    """
    draft = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
        house = path.parent.stat()
        if os.geteuid() == 0 and house.st_uid != 0:
            os.fchown(descriptor, house.st_uid, house.st_gid)
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.close(descriptor)
        draft.unlink()
