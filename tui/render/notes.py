"""What the marks in a guest's map mean now, as short lines under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memory.kinds import Kind
from tui.render.operations import RUNNING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.snapshot import GuestView, OperationView
    from tui.render.glyphs import Glyphs
    from tui.render.grid import Grid


def notes(guest: GuestView, operations: Iterable[OperationView], grid: Grid, glyphs: Glyphs) -> list[str]:
    """Return the notes of `guest`, most important first.

    Args:
        guest: whose map it is.
        operations: those listed on the screen.
        grid: how its map is drawn.
        glyphs: the characters.
    """
    lines = [f"1 cell = {grid.per_cell:,} sections"] if grid.per_cell > 1 else []
    own = [operation for operation in operations if operation.guest == guest.name]
    lines += [glyphs.words(doing) for operation in own if (doing := _doing(operation))]
    for operation in own:
        lines += [
            f"s{section} {glyphs.failed} cannot leave: {glyphs.words(reason)}"
            for section, reason in reversed(operation.failed_sections)
        ]
    if guest.balloon_pages_are == "pinned" and guest.sections.blockers[:, Kind.BALLOON].any():
        lines.append("balloon pages are pinned here: a section that holds one is stuck (B)")
    return lines


def _doing(operation: OperationView) -> str:
    """Return what an operation under way waits for or does, if it says."""
    if operation.state not in RUNNING:
        return ""
    return f"waits: {operation.waits_for}" if operation.waits_for else operation.detail
