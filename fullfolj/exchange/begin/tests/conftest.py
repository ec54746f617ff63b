"""Berg answers for its municipality, in every test that asks for it."""

from fullfolj.exchange.imports.tests.conftest import berg

__all__ = ["berg"]
