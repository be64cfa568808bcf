"""Whole screens, computed from snapshots."""

from __future__ import annotations

import itertools

import attrs
import pytest
from rich.cells import cell_len

from engine.memory.kinds import Kind
from tests.tui import goldens
from tests.tui.frames import strips, text
from tests.tui.snapshots import guest, operation, sentences, snapshot
from tui.render.text.glyphs import ASCII, glyphs

SIZES = [(80, 24), (120, 40), (200, 60), (60, 20)]
AWKWARD = [
    (1, 1),
    (2, 1),
    (31, 6),
    (32, 7),
    (59, 20),
    (60, 19),
    (61, 21),
    (75, 23),
    (76, 24),
    (79, 25),
    (100, 31),
]
AWKWARD += [(113, 33), (114, 32), (119, 45), (121, 40), (159, 50), (160, 50), (210, 70), (80, 20), (200, 20)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_main_screen_is_the_known_one(width: int, height: int):
    goldens.check(f"main-{width}x{height}", text(strips(snapshot(), sentences(), width, height)))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_main_screen_without_hue_is_the_known_one(width: int, height: int):
    drawn = strips(snapshot(), sentences(), width, height, glyphs(ascii_only=False, hue=False))
    goldens.check(f"main-{width}x{height}-mono", text(drawn))


def test_the_main_screen_in_ascii_is_the_known_one():
    goldens.check("main-80x24-ascii", text(strips(snapshot(), sentences(), 80, 24, ASCII)))


def test_the_ascii_set_is_ascii():
    plain = snapshot(operations=tuple(attrs.evolve(each, detail="") for each in snapshot().operations))
    assert text(strips(plain, (), 120, 40, ASCII)).isascii()


@pytest.mark.parametrize(("width", "height"), SIZES + AWKWARD)
@pytest.mark.parametrize("guests", [0, 1, 2, 3, 7, 30])
def test_every_row_is_as_wide_and_every_screen_as_high_as_asked(width: int, height: int, guests: int):
    many = tuple(guest(f"vm{i}") for i in range(guests))
    picture = snapshot() if guests == 3 else attrs.evolve(snapshot(guest()), guests=many)
    screen = strips(picture, sentences(), width, height)
    assert len(screen) == height
    assert {cell_len(strip.text) for strip in screen} == {width}
    assert {strip.cell_length for strip in screen} == {width}


def test_no_size_is_an_error():
    picture = snapshot()
    for width, height in itertools.product(range(1, 211, 13), range(1, 71, 7)):
        screen = strips(picture, sentences(), width, height)
        assert {cell_len(strip.text) for strip in screen} == {width}, (width, height)
        assert len(screen) == height, (width, height)


def test_words_of_users_keep_the_row_whole_and_lose_their_controls():
    rude = operation(
        1, "say \x1b[31m\u202e\u5bbf\u5bbf\u5bbf\n" * 5, detail="\x07\x1b]0;x\x07", reason="\x1b"
    )
    screen = strips(snapshot(operations=(rude,)), (), 80, 24)
    assert {cell_len(strip.text) for strip in screen} == {80}
    assert not any(char < " " or char == "\x7f" for strip in screen for char in strip.text)


def test_a_guest_of_sixteen_terabytes_is_drawn_in_few_cells():
    huge = guest("big", "░ " * 8, max=1 << 44, section_size=128 << 20)
    row = next(strip.text for strip in strips(snapshot(huge), (), 80, 24) if "1 cell" in strip.text)
    assert "1 cell = 256 sections" in row
    assert huge.kind(Kind.FILE) > 0
