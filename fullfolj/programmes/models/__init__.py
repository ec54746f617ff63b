"""What the work is made of: programmes that youths take part in, and methods."""

from fullfolj.programmes.models.methods import Method
from fullfolj.programmes.models.programmes import Programme

__all__ = ["Method", "Programme"]
