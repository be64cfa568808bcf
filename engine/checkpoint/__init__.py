"""A world as bytes and back, with everything that is under way. Checkpoints are a cache, never the truth."""

from engine.checkpoint.checkpoint import read, write

__all__ = ["read", "write"]
