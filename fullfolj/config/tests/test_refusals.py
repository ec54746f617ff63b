"""Every no that an action says is a sentence, in the catalogue of its package."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from inspect import getsource
from types import ModuleType

import pytest

from fullfolj import casework, kaa, programmes
from fullfolj.casework.rules import measures
from fullfolj.core.catalogue import catalogue
from fullfolj.core.refusal import Refused


def refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    """All that an action may raise."""
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


@pytest.mark.parametrize(
    "package", [casework, kaa, programmes], ids=lambda p: p.__name__
)
def test_each_refusal_has_its_sentence(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".actions" in module.name:
            importlib.import_module(module.name)
    ours = {e for e in refusals() if e.__module__.startswith(f"{package.__name__}.")}
    codes = {each.code for each in ours if each.code}
    if package is casework:
        named = re.findall(r'return "(\w+)", ', getsource(measures.wrong_day))
        assert len(named) > 3
        codes |= {*named, "measure_far"}
    said = catalogue(package.__name__).codes("sv")
    assert codes
    assert [code for code in sorted(codes) if f"refused.{code}" not in said] == []
