"""Where sections stand: single where they fit, else by powers of two, never elsewhere for what they hold."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tui.render.map.grid import Stretch, grid


def test_thirty_two_sections_a_row_two_columns_each():
    where = grid(96, 64, 3)
    assert (where.per_cell, where.per_row, where.rows, where.width) == (1, 32, 3, 64)
    assert where.place_of(where.cell_of(33)) == (1, 2)


def test_one_section_too_many_makes_pairs_of_one_column():
    where = grid(97, 64, 3)
    assert (where.per_cell, where.per_row, where.cell_width, where.rows) == (2, 64, 1, 1)


def test_sixteen_terabytes_of_ppc64():
    where = grid(1 << 20, 64, 3)
    assert where.per_cell == 8192
    assert where.cells == 128


def test_beside_the_map_there_is_no_section():
    where = grid(40, 64, 3)
    assert where.section_at(1, 15) == 39
    assert where.section_at(1, 16) is None
    assert where.section_at(0, 64) is None
    assert where.section_at(0, -1) is None
    assert where.section_at(2, 0) is None


@given(st.integers(0, 1 << 20), st.integers(0, 200), st.integers(0, 60))
def test_every_section_has_a_place_and_its_place_has_it(sections: int, columns: int, rows: int):
    where = grid(sections, columns, rows)
    assert where.per_cell & (where.per_cell - 1) == 0
    assert where.rows <= max(rows, 1)
    for section in {0, sections // 2, sections - 1} if sections else set():
        found = where.section_at(*where.place_of(where.cell_of(section)))
        assert found is not None
        assert found <= section < found + where.per_cell


ZONES = (Stretch(0, 24, "DMA32"), Stretch(32, 12, "Normal"), Stretch(44, 29, "Movable"))


def test_a_zone_begins_a_row_and_a_hole_takes_none():
    where = grid(ZONES, 64, 3)
    assert [(line.section, line.cells, line.begins) for line in where.lines] == [
        (0, 24, "DMA32"),
        (32, 12, "Normal"),
        (44, 29, "Movable"),
    ]
    assert where.section_at(1, 0) == 32
    assert where.section_at(0, 48) is None


def test_a_zone_of_several_rows_is_named_in_the_first():
    where = grid((Stretch(0, 40, "Normal"), Stretch(40, 8, "Movable")), 64, 4)
    assert [line.begins for line in where.lines] == ["Normal", "", "Movable"]
    assert [line.ends for line in where.lines] == ["", "Normal", "Movable"]


def test_where_there_are_too_few_rows_zones_share_them_and_then_gaps_do():
    assert [line.section for line in grid(ZONES, 64, 3).lines] == [0, 32, 44]
    tight = grid((Stretch(0, 4, "DMA32"), Stretch(4, 20, "Normal"), Stretch(32, 8, "Normal")), 64, 2)
    assert [(line.section, line.cells) for line in tight.lines] == [(0, 24), (32, 8)]
    together = grid(ZONES[:2], 64, 1)
    assert [(line.section, line.cells) for line in together.lines] == [(0, 18)]
    assert together.sections_of(12) == (32, 2)


def test_an_aggregate_never_stands_for_sections_of_two_stretches():
    where = grid((Stretch(0, 24), Stretch(32, 4072)), 64, 2)
    for cell in range(where.cells):
        first, count = where.sections_of(cell)
        assert first + count <= 24 or first >= 32
        assert where.cell_of(first) == where.cell_of(first + count - 1) == cell


def test_a_section_that_is_not_drawn_is_looked_for_in_the_last_cell_before_it():
    where = grid(ZONES, 64, 3)
    assert where.section_of(where.cell_of(28)) == 23
    assert where.section_of(where.cell_of(500)) == 72


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(1, 300)), min_size=1, max_size=12),
    st.integers(1, 100),
    st.integers(1, 12),
)
def test_every_section_of_any_stretches_has_one_cell(parts: list[tuple[int, int]], columns: int, rows: int):
    stretches, at = [], 0
    for gap, count in parts:
        stretches.append(Stretch(at + gap, count))
        at += gap + count
    where = grid(tuple(stretches), columns, rows)
    sections = np.concatenate([np.arange(each.first, each.first + each.count) for each in stretches])
    cells = where.cells_of(sections)
    assert cells.tolist() == [where.cell_of(section) for section in sections.tolist()]
    assert set(cells.tolist()) == set(range(where.cells))
    for cell in range(where.cells):
        assert where.cell_at(*where.place_of(cell)) == cell
