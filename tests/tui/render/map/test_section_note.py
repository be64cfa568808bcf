"""The line that says what is under the cursor."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from tests.tui.frames import PALETTE
from tests.tui.snapshots import db, guest, web
from tui.render.guests.band import Band
from tui.render.guests.band_rows import band_strips
from tui.render.guests.columns import band_columns
from tui.render.map.cursor import Cursor
from tui.render.map.section_note import section_note
from tui.render.map.stretches import extent
from tui.render.text.glyphs import UNICODE


def note(cells: str, section: int = 0, count: int = 1, width: int = 100, **changes: object) -> str:
    return section_note(guest("web", cells, **changes), section, count, width, UNICODE)


def test_it_says_size_state_zone_and_what_it_holds():
    assert note("▒ ") == "s0  16M online Normal · ▒ 3,328 anon · free 768 · can leave"
    assert note("▒K") == "s0  16M online Normal · ▒ 3,328 anon · free 765 · stuck: 3 page-table"
    assert note("▞ ") == "s0  16M online Normal · ▒ 1,536 anon ░ 1,280 file · free 1,280 · can leave"


def test_what_keeps_it_is_told_once():
    assert note("█K") == "s0  16M online Normal · █ 3,328 kernel · free 765 · stuck: 3 page-table"
    assert note("▓S") == "s0  16M online Normal · free 768 · stuck: 3,328 slab"


def test_sections_without_pages_say_their_state():
    assert note("□ ") == "s0  16M offline"
    assert note("□▴").startswith("s0  16M going online")
    assert note("▒▾").startswith("s0  16M going offline")
    assert note("▒ ", 7) == "s7  absent: it may still be added"


def test_a_cell_of_several_sections_is_summed_up():
    assert note("▒ ▒K╌╌□ ", 0, 4) == (
        "s0-3  48M in several states · ▒ 6,656 anon · free 1,533 · stuck: 3 page-table"
    )


def test_where_there_is_little_room_what_holds_least_is_left_out_first():
    assert note("▞ ", width=64) == "s0  16M online Normal · ▒ 1,536 anon · free 1,280 · can leave"
    assert note("▞ ", width=48) == "s0  16M online Normal · free 1,280 · can leave"
    assert note("▞ ", width=20) == "s0  16M online Norm…"


@pytest.mark.parametrize(("width", "height"), [(62, 9), (80, 4), (80, 3), (80, 2), (120, 8), (120, 7)])
def test_at_every_size_the_cursor_says_where_it_is(width: int, height: int):
    for view in (web(), db()):
        form = "tall" if width >= 114 else "short"
        columns = band_columns(form, width, [extent(view)], [view.name])
        shown = Band(view, 1, height, columns, cursor=Cursor(view.name, 4), focused=True)
        strips = band_strips(shown, PALETTE, UNICODE)
        found = [strip.text for strip in strips if re.search(r" s4(-\d)?  ", strip.text)]
        assert len(found) == 1
        assert {cell_len(strip.text) for strip in strips} == {width}
