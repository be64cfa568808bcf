"""Free memory of all guests over the time of a recording, under its line."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from engine.units import short_size
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from engine.snapshot.replay import ReplayView
    from engine.units import Bytes, Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.replay.track import Track
    from tui.render.text.glyphs import Glyphs


def free_at(view: ReplayView, time: Nanoseconds) -> Bytes | None:
    """Return what was free at a time, as it was seen last before it; None where that is not known."""
    at = bisect_right(view.free, time, key=lambda sample: sample[0])
    return view.free[at - 1][1] if at and time <= view.indexed else None


def free_rows(
    view: ReplayView,
    now: Nanoseconds,
    free: Bytes,
    track: Track,
    rows: int,
    palette: Palette,
    glyphs: Glyphs,
) -> list[Row]:
    """Draw free memory in so many rows, from nothing up to the most that there ever was.

    Args:
        view: the recording.
        now: the time that is shown; what comes later is fainter.
        free: what is free then, be it in a fork.
        track: where times stand.
        rows: how many there are, one at least.
        palette: the theme's styles.
        glyphs: the characters.
    """
    most = max((size for _, size in view.free), default=0) or 1
    signs = (" ", *glyphs.eighths, glyphs.full)
    columns = range(track.left, track.left + track.columns)
    sizes = [free_at(view, track.time(column)) for column in columns]
    levels = [0 if size is None else max(1, -(-size * 8 * rows // most)) for size in sizes]
    passed = track.column(now) - track.left + 1
    drawn = []
    for under in reversed(range(rows)):
        text = "".join(signs[min(max(level - 8 * under, 0), 8)] for level in levels)
        row = Row(palette.ground).to(track.left)
        drawn.append(row.add(text[:passed], palette.muted).add(text[passed:], palette.rule))
    said = "free in guests" if track.wide else "guests"
    drawn[-1].add(f" {short_size(free)} {said}", palette.muted)
    return drawn
