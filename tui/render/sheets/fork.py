"""A fork beside what was recorded, both at the same virtual time: maps, figures, what differs, and what that says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from tui.render.map.section_map import small_map
from tui.render.replay.words import at
from tui.render.sheets.fork_figures import (
    ABSENT,
    Figure,
    all_figures,
    differs,
    guests,
    of_all,
    of_guest,
    sentence,
)
from tui.render.text.rows import Row
from tui.render.text.words import fit, plural
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from engine.snapshot import GuestView, Snapshot
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

LABEL = 23
"""Columns before the recording's side."""
WIDEST = 50
"""Columns of a side."""
BELOW = 2
"""Rows of what the figures say."""


@attrs.frozen
class Pair:
    """Both sides.

    Attributes:
        recorded: the recording's own picture.
        forked: the fork's, of the same time.
    """

    recorded: Snapshot
    forked: Snapshot


def table_room(height: int) -> int:
    """Return the rows that there are for maps and figures."""
    return max(1, height - 2 - BELOW)


def map_rows(height: int) -> int:
    """Return the rows of each guest's map."""
    return 1 if height < 16 else 2 if height < 40 else 3


def fork_rows(
    pair: Pair, width: int, height: int, palette: Palette, glyphs: Glyphs, *, top: int = 0
) -> list[Row]:
    """Draw the comparison.

    Args:
        pair: both sides.
        width: columns there are.
        height: rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        top: rows that are scrolled out above.
    """
    look = (palette, glyphs)
    side = min(WIDEST, max(8, (width - LABEL) // 2))
    body = table(pair, side, map_rows(height), *look)
    room = table_room(height)
    top = min(top, max(0, len(body) - room))
    rows = [_title(pair, width, *look), _names(side, palette), *body[top : top + room]]
    rows += [Row(palette.ground) for _ in range(2 + room - len(rows))]
    left = len(body) - top - room
    more = f" {glyphs.more} {left} more, ↓" if left > 0 else ""
    told = wrap(glyphs.words(sentence(pair.recorded, pair.forked), 600), width - 2)
    if len(told) > BELOW:
        told = [*told[: BELOW - 1], fit(" ".join(told[BELOW - 1 :]), width - 2, glyphs.more)]
    rows += [Row(palette.ground).add(f" {text}", palette.text) for text in told]
    if more:
        more = glyphs.words(more)
        last = rows[-1].cut(width - len(more) - 1)
        rows[-1] = last.to(width - len(more) - 1).add(more, palette.muted)
    return [row.cut(width) for row in rows[:height]]


def _title(pair: Pair, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    view = pair.forked.replay
    fork = view.fork if view else None
    row = Row(palette.ground).add(" fork and recording", palette.text)
    figures = [each for _, some in all_figures(pair.recorded, pair.forked) for each in some]
    count = sum(each.differs for each in figures)
    right = f"{count} of {plural(len(figures), 'figure')} differ "
    about = f"   both at {at(pair.forked.time)}"
    if pair.recorded.time < pair.forked.time:
        about = f"   at {at(pair.forked.time)}, the recording at {at(pair.recorded.time)}: it goes no further"
    if fork:
        about += f", taken over at {at(fork.at)}"
    row.add(fit(about, max(0, width - row.column - len(right) - 1), glyphs.more), palette.muted)
    return row.to(width - len(right)).add(right, palette.text if count else palette.muted)


def _names(side: int, palette: Palette) -> Row:
    row = Row(palette.ground).to(LABEL).add("recorded", palette.strong)
    return row.to(LABEL + side).add("fork", palette.strong)


def _figures(pair: Pair, name: str) -> list[Figure]:
    return of_guest(pair.recorded.guest(name), pair.forked.guest(name))


def table(pair: Pair, side: int, maps: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw every guest that differs with its maps and figures, the others in a row each, then what is of all."""
    rows: list[Row] = []
    for name in guests(pair.recorded, pair.forked):
        if not differs(pair.recorded, pair.forked, name):
            said = Row(palette.ground).add(f" {name}", palette.text).to(LABEL)
            rows.append(said.add("as recorded", palette.muted))
            continue
        rows += _maps(pair, name, side, maps, palette, glyphs)
        rows += [_figure(each, side, palette, glyphs) for each in _figures(pair, name)]
    everybody = of_all(pair.recorded, pair.forked)
    return rows + [_figure(each, side, palette, glyphs, of_guest=False) for each in everybody]


def _maps(pair: Pair, name: str, side: int, rows: int, palette: Palette, glyphs: Glyphs) -> list[Row]:
    drawn, per_cell = [], 1
    for picture in (pair.recorded, pair.forked):
        guest: GuestView | None = picture.guest(name)
        if guest is None:
            drawn.append([Row(palette.ground).add(ABSENT, palette.muted)])
            continue
        small, per_cell = small_map(guest, side - 2, rows, palette, glyphs)
        drawn.append(small)
    labels = [name, f"  1 cell = {plural(per_cell, 'section')}"]
    found = []
    for y in range(max(map(len, drawn))):
        label = labels[y] if y < len(labels) else ""
        row = Row(palette.ground).add(f" {fit(label, LABEL - 2)}", palette.muted if y else palette.text)
        for i, each in enumerate(drawn):
            if y < len(each):
                row.to(LABEL + i * side).join(each[y].cut(side - 1))
        found.append(row)
    return found


def _figure(figure: Figure, side: int, palette: Palette, glyphs: Glyphs, *, of_guest: bool = True) -> Row:
    """Draw one figure of both; where they differ the fork's is marked."""
    indent = "   " if of_guest else " "
    row = Row(palette.ground).add(f"{indent}{fit(glyphs.words(figure.label), LABEL - 4)}", palette.muted)
    tone = palette.text if figure.differs else palette.muted
    row.to(LABEL).add(fit(glyphs.words(figure.recorded), side - 1, glyphs.more), tone)
    sign = f"{glyphs.operation} " if figure.differs else ""
    said = fit(f"{sign}{glyphs.words(figure.forked)}", side - 1, glyphs.more)
    return row.to(LABEL + side).add(said, palette.strong if figure.differs else palette.muted)
