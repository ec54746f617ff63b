"""What the work is made of."""

from fullfolj.programmes.models.methods import Method

__all__ = ["Method"]
