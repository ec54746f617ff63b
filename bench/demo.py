"""From nothing to the first page: what `make run` does after the set-up."""

from pathlib import Path
from time import perf_counter

from bench.measures import Figures
from fullfolj.config.postgres.cluster import Cluster
from fullfolj.config.tests.conftest import end
from fullfolj.config.tests.houses import served


def demo(home: Path) -> Figures:
    """Seconds until the page answers: when all is made, and when all stands."""
    try:
        return {"first, s": _until_a_page(home), "later, s": _until_a_page(home)}
    finally:
        end(Cluster(home / "demo-region"))


def _until_a_page(home: Path) -> float:
    began = perf_counter()
    with served(home, "demo") as house:
        house.until_said(f"http://localhost:{house.port}", seconds=600)
        house.until_it_answers()
        seconds = perf_counter() - began
        assert house.stop() == 0
    return seconds
