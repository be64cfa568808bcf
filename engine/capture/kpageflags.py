"""What the bits of a word of /proc/kpageflags say (include/uapi/linux/kernel-page-flags.h; fs/proc/page.c)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.capture.record import Flags

Mask = NDArray[np.bool_]
REFERENCED, UPTODATE, DIRTY, LRU, ACTIVE, SLAB, WRITEBACK = (1 << bit for bit in (2, 3, 4, 5, 6, 7, 8))
BUDDY, ANON, SWAPBACKED, HEAD, TAIL, HUGE = (1 << bit for bit in (10, 12, 14, 15, 16, 17))
UNEVICTABLE, POISONED, NOPAGE, OFFLINE = (1 << bit for bit in (18, 19, 20, 23))
ZERO_PAGE, PGTABLE, RESERVED, MLOCKED, PRIVATE = (1 << bit for bit in (24, 26, 32, 33, 35))


def has(flags: Flags, bits: int) -> Mask:
    """Say of each page whether any of some bits is set."""
    found: Mask = (flags & np.uint64(bits)) != 0
    return found
