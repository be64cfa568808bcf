"""The first row of a replay: what is played, how far, how fast, and whether it is what was recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.replay.words import TAKE_OVER, at, exactly, speed_words, state
from tui.render.text.rows import Row
from tui.render.text.words import fit

if TYPE_CHECKING:
    from engine.snapshot import Snapshot
    from engine.snapshot.replay import ReplayView
    from engine.units import Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

LEAST_NAME = 8
"""Columns of a name before what is said behind it is cut."""


def heading_row(
    view: ReplayView,
    snapshot: Snapshot,
    width: int,
    palette: Palette,
    glyphs: Glyphs,
    pointed: Nanoseconds | None = None,
    leaves: str = "",
    again: str = "",
    live: str = "",
) -> Row:
    """Draw the first row.

    Args:
        view: the recording.
        snapshot: what is shown of it.
        width: columns there are.
        palette: the theme's styles.
        glyphs: the characters.
        pointed: the time that the mouse is at; None: it is elsewhere.
        leaves: the keys that go back from a fork to the recording.
        again: the key that plays it from its start, at its end.
        live: the key that goes on with the session whose past it is; empty: it is no session's.
    """
    sign = glyphs.stopped if snapshot.paused else glyphs.running
    time = f"{sign} {(exactly if snapshot.paused else at)(snapshot.time)}"
    if view.fork is None:
        time += f" of {at(view.end)}"
    time += f"  {speed_words(snapshot.speed)}{'  loop' if view.loop else ''}"
    kind = "FORK" if view.fork else "REPLAY"
    name = glyphs.words(view.name)
    if view.fork:
        name = f"of {glyphs.words(view.fork.source)} at {at(view.fork.at)}"
    room = width - len(f" {kind}   {time} ")
    row = Row(palette.ground).add(f" {kind} ", palette.strong)
    row.add(fit(name, max(LEAST_NAME, room), glyphs.more), palette.text)
    row.add(f"  {time}", palette.text)
    if pointed is not None:
        return row.add(f"   go to {at(pointed)}", palette.strong)
    said, bad = state(view, snapshot.time)
    left = width - row.column - 4 - (cell_len(f"   {live} live") if live else 0)
    if said and left >= min(LEAST_NAME, cell_len(said)):
        style = palette.warm if bad else palette.muted
        row.add("   ").add(fit(glyphs.words(said, 400), left, glyphs.more), style)
    for hint in _hints(view, leaves, again, live):
        if row.column + cell_len(hint) + 3 <= width:
            return row.to(width - cell_len(hint) - 1).add(hint, palette.muted)
    return row


def _hints(view: ReplayView, leaves: str, again: str, live: str) -> tuple[str, ...]:
    """Return what the keys do, in words of which the first that has room is said."""
    if live:
        ended = f"the end · {again} goes on live" if view.ended and again else f"{live} goes on live"
        return (ended, f"{live} goes on live", f"{live} live")
    if view.fork:
        return (f"{leaves}: back to the recording", f"{leaves} leaves")
    if view.ended and again:
        return (f"the end · {again} plays it again",)
    return (TAKE_OVER, "a command forks")
