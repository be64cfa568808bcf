"""The band above the prompt that says where a script stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.bindings import hinted
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.strip import Strip

    from tui.asking.asking import Asking
    from tui.render.text.rows import Row

GOES_ON = "{command.pause} goes on"
POINT = "click it, or type it · {command.pause} shows what is right"
POINT_THERE = (
    "click it, or {map.in} at it; {anywhere.out}, then type it · {command.pause} shows what is right"
)
TYPE_LATER = "{anywhere.out}, then type the answer · {command.pause} shows what is right"
"""While another pane has the keyboard."""
TYPE = "type the answer · {command.pause} shows what is right"


class StopBand(Rows, can_focus=False):
    """The stop that there is; no rows without one."""

    asking: Asking | None = None

    def follow(self, asking: Asking) -> None:
        """Show a stop as it is now."""
        self.asking = asking
        self.redraw()

    @property
    def hint(self) -> str:
        """What the keys do."""
        if self.asking is None or not self.asking.open:
            return hinted(self, GOES_ON)
        if self.screen.pane in ("prompt", "presenter"):  # type: ignore[attr-defined]
            return hinted(self, POINT if self.asking.by_pointing else TYPE)
        return hinted(self, POINT_THERE if self.asking.by_pointing else TYPE_LATER)

    def rows_wanted(self, width: int) -> int:
        """Return the rows that show everything on a screen of `width` columns; 0: there is no stop."""
        return len(self._rows(width))

    def draw(self) -> Sequence[Strip]:
        """Draw what is said."""
        return [row.strip(self.size.width) for row in self._rows(self.size.width)]

    def _rows(self, width: int) -> Sequence[Row]:
        from tui.render.told.stop_rows import stop_rows

        if self.asking is None or self.asking.stop is None:
            return ()
        return stop_rows(self.asking.stop, self.asking.reveal, self.hint, width, self.palette, self.glyphs)
