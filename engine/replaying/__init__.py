"""A recording that is played, and gone back and forth in: an index of its course, and checkpoints on the way."""

from engine.replaying.replay import Replay

__all__ = ["Replay"]
