"""A map of 256 x 200 cells of which a share changes 30 times a second: `busy_map.py SHARE`. Run by `frames.py`."""

from __future__ import annotations

import sys

import numpy as np
from rich.segment import Segment
from textual.app import App
from textual.strip import Strip

from tui.outlet import PacedDriver, PacedScreen
from tui.render.colours.bundled import DEFAULT_THEME, bundled_themes
from tui.render.colours.palette import palette
from tui.render.text.glyphs import UNICODE
from tui.widgets.rows import Rows

WIDTH, HEIGHT = 256, 200
ASKED = 30
RUN, CLUSTER, STATES = 16, 64, 8


class Map(Rows):
    """Cells in runs; clusters of them change."""

    def __init__(self, share: float) -> None:
        super().__init__(palette(bundled_themes()[DEFAULT_THEME]), UNICODE)
        self._random = np.random.Generator(np.random.PCG64(7))
        self._cells = np.repeat(self._random.integers(0, STATES, (HEIGHT, WIDTH // RUN)), RUN, axis=1)
        self._clusters = round(share * WIDTH * HEIGHT / CLUSTER)
        self._rows: list[Strip | None] = [None] * HEIGHT

    def change(self) -> None:
        """Let clusters change, and draw."""
        rows = self._random.integers(0, HEIGHT, self._clusters)
        starts = self._random.integers(0, WIDTH // CLUSTER, self._clusters) * CLUSTER
        states = self._random.integers(0, STATES, self._clusters)
        for row, start, state in zip(rows.tolist(), starts.tolist(), states.tolist(), strict=True):
            self._cells[row, start : start + CLUSTER] = state
            self._rows[row] = None
        self.redraw()

    def draw(self) -> list[Strip]:
        """Draw the rows that have changed."""
        for row, strip in enumerate(self._rows):
            if strip is None:
                self._rows[row] = self._row(self._cells[row])
        return [strip for strip in self._rows if strip is not None]

    def _row(self, cells: np.ndarray) -> Strip:
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        lengths = np.diff(starts, append=WIDTH)
        inks = self.palette.cells
        return Strip(
            [
                Segment("▒" * length, inks[state])
                for length, state in zip(lengths.tolist(), cells[starts].tolist(), strict=True)
            ],
            WIDTH,
        )


class Busy(App[None]):
    """The map alone, on the app's own screen and driver."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._map = Map(share)

    def get_driver_class(self):
        return PacedDriver

    @property
    def behind(self) -> bool:
        return isinstance(self._driver, PacedDriver) and self._driver.behind

    def get_default_screen(self):
        return PacedScreen()

    def compose(self):
        yield self._map

    def on_mount(self) -> None:
        self.set_interval(1 / ASKED, self._map.change)


if __name__ == "__main__":
    Busy(float(sys.argv[1])).run()
