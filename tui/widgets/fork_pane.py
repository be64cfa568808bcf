"""A fork beside what was recorded, at the same virtual time. Up and down scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tui.bindings import bindings
from tui.widgets.sheet import Sheet, SheetName

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.snapshot import Snapshot
    from engine.units import Nanoseconds
    from tui.export.extract import Extract
    from tui.render.sheets.fork import Pair

NONE = " There is no fork: type a command while a recording is played, and what follows is one."


class ForkPane(Sheet):
    """The table of both."""

    NAME: ClassVar[SheetName] = "fork"
    LARGE = True
    BINDINGS: ClassVar[list[BindingType]] = bindings("fork")
    original: Callable[[Nanoseconds], Snapshot] | None = None
    """Returns the recording's own picture at a time."""
    _pair: Pair | None = None
    _top = 0

    def show(self, snapshot: Snapshot) -> None:
        """Show another picture of the fork, and the recording's of the same time."""
        from tui.render.sheets.fork import Pair

        if self._pair is not None and self._pair.forked is snapshot:
            return
        forked = snapshot.replay is not None and snapshot.replay.fork is not None
        self._pair = Pair(self.original(snapshot.time), snapshot) if forked and self.original else None
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw both."""
        from tui.render.sheets.fork import fork_rows
        from tui.render.text.rows import Row

        width, height = self.size
        if self._pair is None:
            return [Row(self.palette.ground).add(self.glyphs.words(NONE), self.palette.muted).strip(width)]
        rows = fork_rows(self._pair, width, height, self.palette, self.glyphs, top=self._top)
        return [row.strip(width) for row in rows]

    def extract(self, snapshot: Snapshot) -> Extract | None:  # noqa: ARG002 - the pair is of two
        """Return all figures, those out of sight too."""
        from tui.export.sheets import fork

        return fork(self._pair) if self._pair else None

    def action_move(self, right: int, down: int) -> None:  # noqa: ARG002 - there is nothing beside
        """Scroll."""
        self._top = min(max(0, self._top + down), self._most())
        self.redraw()

    def action_end(self, last: int) -> None:
        """Scroll to the first row, or to the last."""
        self._top = self._most() if last else 0
        self.redraw()

    def _most(self) -> int:
        """Return how many rows can be scrolled out."""
        from tui.render.sheets.fork import map_rows, table, table_room

        if self._pair is None:
            return 0
        rows = table(self._pair, self.size.width, map_rows(self.size.height), self.palette, self.glyphs)
        return max(0, len(rows) - table_room(self.size.height))
