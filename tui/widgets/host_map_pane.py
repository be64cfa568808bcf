"""The host map: the machine's frames by owner, with a cursor that says what a cell holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

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
    from tui.render.host.cells import HostGrid


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
    sought: int | None = None
    """A frame that the cursor goes to as soon as there is a map."""
    watched = False
    """Whether it is a real machine: whose frames are behind its pages, no one there can tell."""

    class Entered(Message):
        """The guest behind a frame is to be shown."""

        def __init__(self, frame: int) -> None:
            super().__init__()
            self.frame = frame

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
        from tui.render.host.map import host_map_rows

        width, height = self.size
        if self.sought is not None and (grid := self._grid()):
            self.cursor, self.sought = min(self.sought // grid.frames, grid.cells - 1), None
        lit = self.cursor if self.has_focus else None
        rows = host_map_rows(self.host, width, height, self.palette, self.glyphs, lit, self.balancing)
        return [row.strip(width) for row in rows]

    def extract(self, snapshot: Snapshot) -> Extract | None:
        """Return the machine's frames."""
        from tui.export.sheets import host

        return host(self.host, snapshot.time, self.balancing) if self.host else None

    def _unknown(self) -> Sequence[Strip]:
        from tui.render.text.rows import Row
        from tui.render.text.words import fit

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

    def seek(self, frame: int) -> None:
        """Put the cursor on a frame."""
        self.sought = frame
        self.redraw()

    def action_enter(self) -> None:
        """Go into the guest that has most of the cell, to the page behind its first frame there."""
        from tui.render.host.cells import frame_of

        if self.host and (grid := self._grid()):
            self.post_message(self.Entered(frame_of(self.host, grid, self.cursor)))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the cell that is clicked; a double click goes in."""
        if (cell := self.cell_at(event.x, event.y)) is not None:
            self._go(cell)
            if event.chain == 2:
                self.action_enter()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go a row up; with ctrl in, to what is under the mouse."""
        event.prevent_default()  # of a sheet the wheel moves
        event.stop()
        if not event.ctrl:
            self.action_move(0, -1)
        elif (cell := self.cell_at(event.x, event.y)) is not None:
            self._go(cell)
            self.action_enter()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go a row down; there is nothing further out."""
        event.prevent_default()
        event.stop()
        if not event.ctrl:
            self.action_move(0, 1)

    def cell_at(self, x: int, y: int) -> int | None:
        """Return the cell at a place; None beside the map."""
        from tui.render.host.cells import GUTTER

        grid = self._grid()
        if grid is None or not (0 <= x - GUTTER < grid.per_row and 1 <= y <= grid.rows):
            return None
        cell = (y - 1) * grid.per_row + x - GUTTER
        return cell if cell < grid.cells else None

    def tip_at(self, x: int, y: int) -> str:
        """Return what the cell at a place holds."""
        from tui.render.host.cells import host_cells
        from tui.render.host.words import cell_words

        grid, cell = self._grid(), self.cell_at(x, y)
        if self.host is None or grid is None or cell is None:
            return ""
        return cell_words(self.host, grid, host_cells(self.host, grid), cell)

    def _grid(self) -> HostGrid | None:
        from tui.render.host.cells import host_grid

        return host_grid(self.host, *self.size) if self.host and self.size else None

    def _go(self, cell: int) -> None:
        grid = self._grid()
        if grid and 0 <= cell < grid.cells:
            self.cursor = cell
            self.redraw()
