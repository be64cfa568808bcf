"""The titles of a recording's chapters, above its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.render.text.rows import Row
from tui.render.text.words import fit

if TYPE_CHECKING:
    from engine.snapshot.replay import ReplayView
    from engine.units import Nanoseconds
    from tui.render.colours.palette import Palette
    from tui.render.replay.track import Track
    from tui.render.text.glyphs import Glyphs

LEAST = 6
"""Columns of a title that says something; where there are fewer its number stands alone."""


@attrs.frozen
class Title:
    """A chapter's title where it stands.

    Attributes:
        column: where it begins.
        text: as much of it as there is room for, its number first.
        time: when the chapter begins.
        current: whether it goes on now.
    """

    column: int
    text: str
    time: Nanoseconds
    current: bool


def current_chapter(view: ReplayView, now: Nanoseconds) -> int:
    """Return the position of the chapter that goes on at a time; -1: none has begun."""
    return sum(time <= now for time, _ in view.chapters) - 1


def titles(view: ReplayView, now: Nanoseconds, track: Track, width: int, glyphs: Glyphs) -> list[Title]:
    """Return the titles that have room, each up to where the next chapter begins; the current one has the way."""
    current = current_chapter(view, now)
    columns = [track.column(time) for time, _ in view.chapters]
    placed: list[Title] = []
    free = 0
    for i, (time, title) in enumerate(view.chapters):
        column = columns[i]
        if column < free:
            continue
        later = [at for at in columns[i + 1 :] if at > column]
        room = (later[0] if later else width) - column - 1
        number = str(i + 1)
        text = fit(f"{number} {glyphs.words(title)}", room, glyphs.more) if room >= LEAST else number
        if cell_len(text) > room:
            continue
        placed.append(Title(column, text, time, i == current))
        free = column + cell_len(text) + 1
    return placed


def chapters_row(placed: list[Title], palette: Palette) -> Row:
    """Draw titles."""
    row = Row(palette.ground)
    for title in placed:
        row.to(title.column).add(title.text, palette.strong if title.current else palette.muted)
    return row
