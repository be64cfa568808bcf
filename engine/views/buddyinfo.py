"""/proc/buddyinfo."""

from __future__ import annotations

from engine.snapshot import GuestView


def buddyinfo(guest: GuestView) -> str:
    """Return the free blocks per order, a zone a line.

    Blocks of isolated pageblocks count, as in the kernel, although MemFree leaves them out; every line ends in a
    space (mm/vmstat.c:frag_show_print).
    """
    lines = []
    for zone in guest.zones:
        blocks = (sum(types) for types in zip(*zone.free_area.values(), strict=True))
        lines.append(f"Node {zone.node}, zone {zone.name:>8} " + "".join(f"{count:>6} " for count in blocks))
    return "\n".join(lines)
