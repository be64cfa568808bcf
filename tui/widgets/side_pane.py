"""The selected guest at large, beside the bands of a wide screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.map.cursor import Cursor
from tui.widgets.selectable import Selectable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from engine.snapshot import GuestView, Snapshot
    from tui.render.map.inspect import Behind


class SidePane(Selectable):
    """Free lists with counts, and the section under the cursor page by page."""

    guest: GuestView | None = None
    told: GuestView | None = None
    """The guest for numbers and words, as it is or was a moment ago."""
    cursor = Cursor()
    behind: Behind | None = None

    count = 1
    """Sections that the cell at the cursor stands for."""
    acts = True

    def show(
        self,
        snapshot: Snapshot,
        cursor: Cursor,
        behind: Behind | None = None,
        count: int = 1,
        told: Snapshot | None = None,
    ) -> None:
        """Show the guest and section of `cursor`; the snapshot should have its pages, see `Bands.view`."""
        guest, acts = snapshot.guest(cursor.guest), snapshot.watch is None
        said = (told or snapshot).guest(cursor.guest) or guest
        same = guest is self.guest and said is self.told
        if same and (cursor, behind, count) == (self.cursor, self.behind, self.count):
            return
        self.told = said
        self.guest, self.cursor, self.behind, self.count, self.acts = guest, cursor, behind, count, acts
        self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw lists and pages."""
        if self.guest is None or self.told is None:
            return ()
        from tui.render.closely.side import side_rows

        width, height = self.size
        look = (self.palette, self.glyphs)
        place = (self.cursor, width, height)
        rows = side_rows(self.guest, *place, *look, self.behind, self.count, self.acts, self.told)
        return [row.strip(width) for row in rows]
