"""Above the plots: where the chapters of a script begin, and of a recording what is free over all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND, short_size
from tui.render.replay.free import free_at
from tui.render.text.rows import Row
from tui.render.text.words import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.snapshot import Sentence, Snapshot
    from engine.units import Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.sheets.plot_series import Window
    from tui.render.text.glyphs import Glyphs

SAYS = "Chapter: "
"""How the sentence of one begins."""
LABEL = 11
"""Columns before the first second."""


def chapters(snapshot: Snapshot, told: Sequence[Sentence]) -> list[tuple[Nanoseconds, str]]:
    """Return when chapters begin and their titles: of a recording all that are known, else those that were told of."""
    if snapshot.replay is not None and snapshot.replay.fork is None:
        return list(snapshot.replay.chapters)
    return [
        (each.time, each.text.removeprefix(SAYS))
        for each in told
        if each.level == "say" and each.text.startswith(SAYS)
    ]


def chapters_row(
    snapshot: Snapshot,
    told: Sequence[Sentence],
    window: Window,
    width: int,
    palette: Palette,
    glyphs: Glyphs,
) -> Row | None:
    """Draw where chapters begin, each with as much of its title as there is room for; None: none is in sight.

    Args:
        snapshot: the picture.
        told: the sentences that are still known.
        window: the seconds in sight.
        width: columns there are.
        palette: the theme's styles.
        glyphs: the characters.
    """
    columns: dict[int, str] = {}
    for time, title in chapters(snapshot, told):
        if 0 <= (column := window.column(time // SECOND)) < window.columns:
            columns[column] = title  # of several in one column the last: it is what goes on then
    if not columns:
        return None
    row = Row(palette.ground)
    starts = sorted(columns)
    for start, end in zip(starts, [*starts[1:], width - LABEL], strict=True):
        begun = start <= window.column(snapshot.time // SECOND)
        row.to(LABEL + start).add(glyphs.chapters[begun], palette.text if begun else palette.muted)
        if (room := end - start - 2) > 0:
            row.add(fit(glyphs.words(columns[start]), room, glyphs.more), palette.muted)
    return row


def all_free_row(snapshot: Snapshot, window: Window, palette: Palette, glyphs: Glyphs) -> Row | None:
    """Draw the free memory of all guests over a recording, as far as its course is known; None: it is none.

    Args:
        snapshot: the picture; what comes later is fainter.
        window: the seconds in sight.
        palette: the theme's styles.
        glyphs: the characters.
    """
    replay = snapshot.replay
    if replay is None or replay.fork is not None or not replay.free:
        return None
    most = max(size for _, size in replay.free) or 1
    signs = (" ", *glyphs.eighths, glyphs.full)
    text = ""
    for column in range(window.columns):
        time = window.second(column) * SECOND
        size = free_at(replay, time) if time <= replay.end else None
        text += " " if size is None else signs[max(1, -(-size * 8 // most))]
    passed = min(window.columns, window.column(snapshot.time // SECOND) + 1)
    row = Row(palette.ground).add(" all free", palette.muted).to(LABEL)
    row.add(text[:passed], palette.muted).add(text[passed:], palette.rule)
    now = sum(guest.free for guest in snapshot.guests)
    return row.to(LABEL + window.columns).add(f"  {short_size(now)}", palette.muted)
