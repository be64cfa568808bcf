"""Sections drawn larger where there is room: how large, what their parts show, and where a place of the screen lies."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.memory.kinds import KINDS, Kind
from engine.snapshot import GrainView, GuestView
from tests.tui.frames import PALETTE
from tests.tui.snapshots import guest
from tests.tui.tables import BODY_KINDS
from tui.render.colours.inks import Ink
from tui.render.colours.palette import BODY, LIT, STUCK
from tui.render.guests.band import Band
from tui.render.guests.columns import band_columns
from tui.render.guests.hit import cursor_at, field
from tui.render.map.grid import Tile, grid
from tui.render.map.marks import Marks
from tui.render.map.stretches import extent
from tui.render.map.tile_map import ballooned_parts, tile_rows
from tui.render.map.tiles import FINEST, enlarged, part_pages
from tui.render.text.glyphs import UNICODE

PLENTY = 1 << 22


def large(view: GuestView, columns: int = 64, rows: int = 4, budget: int = PLENTY):
    return enlarged(view, grid(extent(view), columns, rows), columns, rows, budget)


def with_parts(cells: str, parts: str) -> GuestView:
    """Return a guest whose sections are drawn as `cells`, and their parts as `parts`, blanks between sections."""
    view = guest(cells=cells, max=len(cells) // 2 * (16 << 20))
    sections = parts.split()
    counts = np.zeros((len(sections), len(sections[0]), KINDS), np.uint16)
    for at, section in enumerate(sections):
        for part, sign in enumerate(section):
            counts[at, part, Kind.FREE if sign == "·" else BODY_KINDS[sign]] = 4096 // len(section)
    table = view.sections
    grain = GrainView(4096 // len(sections[0]), table.index, table.version, counts)
    return attrs.evolve(view, grain=grain)


def drawn(view: GuestView, parts: int, marks: Marks | None = None, cursor: int | None = None):
    where = large(view, 8 * (parts + 1), 1)
    assert where.tile == Tile(parts, 1)
    return tile_rows(view, where, PALETTE, UNICODE, marks or Marks(), cursor)


@pytest.mark.parametrize(
    ("sections", "columns", "rows", "tile"),
    [
        (96, 64, 3, Tile(1, 1)),
        (96, 64, 5, Tile(1, 1)),
        (96, 64, 8, Tile(4, 1)),
        (48, 64, 8, Tile(8, 1)),
        (2, 64, 30, Tile(32, 8)),
        (8, 30, 30, Tile(8, 8)),
    ],
)
def test_a_section_is_as_large_as_there_is_room_for(sections, columns, rows, tile):
    where = large(guest(cells="▒ " * sections, max=sections << 24), columns, rows)
    assert where.tile == tile
    assert where.rows <= rows
    assert where.width <= columns


def test_a_part_has_sixteen_pages_at_least():
    view = guest(cells="▒ ", max=16 << 20)
    assert part_pages(view, large(view, 64, 60)) == FINEST


def test_a_map_that_stands_for_several_sections_a_cell_or_too_many_pages_shows_no_parts():
    many = guest(cells="▒ " * 200, max=200 << 24)
    assert part_pages(many, large(many, 64, 4)) == 0
    few = guest(cells="▒ ▒ ", max=32 << 20)
    assert part_pages(few, large(few, budget=2 * 4096 - 1)) == 0
    assert part_pages(few, large(few, budget=2 * 4096)) > 0


def test_a_part_shows_what_it_holds_and_the_mark_stands_behind_the_section():
    rows = drawn(with_parts("▒ ▒▾░ · ╌╌" + "╌╌" * 3, "▒▒░· ▒··· ░░▒▒ ····"), 4)
    assert [row.strip(40).text for row in rows] == ["▒▒░· ▒···▾░░▒▒ ···· ╌╌╌╌╌" + "╌" * 15]


def test_a_part_that_holds_what_keeps_the_section_is_its_letter_and_the_others_stay_plain():
    strip = drawn(with_parts("▒S▒ ▒ ▒ ▒ ▒ ▒ ▒ ", "▒▒▓▒ " * 8), 4)[0].strip(40)
    assert strip.text.startswith("▒▒S▒S▒▒▓▒ ")
    looks = {segment.text: segment.style for segment in strip}
    assert looks["▒▒"] == PALETTE.cell(Ink.ANON, BODY)
    assert PALETTE.cell(Ink.SLAB, STUCK) in [segment.style for segment in strip if segment.text == "S"]


def test_a_part_with_a_balloon_that_stays_is_a_solid_tile():
    strip = drawn(with_parts("▒B▒ ▒ ▒ ▒ ▒ ▒ ▒ ", "▒▒○▒ " * 8), 4)[0].strip(40)
    assert strip.text.startswith("▒▒○▒B▒▒○▒ ")
    assert PALETTE.cell(Ink.BALLOON, STUCK) in [segment.style for segment in strip]


def test_parts_that_nobody_has_counted_look_like_their_section():
    view = guest(cells="▒ ○ ▒K· " * 2, max=8 << 24)
    assert drawn(view, 4)[0].strip(40).text == "▒▒▒▒ ○○○○ ▒▒▒▒K···· " * 2
    other = attrs.evolve(view, grain=with_parts("▒ ○ ▒K· " * 2, "▒░ ▒░ ▒░ ▒░ " * 2).grain)
    assert drawn(other, 4)[0].strip(40).text == "▒▒▒▒ ○○○○ ▒▒▒▒K···· " * 2


def test_parts_that_turned_to_balloon_are_lit_and_a_landing_lights_the_mark():
    view = with_parts("▒ " * 8, "▒○▒▒ " * 8)
    where = large(view, 40, 1)
    assert ballooned_parts(view, where).tolist() == [4 * section + 1 for section in range(8)]
    strip = drawn(view, 4, Marks(turned=frozenset({1}), landed=frozenset({1, 2}), fresh=frozenset({1})))[
        0
    ].strip(40)
    lit = [
        segment.text
        for segment in strip
        if segment.style in (PALETTE.cell(Ink.BALLOON, LIT), PALETTE.cell(Ink.ANON, LIT))
    ]
    assert lit == ["○", "+"]


def test_rows_of_a_tile_belong_to_one_row_of_sections():
    view = guest(cells="▒ " * 8, max=8 << 24)
    where = large(view, 30, 30)
    wide, high = where.tile.columns, where.tile.rows
    assert where.place_of(where.per_row) == (high, 0)
    assert where.section_at(high - 1, wide) == 0
    assert where.section_at(high, 0) == where.per_row
    assert where.section_at(where.rows, 0) is None


def test_the_cursor_is_seen_in_every_row_of_its_section():
    view = guest(cells="▒ " * 8, max=8 << 24)
    where = large(view, 30, 30)
    rows = tile_rows(view, where, PALETTE, UNICODE, Marks(), 1)
    under = [any(each.style == PALETTE.cursor for each in row.strip(30)) for row in rows]
    assert under == [True] * where.tile.rows + [False] * (len(rows) - where.tile.rows)


def test_what_is_absent_has_one_row_of_ink():
    view = guest(cells="▒ ", max=4 << 24)
    where = large(view, 12, 8)
    assert where.tile.rows > 1
    last = [row.strip(12).text for row in tile_rows(view, where, PALETTE, UNICODE)][-where.tile.rows :]
    assert set(last[0].strip()) == {"╌"}
    assert not "".join(last[1:]).strip()


def test_a_place_in_a_large_section_is_the_first_page_of_its_part():
    view = guest(cells="▒ " * 2, max=2 << 24)
    band = Band(view, 1, 12, band_columns("tall", 120, [2], ["web"]), budget=PLENTY)
    cells = field(band)
    assert cells is not None
    assert cells.grid is not None
    tile = cells.grid.tile
    row, column = cells.grid.place_of(1)
    at = cursor_at(band, band.columns.map_at + column + 2, band.map_at + row + 1)
    assert at is not None
    pages = (tile.columns + 2) * (4096 // tile.parts)
    assert (at.section, (at.block << view.pageblock_order) + at.page) == (1, pages)
