"""What each command does to the world."""

from engine.operations.execute import execute
from engine.operations.outcome import Outcome

__all__ = ["Outcome", "execute"]
