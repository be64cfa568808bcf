"""The plots: guests over virtual time, with a cursor that goes back in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.units import SECOND
from tui.bindings import bindings
from tui.widgets.sheet import Sheet, SheetName

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.binding import BindingType
    from textual.strip import Strip

    from engine.snapshot import Snapshot
    from tui.export.extract import Extract
    from tui.render.sheets.plot_series import Window


class PlotsPane(Sheet):
    """Lines of guests. Left and right move the cursor by columns, up and down change what a column stands for."""

    NAME: ClassVar[SheetName] = "plots"
    BINDINGS: ClassVar[list[BindingType]] = bindings("plots")
    LARGE = True
    snapshot: Snapshot | None = None
    cursor: int | None = None
    """The second that is explained; None: the last one, whichever that is."""
    step: int | None = None
    """Position in `STEPS`; None: the first, or the one at which all of a recording is in sight."""

    def show(self, snapshot: Snapshot) -> None:
        """Show another picture."""
        before, self.snapshot = self.snapshot, snapshot
        if self.cursor is not None and self.cursor > snapshot.time // SECOND:
            self.cursor = None  # time went back beyond it
        if before is None or _facts(before) != _facts(snapshot):
            self.redraw()

    def draw(self) -> Sequence[Strip]:
        """Draw every guest."""
        if self.snapshot is None:
            return ()
        from tui.render.sheets.plots import plot_rows

        width, height = self.size
        rows = plot_rows(
            self.snapshot,
            self.told(),
            self._window(self.snapshot),
            width,
            height,
            self.palette,
            self.glyphs,
            cursor=self.cursor if self.has_focus else None,
            selected=self.selected(),
        )
        return [row.strip(width) for row in rows]

    def extract(self, snapshot: Snapshot) -> Extract | None:
        """Return the guests over the time in sight; what is copied are the values at the cursor."""
        from tui.export.sheets import plots

        return plots(snapshot, self._window(snapshot), self.cursor, self.told())

    def action_move(self, right: int, down: int) -> None:
        """Move the cursor by columns; downwards a column stands for more, upwards for less."""
        from tui.render.sheets.plot_series import STEPS

        if self.snapshot is None:
            return
        if down:
            self.step = min(max(self._step(self.snapshot) + down, 0), len(STEPS) - 1)
        window = self._window(self.snapshot)
        if right:
            last = window.second(window.last) if window.last >= 0 else 0
            at = (last if self.cursor is None else self.cursor) + right * window.step
            self.cursor = None if at > last else max(0, at)
        self.redraw()

    def action_end(self, last: int) -> None:
        """Go to the start of virtual time, or to now."""
        self.cursor = None if last else 0
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the second that is clicked."""
        from tui.render.sheets.plots import LABEL

        if self.snapshot and 0 <= event.x - LABEL <= (window := self._window(self.snapshot)).last:
            self.cursor = window.second(event.x - LABEL)
            self.redraw()

    def _step(self, snapshot: Snapshot) -> int:
        from tui.render.sheets.plot_series import whole_step
        from tui.render.sheets.plots import plot_columns

        return whole_step(snapshot, plot_columns(self.size.width)) if self.step is None else self.step

    def _window(self, snapshot: Snapshot) -> Window:
        from tui.render.sheets.plot_series import STEPS, Window
        from tui.render.sheets.plots import plot_columns

        step = STEPS[self._step(snapshot)]
        return Window.of(snapshot.time, plot_columns(self.size.width), step, self.cursor)


def _facts(snapshot: Snapshot) -> tuple[object, ...]:
    """Return what the plots are drawn from, so far as it can change."""
    guests = [(guest.name, id(guest.course), guest.has, guest.target) for guest in snapshot.guests]
    known = snapshot.replay.indexed if snapshot.replay else None
    return snapshot.time // SECOND, guests, snapshot.operations, known
