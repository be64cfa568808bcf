"""DIMMs that the hypervisor has plugged into a guest, and the memory backends behind them."""

from __future__ import annotations

import attrs

from engine.units import Pages


@attrs.frozen
class Backend:
    """Memory that the hypervisor has set aside for a DIMM."""

    id: str
    pages: Pages


@attrs.frozen
class Dimm:
    """A DIMM: the hypervisor counts it from when it is plugged, whatever the guest does with its sections.

    Attributes:
        id: what the hypervisor calls it.
        memdev: the id of its backend.
        slot: the lowest that was free.
        node: of its memory.
        first, count: its sections.
    """

    id: str
    memdev: str
    slot: int
    node: int
    first: int
    count: int

    @property
    def sections(self) -> range:
        """Its sections, present or not."""
        return range(self.first, self.first + self.count)


def free_slot(dimms: tuple[Dimm, ...]) -> int:
    """Return the lowest slot without a DIMM."""
    taken = {dimm.slot for dimm in dimms}
    return next(slot for slot in range(len(taken) + 1) if slot not in taken)
