"""The embedded PostgreSQL lives as long as somebody uses it, whatever is killed."""

import fcntl
import os
import random
import signal
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from fullfolj.config.postgres import locks, server
from fullfolj.config.postgres.account import keeper
from fullfolj.config.postgres.cluster import SOCKET, Cluster
from fullfolj.config.postgres.use import hold, used
from fullfolj.config.tests.conftest import (
    GRACE,
    User,
    ask,
    copy_home,
    end,
    is_gone,
    kill_server,
    kill_watcher,
    pid,
    until,
    watchers,
)

Join = Callable[[], User]
COLD_START_LIMIT = 1.5


def test_a_cold_start_is_quick(cluster: Cluster) -> None:
    began = time.monotonic()
    with used(cluster):
        assert ask(cluster, "select 1") == 1
    assert time.monotonic() - began < COLD_START_LIMIT


def test_the_files_are_private_and_the_parents_untouched(
    made: Path, tmp_path: Path
) -> None:
    before = {path: path.stat() for path in (tmp_path, *tmp_path.parents)}
    home = tmp_path / "new" / "home"
    with used(cluster := Cluster(home, durable=False, grace=GRACE)):
        for path in (home, cluster.base, cluster.data):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700
        for path in cluster.base.iterdir():
            assert not path.stat().st_mode & 0o077, path
    for path, was in before.items():
        now = path.stat()
        assert (was.st_mode, was.st_uid) == (now.st_mode, now.st_uid), path
    end(cluster)


def test_it_is_made_as_decided(cluster: Cluster) -> None:
    with used(cluster):
        for value, query in (
            ("b", "select datlocprovider from pg_database"),
            ("C.UTF-8", "select datlocale from pg_database"),
            ("UTF8", "select pg_encoding_to_char(encoding) from pg_database"),
        ):
            assert ask(cluster, query) == value
        assert ask(cluster, "show data_checksums") == "on"
        assert ask(cluster, "show listen_addresses") == ""
        assert ask(cluster, "select count(*) from pg_hba_file_rules") == 1
        assert ask(cluster, "select auth_method from pg_hba_file_rules") == "peer"


def test_the_log_is_silent_about_people(cluster: Cluster) -> None:
    with used(cluster):
        for statement in (
            "select 'Elin Testsson'::int",
            "create table one (name text unique);"
            " insert into one values ('Elin Testsson'), ('Elin Testsson')",
            "do $$ begin raise warning 'Elin Testsson'; end $$; select 1/0",
        ):
            with pytest.raises(psycopg.Error):
                ask(cluster, statement)
    until(lambda: is_gone(cluster))
    assert "shut down" in cluster.log.read_text()
    assert "Elin" not in cluster.log.read_text()


def test_who_is_not_in_the_map_is_refused(cluster: Cluster) -> None:
    refused = pytest.raises(psycopg.OperationalError, match="Peer authentication")
    with used(cluster), refused:
        ask(cluster, "select 1", role="fullfolj_history")


def test_several_share_it_and_the_last_one_out_stops_it(
    cluster: Cluster, join: Join
) -> None:
    first, second = join(), join()  # both at once: one starts it, one waits
    first.is_up()
    second.is_up()
    server_pid = pid(cluster)
    first.leave()
    time.sleep(GRACE * 3)
    assert pid(cluster) == server_pid
    second.leave()
    until(lambda: is_gone(cluster))
    assert not (cluster.data / "postmaster.pid").exists()


def test_commands_one_after_another_share_one_start(cluster: Cluster) -> None:
    patient = Cluster(cluster.home, durable=False, grace=3.0)
    with used(patient):
        server_pid = pid(cluster)
    time.sleep(1.0)
    with used(patient):
        assert pid(cluster) == server_pid


def test_a_killed_user_is_noticed(cluster: Cluster, join: Join) -> None:
    join().is_up().kill()
    until(lambda: is_gone(cluster))


def test_it_survives_that_its_watcher_is_killed(cluster: Cluster, join: Join) -> None:
    user = join().is_up()
    server_pid = pid(cluster)
    kill_watcher(cluster)
    assert ask(cluster, "select 1") == 1
    with used(cluster):  # who comes next starts a watcher, which takes over
        assert pid(cluster) == server_pid
        assert len(watchers(cluster)) == 1
    kill_watcher(cluster)
    user.leave()  # and so does who goes
    until(lambda: is_gone(cluster))


def test_a_killed_server_is_started_again_for_those_who_use_it(
    cluster: Cluster, join: Join
) -> None:
    join().is_up()
    ask(cluster, "create table kept as select generate_series(1, 1000)")
    server_pid = pid(cluster)
    kill_server(cluster)
    with used(cluster):
        assert pid(cluster) != server_pid
        assert ask(cluster, "select count(*) from kept") == 1000


def test_all_may_be_killed_at_once(cluster: Cluster, join: Join) -> None:
    """And the number left in postmaster.pid is by then a living stranger's."""
    user = join().is_up()
    ask(cluster, "create table kept as select generate_series(1, 1000)")
    kill_watcher(cluster)
    user.kill()
    kill_server(cluster)
    until(lambda: is_gone(cluster))
    for name in ("postmaster.pid", f"{SOCKET}.lock"):
        file = cluster.data / name
        file.write_text(
            f"{os.getppid()}\n" + "\n".join(file.read_text().split("\n")[1:])
        )
    with used(cluster):
        assert ask(cluster, "select count(*) from kept") == 1000


def test_a_server_without_watcher_and_users_is_taken_over(
    cluster: Cluster, join: Join
) -> None:
    user = join().is_up()
    server_pid = pid(cluster)
    kill_watcher(cluster)
    user.kill()
    with used(cluster):
        assert pid(cluster) == server_pid
    until(lambda: is_gone(cluster))


def test_a_creation_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path, durable=False, grace=GRACE)
    half = cluster.base / "new-0123"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")
    with used(cluster):
        assert ask(cluster, "select 1") == 1
    assert not half.exists()
    end(cluster)


def test_many_who_come_at_once_get_one_server(cluster: Cluster, join: Join) -> None:
    users = [join() for _ in range(6)]
    for user in users:
        user.is_up()
    assert len(watchers(cluster)) == 1
    for user in users:
        user.kill()
    until(lambda: is_gone(cluster))


def test_who_comes_while_it_stops_waits_and_starts_it_again(cluster: Cluster) -> None:
    hasty = Cluster(cluster.home, durable=False, grace=0.0)
    for _ in range(4):
        with used(hasty):
            assert ask(cluster, "select 1") == 1
        time.sleep(0.15)


def test_a_slow_start_is_waited_for_and_said(cluster: Cluster) -> None:
    """A process of an earlier server is still there: nothing may start beside it."""
    said: list[str] = []
    uses = []
    left_behind = locks.opened(cluster.lock("server"), keeper(cluster.home))
    fcntl.flock(left_behind, fcntl.LOCK_EX)
    thread = threading.Thread(target=lambda: uses.append(hold(cluster, said.append)))
    thread.start()
    until(lambda: bool(said))
    assert thread.is_alive()
    assert server.state(cluster) is server.State.STARTING
    os.close(left_behind)
    thread.join(20)
    assert said[0].startswith("Databasen startar eller återställs")
    assert ask(cluster, "select 1") == 1
    uses[0].leave()


@pytest.mark.parametrize("name", ["x" * 120, "a,b", "med blanksteg å 'citat\""])
def test_any_path_will_do(made: Path, tmp_path: Path, name: str) -> None:
    home = tmp_path / name / "home"
    home.parent.mkdir()
    copy_home(made, home)
    with used(cluster := Cluster(home, durable=False, grace=GRACE)):
        assert ask(cluster, "select 1") == 1
    end(cluster)


def test_removed_files_end_the_server(cluster: Cluster, join: Join) -> None:
    join().is_up()
    server_pid = pid(cluster)
    cluster.home.rename(cluster.home.with_name("moved"))
    until(lambda: not Path(f"/proc/{server_pid}").exists())
    moved = Cluster(cluster.home.with_name("moved"), durable=False, grace=GRACE)
    with used(moved):
        assert ask(moved, "select 1") == 1
    end(moved)


def test_the_machine_going_down_stops_it_in_good_order(
    cluster: Cluster, join: Join
) -> None:
    join().is_up()
    os.kill(watchers(cluster)[0], signal.SIGTERM)
    until(lambda: is_gone(cluster))
    assert "database system is shut down" in cluster.log.read_text()


def test_the_lock_of_the_server_outlives_its_parent_only(cluster: Cluster) -> None:
    with used(cluster):
        assert locks.is_held(cluster.lock("server"))
        assert server.state(cluster) is server.State.READY
        kill_watcher(cluster)
        assert locks.is_held(cluster.lock("server"))


@pytest.mark.prove
def test_recovery_after_many_writes_takes_the_time_it_takes(cluster: Cluster) -> None:
    """A real crash with a gigabyte to replay, held up past every usual limit."""
    said: list[str] = []
    with used(cluster):
        ask(cluster, "alter system set max_wal_size = '20GB'")
        ask(cluster, "create table kept (id bigint, text text)")
        for _ in range(8):
            ask(
                cluster,
                "insert into kept select n, repeat('x', 100)"
                " from generate_series(1, 1000000) n",
            )
        kill_watcher(cluster)
        kill_server(cluster)
        until(lambda: is_gone(cluster))
    uses = []
    thread = threading.Thread(target=lambda: uses.append(hold(cluster, said.append)))
    thread.start()
    until(lambda: server.number(cluster) is not None)
    server_pid = pid(cluster)
    time.sleep(0.5)
    assert server.state(cluster) is server.State.STARTING
    os.kill(server_pid, signal.SIGSTOP)
    time.sleep(45)
    os.kill(server_pid, signal.SIGCONT)
    thread.join(600)
    assert len(said) >= 4
    assert ask(cluster, "select count(*) from kept") == 8_000_000
    uses[0].leave()


@pytest.mark.prove
def test_nothing_committed_is_lost_whatever_is_killed(cluster: Cluster) -> None:
    """A minute of users that come and go while server and watcher are killed."""
    chance = random.Random(1)
    written = 0
    with used(cluster):
        ask(cluster, "create table kept (n int)")
    users: list[User] = []
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        for user in users:
            chance.choice((user.leave, user.kill))()
        users = [User(cluster) for _ in range(chance.randint(0, 3))]
        with used(cluster):
            ask(cluster, f"insert into kept values ({written})")  # noqa: S608
            written += 1
            for act in chance.sample((kill_watcher, kill_server), chance.randint(0, 2)):
                act(cluster)
        time.sleep(chance.choice((0.0, 0.1, GRACE, GRACE * 2)))
    for user in users:
        user.kill()
    with used(cluster):
        assert ask(cluster, "select count(distinct n) from kept") == written
        assert len(watchers(cluster)) == 1
    assert written > 20
    until(lambda: is_gone(cluster))
