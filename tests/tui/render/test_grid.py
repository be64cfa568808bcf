"""Where sections stand: single where they fit, else by powers of two, never elsewhere for what they hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.render.grid import grid


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
