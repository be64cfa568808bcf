"""What a guest's free page reporting is at."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds, Pages, Pfn


@attrs.frozen
class Reports:
    """Plain values; replaced, never changed in place."""

    requested: bool = False
    """A pass is due: large blocks came free since the last one, or it left some."""
    large: Pages = 0
    """Free pages in blocks that can be reported, when somebody last looked."""
    told: Pages = 0
    """Pages that the host gave frames up for since reporting last was idle."""
    said: Nanoseconds = -1
    """When it was last said that the guest waits for frames; -1: never."""
    owed: tuple[tuple[Pfn, Pages], ...] = ()
    """Pages in use for which the host had no frame yet: the guest stands still."""
