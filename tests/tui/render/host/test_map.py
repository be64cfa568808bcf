"""The host map: whose the machine's frames are, and the holes that are to be counted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.host import FRAME, Host
from engine.units import GIB, MIB
from tests.tui import goldens
from tests.tui.frames import PALETTE
from tests.tui.frames import text as as_text
from tests.tui.machines import frames, machine
from tui.render.host.cells import HostGrid, host_cells, host_grid, letters
from tui.render.host.map import address, host_map_rows
from tui.render.text.glyphs import ASCII, UNICODE


def drawn(view, width, height, glyphs=UNICODE, cursor=None):
    return [row.strip(width) for row in host_map_rows(view, width, height, PALETTE, glyphs, cursor)]


@pytest.mark.parametrize(("width", "height"), [(80, 12), (120, 25), (200, 45)])
def test_the_map_is_the_known_one(width, height):
    goldens.check(f"host-map-{width}x{height}", as_text(drawn(machine(), width, height, cursor=12)))


def test_the_map_in_ascii_is_ascii():
    assert as_text(drawn(machine(), 80, 12, ASCII, 12)).isascii()


def test_pieces_from_everywhere_leave_letters_with_holes_and_one_piece_leaves_a_gap():
    view = machine()
    row = drawn(view, 80, 12)[1]
    styles = [segment.style for segment in row for _ in segment.text]
    assert row.text[7:39] == "w" * 32
    assert styles[7] == PALETTE.text
    assert styles[7 + 8] == PALETTE.inks[7]
    assert drawn(view, 80, 12)[2].text[7:15] == "·" * 8


def test_a_letter_is_the_first_of_the_name_else_the_number_else_one_that_is_left():
    assert letters(("web", "db", "app")) == ("w", "d", "a")
    assert letters(("web", "wiki", "way")) == ("w", "2", "3")
    assert len(set(letters(tuple(f"vm{i}" for i in range(40))))) > 25
    many = letters(tuple(f"vm{i}" for i in range(200)))
    assert "?" not in many
    assert all(one != other for one, other in pairwise(many)), "neighbours differ"


def test_an_address_is_exact_where_it_fits():
    assert [address(size) for size in (0, 512 * MIB, GIB, 5 * GIB // 4)] == ["0", "512M", "1G", "1.25G"]


def test_a_machine_of_nobody_says_so():
    text = as_text(drawn(machine(Host(64 * MIB)), 80, 12))
    assert "no guest yet" in text
    assert "free 64M in one hole" in text


def test_the_sentences_count_holes_and_say_whose_balloon_left_them():
    text = " ".join(strip.text[74:].strip() for strip in drawn(machine(), 120, 25))
    assert "w web: 768M in 65,537 pieces" in text
    assert "inside web: 256M in 65,536 holes" in text
    assert "inside db: 256M in one hole" in text


@given(st.integers(8, 210), st.integers(1, 60), st.integers(1, 40), st.integers(0, 9))
def test_no_size_is_an_error_and_none_overflows(width, height, size, kept):
    of = Host(size * 37 * FRAME)
    of.admit("web", 0, of.total_frames)
    of.give("web", [kept], [min(kept, of.total_frames)])
    rows = drawn(machine(of), width, height, cursor=kept)
    assert len(rows) <= height
    assert {cell_len(strip.text) for strip in rows} == {width}


@given(st.integers(20, 200), st.integers(1, 50))
def test_the_cells_hold_every_frame_once(width, height):
    view = machine()
    grid = host_grid(view, width, height)
    cells = host_cells(view, grid)
    assert cells.frames.sum() == view.total
    whole = np.bincount(view.owner, view.frames, len(view.owners))
    assert cells.frames.sum(axis=0).tolist() == whole.tolist()
    assert grid.cells == -(-frames(8 * GIB) // grid.frames)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), max_size=30), st.integers(0, 4))
def test_cells_and_holes_are_those_counted_frame_by_frame(pieces, order):
    of = Host(512 * FRAME)
    of.admit("web", 0, 512)
    whose = [kind for kind, count in pieces for _ in range(count)]
    held = [frame for frame in range(512) if frame >= len(whose) or whose[frame] != 0]
    of.give("web", [0], [512])
    gone = [frame for frame in range(512) if frame not in set(held)]
    if gone:
        of.take_back("web", gone, [1] * len(gone))
        of.zero(512)
    view = machine.__wrapped__(of)
    grid = HostGrid(1 << order, 8, -(-512 >> order), 0)
    cells = host_cells(view, grid)
    for cell in range(grid.cells):
        mine = [frame in set(held) for frame in range(cell << order, (cell + 1) << order)]
        assert cells.frames[cell].tolist() == [mine.count(False), mine.count(True), 0]
        assert cells.holes[cell] == sum(not one and (i == 0 or mine[i - 1]) for i, one in enumerate(mine))
