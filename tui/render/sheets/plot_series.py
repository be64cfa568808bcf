"""A guest's course over virtual time as series of columns: what it has, how its programs get on, what is swapped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from engine.snapshot import Column
from engine.units import SECOND, Bytes, short_size
from tui.render.guests.gauge import scale
from tui.render.text.words import percent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from engine.snapshot import GuestView, Snapshot
    from engine.units import Nanoseconds
    from tui.render.text.glyphs import Glyphs

ALL = 1000
"""Shares are in thousandths."""
UNUSABLE = "unusable"
"""The line of free memory that lies in blocks of less than 2M."""
STEPS = (1, 2, 5, 10, 30, 60, 120, 300, 600)
"""Seconds that a column may stand for."""


def whole_step(snapshot: Snapshot, columns: int) -> int:
    """Return the position in `STEPS` at which all of a recording has room in so many columns; 0: it is none."""
    if snapshot.replay is None:
        return 0
    end = max(snapshot.replay.end, snapshot.time) // SECOND + 1
    fitting = (at for at, step in enumerate(STEPS) if step * columns >= end)
    return next(fitting, len(STEPS) - 1)


@attrs.frozen
class Window:
    """Which seconds are in sight: [first, first + columns * step), those from `end` on are yet to come."""

    first: int
    step: int
    columns: int
    end: int

    @classmethod
    def of(cls, time: Nanoseconds, columns: int, step: int = 1, cursor: int | None = None) -> Window:
        """Show the last seconds that are over, or earlier ones if the cursor is on one."""
        end, columns = time // SECOND, max(1, columns)
        first = max(0, -(-end // step) * step - columns * step)
        if cursor is not None and cursor < first:
            first = max(0, cursor) // step * step
        return cls(first, step, columns, end)

    def column(self, second: int) -> int:
        """Return the column of a second; it may lie beside those in sight."""
        return (second - self.first) // self.step

    def second(self, column: int) -> int:
        """Return the first second of a column."""
        return self.first + column * self.step

    @property
    def last(self) -> int:
        """The last column of which something is known; -1: there is none."""
        return min(self.columns, -(-(self.end - self.first) // self.step)) - 1


@attrs.frozen(eq=False)
class Series:
    """One line of a plot."""

    name: str
    values: NDArray[np.int64]
    """Bytes, one entry a column; -1 where nothing is known."""
    scale: Bytes
    """What a full column stands for."""
    said: tuple[str, ...]
    """One entry a column: its value in words."""


@attrs.frozen(eq=False)
class _Seconds:
    """The columns of a window as sums and levels, in bytes."""

    known: NDArray[np.bool_]
    amounts: NDArray[np.int64]
    """[columns, Column] per second, on average."""
    levels: NDArray[np.int64]
    """[columns, Column] at the end."""


def _seconds(guest: GuestView, window: Window) -> _Seconds:
    """Return what is known of a guest in a window."""
    width = window.columns * window.step
    rows = np.zeros((width, len(Column)), np.int64)
    there = guest.course.between(window.first, max(window.first, min(window.end, window.first + width)))
    rows[: len(there)] = there
    cut = rows.reshape(window.columns, window.step, len(Column))
    known = cut[:, :, Column.ONLINE] > 0
    count = known.sum(axis=1)
    last = np.maximum(0, window.step - 1 - known[:, ::-1].argmax(axis=1))
    amounts = cut.sum(axis=1) // np.maximum(1, count)[:, None]
    levels = cut[np.arange(window.columns), last]
    return _Seconds(count > 0, amounts * guest.page_size, levels * guest.page_size)


def series(guest: GuestView, window: Window, *, watched: bool = False) -> list[Series]:
    """Return the lines of a guest's plot, the most telling first.

    Work is left out where nobody wanted to work, and swapping where nothing was swapped.

    Args:
        guest: whose.
        window: the seconds in sight.
        watched: whether it is a real machine, of which no one knows what its programs get done, and what it has stays.
    """
    found = _seconds(guest, window)
    online, balloon = found.levels[:, Column.ONLINE], found.levels[:, Column.BALLOON]
    work, wanted = found.amounts[:, Column.WORK], found.amounts[:, Column.WANTED]
    into, out = found.amounts[:, Column.SWAPPED_IN], found.amounts[:, Column.SWAPPED_OUT]
    free, has = found.levels[:, Column.FREE], online - balloon
    shattered = _line(
        UNUSABLE,
        share := unusable_shares(found.levels[:, Column.UNUSABLE], free),
        found.known,
        ALL,
        [f"{percent(int(each), ALL)} % for 2M" for each in share],
    )
    swaps = [
        f"out {_size(gone)} in {_size(back)}/s" if gone or back else "none"
        for gone, back in zip(out, into, strict=True)
    ]
    works = [
        f"{_size(done)}/s {percent(int(done), int(want))} %" if want else "nothing to do"
        for done, want in zip(work, wanted, strict=True)
    ]
    swapping = _line("swap", into + out, found.known, int((into + out).max()), swaps)
    if watched:
        return [
            _line("used", has - free, found.known, int(has.max())),
            _line("free", free, found.known, int(free.max())),
            *([_line("balloon", balloon, found.known, scale(guest))] if balloon.any() else []),
            shattered,
            swapping,
        ]
    whole = int(max(wanted.max(), work.max()))
    return [
        _line("has", has, found.known, scale(guest)),
        _line("free", free, found.known, int(free.max())),
        _line("balloon", balloon, found.known, scale(guest)),
        shattered,
        *([_line("work", work, found.known, whole, works)] if whole else []),
        *([swapping] if (into + out).any() else []),
    ]


def unusable_shares(unusable: NDArray[np.int64], free: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return what of free memory is of no use for a large block, in thousandths; all of it where nothing is free."""
    return np.where(free > 0, unusable * ALL // np.maximum(1, free), ALL)


def _line(
    name: str,
    values: NDArray[np.int64],
    known: NDArray[np.bool_],
    whole: Bytes,
    said: list[str] | None = None,
) -> Series:
    words = said or [_size(value) for value in values]
    texts = tuple(text if there else "" for text, there in zip(words, known, strict=True))
    return Series(name, np.where(known, values, -1), max(1, whole), texts)


def _size(value: int) -> str:
    return short_size(int(value))


def chart(line: Series, rows: int, glyphs: Glyphs) -> list[str]:
    """Draw a line in so many rows, the topmost first; what is not nothing shows at least the least mark."""
    signs = (" ", *glyphs.eighths, glyphs.full)
    eighths = -(-line.values * 8 * rows // line.scale)
    eighths = np.minimum(8 * rows, np.where(line.values > 0, np.maximum(1, eighths), 0))
    drawn = []
    for row in reversed(range(rows)):
        heights = np.clip(eighths - 8 * row, 0, 8)
        drawn.append("".join(signs[height] for height in heights.tolist()))
    return drawn
