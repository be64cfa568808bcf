"""Sentences in rows, and words that are too long for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.snapshot import Sentence
from tests.tui.frames import PALETTE
from tui.render.text.glyphs import ASCII, UNICODE
from tui.render.text.words import clock, fit, level, percent, plural, stamp
from tui.render.told.events import merged, newest, sentence_rows, wrap


def rows(text: str, width: int, guest: str = "web", level: str = "info") -> list[str]:
    sentence = Sentence(1, 30_020_000_000, guest, text, level)
    return [row.strip(width).text.rstrip() for row in sentence_rows(sentence, width, PALETTE, UNICODE)]


def test_time_guest_and_text_stand_in_columns():
    assert rows("s32 added.", 80) == [" 30.02 web  s32 added."]
    assert rows("s32 added.", 120, "db") == [" 00:30.02 db   s32 added."]


def test_a_long_sentence_goes_on_under_its_first_word():
    assert rows("one two three four", 22) == [" 30.02 web  one two", "            three", "            four"]


def test_control_characters_are_shown_escaped():
    assert rows("a\x1b[2Jb", 80) == [" 30.02 web  a\\x1b[2Jb"]


def test_a_warning_is_warm():
    sentence = Sentence(1, 0, "web", "Swapping.", "warning")
    strip = sentence_rows(sentence, 80, PALETTE, UNICODE)[0].strip(80)
    assert next(segment.style for segment in strip if "Swapping" in segment.text) == PALETTE.warm


def levels(*levels: str) -> list[Sentence]:
    return [Sentence(i, i, "", f"sentence {i}", level) for i, level in enumerate(levels)]


def test_expectations_that_hold_one_after_the_other_are_counted_in_one_sentence():
    told = merged(levels("say", "expect", "expect", "info", "expect", "error", "expect"))
    assert [each.text for each in told] == [
        "sentence 0",
        "✓ 2 expectations hold",
        "sentence 3",
        "sentence 4",
        "sentence 5",
        "sentence 6",
    ]


def test_narration_stands_out_and_what_holds_steps_back():
    def style(sentence: Sentence) -> object:
        strip = sentence_rows(sentence, 80, PALETTE, UNICODE)[0].strip(80)
        return next(segment.style for segment in strip if "sentence" in segment.text)

    said, held, plain = levels("say", "expect", "info")
    assert (style(said), style(held), style(plain)) == (PALETTE.strong, PALETTE.muted, PALETTE.text)
    assert PALETTE.strong.bold


@pytest.mark.parametrize(
    ("starts", "room", "shown"),
    [
        ("+--+-", 5, range(5)),
        ("+--+-", 9, range(5)),
        ("+--+-", 4, range(3, 5)),
        ("+--+-", 2, range(3, 5)),
        ("++---", 3, range(1, 4)),
        ("+", 0, range(0)),
        ("", 3, range(0)),
    ],
)
def test_whole_sentences_are_in_sight_and_of_a_long_one_the_beginning(starts: str, room: int, shown: range):
    assert list(newest([each == "+" for each in starts], room)) == list(shown)


@given(st.text(max_size=300), st.sampled_from(["", "web", "a-long-guests-name"]), st.integers(1, 130))
def test_further_rows_are_indented_whatever_is_said(text: str, guest: str, width: int):
    _, *further = rows(text, width, guest)
    indent = min(width, len(stamp(30_020_000_000, with_minutes=width >= 100)) + 3 + max(4, len(guest)))
    assert all(row[:indent].strip() == "" for row in further)


def test_ascii_has_its_own_signs_in_sentences():
    sentence = Sentence(1, 0, "web", "Balloon 256M → 364M ▾", "info")
    assert sentence_rows(sentence, 80, PALETTE, ASCII)[0].strip(80).text.isascii()


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=80), st.integers(1, 30))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int):
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert all(cell_len(line) <= width or len(line) == 1 for line in lines)


@pytest.mark.parametrize("width", [-3, 0, 1])
def test_no_width_is_no_error(width: int):
    assert wrap("some words", width)


def test_sizes_hold_their_width():
    assert [level(size << 20) for size in (512, 660, 2432, 3584, 4096, 12 << 10)] == [
        "512M",
        "660M",
        "2.4G",
        "3.5G",
        "4.0G",
        "12.0G",
    ]


def test_clock_and_stamps():
    assert clock(31_250_000_000) == "00:31.2"
    assert stamp(31_045_000_000, with_minutes=True) == "00:31.04"
    assert stamp(62_530_000_000, with_minutes=True) == "01:02.53"


def test_stamps_without_room_show_minutes_as_soon_as_there_are_any():
    times = [59_990_000_000, 62_530_000_000, 3_662_530_000_000]
    assert [stamp(time, with_minutes=False) for time in times] == ["59.99", "1:02.53", "61:02.53"]


def test_cut_text_says_that_it_was_cut():
    assert fit("abcdef", 4) == "abc…"
    assert fit("abcdef", 4, "") == "abcd"
    assert fit("abc", 3) == "abc"
    assert fit("abc", 0) == ""


def test_shares_and_counts():
    assert (percent(1, 3), percent(2, 3), percent(0, 0)) == (33, 67, 0)
    assert (plural(1, "op"), plural(2048, "op")) == ("1 op", "2,048 ops")
