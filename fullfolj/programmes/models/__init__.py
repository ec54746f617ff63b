"""What youths take part in besides the law's duty, and on what ground."""

from fullfolj.programmes.models.programmes import Programme

__all__ = ["Programme"]
