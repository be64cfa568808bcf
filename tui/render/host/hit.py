"""What is at a place of the host bar: a guest's segment, or a part of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len

from tui.render.host.bar import RECORDED, bar_columns, bar_start, clock_text, margin, segments

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from tui.render.text.glyphs import Glyphs

ClockPart = Literal["time", "sign", "speed"]


def clock_part(snapshot: Snapshot, width: int, glyphs: Glyphs, x: int) -> ClockPart | None:
    """Return the part of the clock in a column of the first row: `00:31.2`, `▶`, or `1x`."""
    text = clock_text(snapshot, glyphs, width)
    start = width - margin(width) - cell_len(text)
    sign = start + text.index(" ", len(RECORDED) if snapshot.recorded else 0) + 1
    if not start <= x < width:
        return None
    return "time" if x < sign else "sign" if x == sign else "speed"


def guest_at(snapshot: Snapshot, width: int, glyphs: Glyphs, x: int) -> str | None:
    """Return the guest whose segment is in a column of the first row."""
    at = bar_start(snapshot)
    shown = segments(snapshot.host, bar_columns(snapshot, width, glyphs))
    for name, (_, columns) in zip(snapshot.host.owned, shown, strict=True):
        if at <= x < at + columns:
            return name
        at += max(0, columns)
    return None
