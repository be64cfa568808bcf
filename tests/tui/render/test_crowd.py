"""In which form guests are shown."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.snapshot import no_sections
from tests.tui import snapshots
from tui.render.crowd import Crowd, card_columns, card_slots, guests_form
from tui.render.layout import frame
from tui.render.map.cursor import Cursor


@pytest.mark.parametrize(
    ("size", "guests", "form"),
    [
        ((80, 24), 0, "bands"),
        ((80, 24), 1, "bands"),
        ((80, 24), 3, "bands"),
        ((80, 24), 11, "bands"),
        ((80, 24), 200, "table"),
        ((60, 20), 3, "bands"),
        ((60, 20), 12, "bands"),
        ((60, 20), 200, "table"),
        ((120, 40), 3, "bands"),
        ((120, 40), 6, "cards"),
        ((120, 40), 12, "bands"),
        ((160, 50), 12, "cards"),
        ((200, 60), 3, "bands"),
        ((200, 60), 12, "cards"),
        ((200, 60), 200, "table"),
        ((500, 200), 200, "cards"),
    ],
)
def test_each_crowd_has_its_form_at_each_size(size: tuple[int, int], guests: int, form: str):
    assert frame(*size, guests, 0, Crowd(guests, heading=guests > 9)).guests == form


def test_one_that_is_large_and_a_filter_that_leaves_nobody_need_no_table():
    assert guests_form(80, 12, Crowd(200, large=True)) == "bands"
    assert guests_form(80, 12, Crowd(0)) == "bands"


def test_the_table_is_there_for_few_guests_if_somebody_wants_it():
    assert guests_form(120, 40, Crowd(3, table=True)) == "table"


def test_the_row_above_the_guests_takes_one_of_theirs_and_nothing_else():
    without, with_it = frame(80, 24, 200, 0, Crowd(200)), frame(80, 24, 200, 0, Crowd(200, heading=True))
    assert with_it.heading.height == 1
    assert with_it.bands.y == with_it.heading.y + 1
    assert with_it.bands.height == without.bands.height - 1
    assert with_it.events == without.events


def test_twelve_guests_have_a_line_each_on_a_screen_of_24_rows():
    parts = frame(80, 24, 12, 0, Crowd(12, heading=True))
    assert (parts.bands.height, parts.footer.height, parts.prompt.height) == (12, 0, 2)


def test_cards_have_the_whole_width_and_the_table_leaves_room_for_the_selected_guest():
    cards, table = (frame(200, 60, guests, 0, Crowd(guests)) for guests in (12, 200))
    assert (cards.bands.width, cards.side.height) == (200, 0)
    assert (table.bands.width, table.side.width) == (120, 79)


@given(st.integers(0, 600), st.integers(0, 250), st.integers(1, 256))
def test_cards_fill_their_room_and_never_overlap(width: int, height: int, guests: int):
    slots = card_slots(width, height, guests)
    if not card_columns(width, height, guests):
        assert slots == []
        return
    taken = {(slot.x, slot.y) for slot in slots}
    assert len(taken) == len(slots) == guests
    assert all(slot.x + slot.width <= width and slot.y + slot.height <= height for slot in slots)
    for slot in slots:
        right = slot.x + slot.width
        assert right == width or (right, slot.y) in taken or slot is slots[-1]


@given(
    st.integers(60, 500),
    st.integers(20, 200),
    st.integers(0, 256),
    st.integers(0, 256),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_no_crowd_leaves_a_screen_without_a_row_for_it(
    width: int, height: int, guests: int, shown: int, heading: bool, large: bool, table: bool
):
    parts = frame(width, height, guests, 3, Crowd(min(shown, guests), heading, large, table))
    assert parts.bands.height >= 3
    rows = [parts.host, parts.legend, parts.heading, parts.bands, parts.operations, parts.events]
    rows += [parts.prompt, parts.footer]
    assert sum(part.height for part in rows) == height


def test_the_cursor_begins_at_the_first_section_that_a_guest_has():
    arm = snapshots.x86("arm", "╌╌╌╌█K· ")
    assert Cursor.first(arm) == Cursor("arm", 2)
    assert Cursor.first(attrs.evolve(arm, sections=no_sections())) == Cursor("arm")
