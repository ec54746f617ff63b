"""The files of the embedded cluster: where they lie, how they are made, how it starts.

    FULLFOLJ_HOME/postgres   0700, the keeper's: locks, log
                  /data      0700, the server's: PostgreSQL's own, and its socket

The server is started *inside* its data directory and knows it as /proc/self/cwd. So it
needs no right to any directory above, whose modes are never touched, and nobody else
who runs as the same unprivileged user can reach the data from outside.
"""

import os
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fullfolj.config.home import make_private
from fullfolj.config.postgres.account import Account, keeper, named, runner
from fullfolj.config.postgres.binaries import program
from fullfolj.config.postgres.faults import Fault

HERE = "/proc/self/cwd"
PORT = "5432"  # names the socket file; no port is opened
SOCKET = f".s.PGSQL.{PORT}"
SOCKET_PATH_LIMIT = 107  # bytes, of sun_path
MAJOR = "18"
NEEDED_BYTES = 200 * 2**20  # a new cluster and room for its log of changes
ROLES = ("postgres", "fullfolj_owner", "fullfolj_app", "fullfolj_statistics")
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}

# For a small machine, and so that nothing about a person reaches the log.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "port": PORT,
    "max_connections": "60",
    "shared_buffers": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "wal_buffers": "32MB",  # an import fills the usual 4 and then writes page by page
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_min_messages": "log",  # above "error", whose words may hold a value
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_startup_progress_interval": "5s",
}
FOR_TESTS = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """One embedded cluster. `durable=False` is for tests: a power cut may end it."""

    home: Path
    durable: bool = True
    grace: float = 5.0  # seconds without a user before it stops

    @property
    def base(self) -> Path:
        """Our own files: locks and log."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """PostgreSQL's files."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """What the server and the watcher say."""
        return self.base / "log"

    def lock(self, name: str) -> Path:
        """The lock `users`, `server`, `watcher` or `change`."""
        return self.base / f"{name}.lock"

    def host(self) -> str:
        """Where a client of this process connects: the directory of the socket.

        The kernel takes 107 bytes of path, and libpq splits at commas; else the way
        goes through an open descriptor of this process.
        """
        plain = str(self.data)
        length = len(os.fsencode(f"{plain}/{SOCKET}"))
        if length <= SOCKET_PATH_LIMIT and "," not in plain:
            return plain
        try:
            found = self.data.stat()
        except OSError:
            return plain
        return f"/proc/self/fd/{_held_open(self.data, found.st_dev, found.st_ino)}"

    def command(self) -> list[str]:
        """The server's command line, to be run inside the data directory."""
        settings = SETTINGS | ({} if self.durable else FOR_TESTS)
        options = [f"--{name}={value}" for name, value in settings.items()]
        postgres = program("postgres", runner(self.home))
        return [str(postgres), "-D", HERE, *options]


@cache
def _held_open(directory: Path, _device: int, _inode: int) -> int:
    return os.open(directory, os.O_PATH | os.O_DIRECTORY)


def prepare(cluster: Cluster) -> None:
    """Make the directory of the cluster, ours alone; a sentence when that cannot be."""
    try:
        make_private(cluster.home)
        owner = keeper(cluster.home)
        if not cluster.base.exists():
            cluster.base.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(cluster.base, owner.uid, owner.gid)
        found = cluster.base.stat()
    except OSError as error:
        raise unwritable(error, cluster.home) from error
    if os.geteuid() not in (0, found.st_uid):
        raise Fault(
            "owned_by_another", path=cluster.base, owner=named(found.st_uid).name
        )
    if found.st_mode & 0o077:
        cluster.base.chmod(0o700)


def unwritable(error: OSError, path: Path) -> Fault:
    """What keeps us from writing there."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Fault("disk_full", path=path)
    user = named(os.geteuid()).name
    return Fault("not_writable", path=path, user=user, why=error.strerror)


def create(cluster: Cluster) -> None:
    """Make the data directory, whole or not at all. Done by one process at a time."""
    for left in cluster.base.glob("new-*"):
        shutil.rmtree(left)
    free = shutil.disk_usage(cluster.base).free
    if free < NEEDED_BYTES:
        raise Fault("disk_full", path=cluster.base)
    account = runner(cluster.home)
    draft = cluster.base / f"new-{secrets.token_hex(4)}"
    draft.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(draft, account.uid, account.gid)
    arguments = [
        *("-D", HERE, "--username=postgres", "--auth=peer", "--encoding=UTF8"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        *("--data-checksums", "--no-instructions"),
        *([] if cluster.durable else ["--no-sync"]),
    ]
    done = subprocess.run(  # noqa: S603 - a program of the wheel
        [program("initdb", account), *arguments],
        cwd=draft,
        env=ENVIRONMENT,
        umask=0o077,
        check=False,
        capture_output=True,
        text=True,
        **account.lent(),
    )
    if done.returncode != 0:
        from fullfolj.config.postgres.diagnosis import diagnose

        raise diagnose(done.stderr, cluster)
    write_access(cluster, draft, account)
    draft.rename(cluster.data)


def check_version(cluster: Cluster) -> None:
    """Say so when another major version of PostgreSQL made the data directory."""
    found = (cluster.data / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise Fault("other_version", found=found, needed=MAJOR, path=cluster.data)


def write_access(cluster: Cluster, data: Path, account: Account) -> None:
    """Who may connect: those who may read the files anyway, over the socket only."""
    people = {"root", keeper(cluster.home).name, named(os.geteuid()).name}
    mapped = [f'own "{name}" {role}' for name in sorted(people) for role in ROLES]
    texts = {
        "pg_hba.conf": "local all all peer map=own\n",
        "pg_ident.conf": "\n".join(mapped) + "\n",
    }
    directory = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name, text in texts.items():
            _write(directory, name, text, account)
    finally:
        os.close(directory)


def _write(directory: int, name: str, text: str, account: Account) -> None:
    """Put a file in the server's directory without following a link laid there."""
    if _read(directory, name) == text.encode():
        return
    draft = f".{name}-{secrets.token_hex(4)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    descriptor = os.open(draft, flags, 0o600, dir_fd=directory)
    try:
        os.write(descriptor, text.encode())
        account.own(descriptor)
        os.rename(draft, name, src_dir_fd=directory, dst_dir_fd=directory)
    except OSError:
        os.unlink(draft, dir_fd=directory)
        raise
    finally:
        os.close(descriptor)


def _read(directory: int, name: str) -> bytes | None:
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=directory)
    except FileNotFoundError:
        return None
    with open(descriptor, "rb") as file:
        return file.read()
