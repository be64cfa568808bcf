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

    def show(self, snapshot: Snapshot, cursor: Cursor, behind: Behind | None = None) -> None:
        """Show the guest and section of `cursor`; the snapshot should have its pages, see `Bands.view`."""
        guest = snapshot.guest(cursor.guest)
        if guest is self.guest and (cursor, behind) == (self.cursor, self.behind):
            return
        self.guest, self.cursor, self.behind = guest, cursor, behind
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw lists and pages."""
        if self.guest is None:
            return ()
        from tui.render.side import side_rows

        width, height = self.size
        rows = side_rows(self.guest, self.cursor, width, height, self.palette, self.glyphs, self.behind)
        return [row.strip(width) for row in rows]
