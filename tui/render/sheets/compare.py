"""A comparison as a table that lives: a column a policy, its map on top, the measures below, the best ones marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from engine.comparison.measures import BARS, MEASURES
from engine.units import short_size
from tui.render.map.section_map import small_map
from tui.render.text.rows import Row
from tui.render.text.words import clock, fit, percent, plural
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from rich.style import Style

    from engine.comparison.measures import Measure
    from engine.comparison.picture import ColumnPicture, ComparisonPicture
    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

LABEL = 21
"""Columns before the first policy."""
NARROWEST, WIDEST = 17, 24
"""Columns of a policy."""
WIDE = 100
"""From here on the title says all of it."""
BELOW = 3
"""Rows of what is said below the table."""
BAR = 7
"""Columns of the progress of a policy that runs."""
GOING_ON = "…"
CORE = frozenset(
    {
        "time",
        "pages_migrated",
        "swapped_out",
        "largest_free_block",
        "free_blocks",
        "unusable",
        "mem_map_saved",
        "work_rate",
    }
)
"""Measures that are shown even where all are 0."""


@attrs.frozen
class Abreast:
    """Which policies are in sight."""

    first: int
    count: int
    width: int
    """Columns of each."""

    @classmethod
    def of(cls, picture: ComparisonPicture, width: int, chosen: int, first: int = 0) -> Abreast:
        """Fit in as many as there is room for, the chosen one among them, moved no further than needed."""
        there = max(1, len(picture.columns))
        room = max(NARROWEST, width - LABEL - 1)
        count = min(there, room // NARROWEST)
        first = min(max(first, chosen - count + 1), chosen, there - count)
        return cls(max(0, first), count, min(WIDEST, room // count))


def ordered(picture: ComparisonPicture) -> tuple[ColumnPicture, ...]:
    """Return the columns, those that the guest cannot do last."""
    return tuple(sorted(picture.columns, key=lambda column: column.column.state == "cannot"))


def shown_measures(picture: ComparisonPicture) -> list[Measure]:
    """Return the rows that say something."""
    figures = [column.figures for column in picture.columns if column.figures is not None]
    return [each for each in MEASURES if each.name in CORE or any(each.value(it) for it in figures)]


def table_room(height: int) -> tuple[int, int]:
    """Return rows for the maps, and for the measures, of `height` rows."""
    maps = 1 if height < 16 else 2 if height < 26 else 4 if height < 40 else 6
    return maps, max(0, height - 3 - maps - BELOW)


def compare_rows(
    picture: ComparisonPicture,
    width: int,
    height: int,
    palette: Palette,
    glyphs: Glyphs,
    *,
    chosen: int = 0,
    focused: bool = True,
    first: int = 0,
    top: int = 0,
) -> list[Row]:
    """Draw a comparison.

    Args:
        picture: how every policy stands.
        width: columns there are.
        height: rows there are.
        palette: the theme's styles.
        glyphs: the characters.
        chosen: the position of the policy whose command Enter takes, as `ordered` has them.
        focused: whether the keyboard is here.
        first: the first policy that was in sight before.
        top: measures that are scrolled out above.
    """
    abreast = Abreast.of(picture, width, chosen, first)
    columns = ordered(picture)[abreast.first : abreast.first + abreast.count]
    maps, room = table_room(height)
    rows = [_title(picture, width, palette, glyphs)]
    names = Row(palette.ground).add(_out_of_sight(picture, abreast, glyphs), palette.muted)
    lit = palette.cursor if focused else palette.picked
    for i, column in enumerate(columns):
        style = lit if abreast.first + i == chosen else palette.text
        names.to(LABEL + i * abreast.width).add(fit(column.policy, abreast.width - 1, glyphs.more), style)
    rows += [names, *_maps(columns, abreast.width, maps, palette, glyphs)]
    reached = _label(f"reached {short_size(picture.compared.size)}", palette)
    for i, column in enumerate(columns):
        reached.to(LABEL + i * abreast.width).join(_reached(column, palette, glyphs).cut(abreast.width - 1))
    rows.append(reached)
    measures = shown_measures(picture)
    top = min(top, max(0, len(measures) - room))
    for measure in measures[top : top + room]:
        row = _label(measure.label, palette)
        for i, column in enumerate(columns):
            text, style = _value(picture, column, measure, palette, glyphs)
            row.to(LABEL + i * abreast.width).add(fit(text, abreast.width - 1, glyphs.more), style)
        rows.append(row)
    left = len(measures) - top - room
    said = f" {GOING_ON} {left} more, ↓" if left > 0 else ""
    rows += _below(picture, chosen, width, height - len(rows), glyphs.words(said), palette, glyphs)
    return rows[:height]


def _title(picture: ComparisonPicture, width: int, palette: Palette, glyphs: Glyphs) -> Row:
    compared = picture.compared
    done, running = len(picture.columns) - picture.running, picture.running
    state = f"{done} done, {running} running" if running else "all done"
    row = Row(palette.ground).add(f" compare {compared.guest} {short_size(compared.size)}", palette.text)
    copies = plural(len(picture.columns), "copy").replace("copys", "copies")
    wide = width >= WIDE
    about = f"   from {short_size(compared.had)}, {copies}" + (", one seed, one start" if wide else "")
    right = f"{clock(picture.now)} {'of virtual time' if wide else 'virtual'}   {state} "
    row.add(fit(about, max(0, width - row.column - len(right) - 1), glyphs.more), palette.muted)
    return row.to(width - len(right)).add(right, palette.text if running else palette.muted)


def _out_of_sight(picture: ComparisonPicture, abreast: Abreast, glyphs: Glyphs) -> str:
    """Return how many policies are beside those in sight."""
    before, after = abreast.first, len(picture.columns) - abreast.first - abreast.count
    parts = [f"← {before}"] * (before > 0) + [f"{after} →"] * (after > 0)
    return glyphs.words(f" {'  '.join(parts)}" + (" more" if parts else ""))


def _label(text: str, palette: Palette) -> Row:
    return Row(palette.ground).add(f" {fit(text, LABEL - 2)}", palette.muted)


def _maps(
    columns: tuple[ColumnPicture, ...], width: int, rows: int, palette: Palette, glyphs: Glyphs
) -> list[Row]:
    """Draw every policy's guest in so many rows, all to one scale."""
    drawn = []
    per_cell = 1
    for column in columns:
        if column.guest is None:
            down = "it is shut down" if column.figures else ""
            drawn.append([Row(palette.ground).add(fit(down, width - 1, glyphs.more), palette.muted)])
            continue
        small, per_cell = small_map(column.guest, width - 2, rows, palette, glyphs)
        drawn.append(small)
    labels = ["map", f"1 cell = {plural(per_cell, 'section')}"]
    found = []
    for y in range(max(2, *map(len, drawn)) if rows > 1 else 1):
        row = _label(labels[y] if y < len(labels) else "", palette)
        for i, each in enumerate(drawn):
            if y < len(each):
                row.to(LABEL + i * width).join(each[y].cut(width - 1))
        found.append(row)
    return found


def _reached(column: ColumnPicture, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw whether a policy got there, or how far it is."""
    row = Row(palette.ground)
    figures = column.figures
    if figures is None:
        return row.add(f"{glyphs.failed} cannot", palette.warm)
    has = short_size(figures.has)
    match column.column.state:
        case "running":
            done = round(BAR * column.progress)
            row.add(glyphs.bar * done, palette.text).add(glyphs.unbar * (BAR - done), palette.muted)
            return row.add(f" {percent(round(1000 * column.progress), 1000)} %", palette.muted)
        case "reached":
            return row.add(f"{glyphs.done} {has}", palette.strong)
        case "cut":
            return row.add(f"{glyphs.failed} {has}  gave up", palette.warm)
        case _:
            stuck = f"  {column.column.stuck} stuck" if column.column.stuck else ""
            return row.add(f"{glyphs.failed} {has}{stuck}", palette.warm)


def _value(
    picture: ComparisonPicture, column: ColumnPicture, measure: Measure, palette: Palette, glyphs: Glyphs
) -> tuple[str, Style]:
    """Return what a policy's measure is, marked if it is the best, and not final while it runs."""
    if column.figures is None:
        return "", palette.muted
    text = measure.text(column.figures)
    if measure.name == "free_blocks":
        text = text.translate(dict(zip(map(ord, BARS), (*glyphs.eighths, glyphs.full), strict=True)))
    if not column.over:
        return f"{text} {glyphs.more}" if text else "", palette.muted
    if column.policy in picture.best.get(measure.name, ()):
        return f"{glyphs.operation} {text}", palette.strong
    return text, palette.text


def _below(
    picture: ComparisonPicture,
    chosen: int,
    width: int,
    room: int,
    more: str,
    palette: Palette,
    glyphs: Glyphs,
) -> list[Row]:
    """Draw what the figures say, then what the chosen policy is or why it did not get there, then the others."""
    told = [text for text in wrap(glyphs.words(picture.sentence, 600), width - 2) if text]
    if len(told) > (most := max(1, room - 1)):
        told = [*told[: most - 1], fit(f"{told[most - 1]} {told[most]}", width - 2, glyphs.more)]
    rows = [Row(palette.ground).add(f" {text}", palette.text) for text in told]
    columns = ordered(picture)
    said = [_reason(column) for column in [*columns[chosen : chosen + 1], *columns]]
    said = [
        text for text in dict.fromkeys(said) if text and (text is said[0] or not text.startswith("Enter"))
    ]
    for number, text in enumerate(said):
        row = Row(palette.ground).add(" ")
        room = width - 3 - (0 if number else cell_len(more))
        rows.append(row.add(fit(glyphs.words(text, 300), room, glyphs.more), palette.muted))
        if not number:
            row.to(width - 1 - cell_len(more)).add(more, palette.muted)
    return rows


def _reason(picture: ColumnPicture) -> str:
    """Return what a policy does just now, why it did not get there, or what Enter writes."""
    column, operation = picture.column, picture.operation
    if column.reason and not column.reached and column.over:
        return f"{column.policy}: {column.reason}"
    if not column.over and operation and (doing := operation.waits_for or operation.detail):
        return f"{column.policy}: {doing}"
    return f"Enter writes {column.command}" if column.command else f"{column.policy}: no command does it"
