"""How the screen is divided, at every size."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tui.render.layout import Frame, Rect, band_slots, frame


def heights(parts: Frame) -> list[int]:
    shown = (
        parts.host,
        parts.legend,
        parts.bands,
        parts.operations,
        parts.events,
        parts.prompt,
        parts.footer,
    )
    return [part.height for part in shown]


def test_eighty_by_twenty_four():
    assert heights(frame(80, 24)) == [2, 0, 12, 2, 5, 2, 1]


def test_a_hundred_and_twenty_by_forty_has_legend_and_headings():
    parts = frame(120, 40)
    assert heights(parts) == [2, 1, 24, 4, 6, 2, 1]
    assert parts.operations_heading
    assert parts.events_heading


def test_two_hundred_by_sixty_shows_the_selected_guest_at_large_beside_the_bands():
    parts = frame(200, 60)
    assert (parts.bands.width, parts.side) == (120, Rect(121, 2, 79, parts.operations.y - 2))


def test_more_operations_take_rows_from_the_events_only():
    few, many = frame(80, 24, operations=2), frame(80, 24, operations=9)
    assert few.bands == many.bands
    assert many.operations.height == 4
    assert many.events.height == 3


def test_where_it_is_low_the_footer_goes_first_then_the_hint_then_the_second_line():
    assert [
        [*heights(frame(80, 20, guests))[-2:], frame(80, 20, guests).host.height] for guests in (3, 8, 9, 10)
    ] == [
        [2, 1, 2],
        [2, 0, 2],
        [1, 0, 2],
        [1, 0, 1],
    ]


def test_below_sixty_by_twenty_there_is_one_message():
    assert [
        frame(w, h).form for w, h in ((60, 20), (59, 20), (60, 19), (32, 7), (31, 7), (32, 6), (0, 0))
    ] == [
        "full",
        "small",
        "small",
        "small",
        "terse",
        "terse",
        "terse",
    ]


@given(st.integers(60, 250), st.integers(20, 90), st.integers(0, 300), st.integers(0, 60))
def test_parts_fill_the_screen_from_top_to_bottom(width: int, height: int, guests: int, operations: int):
    parts = frame(width, height, guests, operations)
    stack = [
        parts.host,
        parts.legend,
        parts.bands,
        parts.operations,
        parts.events,
        parts.prompt,
        parts.footer,
    ]
    stack = [part for part in stack if part.height]
    assert stack[0].y == 0
    assert all(below.y == above.y + above.height for above, below in itertools.pairwise(stack))
    assert stack[-1].y + stack[-1].height == height
    assert parts.bands.height >= 4
    assert parts.operations.height <= height // 3 + 1


def test_guests_share_the_rows_evenly():
    assert [(slot.form, slot.y, slot.height) for slot in band_slots(80, 12, 3).slots] == [
        ("short", 0, 4),
        ("short", 4, 4),
        ("short", 8, 4),
    ]
    assert [slot.form for slot in band_slots(120, 24, 3).slots] == ["tall"] * 3


def test_with_more_guests_the_selected_one_is_a_band_and_the_others_are_lines():
    slots = band_slots(80, 12, 6, selected=1).slots
    assert [(slot.form, slot.height) for slot in slots] == [("line", 1), ("short", 7), *[("line", 1)] * 4]


def test_on_a_narrow_screen_all_are_bands_where_it_is_high():
    assert [slot.form for slot in band_slots(60, 23, 3).slots] == ["short", "line", "line"]
    assert [(slot.form, slot.height) for slot in band_slots(60, 24, 3).slots] == [("short", 8)] * 3


def test_those_that_do_not_fit_are_counted_and_the_selected_one_is_in_sight():
    many = band_slots(80, 12, 30, selected=20)
    assert len(many.slots) == 11
    assert many.hidden == 19
    assert 20 in [slot.guest for slot in many.slots]


def test_a_large_guest_has_all_the_room_there_is():
    assert [(slot.form, slot.height) for slot in band_slots(80, 12, 3, 1, large=True).slots] == [
        ("line", 1),
        ("short", 10),
        ("line", 1),
    ]
    crowded = band_slots(80, 12, 30, 20, large=True)
    assert [(slot.guest, slot.height) for slot in crowded.slots] == [(20, 11)]
    assert crowded.hidden == 29


@given(st.integers(0, 250), st.integers(0, 90), st.integers(0, 300), st.integers(-2, 400), st.booleans())
def test_bands_never_overlap_or_leave_their_rows(
    width: int, height: int, guests: int, selected: int, large: bool
):
    placed = band_slots(width, height, guests, selected, large)
    y = 0
    for slot in placed.slots:
        assert slot.y == y
        y += slot.height
    assert y + (placed.hidden > 0 and height > 0) <= height
    assert len(placed.slots) + placed.hidden == guests
