"""A guest as a band of rows: header, gauge, map, notes, free lists; in three forms for more or less room."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import attrs
from rich.cells import cell_len

from tui.render.cells import ballooned
from tui.render.columns import Columns
from tui.render.crumbs import crumbs
from tui.render.cursor import Cursor, Zoom
from tui.render.gauge import gauge, labels, short_levels
from tui.render.grid import Grid, grid
from tui.render.guest_state import state_of
from tui.render.inks import Ink
from tui.render.inspect import FACTS, buddy_span, page_facts
from tui.render.lens import PLAIN, Lens, Seen
from tui.render.lists import axis, bar_step, bars, count_rows, free_lists, summary
from tui.render.marks import NO_MARKS, Marks
from tui.render.notes import notes
from tui.render.pace import pace_of
from tui.render.rows import Row
from tui.render.section_map import map_rows
from tui.render.section_note import section_note
from tui.render.stretches import stretches
from tui.render.tile_map import ballooned_parts, tile_rows
from tui.render.tiles import enlarged, part_pages
from tui.render.title import header_style, title
from tui.render.words import fit
from tui.render.zoom import block_note, block_rows, in_sight, page_note, page_rows, per_row

if TYPE_CHECKING:
    from rich.style import Style
    from textual.strip import Strip

    from engine.snapshot import GuestView, OperationView
    from engine.units import Pages
    from tui.render.glyphs import Glyphs
    from tui.render.inspect import Behind
    from tui.render.palette import Palette

TALL_EXTRA = 3
"""Rows of a tall band that are not its map: title, gauge, labels."""
FOR_NOTES = ((7, 2), (4, 1), (0, 2))
"""From so many rows of map and notes on, so many are kept for the notes where sections are drawn larger."""
TALLEST_BARS = 14
"""Rows of a free list's bar in a tall band."""


@attrs.frozen(eq=False)
class Band:
    """All that one band is drawn from."""

    guest: GuestView
    number: int
    """As the keys 1 to 9 pick it."""
    height: int
    columns: Columns
    operations: tuple[OperationView, ...] = ()
    """The listed operations of this guest."""
    picked: bool = False
    marks: Marks = NO_MARKS
    cursor: Cursor | None = None
    """Where the cursor is, if it is in this guest."""
    focused: bool = False
    """Whether the cursor is to be seen."""
    behind: Behind | None = None
    """The machine's side of the page at the cursor."""
    budget: Pages = 0
    """Pages that its map may look into, to show what is inside of sections."""
    gauged: GuestView = attrs.field(default=attrs.Factory(lambda self: self.guest, takes_self=True))
    """The guest that gauge and bars are drawn from: as it is, or was a moment ago."""
    told: GuestView = attrs.field(default=attrs.Factory(lambda self: self.guest, takes_self=True))
    """The same for numbers and words."""
    seen: Seen = PLAIN
    """How its map is looked at."""

    def same(self, other: Band) -> bool:
        """Whether both would be drawn alike: the same guest object, and all the rest equal."""
        same = (self.guest is other.guest, self.gauged is other.gauged, self.told is other.told)
        return all(same) and _but_guest(self) == _but_guest(other)

    @property
    def map_rows(self) -> int:
        """Rows for the map and its notes."""
        return max(0, self.height - (TALL_EXTRA if self.columns.form == "tall" else 1))

    @property
    def zoomed_rows(self) -> int:
        """Rows for the cells of what is zoomed to; pages leave room for what is said of the one at the cursor."""
        rows = self.map_rows - 1
        says = self.zoom is Zoom.PAGES and rows >= 2 * FACTS and not self.seen.explained
        return rows - FACTS if says else rows

    @property
    def lens(self) -> Lens:
        """What its cells answer; pages are always shown by what they hold."""
        return Lens.KIND if self.zoom is Zoom.PAGES else self.seen.lens

    @property
    def map_at(self) -> int:
        """First row of the map."""
        return 3 if self.columns.form == "tall" else 1

    @property
    def zoom(self) -> Zoom:
        """What a cell is."""
        return self.cursor.zoom if self.cursor else Zoom.SECTIONS


def _but_guest(band: Band) -> tuple[object, ...]:
    return (
        band.number,
        band.height,
        band.columns,
        band.operations,
        band.picked,
        band.marks,
        band.cursor,
        band.focused,
        band.behind,
        band.budget,
        band.seen,
    )


@lru_cache(maxsize=32)
def band_grid(guest: GuestView, columns: Columns, rows: int, budget: Pages = 0) -> Grid:
    """Return where each section stands in `rows` rows: as large as there is room for, with a row left for notes.

    An aggregate keeps the last one free for its scale.
    """
    sections = stretches(guest)
    single = grid(sections, columns.map_width, rows)
    if single.per_cell > 1:
        return grid(sections, columns.map_width, rows - 1)
    kept = next(few for least, few in FOR_NOTES if rows >= least)
    return enlarged(guest, single, columns.map_width, rows - kept, budget)


def grain_wanted(band: Band) -> Pages:
    """Return the pages in a part of a section, if the map of a band shows parts; 0: it does not."""
    if band.columns.form == "line" or band.zoom > Zoom.SECTIONS or not band.map_rows:
        return 0
    return part_pages(band.guest, _where(band))


def _where(band: Band) -> Grid:
    return band_grid(band.guest, band.columns, band.map_rows, band.budget)


@attrs.frozen
class Ballooned:
    """The cells of a map that are drawn as balloon; of large sections the parts."""

    laid_out: tuple[Grid, bool]
    """How the map is laid out, and whether its parts are counted: only with the same do cells compare."""
    cells: frozenset[int]


def balloon_cells(band: Band) -> Ballooned | None:
    """Return what the map of a band shows of the balloon; None where there is no map."""
    if band.columns.form == "line" or band.zoom > Zoom.SECTIONS or not band.map_rows:
        return None
    where, grain = _where(band), band.guest.grain
    found = ballooned_parts(band.guest, where) if where.tile.parts > 1 else ballooned(band.guest, where)
    counted = grain is not None and grain.pages == part_pages(band.guest, where)
    return Ballooned((where, counted), frozenset(found.tolist()))


def band_strips(band: Band, palette: Palette, glyphs: Glyphs) -> list[Strip]:
    """Draw a band: as many rows as it is high, each as wide as its columns say."""
    if band.columns.form == "line":
        rows = [_line(band, palette, glyphs)]
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
    here = _unplaced(band, columns.lists_at - head.column - columns.name - 4, glyphs)
    if here:
        head.add(f" {fit(guest.name, columns.name, glyphs.more):<{columns.name}}  ", style).add(here)
    else:
        _facts(head, band, style, palette, glyphs)
    body = _body(band, palette, glyphs)
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
    start, end = _note_span(band)
    if here := _unplaced(band, end - start, glyphs):
        under = _note(band, here, palette, glyphs, style=palette.text)
    else:
        labels(under, guest, columns.gauge_at, columns.gauge_width, palette)
    rows = [scale, under, *_body(band, palette, glyphs)]
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


def _body(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    """Draw the map (or what is zoomed to) and under it the notes: `map_rows` rows."""
    rows = _zoomed(band, palette, glyphs) if band.zoom > Zoom.SECTIONS else _sections(band, palette, glyphs)
    rows = rows[: band.map_rows]
    return rows + [Row(palette.ground) for _ in range(band.map_rows - len(rows))]


def _gutter(band: Band, number: int, palette: Palette, letter: str = "s", zone: str | None = None) -> Row:
    """Begin a row with the number of its first cell, and in tall bands with the zone that begins there."""
    row = Row(palette.ground)
    if band.columns.form == "tall":
        text = f"  {letter}{number}" if zone is None else f" {letter}{number} {zone}"
        return row.add(text, palette.muted).to(band.columns.map_at)
    return row.add(f"{number:>{band.columns.map_at - 1}} ", palette.muted)


def _sections(band: Band, palette: Palette, glyphs: Glyphs) -> list[Row]:
    columns = band.columns
    where = _where(band)
    cursor = band.cursor.section if band.cursor and band.focused else None
    rows = []
    named = len(where.stretches) > 1
    draw = tile_rows if where.tile.parts > 1 else map_rows
    drawn = draw(band.guest, where, palette, glyphs, band.marks, cursor, band.seen)
    for at, cells in enumerate(drawn):
        if at % where.tile.rows:
            rows.append(Row(palette.ground).to(columns.map_at).join(cells))
            continue
        line = where.lines[at // where.tile.rows]
        row = _gutter(band, line.section, palette, zone=line.begins if named else None).join(cells)
        if named and columns.form == "short" and row.column + len(line.ends) + 1 <= _note_span(band)[1]:
            row.add(f" {line.ends}", palette.muted)
        rows.append(row)
    room = max(0, band.map_rows - len(rows))
    start, end = _note_span(band)
    if room and (here := _here(band, where, end - start, glyphs)):
        rows.append(_note(band, here, palette, glyphs, style=palette.text))
        room -= 1
    for note in notes(band.told, band.operations, where, glyphs, room, band.marks):
        rows.append(_note(band, note.text, palette, glyphs, f"  +{note.more}" if note.more else ""))
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


def _unplaced(band: Band, room: int, glyphs: Glyphs) -> str:
    """Return what the section at the cursor is, if the map leaves no row for it."""
    where = _where(band)
    return _here(band, where, room, glyphs) if where.rows >= band.map_rows else ""


def _note_span(band: Band) -> tuple[int, int]:
    """Return the columns at which notes begin and end."""
    start = 2 if band.columns.form == "tall" else band.columns.map_at
    return start, band.columns.map_at + band.columns.map_width


def _note(
    band: Band, text: str, palette: Palette, glyphs: Glyphs, suffix: str = "", style: Style | None = None
) -> Row:
    """Draw a note under the map; `suffix` is kept where the rest is cut."""
    start, end = _note_span(band)
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
    start, end = _note_span(band)
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
        return [_note(band, nothing, palette, glyphs)]
    lit = cursor.position if band.focused else None
    room = band.zoomed_rows
    all_pages = min(guest.section_pages, 1 << guest.pageblock_order)
    if cursor.zoom is Zoom.PAGES:
        at = (cursor.block << guest.pageblock_order) + cursor.page
        lit_by = at if band.seen.page is None else band.seen.page
        buddy = buddy_span(guest, pages, lit_by) if band.focused or band.seen.page is not None else (0, 0)
        drawn = page_rows(guest, pages, cursor.block, width, room, palette, glyphs, lit, cursor.page, buddy)
        part = in_sight(drawn, all_pages, per_row(width, 1))
        note = _note(
            band,
            _path(band, page_note(pages, guest, cursor.block, cursor.page), -1, len(part) + 2, glyphs),
            palette,
            glyphs,
            f"  {part}" if part else "",
        )
        rows = [note, *(_gutter(band, first, palette, "p").join(row) for first, row in drawn)]
        room = 0 if band.seen.explained else max(0, band.map_rows - len(rows))
        for name, said in page_facts(guest, pages, at, band.behind)[:room]:
            rows.append(_note(band, glyphs.words(f"{name:<8} {said}"), palette, glyphs))
        return rows
    drawn = block_rows(guest, pages, width, room, palette, glyphs, lit, cursor.block, band.seen)
    part = in_sight(drawn, len(pages.block_types), per_row(width, 2))
    words = _path(band, block_note(pages, guest, cursor.block), 2, len(part) + 2, glyphs)
    rows = [_note(band, words, palette, glyphs, f"  {part}" if part else "")]
    rows += [_gutter(band, first, palette, "b").join(row) for first, row in drawn]
    if room - len(drawn) > 1:
        inside = page_rows(guest, pages, cursor.block, width, room - len(drawn) - 1, palette, glyphs, None, 0)
        part = in_sight(inside, all_pages, per_row(width, 1))
        rows.append(_note(band, f"pages {part}" if part else "", palette, glyphs))
        rows += [_gutter(band, first, palette, "p").join(row) for first, row in inside]
    return rows


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
