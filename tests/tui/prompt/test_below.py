"""What is wrong with a line stands under the word that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import CommandError, Place
from tui.prompt.below import MOST_ROWS, error_rows

SECTION = CommandError(
    "40M is not a multiple of the section size of ppc64 (16M)", "the nearest are 32M and 48M", Place(17, 3)
)


def drawn(error: CommandError, line: str, width: int, scrolled: int = 0) -> list[str]:
    return [
        " " * row.column + row.mark + (" " if row.mark and row.text else "") + row.text
        for row in error_rows(error, line, width, scrolled)
    ]


def test_the_mark_stands_under_the_word_and_the_sentence_beside_it():
    assert drawn(SECTION, "hotplug add web 40M", 100) == [
        "                ▔▔▔ 40M is not a multiple of the section size of ppc64 (16M)",
        "                    → the nearest are 32M and 48M",
    ]


def test_in_a_narrow_terminal_the_sentence_wraps():
    assert drawn(SECTION, "hotplug add web 40M", 57) == [
        "                ▔▔▔ 40M is not a multiple of the section",
        "                    size of ppc64 (16M)",
        "                    → the nearest are 32M and 48M",
    ]


def test_where_there_is_no_room_beside_the_mark_the_sentence_goes_below_it():
    assert drawn(SECTION, "hotplug add web 40M", 36) == [
        "                ▔▔▔",
        "40M is not a multiple of the section",
        "size of ppc64 (16M)",
        "→ the nearest are 32M and 48M",
    ]


def test_words_of_commands_stay_as_they_are():
    error = CommandError("'balloon' wants more", "balloon set GUEST SIZE", Place(1, 7))
    assert drawn(error, "balloon", 60)[1].strip() == "→ balloon set GUEST SIZE"


def test_wide_characters_before_the_word_move_the_mark():
    error = CommandError("'x' is not a size", place=Place(4, 1))
    assert drawn(error, "漢字 x", 60)[0].startswith("     ▔ 'x'")


def test_a_word_that_is_scrolled_out_of_view_is_marked_at_the_edge():
    assert drawn(SECTION, "hotplug add web 40M", 60, scrolled=30)[0].startswith("▔▔▔ 40M")


def test_control_characters_of_a_wrong_word_are_escaped():
    assert "\x1b" not in "".join(drawn(CommandError("\x1b[31m is no word", "a \x07 word"), "x", 60))


@given(
    st.text(max_size=60),
    st.text(max_size=80),
    st.text(max_size=80),
    st.integers(1, 90),
    st.integers(1, 200),
    st.integers(1, 60),
)
def test_no_error_needs_more_than_its_rows(line, found, wanted, column, width, length):
    rows = error_rows(CommandError(found, wanted, Place(column, length)), line, width)
    assert 1 <= len(rows) <= MOST_ROWS
    assert rows[0].column < width


@pytest.mark.parametrize("width", [1, 2, 5])
def test_the_narrowest_terminals_have_a_mark_too(width):
    assert error_rows(SECTION, "hotplug add web 40M", width)[0].mark
