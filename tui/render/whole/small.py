"""What is shown where the terminal is too small for the main screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.guests.state import state_of
from tui.render.layout import SMALLEST, TERSE
from tui.render.text.rows import Row
from tui.render.text.words import fit, level, plural
from tui.render.told.operations import RUNNING, listed

if TYPE_CHECKING:
    from textual.strip import Strip

    from engine.snapshot import Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs


def small_rows(
    snapshot: Snapshot | None, width: int, height: int, palette: Palette, glyphs: Glyphs
) -> list[Strip]:
    """Return `height` rows: which size is needed, that the simulation goes on; at worst the size alone."""
    is_now = f"This terminal is {width} x {height}."
    if width < TERSE[0] or height < TERSE[1]:
        lines = [is_now if len(is_now) <= width else f"{width}x{height}"]
    else:
        lines = [
            f"ballonet needs {SMALLEST[0]} x {SMALLEST[1]}.",
            is_now,
            *_going_on(snapshot, width, glyphs),
        ]
        lines = [*lines[: height - 1], "^Q quit   Space pause"]
    lines = lines[:height]
    rows = [Row(palette.ground).add(f" {line}" if len(line) < width else line) for line in lines]
    rows += [Row(palette.ground) for _ in range(height - len(rows))]
    return [row.strip(width) for row in rows]


def _going_on(snapshot: Snapshot | None, width: int, glyphs: Glyphs) -> list[str]:
    if snapshot is None:
        return ["Make it larger."]
    running = sum(operation.state in RUNNING for operation in snapshot.operations)
    lines = ["Make it larger: I wait." if snapshot.paused else "Make it larger: I go on."]
    if running:
        lines.append(f"{plural(running, 'operation')} still {'runs' if running == 1 else 'run'}.")
    return [*lines, "", fit(_guests(snapshot, glyphs), width - 2, glyphs.more), ""]


def _guests(snapshot: Snapshot, glyphs: Glyphs) -> str:
    """Return `web ○ 42 %  db ▴ s32`; of guests to which nothing happens what they have, if all are such."""
    own = listed(snapshot)
    states = [
        (guest.name, state_of(guest, [each for each in own if each.guest == guest.name]))
        for guest in snapshot.guests
    ]
    busy = [f"{name} {state.foremost.text(glyphs)}" for name, state in states if state.happenings]
    return "  ".join(busy or [f"{guest.name} {level(guest.has)}" for guest in snapshot.guests[:3]])
