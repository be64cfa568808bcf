"""What is said of a place while the mouse rests there."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.frames import PALETTE
from tests.tui.snapshots import app, db, snapshot, web
from tui.render.colours.inks import Ink
from tui.render.guests.band import Band
from tui.render.guests.band_rows import band_strips
from tui.render.guests.columns import band_columns
from tui.render.guests.lists import free_lists
from tui.render.guests.tips import BACK, band_tip, gauge_tip, legend_tip
from tui.render.host.tips import bar_tip, segment_tip, wish_tip
from tui.render.map.cursor import Zoom
from tui.render.map.legend import legend_row, zoom_legend_row
from tui.render.text.glyphs import UNICODE
from tui.render.text.words import plural

FORMS = [("short", 80, 4), ("tall", 120, 9), ("line", 80, 1)]


def band(guest, form="short", width=80, height=4) -> Band:
    return Band(guest, 1, height, band_columns(form, width, [96], ["web"]))


def test_each_sign_of_the_legend_says_what_it_takes_to_get_such_pages_back():
    text = legend_row(PALETTE, UNICODE).strip(120).text
    for word in (
        "free",
        "file",
        "anon",
        "balloon",
        "slab",
        "kernel",
        "mem_map",
        "pinned",
        "offline",
        "absent",
    ):
        at = text.index(word)
        assert legend_tip(text, at) == legend_tip(text, at - 2) == f"{word}: {BACK[word]}"
    assert legend_tip(text, len(text) - 1) == ""
    assert legend_tip(zoom_legend_row(Zoom.PAGEBLOCKS, PALETTE).strip(120).text, 3).startswith("unmovable")


def test_the_signs_of_the_gauge_say_how_far_it_is():
    shown = band(web())
    line = band_strips(shown, PALETTE, UNICODE)[0].text
    assert band_tip(shown, line.index("▼"), 0) == "target 512M: what web is told to have; it gives 148M"
    assert band_tip(shown, line.index("¦"), 0) == "min 256M: nobody takes web below it"


@pytest.mark.parametrize("guest", [web(), db(), app()])
def test_every_column_of_a_gauge_is_the_part_that_is_drawn_there(guest):
    shown = band(guest)
    columns = shown.columns
    line = band_strips(shown, PALETTE, UNICODE)[0].text
    words = {UNICODE.bodies[ink]: ink.name.lower() for ink in Ink}
    for at in range(columns.gauge_width):
        sign = line[columns.gauge_at + at]
        wanted = {"▼": "target", "¦": "min"}.get(sign) or words[sign]
        assert gauge_tip(guest, columns.gauge_width, at).startswith(f"{wanted} ")


def test_a_bar_tells_count_order_and_memory_of_each_type():
    shown = band(db(), "tall", 120, 9)
    lists = free_lists(db())
    pitch = shown.columns.pitch(lists.orders)
    for order in range(lists.orders):
        said = band_tip(shown, shown.columns.lists_at + order * pitch, 4)
        assert said.startswith(
            f"order {order}: {plural(sum(lists.blocks[order].values()), 'free block')} of "
        )
        assert all(f"{count:,} {name}" in said for name, count in lists.blocks[order].items())


def test_where_bars_are_merged_the_last_one_says_so():
    shown = band(attrs.evolve(web()))
    last = shown.columns.bars(free_lists(web()).orders) - 1
    assert f"order {last} and more" in band_tip(shown, 79, 2)


@given(st.sampled_from(FORMS), st.integers(0, 130), st.integers(0, 12), st.sampled_from([web(), db(), app()]))
def test_no_place_is_an_error_and_the_maps_cells_are_left_to_others(form, x, y, guest):
    shown = band(guest, *form)
    said = band_tip(shown, x, y)
    assert isinstance(said, str)
    if form[0] != "line" and shown.map_at <= y < shown.height and x < shown.columns.lists_at:
        assert said == ""


def test_the_host_bar_says_has_target_and_promise_of_a_guest_and_what_nobody_has():
    picture = snapshot()
    assert segment_tip(picture, "web").startswith(
        "web has 660M of the machine; its target is 512M, 1.5G were promised"
    )
    assert "148M are being zeroed" in bar_tip(picture)
    assert wish_tip(picture).endswith("may have 11.5G, 144 % of the machine: not all can have it at once.")
