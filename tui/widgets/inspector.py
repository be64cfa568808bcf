"""The inspector: everything about what the cursor or the mouse is on, under the bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.map.cursor import Cursor
from tui.widgets.selectable import Selectable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from engine.snapshot import GuestView, Snapshot
    from tui.render.map.inspect import Behind


class Inspector(Selectable):
    """A heading and facts; it follows the cursor live."""

    guest: GuestView | None = None
    cursor = Cursor()
    count = 1
    """Sections that the cell at the cursor stands for."""
    behind: Behind | None = None
    acts = True

    def show(self, snapshot: Snapshot, cursor: Cursor, count: int, behind: Behind | None) -> None:
        """Show what `cursor` is on; the snapshot should have its pages, see `Bands.view`."""
        guest, acts = snapshot.guest(cursor.guest), snapshot.watch is None
        if guest is self.guest and (cursor, count, behind) == (self.cursor, self.count, self.behind):
            return
        self.guest, self.cursor, self.count, self.behind, self.acts = guest, cursor, count, behind, acts
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw the heading and the facts."""
        if self.guest is None:
            return ()
        from tui.render.closely.inspector import inspector_rows

        width, height = self.size
        rows = inspector_rows(
            self.guest,
            self.cursor,
            width,
            height,
            self.palette,
            self.glyphs,
            self.count,
            self.behind,
            self.acts,
        )
        return [row.strip(width) for row in rows]
