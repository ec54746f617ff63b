"""Documents that are run or compared, so that they cannot rot."""

import re
import subprocess
from pathlib import Path

import pytest

from docs.generate import REFERENCE, pages
from fullfolj.config.command import main

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)

# Of what is stored: run by tests of their own, as `serve` and `make run` are.
STORED = {"authority", "changes", "import", "nightly", "register", "why"}
SERVED = {"serve": "fullfolj/config/tests/test_serving.py", "demo": "e2e/test_demo.py"}

NAMED = re.compile(r"`([^`]+)`")
FILE = re.compile(r"[\w./-]+(?:\.(?:csv|html|js|md|po|py|toml)|/)")
# Of the slice that CONTRIBUTING walks through: names, and the file they stand in.
PART = re.compile(r"^\| [^|]+ \| (`[^|]+) in `([^`|]+)` \|", re.MULTILINE)


def committed() -> list[str]:
    """Every file of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name]


def commands(document: str) -> list[str]:
    text = (ROOT / document).read_text("utf-8")
    lines = "".join(BLOCK.findall(text)).replace("\\\n", " ").splitlines()
    return [line.split("#")[0].strip() for line in lines if line.strip()]


@pytest.mark.parametrize("name", list(pages()))
def test_generated_pages_are_as_the_code_says(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == pages()[name], "make reference"


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_make_target_named_exists(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert named <= targets
    assert named


def test_the_readmes_commands_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours = [c.split() for c in commands("README.md") if "fullfolj" in c]
    stored = [words for words in ours if "--authority" in words]
    stored += [words for words in ours if words[1] in ("authority", "nightly")]
    assert {words[1] for words in stored} == STORED
    ours = [w for w in ours if w not in stored and w[1] not in SERVED]
    ours.sort(key=lambda words: words[1] != "demo-files")
    assert [words[1] for words in ours] == ["demo-files", "register"]
    for _, *words in ours:
        here = [w.replace("var/demo", str(tmp_path / "demo")) for w in words]
        few = ["--persons", "3000"] if here[0] == "demo-files" else []
        assert main(here + few) == 0
    assert "målgruppen" in capsys.readouterr().out


def test_make_run_serves_the_demo_that_a_test_serves() -> None:
    assert "make run" in commands("README.md")
    done = subprocess.run(
        ["make", "-n", "--no-print-directory", "run", "PORT=8123"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    *_, last = done.stdout.splitlines()
    assert last == ".venv/bin/fullfolj demo --port 8123"
    for command, test in SERVED.items():
        assert f'"{command}"' in (ROOT / test).read_text("utf-8")


def test_every_file_that_contributing_names_is_there() -> None:
    """By its whole path, or by its end where each package has one."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = {each for each in NAMED.findall(text) if FILE.fullmatch(each)}
    there = ["/" + name for name in committed()]
    folders = {f"{Path(name).parent}/" for name in there}
    for each in named:
        found = [one for one in (*there, *folders) if one.endswith("/" + each)]
        assert found, f"CONTRIBUTING names {each}"
    assert len(named) > 20


def test_the_slice_to_copy_stands_where_contributing_says() -> None:
    parts = PART.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(parts) > 15
    for names, path in parts:
        text = (ROOT / path).read_text("utf-8")
        for name in NAMED.findall(names):
            assert re.search(rf"\b{re.escape(name)}\b", text), f"{name} in {path}"


def test_every_link_of_the_documents_leads_somewhere() -> None:
    roots = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    for document in [*roots, *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
            if "://" not in target:
                assert (document.parent / target).exists(), f"{document}: {target}"


def test_every_picture_is_shown_somewhere() -> None:
    documents = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
    shown = "".join(document.read_text("utf-8") for document in documents)
    taken = {path.name for path in (ROOT / "docs" / "pictures").glob("*")}
    assert {name for name in taken if f"pictures/{name}" not in shown} == set()


def test_the_project_names_no_machine_and_no_registry() -> None:
    """No absolute path of a machine, no address of a package registry."""
    forbidden = re.compile(
        "|".join(["/" + "work/", "py" + "pi", "npm" + "js", "/ro" + "ot/"])
    )
    for name in committed():
        text = (ROOT / name).read_text("utf-8", errors="replace")
        assert not forbidden.search(text), name
