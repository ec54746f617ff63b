"""Nothing of others' is in the repository, and what is served is what is listed."""

import json
import re
import subprocess

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from fullfolj.core import browser_files

ROOT = settings.NODE_MODULES.parent


def test_versions_are_exact_and_the_lock_file_has_no_addresses() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    lock = (ROOT / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert "http" not in lock
    assert lock.count('"integrity"') == len(json.loads(lock)["packages"]) - 1


def test_nothing_of_others_is_committed() -> None:
    listed = ["git", "ls-files", "*.min.js", "node_modules", "*.map", "*.mo"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    assert not done.stdout


@pytest.mark.parametrize("name", browser_files.FILES)
def test_a_listed_file_is_found(name: str) -> None:
    assert finders.find(f"vendor/{name}")


@pytest.mark.parametrize(
    "name",
    [
        "vendor/axe-core/axe.min.js",
        "vendor/../package.json",
        "@digdir/designsystemet-css/dist/src/index.css",
        "account/js/onload.js",
    ],
)
def test_no_other_is(name: str) -> None:
    assert not finders.find(name)


def test_a_file_is_kept_by_the_browser_and_is_small() -> None:
    manifest = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())
    weight = 0
    ours = ("core/theme.css", "core/layout.css", "core/house.js")
    for name in (*browser_files.FILES, *ours):
        if name.endswith(".map"):
            continue
        hashed = manifest["paths"].get(name) or manifest["paths"][f"vendor/{name}"]
        answer = Client().get(f"/static/{hashed}", headers={"accept-encoding": "gzip"})
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["Content-Encoding"] == "gzip"
        weight += len(answer.getvalue())
    assert weight < 75_000, f"{weight} bytes before the first page stands"
