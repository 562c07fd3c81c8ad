"""What this room does by itself: it listens to the register."""

from . import reviewing

__all__ = ["reviewing"]
