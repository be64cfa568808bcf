"""What is in a band beside gauge and lists: the map or what is zoomed to, and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.render.guests.band import Band, gap_of, where_of
from tui.render.map.crumbs import crumbs
from tui.render.map.cursor import Zoom
from tui.render.map.grid import Grid
from tui.render.map.inspect import buddy_span, page_facts
from tui.render.map.lens import Lens
from tui.render.map.notes import notes
from tui.render.map.section_map import map_rows
from tui.render.map.section_note import section_note
from tui.render.map.tile_map import tile_rows
from tui.render.map.zoom import block_note, block_rows, in_sight, page_note, page_rows, per_row
from tui.render.text.rows import Row
from tui.render.text.words import fit
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from rich.style import Style

    from tui.render.colours.palette import Palette
    from tui.render.text.glyphs import Glyphs


def body_rows(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw the map (or what is zoomed to) and under it the notes: `map_rows` rows."""
    rows = _zoomed(band, palette, glyphs) if band.zoom > Zoom.SECTIONS else _sections(band, palette, glyphs)
    rows = rows[: band.map_rows]
    return rows + [Row(palette.ground) for _ in range(band.map_rows - len(rows))]


def _gutter(band: Band, number: int, palette: Palette, letter: str = "s", zone: str | None = None) -> Row:
    """Begin a row with the number of its first cell, and in tall bands with the zone that begins there."""
    row = Row(palette.ground)
    if band.columns.names_cells:
        left = " " if band.columns.form == "bare" else "  "
        text = f"{left}{letter}{number}" if zone is None else f" {letter}{number} {zone}"
        return row.add(text, palette.muted).to(band.columns.map_at)
    return row.add(f"{number:>{band.columns.map_at - 1}} ", palette.muted)


def _sections(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    columns = band.columns
    where = where_of(band)
    cursor = band.cursor.section if band.cursor and band.focused else None
    rows = []
    named = len(where.stretches) > 1
    draw = tile_rows if where.tile.parts > 1 else map_rows
    drawn = draw(band.guest, where, palette, glyphs, band.marks, cursor, band.seen)
    gap = gap_of(band)
    for at, cells in enumerate(drawn):
        if at % where.tile.rows:
            rows.append(Row(palette.ground).to(columns.map_at).join(cells))
            continue
        rows += [Row(palette.ground) for _ in range(gap if at else 0)]
        line = where.lines[at // where.tile.rows]
        row = _gutter(band, line.section, palette, zone=line.begins if named else None).join(cells)
        if named and columns.form == "short" and row.column + len(line.ends) + 1 <= note_span(band)[1]:
            row.add(f" {line.ends}", palette.muted)
        rows.append(row)
    room = max(0, band.map_rows - len(rows))
    start, end = note_span(band)
    if room and (here := _here(band, where, end - start, glyphs)):
        rows.append(note_row(band, here, palette, glyphs, style=palette.text))
        room -= 1
    said = notes(band.told, band.operations, where, glyphs, room, band.marks)
    spare = room - len(said)
    for note in said:
        suffix = f"  +{note.more}" if note.more else ""
        text, *below = wrap(note.text, end - start) if spare and not suffix else [note.text]
        if len(below) > spare:
            text, below = note.text, []
        rows.append(note_row(band, text, palette, glyphs, suffix))
        rows += [note_row(band, f"  {more}", palette, glyphs) for more in below]
        spare -= len(below)
    return rows


def _here(band: Band, where: Grid, room: int, glyphs: Glyphs) -> str:
    """Return what the section at the cursor is; nothing while the keyboard is elsewhere."""
    if not (band.cursor and band.focused and where.cells) or band.zoom > Zoom.SECTIONS:
        return ""
    first, count = where.sections_of(where.cell_of(band.cursor.section))
    if band.seen.marked:
        first, count = band.seen.marked[0], band.seen.marked[1] - band.seen.marked[0] + 1
    lens = f"{band.lens.title}: " if band.lens is not Lens.KIND else ""
    return lens + section_note(band.told, first, count, room - len(lens), glyphs)


def unplaced(band: Band, room: int, glyphs: Glyphs) -> str:
    """Return what the section at the cursor is, if the map leaves no row for it."""
    where = where_of(band)
    return _here(band, where, room, glyphs) if where.rows >= band.map_rows else ""


def note_span(band: Band) -> tuple[int, int]:
    """Return the columns at which notes begin and end."""
    start = 2 if band.columns.names_cells else band.columns.map_at
    return start, band.columns.map_at + band.columns.map_width


def note_row(
    band: Band, text: str, palette: Palette, glyphs: Glyphs, suffix: str = "", style: Style | None = None
) -> Row:
    """Draw a note under the map; `suffix` is kept where the rest is cut."""
    start, end = note_span(band)
    return (
        Row(palette.ground)
        .to(start)
        .add(fit(text, end - start - len(suffix), glyphs.more) + suffix, style or palette.muted)
    )


def _path(band: Band, note: str, steps: int, suffix: int, glyphs: Glyphs) -> str:
    """Return a note with as many of the last `steps` to what it is about before it as there is room for.

    Args:
        band: where the note goes.
        note: it, which names the last step itself.
        steps: how many of the path stand before it; negative: all but so many.
        suffix: columns of what is said behind it.
        glyphs: the characters.
    """
    cursor = band.cursor
    if cursor is None or band.seen.explained:
        return note
    start, end = note_span(band)
    before = crumbs(band.guest, cursor, glyphs)[:steps]
    between = f" {glyphs.step} "
    for first in range(len(before)):
        text = between.join([*before[first:], note])
        if cell_len(text) + suffix <= end - start:
            return text
    return note


def _zoomed(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw a section's pageblocks, and under them the pages of the one at the cursor; or one's pages alone."""
    cursor, guest, width = band.cursor, band.guest, band.columns.map_width
    if cursor is None:
        return []
    pages = guest.pages.get(cursor.section)
    if pages is None:
        nothing = f"s{cursor.section} has no pages to show: absent, or still being read"
        return [note_row(band, nothing, palette, glyphs)]
    lit = cursor.position if band.focused else None
    room = band.zoomed_rows
    all_pages = min(guest.section_pages, 1 << guest.pageblock_order)
    if cursor.zoom is Zoom.PAGES:
        at = (cursor.block << guest.pageblock_order) + cursor.page
        lit_by = at if band.seen.page is None else band.seen.page
        buddy = buddy_span(guest, pages, lit_by) if band.focused or band.seen.page is not None else (0, 0)
        drawn = page_rows(
            guest,
            pages,
            cursor.block,
            width,
            room,
            palette,
            glyphs,
            lit,
            cursor.page,
            buddy,
            band.seen.turned,
        )
        part = in_sight(drawn, all_pages, per_row(width, 1))
        note = note_row(
            band,
            _path(band, page_note(pages, guest, cursor.block, cursor.page), -1, len(part) + 2, glyphs),
            palette,
            glyphs,
            f"  {part}" if part else "",
        )
        rows = [note, *(_gutter(band, first, palette, "p").join(row) for first, row in drawn)]
        room = 0 if band.seen.explained else max(0, band.map_rows - len(rows))
        for name, said in page_facts(guest, pages, at, band.behind)[:room]:
            rows.append(note_row(band, glyphs.words(f"{name:<8} {said}"), palette, glyphs))
        return rows
    drawn = block_rows(guest, pages, width, room, palette, glyphs, lit, cursor.block, band.seen)
    part = in_sight(drawn, len(pages.block_types), per_row(width, 2))
    words = _path(band, block_note(pages, guest, cursor.block), 2, len(part) + 2, glyphs)
    rows = [note_row(band, words, palette, glyphs, f"  {part}" if part else "")]
    rows += [_gutter(band, first, palette, "b").join(row) for first, row in drawn]
    if room - len(drawn) > 1:
        room -= len(drawn) + 1
        inside = page_rows(
            guest, pages, cursor.block, width, room, palette, glyphs, None, 0, turned=band.seen.turned
        )
        part = in_sight(inside, all_pages, per_row(width, 1))
        rows.append(note_row(band, f"pages {part}" if part else "", palette, glyphs))
        rows += [_gutter(band, first, palette, "p").join(row) for first, row in inside]
    return rows
