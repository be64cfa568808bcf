"""Lines that are wider than the panel go on in the next row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.screens.wrapped import broken


def rows(text: str, width: int) -> list[str]:
    return [row for _, row in broken([("plain", text)], width)]


def test_a_line_breaks_between_words_and_goes_on_where_it_began():
    assert rows("  2,048 reserved pages in 4 pageblocks", 24) == [
        "  2,048 reserved pages",
        "  in 4 pageblocks",
    ]


def test_a_line_that_fits_is_left_as_it_is():
    assert rows("Mem:   12   34", 14) == ["Mem:   12   34"]


def test_a_word_that_is_too_long_is_broken_anywhere():
    assert rows("abcdefgh", 3) == ["abc", "def", "gh"]


@pytest.mark.parametrize("text", ["", "   "])
def test_a_blank_line_stays(text):
    assert rows(text, 10) == [text]


@given(
    st.text(st.characters(exclude_categories=("C", "Z", "M")) | st.just(" "), max_size=60), st.integers(2, 30)
)
def test_no_row_is_too_wide_and_no_word_is_lost(text, width):
    found = rows(text, width)
    assert all(cell_len(row) <= max(width, cell_len(text) if not text.strip() else 0) for row in found)
    assert "".join(found).replace(" ", "") == text.replace(" ", "")
