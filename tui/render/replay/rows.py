"""A replay as rows: as many as there is room for, the line before all else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from tui.render.replay.buttons import buttons, buttons_row
from tui.render.replay.chapters import chapters_row, titles
from tui.render.replay.free import free_rows
from tui.render.replay.heading import heading_row
from tui.render.replay.line import line_row
from tui.render.replay.track import LEFT, Track
from tui.render.replay.words import at
from tui.render.text.rows import Row

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.snapshot import Snapshot
    from engine.snapshot.replay import ReplayView
    from engine.units import Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

Part: TypeAlias = Literal["heading", "chapters", "line", "free", "keys"]
FIRST: tuple[Part, ...] = ("line", "heading", "chapters", "free", "keys")
"""What shows, the most important first."""
FROM_THE_TOP: tuple[Part, ...] = ("heading", "chapters", "line", "free", "keys")
WANTED = 5
"""Rows in which everything shows."""
TIME = 13
"""Columns before the line where that is all there is: sign and time."""


def parts(height: int, *, chaptered: bool = True) -> list[Part]:
    """Return what each row shows, from the top.

    Args:
        height: how many there are.
        chaptered: whether the recording has chapters.
    """
    kept = [each for each in FIRST if chaptered or each != "chapters"][:height]
    rows = [each for each in FROM_THE_TOP if each in kept]
    while len(rows) < height and "free" in rows:
        rows.insert(rows.index("free"), "free")
    return rows


def track_of(view: ReplayView, now: Nanoseconds, width: int, height: int) -> Track:
    """Return where times stand."""
    return Track.of(view, now, width, TIME if height == 1 else LEFT)


def replay_rows(
    snapshot: Snapshot,
    view: ReplayView,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    *,
    pointed: Nanoseconds | None = None,
    leaves: str = "",
    again: str = "",
    live: str = "",
    overrides: Mapping[str, str],
) -> list[Row]:
    """Draw a replay.

    Args:
        snapshot: what is shown of it.
        view: the recording.
        width: columns there are.
        height: rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        pointed: the time that the mouse is at; None: it is elsewhere.
        leaves: the keys that go back from a fork to the recording.
        again: the key that plays it from its start, at its end.
        live: the key that goes on with the session whose past it is; empty: it is no session's.
        overrides: keys by an action's id, where they are others than the table's.
    """
    now, look = snapshot.time, (palette, glyphs)
    track = track_of(view, now, width, height)
    shown = parts(height, chaptered=bool(view.chapters))
    size = sum(guest.free for guest in snapshot.guests)
    free = iter(free_rows(view, now, size, track, max(1, shown.count("free")), *look))
    rows = []
    for part in shown:
        match part:
            case "heading":
                rows.append(
                    heading_row(view, snapshot, width, *look, pointed, leaves, glyphs.words(again), live)
                )
            case "chapters":
                placed = titles(view, now, track, width, glyphs)
                rows.append(chapters_row(placed, palette))
            case "line":
                row = _before(snapshot, height, *look).to(track.left)
                row.join(line_row(view, now, track, *look, pointed))
                last = track.end if pointed is None or height > 1 else pointed
                rows.append(row.add(f" {at(last)}", palette.muted))
            case "free":
                rows.append(next(free))
            case "keys":
                rows.append(buttons_row(buttons(snapshot, width, glyphs, overrides), palette))
    return rows


def _before(snapshot: Snapshot, height: int, palette: Palette, glyphs: Glyphs) -> Row:
    """Begin the line; where it is all there is, with the time."""
    row = Row(palette.ground)
    if height > 1:
        return row
    sign = glyphs.stopped if snapshot.paused else glyphs.running
    return row.add(f" {sign} {at(snapshot.time)}", palette.text)
