"""What is shown where the terminal is too small for the main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.layout import SMALLEST, TERSE
from tui.render.operations import RUNNING
from tui.render.rows import Row
from tui.render.words import level, plural

if TYPE_CHECKING:
    from textual.strip import Strip

    from engine.snapshot import Snapshot
    from tui.render.palette import Palette


def small_rows(snapshot: Snapshot | None, width: int, height: int, palette: Palette) -> list[Strip]:
    """Return `height` rows: which size is needed, that the simulation goes on; at worst the size alone."""
    is_now = f"This terminal is {width} x {height}."
    if width < TERSE[0] or height < TERSE[1]:
        lines = [is_now if len(is_now) <= width else f"{width}x{height}"]
    else:
        lines = [
            f"ballonet needs {SMALLEST[0]} x {SMALLEST[1]}.",
            is_now,
            *_going_on(snapshot),
            "",
            "^Q quit   Space pause",
        ]
    lines = lines[:height]
    rows = [Row(palette.ground).add(f" {line}" if len(line) < width else line) for line in lines]
    rows += [Row(palette.ground) for _ in range(height - len(rows))]
    return [row.strip(width) for row in rows]


def _going_on(snapshot: Snapshot | None) -> list[str]:
    if snapshot is None:
        return ["Make it larger."]
    running = sum(operation.state in RUNNING for operation in snapshot.operations)
    state = "The simulation is paused." if snapshot.paused else "The simulation goes on."
    has = "  ".join(f"{guest.name} {level(guest.has)}" for guest in snapshot.guests[:3])
    return ["Make it larger.", state, f"{plural(running, 'operation')} under way.", has]
