"""The table of guests, the strip above it, the row above both, and cards: pure, at every size."""

from __future__ import annotations

import itertools

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.crowds import course, crowd, small, twelve
from tests.tui.frames import PALETTE
from tests.tui.snapshots import snapshot
from tui.render.guests.card import Card, card_strips
from tui.render.guests.heading import heading_row
from tui.render.guests.nobody import nobody_rows
from tui.render.guests.roster import Roster
from tui.render.guests.state import QUIET
from tui.render.guests.strip import cell_at, strip, strip_order, strip_rows
from tui.render.guests.table import guest_row, head_row, table_plan, thumb
from tui.render.guests.table_columns import PAST, spark, table_columns
from tui.render.text.glyphs import ASCII, UNICODE
from tui.render.told.operations import listed
from tui.render.whole.small import small_rows

CROWD = crowd()
ROSTER = Roster()
ROSTER.see(CROWD, listed(CROWD), 0.0)
GUESTS = [guest for _, guest in ROSTER.shown]
LOOK = (PALETTE, UNICODE)


def columns(width: int) -> list[str]:
    return [placed.column.key for placed in table_columns(width, ["vm000"])]


@pytest.mark.parametrize(
    ("width", "left_out"),
    [
        (60, {"number", "gauge", "balloon", "swap", "platform", "past_free"}),
        (80, {"gauge", "platform", "past_free"}),
        (120, {"past_free"}),
        (160, set()),
    ],
)
def test_where_it_is_narrow_the_least_telling_columns_go(width: int, left_out: set[str]):
    assert set(columns(160)) - set(columns(width)) == left_out


@given(st.integers(0, 400), st.integers(1, 16))
def test_columns_never_overlap_or_leave_the_screen(width: int, name: int):
    placed = table_columns(width, ["v" * name])
    assert all(left.end < right.x for left, right in itertools.pairwise(placed))
    assert {"name", "state"} <= {each.column.key for each in placed}
    assert width < 24 or placed[-1].end <= width


def test_the_head_that_is_sorted_by_says_which_way():
    plan = table_plan(100, 20, GUESTS, 0, None)
    assert "TARGET▾" in head_row(plan, "target", False, *LOOK).strip(100).text
    assert "TARGET▴" in head_row(plan, "target", True, *LOOK).strip(100).text
    assert "FREE▴" in head_row(plan, "free", False, *LOOK).strip(100).text
    assert "TARGETv" in head_row(plan, "target", False, PALETTE, ASCII).strip(100).text


@settings(max_examples=60)
@given(st.integers(1, 220), st.integers(0, 70), st.integers(-5, 400), st.none() | st.integers(0, 199))
def test_the_table_fits_every_size_and_shows_the_selected_guest(
    width: int, height: int, top: int, selected: int | None
):
    plan = table_plan(width, height, GUESTS, top, selected)
    assert plan.strip + (height > 0) + plan.rows <= max(height, plan.strip + 1)
    assert 0 <= plan.top <= max(0, len(GUESTS) - plan.rows)
    if selected is not None and plan.rows:
        assert plan.top <= selected < plan.top + plan.rows
        assert plan.guest_at(plan.first + selected - plan.top, len(GUESTS)) == selected
    assert plan.guest_at(plan.head, len(GUESTS)) is None
    bar = thumb(plan, len(GUESTS))
    assert 0 <= bar.start <= bar.stop <= plan.rows
    number, guest = ROSTER.shown[plan.top]
    row = guest_row(plan, number, guest, ROSTER.states[guest.name], CROWD.time, True, True, *LOOK)
    assert cell_len(row.strip(width).text) == width


def test_a_row_says_who_it_is_what_happens_and_what_it_has():
    plan = table_plan(80, 20, GUESTS, 0, None)
    number, guest = ROSTER.shown[8]
    row = guest_row(plan, number, guest, ROSTER.states[guest.name], CROWD.time, False, False, *LOOK)
    assert row.strip(80).text.split()[:7] == ["5", "vm004", "!", "swap", "1.0G", "1.0G", "120M"]


def test_the_ascii_set_is_ascii():
    look = (PALETTE, ASCII)
    plan = table_plan(160, 20, GUESTS, 0, None)
    rows = [heading_row(ROSTER, 100, *look), head_row(plan, "large", False, *look)]
    rows += strip([guest.name for guest in GUESTS], ROSTER.states, "", 160, *look)
    for number, guest in ROSTER.shown[:30]:
        rows.append(guest_row(plan, number, guest, ROSTER.states[guest.name], CROWD.time, True, True, *look))
    strips = [row.strip(160) for row in rows]
    strips += card_strips(Card(1, GUESTS[0], ROSTER.states[GUESTS[0].name], 60, 12), *look)
    assert "".join(each.text for each in strips).isascii()


def test_the_strip_has_a_cell_for_every_guest_the_most_urgent_first():
    order = strip_order([guest.name for guest in CROWD.guests], ROSTER.states)
    rows = [row.strip(80).text for row in strip(order, ROSTER.states, "", 80, *LOOK)]
    assert len(rows) == strip_rows(200, 80) == 3
    cells = "".join(rows).replace(" ", "")
    assert cells.startswith("××××××××!!!!!!!!▴▴▴▴▴▴▴▴○○○○○○○○○○○○○○○○····")
    assert rows[-1].rstrip().endswith("8 failed  8 swapping  24 moving")
    assert cell_at(order, 80, 1, 0) == "vm017"
    assert cell_at(order, 80, 0, 0) is None
    assert cell_at(order, 80, 70, 2) is None


def test_a_sparkline_shows_the_last_seconds_of_what_a_guest_has():
    shrunk = small("vm", course=course([2048, 2048, 256]))
    drawn = spark(shrunk, CROWD.time, PAST, UNICODE)
    assert len(drawn) == PAST
    assert drawn[0] == "█"
    assert drawn[-1] in "▁▂"
    assert spark(shrunk, 0, 10, UNICODE) == " " * 10
    assert len(spark(shrunk, CROWD.time, 10, UNICODE, free=True)) == 10


def heading(width: int, typing: bool = False, **changes: object) -> str:
    roster = attrs.evolve(ROSTER, states=ROSTER.states)
    for name, value in changes.items():
        setattr(roster, name, value)
    roster._snapshot = CROWD
    roster.total = len(CROWD.guests)
    roster.arrange()
    return heading_row(roster, width, *LOOK, typing=typing, selected="vm000").strip(width).text.rstrip()


def test_the_row_above_says_how_many_and_how_they_are_sorted_and_filtered():
    assert heading(80) == " 200 guests   1-9 pick · / filter · s sort: wants most · t table"
    assert heading(40) == " 200 guests   s sort: wants most"
    assert heading(100, filter="vm01").startswith(" 10 of 200 guests   filter: vm01")
    assert "Enter goes to s23 of vm000" in heading(80, filter="s23", typing=True)


@given(st.integers(1, 220), st.booleans(), st.sampled_from(["", "vm01", "nobody is called this", "s9"]))
@settings(max_examples=40)
def test_the_row_above_fits_every_width(width: int, typing: bool, text: str):
    assert cell_len(heading(width, typing, filter=text)) <= width


@settings(max_examples=40)
@given(st.integers(8, 120), st.integers(8, 60), st.integers(0, 11), st.booleans())
def test_a_card_fills_its_place(width: int, height: int, which: int, picked: bool):
    guest = twelve().guests[which]
    drawn = card_strips(Card(which + 1, guest, QUIET, width, height, picked, picked), *LOOK)
    assert len(drawn) == height
    assert {strip.cell_length for strip in drawn} == {width}
    assert {cell_len(strip.text) for strip in drawn} == {width}


def test_a_card_of_the_same_things_is_the_same():
    guest = small("mail")
    card = Card(1, guest, QUIET, 40, 9)
    assert card.same(Card(1, guest, QUIET, 40, 9))
    assert not card.same(Card(1, attrs.evolve(guest), QUIET, 40, 9))
    assert not card.same(Card(1, guest, QUIET, 40, 9, picked=True))


def test_without_guests_it_says_what_to_type_and_what_comes_of_it():
    text = "\n".join(row.strip(100).text for row in nobody_rows(100, 20, *LOOK))
    assert "guest add web memory=1G" in text
    assert "boots a Linux guest" in text
    for width, height in itertools.product((1, 2, 20, 60), (0, 1, 3, 30)):
        assert len(nobody_rows(width, height, *LOOK)) <= height


def test_a_small_terminal_says_what_goes_on():
    text = "\n".join(strip.text for strip in small_rows(snapshot(), 48, 14, *LOOK))
    assert "ballonet needs 60 x 20" in text
    assert "This terminal is 48 x 14" in text
    assert "3 operations still run" in text
    assert "web ○ 42 %" in text
