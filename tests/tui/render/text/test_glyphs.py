"""The sets of glyphs: what they can do, and what they never do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.tui.frames import PALETTE
from tests.tui.snapshots import web
from tui.plainly import Plainly
from tui.render.colours.inks import INKS, Ink
from tui.render.map.legend import legend_row, legend_rows
from tui.render.map.section_map import body_glyphs
from tui.render.text.glyphs import ASCII, PAGE_LETTERS, UNICODE, glyphs


def test_with_hue_a_mixed_cell_has_one_sign_and_without_it_is_the_letter_of_what_there_is_most_of():
    assert set(body_glyphs(web(), UNICODE)[INKS:]) == {"▞"}
    assert tuple(body_glyphs(web(), glyphs(ascii_only=False, hue=False))[INKS:]) == PAGE_LETTERS
    assert tuple(body_glyphs(web(), glyphs(ascii_only=True, hue=False))[INKS:]) == PAGE_LETTERS
    assert glyphs(ascii_only=False) is UNICODE
    assert glyphs(ascii_only=True) is ASCII


def test_the_legend_says_how_a_mixed_cell_looks():
    spelt = glyphs(ascii_only=False, hue=False)
    assert "▞ mixed" in legend_row(PALETTE, UNICODE).strip(120).text
    assert "a mixed" in legend_row(PALETTE, spelt).strip(120).text
    assert "mixed" not in legend_row(PALETTE, glyphs(ascii_only=True, hue=False)).strip(120).text
    assert any("its letter mixed" in row for row in legend_rows(spelt, 76))


@pytest.mark.parametrize("set_of", [UNICODE, ASCII])
def test_no_two_inks_look_alike(set_of):
    drawn = [set_of.bodies[ink] for ink in Ink if ink is not Ink.HOLE]
    assert len(set(drawn)) == len(drawn)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), max_size=4))
def test_what_goes_through_the_net_is_ascii_and_as_wide_as_it_was(texts: list[str]):
    before = [Segment(text, Style(bold=True)) for text in texts]
    after = Plainly().apply(before, Color(0, 0, 0))
    assert all(segment.text.isascii() for segment in after)
    assert [cell_len(segment.text) for segment in after] == [cell_len(segment.text) for segment in before]
    assert all(segment.style == Style(bold=True) for segment in after)


def test_frames_and_words_keep_their_likeness():
    drawn = [Segment("┌─ é → ≥ 5 宿 │")]
    assert Plainly().apply(drawn, Color(0, 0, 0))[0].text == "+- ? > > 5 ?? |"
