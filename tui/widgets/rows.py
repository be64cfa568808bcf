"""The base of every part of the screen that is drawn row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.visual import VisualType

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs
    from tui.render.whole.jump import Spot

LONGEST_TIP = 400
"""Characters of what is said of one place."""


class Rows(Widget):
    """A widget that is a list of strips. It has no border, padding or tint, so its strips go to the screen as they are.

    Subclasses say in `draw` what there is to see, and call `redraw` when that may have changed.
    """

    DEFAULT_CSS = """
    Rows { width: 1fr; height: 1fr; }
    """
    ALLOW_SELECT = False

    class CommandOffered(Message):
        """A gesture has written a command; whoever runs it decides, but for a question, which may run at once."""

        def __init__(self, text: str, *, runs: bool = False) -> None:
            super().__init__()
            self.text = text
            self.runs = runs

    def __init__(self, palette: Palette, glyphs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.palette = palette
        self.glyphs = glyphs
        self._strips: list[Strip] = []
        self._drawn_for = Size(0, 0)

    def focus(self, scroll_visible: bool = True) -> Self:
        """Have the keyboard at once: the next key may be on its way."""
        self.screen.set_focus(self, scroll_visible)
        return self

    def draw(self) -> Sequence[Strip]:
        """Return the rows for the present size; rows that are missing stay blank."""
        return ()

    def tip_at(self, x: int, y: int) -> str:  # noqa: ARG002 - most parts say something
        """Return what stands at a place, in words; empty: nothing is to be said of it.

        It is asked for only after the mouse has rested there for a moment, so it may take its time.

        Args:
            x: column of the widget.
            y: row of the widget.
        """
        return ""

    def spots(self) -> Sequence[Spot]:
        """Return what jump mode goes to, by its place in the widget."""
        return ()

    @property  # type: ignore[misc]
    def tooltip(self) -> VisualType | None:
        """What is under the mouse. Textual asks when it shows a tooltip, so it costs nothing before."""
        place = self.app.mouse_position - self.region.offset
        tip = self.tip_at(*place)
        return Content(self.glyphs.words(tip, LONGEST_TIP)) if tip else None

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything anew in another theme."""
        self.palette, self.glyphs = palette, glyphs
        self._drawn_for = Size(0, 0)
        self.refresh()

    def redraw(self) -> None:
        """Draw, compare with what is on the screen, and have only what differs in a row repainted."""
        if not self.size or self._drawn_for != self.size:
            self._drawn_for = Size(0, 0)
            self.refresh()
            return
        before, self._strips = self._strips, self._all_rows()
        rows = enumerate(zip(before, self._strips, strict=True))
        changed = [y for y, (old, new) in rows if old is not new and old != new]
        if changed:
            self.refresh(*(difference(before[y], self._strips[y], y) for y in changed))

    def render_line(self, y: int) -> Strip:
        """Return one row; all are drawn first if the size is new."""
        if self._drawn_for != self.size:
            self._drawn_for = self.size
            self._strips = self._all_rows()
        if 0 <= y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.palette.ground)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the rows of a region, in black and white if the terminal is to have no colour."""
        lines = [self.render_line(y) for y in crop.line_range]
        if crop.column_span != (0, self.size.width):
            lines = [line.crop(*crop.column_span) for line in lines]
        for each in self.get_line_filters():
            background = self.background_colors[1]
            lines = [line.apply_filter(each, background) for line in lines]
        return lines

    def _all_rows(self) -> list[Strip]:
        """Draw, as many rows as the widget is high."""
        width, height = self.size
        rows = list(self.draw()[:height])
        return rows + [Strip.blank(width, self.palette.ground)] * (height - len(rows))


def difference(old: Strip, new: Strip, y: int) -> Region:
    """Return the part of row `y` that has to be painted where one strip follows the other: whole runs."""
    was, now = list(old), list(new)
    left = first = 0
    for before, after in zip(was, now, strict=False):
        if before != after:
            break
        left += after.cell_length
        first += 1
    right = 0
    for before, after in zip(reversed(was[first:]), reversed(now[first:]), strict=False):
        if before != after:
            break
        right += after.cell_length
    return Region(left, y, max(0, max(old.cell_length, new.cell_length) - left - right), 1)
