"""What a guest has seen of its host's paging."""

from __future__ import annotations

import attrs

from engine.units import Nanoseconds, Pages


@attrs.frozen
class HostPaging:
    """Counts of pages since the host first paged this guest. Values are replaced."""

    outs: Pages = 0
    """Pages that ever went to the host's swap."""
    ins: Pages = 0
    """Pages that ever came from there, because the guest touched them."""
    double: Pages = 0
    """Of these, pages that the guest had the host read only to write them to its own disk: double paging."""
    overwritten: Pages = 0
    """Of these, pages that came only to be written over: they were free, and the host could not know."""
    told: Nanoseconds = -1
    """When it was last said that the guest waits for the host; -1: never."""
    told_double: Nanoseconds = -1
    """When it was last said that pages are paged twice; -1: never."""
