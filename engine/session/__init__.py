"""The engine's public face: type commands, run, pause, step, and look.

Each base of a `Session` adds one thing to the one below, and can be used without those above.
"""

from engine.errors import CommandError
from engine.handle import Operation
from engine.session.session import Session

__all__ = ["CommandError", "Operation", "Session"]
