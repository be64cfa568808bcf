"""What was done, so that it can be done again: recordings, the digests on their way, and what came from outside."""

from engine.history.digests import Digests, KeptDigest
from engine.history.inputs import Input, Inputs, Kind, Position, matters, typed_text
from engine.history.recorded import growth, past_text, recorded

__all__ = [
    "Digests",
    "Input",
    "Inputs",
    "KeptDigest",
    "Kind",
    "Position",
    "growth",
    "matters",
    "past_text",
    "recorded",
    "typed_text",
]
