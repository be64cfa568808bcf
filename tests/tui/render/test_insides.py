"""A captured machine with few sections: under its map, every pageblock is a cell, with the letter of what keeps it."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.memory.kinds import Kind
from engine.session import Session
from engine.snapshot import GuestView, OriginView
from tests.engine.capture.captures import capture_of, write_trace
from tests.tui.driving import opened
from tests.tui.frames import PALETTE
from tests.tui.snapshots import pages, x86
from tui.render.glyphs import UNICODE
from tui.render.grid import grid
from tui.render.insides import inside_rows, rows_of, sections_inside

WIDTH, ROWS = 64, 22
ORIGIN = OriginView("web.capture", "6.1.0", ())


def machine(cells: str = "▒ ▓S· ▒ ", **changes: object) -> GuestView:
    """Return one whose sections are all free, but that the first pageblock of the second has a page of slab."""
    view = x86("web", cells, origin=ORIGIN, **changes)
    free = {}
    for section in view.sections.index.tolist():
        kinds = np.full(view.section_pages, Kind.FREE, np.uint8)
        kinds[:1] = Kind.SLAB if section == 1 else Kind.FREE
        free[section] = attrs.evolve(pages(section, view.section_pages), kinds=kinds)
    return attrs.evolve(view, pages=free)


def wanted(view: GuestView, rows: int = ROWS) -> tuple[int, ...]:
    return sections_inside(view, grid(len(view.sections.index), WIDTH, rows), WIDTH, rows)


def test_each_section_is_a_row_of_its_pageblocks():
    drawn = inside_rows(machine(), WIDTH, PALETTE, UNICODE)
    assert [first for first, _ in drawn] == [0, 1, 2, 3]
    assert [row.strip(WIDTH).text for _, row in drawn] == ["·" * 64, "S" + "·" * 63, "·" * 64, "·" * 64]


def test_small_sections_share_a_row_as_long_as_they_are_neighbours():
    assert rows_of(machine(section_size=64 << 20), WIDTH) == [(0, 1), (2, 3)]
    assert rows_of(machine("▒ ╌╌▒ ▒ ", section_size=64 << 20), WIDTH) == [(0,), (2, 3)]


def test_its_pages_are_wanted_where_the_map_leaves_room():
    assert wanted(machine()) == (0, 1, 2, 3)
    assert wanted(machine(), rows=7) == ()
    assert wanted(machine("▒ " * 32)) == ()


def test_a_simulated_guest_keeps_its_map_as_it_is():
    assert wanted(attrs.evolve(machine(), origin=None)) == ()


@pytest.mark.parametrize("order", [15, 8])
def test_sections_of_one_pageblock_or_of_too_many_have_no_inside(order):
    assert wanted(attrs.evolve(machine(), pageblock_order=order)) == ()


def test_nothing_is_drawn_while_pages_are_not_there():
    view = machine()
    assert inside_rows(attrs.evolve(view, pages={0: view.pages[0]}), WIDTH, PALETTE, UNICODE) == []


async def test_the_app_has_them_read_and_shows_them(tmp_path):
    session = Session()
    trace = write_trace(tmp_path / "real", capture_of({(300, 9): "SLAB", (1024, 256): "LRU ANON"}))
    session.perform(f"guest import real {trace}")
    session.pause()
    async with opened(session, (120, 40)) as driver:
        await driver.pilot.pause()
        shown = driver.rows(0)
        at = next(
            i
            for i, row in enumerate(shown)
            if "inside: a cell is a pageblock of 2M, a letter what keeps it" in row
        )
        assert shown[at + 1].split()[:2] == ["s0", "KK·······S" + "·" * 22 + "▒" * 8 + "·" * 24]
        await driver.press("tab", "enter")
        assert "inside: a cell" not in driver.text()
