"""What was done, so that it can be done again: recordings, and the digests on their way."""

from engine.history.digests import Digests
from engine.history.recorded import recorded

__all__ = ["Digests", "recorded"]
