"""Between keys and engine."""

from tui.conductor.conductor import Conductor

__all__ = ["Conductor"]
