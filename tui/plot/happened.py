"""What happened, in a plot: chapters above all guests, and the operations of each one above its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.plot.frame import CHAPTER, LANE, LEFT, TITLE, WIDE
from tui.plot.ink import cut, line, text, wide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import OperationView
    from engine.units import Nanoseconds
    from tui.plot.frame import Frame
    from tui.plot.ink import Inks

ROWS, LANES = 5, 4
"""Of titles, and of operations of a guest, at most."""
SMALL = 13
WENT_WRONG = ("failed", "partial", "cancelled")


@attrs.frozen
class Place:
    """Words that have found a place."""

    row: int
    x: float
    words: str
    before: bool = False
    """Whether they end at `x` instead of beginning there."""


def placed(wanted: Sequence[tuple[float, float, str]], rows: int, size: int) -> list[Place | None]:
    """Find a place for words so that none stand in others; where none is left it is None.

    Where words would be cut at the edge they stand before what they belong to, if there is room for that.

    Args:
        wanted: for each, in order, where that begins, where its words begin, and these.
        rows: how many there are.
        size: of the letters.
    """
    ends = [0.0] * rows
    found: list[Place | None] = []
    for start, x, words in wanted:
        free = [row for row, end in enumerate(ends) if end <= start]
        fits = wide(words, size) <= WIDE - 8 - x
        before = [row for row in free if start - 8 - wide(words, size) >= max(LEFT, ends[row])]
        if not free:
            found.append(None)
        elif before and not fits:
            found.append(Place(before[0], start - 8, words, before=True))
            ends[before[0]] = x + 4
        else:
            shown = cut(words, WIDE - 8 - x, size)
            found.append(Place(free[0], x, shown))
            ends[free[0]] = x + wide(shown, size) + 10
    return found


def chapter_places(chapters: Sequence[tuple[Nanoseconds, str]], frame: Frame) -> list[Place | None]:
    """Find places for the titles of chapters."""
    marks = [(frame.x(time), frame.x(time) + 5, title) for time, title in chapters]
    return placed(marks, ROWS, SMALL)


def chapter_rows(places: Sequence[Place | None]) -> int:
    """Return how many rows titles take."""
    return max((each.row + 1 for each in places if each), default=0)


def chapters(
    marks: Sequence[tuple[Nanoseconds, str]],
    frame: Frame,
    places: Sequence[Place | None],
    inks: Inks,
    end: float,
) -> list[str]:
    """Draw where chapters begin: a line through all guests, and their titles."""
    drawn = []
    for (time, _), place in zip(marks, places, strict=True):
        top = TITLE + (CHAPTER * place.row if place else CHAPTER * frame.chapters)
        drawn.append(line(f"M{frame.x(time):g} {top}V{end:g}", inks.muted, 1, "1 5"))
        if place:
            drawn.append(_words(place, top + 14, inks.text))
    return drawn


def operation_places(operations: Sequence[OperationView], frame: Frame) -> list[Place | None]:
    """Find places for the operations of one guest: at the end of its bar each has its number and its words."""
    marks = []
    for each in operations:
        start = frame.x(each.started)
        stop = max(start + 3, frame.x(frame.end if each.ended is None else each.ended))
        state = f": {each.state}" if each.state in WENT_WRONG else ""
        marks.append((start, stop + (14 if state else 6), f"{each.id} {each.command}{state}"))
    return placed(marks, LANES, SMALL)


def operations(
    shown: Sequence[OperationView], frame: Frame, places: Sequence[Place | None], inks: Inks, top: int
) -> list[str]:
    """Draw operations from their start to their end; those that did not succeed end with a cross.

    Args:
        shown: which.
        frame: where times stand.
        places: of their words.
        inks: the colours.
        top: of the first row.
    """
    drawn = []
    for each, place in zip(shown, places, strict=True):
        row = place.row if place else LANES - 1
        y = top + row * LANE + LANE // 2
        start = frame.x(each.started)
        stop = max(start + 3, frame.x(frame.end if each.ended is None else each.ended))
        wrong = each.state in WENT_WRONG
        ink = inks.warm if wrong else inks.text
        drawn.append(f'<path d="M{start:g} {y - 3}H{stop:g}v6H{start:g}z" fill="{ink}"/>')
        if wrong:
            drawn.append(line(f"M{stop:g} {y - 5}l10 10m0 -10l-10 10", ink, 2))
        if place:
            drawn.append(_words(place, y + 5, ink if wrong else inks.muted))
    return drawn


def _words(place: Place, y: float, fill: str) -> str:
    return text(place.x, y, place.words, fill, anchor="end" if place.before else "start", size=SMALL)
