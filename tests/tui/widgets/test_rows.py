"""What is painted of a row that has changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.widgets.rows import difference

WIDTH = 12
runs = st.lists(
    st.tuples(st.sampled_from("ab░"), st.integers(1, 5), st.sampled_from(["red", "blue"])), max_size=6
)


def strip(parts) -> Strip:
    drawn = Strip([Segment(letter * count, Style(color=colour)) for letter, count, colour in parts])
    return drawn.adjust_cell_length(WIDTH)


@given(runs, runs)
def test_the_part_that_is_painted_turns_the_old_row_into_the_new_one(one, other):
    old, new = strip(one), strip(other)
    region = difference(old, new, 3)
    painted = Strip.join(
        [old.crop(0, region.x), new.crop(region.x, region.right), old.crop(region.right, WIDTH)]
    )
    assert region.y == 3
    assert list(painted.simplify()) == list(new.simplify())


def test_a_change_in_the_middle_leaves_both_ends_alone():
    old = strip([("a", 4, "red"), ("b", 2, "red"), ("a", 6, "blue")])
    new = strip([("a", 4, "red"), ("b", 2, "blue"), ("a", 6, "blue")])
    assert difference(old, new, 0)[:3] == (4, 0, 2)
