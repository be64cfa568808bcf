"""The gauge's target dragged along it: which size a column means, and the command that asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import MIB, size_text
from tui.render.guests.gauge import column, has_min, scale

if TYPE_CHECKING:
    from engine.snapshot import GuestView
    from engine.units import Bytes
    from tui.render.guests.band import Band

GRASP = 1
"""Columns beside the target's sign in which it is taken hold of too."""


def gauge_row(band: Band) -> int:
    """Return the row of a band in which its gauge stands."""
    return int(band.columns.form == "tall")


def takes_hold(band: Band, x: int, y: int) -> bool:
    """Say whether the mouse is on the target's sign of a band's gauge."""
    width = band.columns.gauge_width
    if not band.map_at or y != gauge_row(band) or not width:
        return False
    at = min(column(band.guest.target, band.guest, width), width - 1)
    return abs(x - band.columns.gauge_at - at) <= GRASP


def dragged_size(band: Band, x: int) -> Bytes:
    """Return the size at a column of a band, snapped to what its guest can have.

    Up to online memory steps are powers of two of which a column is no less than one, a whole number of MiB, and of
    pages; beyond it they are whole memory blocks.
    """
    guest, width = band.guest, max(1, band.columns.gauge_width)
    wanted = scale(guest) * min(max(x - band.columns.gauge_at, 0), width) // width
    step = max(MIB, guest.page_size)
    while step * 2 <= scale(guest) // width:
        step *= 2
    block = guest.block_sections * guest.section_size
    if wanted > guest.online:
        blocks = max(1, (wanted - guest.online + block // 2) // block)
        most = max(0, (guest.max - guest.online) // block)
        return guest.online + min(blocks, most) * block
    least = guest.min if has_min(guest) else step
    return min(max((wanted + step // 2) // step * step, least), guest.online)


def dragged_command(guest: GuestView, size: Bytes) -> str:
    """Return the command that asks for a size: the balloon alone up to online memory, beyond it sections too."""
    if size > guest.online:
        return f"resize {guest.name} {size_text(size)} policy=balloon+add"
    if "balloon" not in guest.can:
        return f"resize {guest.name} {size_text(size)}"
    return f"balloon set {guest.name} {size_text(size)}"
