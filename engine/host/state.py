"""A host as plain values, for checkpoints."""

from __future__ import annotations

from typing import TypedDict

from engine.host.balancing import Balancing
from engine.host.runs import Int64s
from engine.units import Bytes, Pages


class GuestState(TypedDict):
    """One guest of a `HostState`, in frames: runs of its pages, the frames that back them, and each run's length."""

    name: str
    lo: Pages
    hi: Pages
    scale: int
    pfns: Int64s
    frames: Int64s
    counts: Int64s
    limit: Pages
    """What it holds in memory at most, or -1."""
    paged_starts: Int64s
    paged_counts: Int64s
    """Runs of its pages that are on the host's swap."""


class HostState(TypedDict):
    """A host as plain values. What neither a guest holds nor waits to be zeroed is free."""

    total: Bytes
    guests: list[GuestState]
    zeroing_starts: Int64s
    zeroing_counts: Int64s
    line: tuple[tuple[str, Pages], ...]
    """Guests that wait to boot, and the frames that they need."""
    balancing: Balancing | None
