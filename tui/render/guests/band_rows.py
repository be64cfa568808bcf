"""A band as rows: header, gauge, map, notes, free lists; in three forms for more or less room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.render.colours.inks import Ink
from tui.render.guests.band import Band, grain_wanted
from tui.render.guests.band_map import body_rows, note_row, note_span, unplaced
from tui.render.guests.gauge import gauge, labels, short_levels
from tui.render.guests.lists import axis, bar_step, bars, count_rows, free_lists, summary
from tui.render.guests.pace import pace_of
from tui.render.guests.state import state_of
from tui.render.guests.title import header_style, title
from tui.render.map.lens import Lens
from tui.render.text.rows import Row
from tui.render.text.words import fit

if TYPE_CHECKING:
    from rich.style import Style
    from textual.strip import Strip

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs

TALLEST_BARS = 14
"""Rows of a free list's bar in a tall band."""


def band_strips(band: Band, palette: Palette, glyphs: Glyphs) -> list[Strip]:
    """Draw a band: as many rows as it is high, each as wide as its columns say."""
    if band.columns.form == "line":
        rows = [_line(band, palette, glyphs)]
    elif band.columns.form == "bare":
        rows = body_rows(band, palette, glyphs)
    elif band.columns.form == "tall":
        rows = _tall(band, palette, glyphs)
    else:
        rows = _short(band, palette, glyphs)
    rows += [Row(palette.ground) for _ in range(band.height - len(rows))]
    return [row.strip(band.columns.width) for row in rows[: band.height]]


def _short(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    guest, columns = band.told, band.columns
    style = header_style(band, palette)
    head = Row(palette.ground).add(" ").add(str(band.number), palette.picked if band.picked else style)
    here = unplaced(band, columns.lists_at - head.column - columns.name - 4, glyphs)
    if here:
        head.add(f" {fit(guest.name, columns.name, glyphs.more):<{columns.name}}  ", style).add(here)
    else:
        _facts(head, band, style, palette, glyphs)
    body = body_rows(band, palette, glyphs)
    lists = free_lists(band.gauged)
    count = columns.bars(lists.orders)
    if count > 0:
        pitch = columns.pitch(lists.orders)
        head.to(columns.lists_at).add(axis(count, lists.orders, pitch), palette.muted)
        for row, text in zip(body, bars(lists.merged(count), len(body), pitch, glyphs), strict=True):
            row.to(columns.lists_at).add(text.rstrip(), palette.inks[Ink.FREE])
    return [head, *body]


def _facts(head: Row, band: Band, style: Style, palette: Palette, glyphs: Glyphs) -> None:
    """Append a short band's name, platform, gauge and levels."""
    guest, columns = band.told, band.columns
    pace = pace_of(guest)
    slow = pace is not None and pace.slow
    about = pace.short if pace and slow else f"{guest.platform.partition('-')[0]}/{guest.driver}"
    head.add(f" {guest.name:<{columns.name}} ", style)
    room = columns.gauge_at - 1 - head.column
    if band.lens is not Lens.KIND:
        head.add(fit(band.lens.title, room, glyphs.more), palette.text)
    else:
        head.add(fit(about, room, glyphs.more), palette.warm if slow else style)
    head.to(columns.gauge_at)
    gauge(head, band.gauged, columns.gauge_width, palette, glyphs, band.seen.dragged)
    head.to(columns.levels_at).add(short_levels(guest, glyphs), style)


def _tall(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    guest, columns = band.told, band.columns
    head = title(band, grain_wanted(band), palette, glyphs)
    scale = Row(palette.ground).to(columns.gauge_at)
    gauge(scale, band.gauged, columns.gauge_width, palette, glyphs, band.seen.dragged)
    under = Row(palette.ground)
    start, end = note_span(band)
    if here := unplaced(band, end - start, glyphs):
        under = note_row(band, here, palette, glyphs, style=palette.text)
    else:
        labels(under, guest, columns.gauge_at, columns.gauge_width, palette)
    rows = [scale, under, *body_rows(band, palette, glyphs)]
    if columns.lists_at < columns.width:
        (_lying if columns.lying else _standing)(band, head, rows, palette, glyphs)
    return [head, *rows]


def _standing(band: Band, head: Row, rows: list[Row], palette: Palette, glyphs: Glyphs) -> None:
    """Append the free lists to the rows of a band: bars that stand on their orders."""
    columns, lists = band.columns, free_lists(band.gauged)
    count, pitch, room = (
        columns.bars(lists.orders),
        columns.pitch(lists.orders),
        columns.width - columns.lists_at,
    )
    drawn = lists.merged(count)
    lengths = min(max(1, len(rows) - 1), TALLEST_BARS)
    words = summary(band.told, free_lists(band.told), bar_step(drawn, lengths), glyphs, room)
    head.to(columns.lists_at).add(words, palette.muted)
    for row, text in zip(rows, bars(drawn, lengths, pitch, glyphs), strict=False):
        row.to(columns.lists_at).add(text.rstrip(), palette.inks[Ink.FREE])
    rows[lengths].to(columns.lists_at).add(axis(count, band.told.max_order + 1, pitch), palette.muted)


def _lying(band: Band, head: Row, rows: list[Row], palette: Palette, glyphs: Glyphs) -> None:
    """Append the free lists to the rows of a band: bars that lie, each with its count."""
    room = band.columns.width - band.columns.lists_at
    words = summary(band.told, free_lists(band.told), None, glyphs, room)
    head.to(band.columns.lists_at).add(words, palette.muted)
    for row, lying in zip(rows, count_rows(band.told, room, palette, glyphs), strict=False):
        row.to(band.columns.lists_at).join(lying)


def _line(band: Band, palette: Palette, glyphs: Glyphs) -> Row:
    """Draw a guest as one row: gauge, has and target, free lists if there is room, and what happens to it."""
    guest, columns = band.told, band.columns
    style = header_style(band, palette)
    row = Row(palette.ground).add(f"{band.number:>3}", palette.picked if band.picked else style)
    row.add(" ").add(fit(guest.name, columns.name, glyphs.more), style).to(columns.gauge_at)
    gauge(row, band.gauged, columns.gauge_width, palette, glyphs)
    row.to(columns.levels_at).add(short_levels(guest, glyphs), style).to(columns.lists_at)
    lists = free_lists(band.gauged)
    if columns.width - columns.lists_at >= lists.orders + 10:
        row.add(bars(lists, 1, 1, glyphs)[0], palette.inks[Ink.FREE]).add(" ")
    for happening in state_of(guest, band.operations).happenings:
        said = happening.text(glyphs)
        if row.column + len(said) <= columns.width:
            row.add(said, palette.warm if happening.bad else palette.text).add("  ")
    return row
