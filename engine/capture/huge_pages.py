"""Which pages of programs are transparent huge pages, as /proc/kpageflags tells of heads and tails."""

from __future__ import annotations

import numpy as np

from engine.capture.kpageflags import HEAD, TAIL, has
from engine.capture.record import Capture, Pfns
from engine.memory.state import Column
from engine.memory.thp import OF_PROGRAMS


def huge_pages_of_programs(capture: Capture, kinds: Column) -> Pfns:
    """Return the first pfns of compound pages of programs that are a pageblock each, ascending.

    Args:
        capture: what the kernel told.
        kinds: of each pfn.
    """
    unit, flags = 1 << capture.pageblock_order, capture.flags
    blocks = len(flags) // unit
    of_block = flags[: blocks * unit].reshape(blocks, unit)
    heads = np.flatnonzero(has(of_block[:, 0], HEAD) & np.isin(kinds[: blocks * unit : unit], OF_PROGRAMS))
    whole = has(of_block[heads, 1:], TAIL).all(axis=1)
    alike = kinds[: blocks * unit].reshape(blocks, unit)[heads]
    found: Pfns = heads[whole & (alike == alike[:, :1]).all(axis=1)].astype(np.int64) * unit
    return found
