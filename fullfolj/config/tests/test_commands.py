"""The commands as one runs them: doctor, manage; serve stands in test_serving."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fullfolj.config import databases, doctor
from fullfolj.config.home import secret_key
from fullfolj.config.postgres.cluster import Cluster
from fullfolj.config.postgres.use import used
from fullfolj.config.tests.conftest import copy_home, end
from fullfolj.config.tests.houses import run
from fullfolj.core import fonts


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Iterator[Path]:
    """A home with a cluster that holds none of our roles yet."""
    home = tmp_path / "home"
    copy_home(made, home)
    yield home
    end(Cluster(home))


def test_doctor_goes_from_ill_to_well(home: Path) -> None:
    ill = run(home, "doctor")
    assert ill.returncode == 1, ill
    assert [line[:3] for line in ill.stdout.splitlines()] == ["OK "] * 7 + ["FEL"]
    assert "ändringar av tabellerna är inte gjorda" in ill.stdout
    assert run(home, "manage", "migrate").returncode == 0
    well = run(home, "doctor", FULLFOLJ_LANGUAGE="en")
    assert well.returncode == 0, well
    assert "are those the program expects" in well.stdout
    assert "The wall stands" in well.stdout
    assert well.stdout.splitlines()[-1].endswith("good night is recent")
    assert run(home, "manage", "check", "--database", "default").returncode == 0


def test_doctor_names_an_application_role_that_may_all(home: Path) -> None:
    """With two URLs, as for a server of one's own."""
    assert run(home, "manage", "migrate").returncode == 0
    cluster = Cluster(home, durable=False)
    with used(cluster):
        url = f"postgresql:///fullfolj?host={cluster.host()}&user="
        urls = {"DATABASE_OWNER_URL": f"{url}fullfolj_owner"}
        right = run(home, "doctor", DATABASE_URL=f"{url}fullfolj_app", **urls)
        assert right.returncode == 0, right
        assert "Databasen svarar: PostgreSQL 18" in right.stdout
        for user in ("fullfolj_owner", "postgres"):
            wrong = {"DATABASE_URL": f"{url}{user}"}
            told = run(home, "doctor", **wrong)
            assert told.returncode == 1
            assert f"Rollen {user} " in told.stdout
            assert "gäller inte för" in told.stdout
            checked = run(home, "manage", "check", "--database", "default", **wrong)
            assert checked.returncode == 1
            assert "fullfolj.E001" in checked.stderr
            served = run(home, "serve", **wrong)
            assert served.returncode == 1
            assert f"Rollen {user} " in served.stderr


def test_doctor_tells_which_fonts_are_missing_and_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As on a machine without Noto; papers are printed there too."""
    monkeypatch.setattr(fonts, "missing", lambda: ["Noto Sans Ethiopic"])
    told: list[str] = []
    monkeypatch.setattr(doctor, "CHECKS", (("fonts", (), doctor.fonts_are_there),))
    assert doctor.examine(told.append) == 0
    assert told[0].startswith(
        "OBS  Typsnitt för utskrifter saknas: Noto Sans Ethiopic."
    )


def test_doctor_when_nobody_answers(home: Path) -> None:
    url = f"postgresql://fullfolj_app@/fullfolj?host={home}"
    told = run(home, "doctor", DATABASE_URL=url)
    assert told.returncode == 1
    assert "FEL  Databasen svarar inte: " in told.stdout


def test_doctor_when_the_secret_lies_open(home: Path) -> None:
    secret_key(home)
    (home / "secret-key").chmod(0o644)
    told = run(home, "doctor")
    assert told.returncode == 1
    assert "kan läsas av andra" in told.stdout


def test_a_served_page_cannot_know_of_the_owner(tmp_path: Path) -> None:
    both = {"DATABASE_URL": "postgresql://a@h/d", "DATABASE_OWNER_URL": "postgresql://"}
    assert set(databases.databases(tmp_path, both)) == {"default", "owner"}
    served = both | {databases.WITHOUT_OWNER: "1"}
    assert set(databases.databases(tmp_path, served)) == {"default"}
    assert set(databases.databases(tmp_path, {databases.WITHOUT_OWNER: "1"})) == {
        "default"
    }


def test_a_url_is_read_as_libpq_reads_it() -> None:
    entry = databases.from_url("postgresql://a:b%2F@h:5/d?sslmode=require")
    assert entry["NAME"] == "d"
    assert (entry["USER"], entry["PASSWORD"]) == ("a", "b/")
    assert (entry["HOST"], entry["PORT"]) == ("h", "5")
    assert entry["OPTIONS"] == {"sslmode": "require", "options": databases.FIXED}


def test_the_secret_is_made_once_and_for_us_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    first = secret_key(home, {})
    assert len(first) > 50
    assert secret_key(home, {}) == first
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in home.iterdir()] == ["secret-key"]
    assert secret_key(home, {"FULLFOLJ_SECRET_KEY": "given"}) == "given"


def test_many_who_make_the_secret_at_once_read_the_same(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from fullfolj.config.home import *;"
        "print(secret_key(Path(sys.argv[1]), {}))"
    )
    began = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE
        )
        for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in began}) == 1
