"""The selected guest at large, beside the bands of a wide screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.cursor import Cursor
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from engine.snapshot import GuestView, Snapshot
    from tui.render.inspect import Behind


class SidePane(Rows):
    """Free lists with counts, and the section under the cursor page by page."""

    guest: GuestView | None = None
    cursor = Cursor()
    behind: Behind | None = None

    count = 1
    """Sections that the cell at the cursor stands for."""
    acts = True

    def show(self, snapshot: Snapshot, cursor: Cursor, behind: Behind | None = None, count: int = 1) -> None:
        """Show the guest and section of `cursor`; the snapshot should have its pages, see `Bands.view`."""
        guest, acts = snapshot.guest(cursor.guest), snapshot.watch is None
        if guest is self.guest and (cursor, behind, count) == (self.cursor, self.behind, self.count):
            return
        self.guest, self.cursor, self.behind, self.count, self.acts = guest, cursor, behind, count, acts
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw lists and pages."""
        if self.guest is None:
            return ()
        from tui.render.side import side_rows

        width, height = self.size
        look = (self.palette, self.glyphs)
        rows = side_rows(self.guest, self.cursor, width, height, *look, self.behind, self.count, self.acts)
        return [row.strip(width) for row in rows]
