"""One screen becomes the next by as few words as do it, and a terminal shows the same as was drawn."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tests.tui.film.terminal import Terminal
from tui.film.cells import Screen

RED, BOLD = Style(color="#ff0000"), Style(bold=True, bgcolor="#00ff00")


def strip(*parts):
    return Strip([Segment(text, style) for text, style in parts])


def shown(screens, width=12, height=2):
    """Return what a terminal shows after all these screens, and what was written for each."""
    screen, terminal = Screen(width, height), Terminal(width, height)
    written = [screen.become(each) for each in screens]
    for each in written:
        terminal.write(each)
    return terminal, written


def test_a_terminal_shows_characters_in_their_colours():
    terminal, _ = shown([[strip(("ab", RED), ("c", BOLD)), strip(("d", None))]])
    assert terminal.text == ["abc", "d"]
    assert terminal.cells[0][1] == ("b", (255, 0, 0), None, frozenset())
    assert terminal.cells[0][2] == ("c", None, (0, 255, 0), frozenset({"bold"}))
    assert terminal.cells[0][3] == (" ", None, None, frozenset())
    assert not terminal.cursor


def test_only_what_differs_is_written():
    before, after = strip(("free 100 of 200", RED)), strip(("free 101 of 200", RED))
    _, written = shown([[before], [after], [strip(("free 101 of 200", RED))]], width=15, height=1)
    assert written[1:] == ["\x1b[1;8H1", ""]


def test_what_is_near_is_written_in_one_go_and_what_is_far_is_jumped_to():
    blank = strip((" " * 30, None))
    _, written = shown([[blank], [strip(("a  b" + " " * 20 + "c", None))]], width=30, height=1)
    assert written[1] == "\x1b[1Ha  b\x1b[1;25Hc"


def test_a_wide_character_is_written_and_written_over_as_a_whole():
    screens = [[strip(("a世b", None))], [strip(("axyb", None))], [strip(("世xb", None))]]
    terminal, _ = shown(screens, height=1)
    assert terminal.text == ["世xb"]


def test_pens_change_by_as_few_words_as_do_it():
    both = Style(bold=True, italic=True, color="#ff0000")
    dim = Style(dim=True, italic=True, color="#ff0000")
    terminal, written = shown([[strip(("a", both), ("b", dim), ("c", None))]], width=3, height=1)
    assert written[0].endswith("\x1b[1;3;38;2;255;0;0ma\x1b[22;2mb\x1b[mc")
    assert [cell[3] for cell in terminal.cells[0]] == [{"bold", "italic"}, {"dim", "italic"}, frozenset()]
