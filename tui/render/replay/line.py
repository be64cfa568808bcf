"""The line of a replay: what has passed, what is to come, what is not known yet, and what is marked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.text.rows import Row

if TYPE_CHECKING:
    from rich.style import Style

    from engine.snapshot.replay import ReplayView
    from engine.units import Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.replay.track import Track
    from tui.render.text.glyphs import Glyphs


def line_row(
    view: ReplayView,
    now: Nanoseconds,
    track: Track,
    palette: Palette,
    glyphs: Glyphs,
    pointed: Nanoseconds | None = None,
) -> Row:
    """Draw the line, from the track's first column to its last.

    Args:
        view: the recording.
        now: the time that is shown.
        track: where times stand.
        palette: the theme's styles.
        glyphs: the characters.
        pointed: the time that the mouse is at; None: it is elsewhere.
    """
    cells = [_plain(view, now, track, column, palette, glyphs) for column in _columns(track)]

    def mark(time: Nanoseconds, sign: str, style: Style) -> None:
        cells[track.column(time) - track.left] = (sign, style)

    ahead, passed = glyphs.ticks
    for time in view.operations:
        mark(time, *((passed, palette.text) if time <= now else (ahead, palette.muted)))
    ahead, passed = glyphs.chapters
    for time in (start for start, _ in view.chapters):
        mark(time, *((passed, palette.text) if time <= now else (ahead, palette.muted)))
    for time in view.failures:
        mark(time, glyphs.failed, palette.warm)
    if pointed is not None:
        mark(pointed, glyphs.target, palette.strong)
    mark(now, glyphs.playhead, palette.cursor)
    row = Row(palette.ground)
    for sign, style in cells:
        row.add(sign, style)
    return row


def _columns(track: Track) -> range:
    return range(track.left, track.left + track.columns)


def _plain(
    view: ReplayView, now: Nanoseconds, track: Track, column: int, palette: Palette, glyphs: Glyphs
) -> tuple[str, Style]:
    """Return a column of the line on which nothing is marked."""
    time = track.time(column)
    forked = view.fork is not None and column >= track.column(view.fork.at)
    if column <= track.column(now):
        return (glyphs.forked if forked else glyphs.bar), palette.text
    known = time <= view.indexed and time <= view.end
    if forked and known:
        return glyphs.forked, palette.muted
    return (glyphs.unbar if known else glyphs.unknown), palette.muted
