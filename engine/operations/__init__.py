"""What each command does to the world."""

from engine.operations.execute import Outcome, execute

__all__ = ["Outcome", "execute"]
