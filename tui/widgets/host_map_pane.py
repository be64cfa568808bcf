"""The host map: the machine's frames by owner, with a cursor that says what a cell holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.bindings import bindings
from tui.widgets.sheet import Sheet, SheetName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.machine_view import MachineView
    from engine.snapshot import Balancing, Snapshot
    from tui.export.extract import Extract
    from tui.render.host_cells import HostGrid


UNKNOWN = (
    "A machine does not know what frames are behind its pages:",
    "only its hypervisor does, and that is not asked here.",
    "Esc goes back to its own map.",
)
"""What is said of a real machine."""


class HostMapPane(Sheet):
    """Cells of machine memory. Arrows and clicks move the cursor."""

    NAME: ClassVar[SheetName] = "host"
    BINDINGS: ClassVar[list[BindingType]] = bindings("host")
    host: MachineView | None = None
    balancing: Balancing | None = None
    cursor = 0
    watched = False
    """Whether it is a real machine: whose frames are behind its pages, no one there can tell."""

    def show(self, snapshot: Snapshot) -> None:
        """Show another map, if the picture has one."""
        machine, balancing = snapshot.host.machine, snapshot.host.balancing
        if self.watched != (snapshot.watch is not None):
            self.watched = snapshot.watch is not None
            self.redraw()
        if machine is not None and (machine is not self.host or balancing != self.balancing):
            self.host, self.balancing = machine, balancing
            self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the map and what there is to say of it."""
        if self.host is None:
            return self._unknown() if self.watched else ()
        from tui.render.host_map import host_map_rows

        width, height = self.size
        lit = self.cursor if self.has_focus else None
        rows = host_map_rows(self.host, width, height, self.palette, self.glyphs, lit, self.balancing)
        return [row.strip(width) for row in rows]

    def extract(self, snapshot: Snapshot) -> Extract | None:
        """Return the machine's frames."""
        from tui.export.sheets import host

        return host(self.host, snapshot.time, self.balancing) if self.host else None

    def _unknown(self) -> Sequence[Strip]:
        from tui.render.rows import Row
        from tui.render.words import fit

        width, height = self.size
        rows = [Row(self.palette.ground) for _ in range(height)]
        for row, words in zip(rows[max(0, height // 2 - 1) :], UNKNOWN, strict=False):
            text = self.glyphs.words(words, 400)
            row.to((width - len(text)) // 2).add(fit(text, width, self.glyphs.more), self.palette.muted)
        return [row.strip(width) for row in rows]

    def action_move(self, right: int, down: int) -> None:
        """Move by cells and rows."""
        if grid := self._grid():
            self._go(self.cursor + right + down * grid.per_row)

    def action_end(self, last: int) -> None:
        """Go to the machine's first or last frames."""
        if grid := self._grid():
            self._go(grid.cells - 1 if last else 0)

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that is clicked."""
        from tui.render.host_cells import GUTTER

        if (grid := self._grid()) and 0 <= event.x - GUTTER < grid.per_row and 1 <= event.y <= grid.rows:
            self._go((event.y - 1) * grid.per_row + event.x - GUTTER)

    def _grid(self) -> HostGrid | None:
        from tui.render.host_cells import host_grid

        return host_grid(self.host, *self.size) if self.host and self.size else None

    def _go(self, cell: int) -> None:
        grid = self._grid()
        if grid and 0 <= cell < grid.cells:
            self.cursor = cell
            self.redraw()
