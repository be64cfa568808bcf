"""Where the chapters of a script began, above the plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.units import SECOND
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
    """Return when chapters began and their titles: of a recording all that are known, else those that were told of."""
    if snapshot.replay is not None:
        return [each for each in snapshot.replay.chapters if each[0] <= snapshot.time]
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
    """Draw where chapters began, each with as much of its title as there is room for; None: none is in sight.

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
        row.to(LABEL + start).add(glyphs.chapters[1], palette.text)
        if (room := end - start - 2) > 0:
            row.add(fit(glyphs.words(columns[start]), room, glyphs.more), palette.muted)
    return row
