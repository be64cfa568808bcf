"""The legend: every sign that a screen draws is in it."""

from __future__ import annotations

import attrs
import pytest
from rich.cells import cell_len

from tests.tui.frames import PALETTE
from tui.render.colours.inks import TYPE_LETTERS, Ink, Mark
from tui.render.colours.palette import STUCK
from tui.render.map.cursor import Zoom
from tui.render.map.legend import (
    HOLDS,
    STUCK_BY,
    legend_row,
    legend_rows,
    more_signs,
    painted_signs,
    signs_rows,
    zoom_legend_row,
)
from tui.render.text.glyphs import ASCII, UNICODE, Glyphs

SMALLEST = 55


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_sign_is_explained(glyphs: Glyphs):
    text = "\n".join(legend_rows(glyphs, SMALLEST))
    drawn = {glyphs.bodies[ink] for ink in Ink if ink is not Ink.HOLE} | {glyphs.mixed}
    drawn |= {glyphs.marks[mark] for mark in Mark if mark is not Mark.NONE}
    drawn |= {*glyphs.types.values(), *TYPE_LETTERS.values()}
    drawn |= {glyphs.min, glyphs.target, glyphs.zeroing, glyphs.running, glyphs.stopped, glyphs.operation}
    drawn |= {glyphs.done, glyphs.partial, glyphs.cancelled, glyphs.failed}
    assert {sign for sign in drawn if f"  {sign} " not in text and f"   {sign} " not in text} == set()


@pytest.mark.parametrize("width", [SMALLEST, 76, 120])
def test_its_rows_fit(width: int):
    assert max(map(cell_len, legend_rows(UNICODE, width))) <= width


def test_the_row_fits_where_it_is_shown_first():
    assert legend_row(PALETTE, UNICODE).column <= 114
    assert legend_row(PALETTE, attrs.evolve(UNICODE, mixed="%")).strip(114).text.count("%") == 1


def test_the_row_spells_what_keeps_a_section_where_there_is_room():
    spelt = "stuck by K kernel S slab M mem_map P pinned B balloon"
    assert legend_row(PALETTE, UNICODE, 200).strip(200).text.rstrip().endswith(spelt)
    assert legend_row(PALETTE, UNICODE, 120).strip(120).text.rstrip().endswith("KSMPB stuck")


@pytest.mark.parametrize(
    ("width", "text"),
    [(40, "¦ min ▼ target  + landed × refused"), (20, "¦ min ▼ target"), (10, ""), (-3, "")],
)
def test_what_the_row_has_no_room_for_is_told_where_there_is_some(width: int, text: str):
    assert more_signs(UNICODE, width) == text


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_signs_of_the_maps_have_the_colours_that_they_have_there(glyphs: Glyphs):
    painted = {}
    for row in signs_rows(glyphs, SMALLEST):
        for start, end, style in painted_signs(row, PALETTE, glyphs):
            painted[row.part, row.text[start:end]] = style
    assert painted[HOLDS, glyphs.bodies[Ink.SLAB]] == PALETTE.cell(Ink.SLAB)
    assert painted[STUCK_BY, "K"] == PALETTE.cell(Ink.KERNEL, STUCK)
    assert len([part for part, _ in painted if part == HOLDS]) == len(Ink) - 1


@pytest.mark.parametrize("width", [60, 80, 114, 120, 200])
@pytest.mark.parametrize("zoom", [Zoom.PAGEBLOCKS, Zoom.PAGES])
def test_no_word_of_the_zoomed_legend_is_cut_and_free_blocks_are_explained(zoom, width):
    row = zoom_legend_row(zoom, PALETTE, width)
    assert row.column <= width
    assert "0-9 X" in row.strip(width).text
