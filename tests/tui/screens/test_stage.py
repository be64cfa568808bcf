"""Where the parts of the main screen stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual.geometry import Region, Size

from tui.render.layout import frame
from tui.screens.stage import body_places, places

EIGHTY = Size(80, 24)


def placed(size=EIGHTY, prompt_rows=2, menu=(0, 0, 0), panel_rows=0):
    return places(frame(*size), size, prompt_rows, menu, panel_rows)


def test_prompt_and_footer_stand_at_the_bottom():
    assert placed()["prompt"] == Region(0, 21, 80, 2)
    assert placed()["footer"] == Region(0, 23, 80, 1)


def test_an_error_makes_the_prompt_grow_upwards():
    assert placed(prompt_rows=4)["prompt"] == Region(0, 19, 80, 4)


def test_the_menu_stands_on_the_line_at_its_word():
    assert placed(menu=(10, 30, 6))["menu"] == Region(10, 15, 30, 6)


def test_a_menu_at_the_right_edge_moves_left():
    assert placed(menu=(70, 30, 6))["menu"].x == 50


def test_the_panel_stands_on_the_prompt_and_leaves_the_host_in_sight():
    assert placed(panel_rows=10)["panel"] == Region(0, 11, 80, 10)
    assert placed(panel_rows=1000)["panel"] == Region(0, 2, 80, 19)


def test_a_small_terminal_has_the_message_alone():
    size = Size(59, 24)
    assert set(placed(size)) == {"body", "outline"}
    assert body_places(frame(*size), size) == {"small": Region(0, 0, 59, 24)}


@given(
    st.integers(0, 300),
    st.integers(0, 120),
    st.integers(0, 12),
    st.integers(0, 50),
    st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(0, 200)),
    st.integers(0, 3000),
)
def test_every_part_lies_inside_the_screen(width, height, guests, operations, menu, panel_rows):
    size = Size(width, height)
    plan = frame(width, height, guests, operations)
    parts = places(plan, size, 4, menu, panel_rows) | body_places(plan, size)
    whole = Region(0, 0, width, height)
    assert all(whole.contains_region(part) for part in parts.values())
