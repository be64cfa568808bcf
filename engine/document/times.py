"""Times as the document writes them."""

from __future__ import annotations

from engine.units import SECOND, Nanoseconds


def seconds(time: Nanoseconds) -> float:
    """Return a time in seconds, as near as a number of JSON comes to it."""
    return time / SECOND
