"""What was done, so that it can be done again: recordings, the digests on their way, and what came from outside."""

from engine.history.digests import Digests, KeptDigest
from engine.history.inputs import Input, Inputs, Kind, Position, matters, typed_text
from engine.history.lived import FOREVER, Lived
from engine.history.recorded import growth, past_text, recorded

__all__ = [
    "FOREVER",
    "Digests",
    "Input",
    "Inputs",
    "KeptDigest",
    "Kind",
    "Lived",
    "Position",
    "growth",
    "matters",
    "past_text",
    "recorded",
    "typed_text",
]
