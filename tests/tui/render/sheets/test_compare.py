"""A comparison as a table: who is there, what is best, and what is out of sight."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui import goldens
from tests.tui.comparisons import comparison
from tests.tui.frames import PALETTE
from tests.tui.frames import text as as_text
from tui.render.sheets.compare import Abreast, compare_rows
from tui.render.text.glyphs import ASCII, UNICODE


def drawn(width, height, glyphs=UNICODE, over=False, **where):
    rows = compare_rows(comparison(over), width, height, PALETTE, glyphs, **where)
    return [row.strip(width) for row in rows]


@pytest.mark.parametrize(("width", "height"), [(80, 19), (120, 25), (200, 50)])
@pytest.mark.parametrize("over", [False, True])
def test_the_table_is_the_known_one(width, height, over):
    name = f"compare-{width}x{height}-{'over' if over else 'running'}"
    goldens.check(name, as_text(drawn(width, height, over=over, chosen=1)))


def test_the_table_in_ascii_is_ascii():
    assert as_text(drawn(120, 25, ASCII, over=True)).isascii()


def test_nothing_is_best_before_the_last_one_has_ended():
    assert "●" not in as_text(drawn(120, 25))
    assert "●" in as_text(drawn(120, 25, over=True))


def test_what_is_not_final_says_so_and_only_that():
    text = as_text(drawn(120, 25))
    assert "178,900 …" in text
    assert "181,204 …" not in text
    assert "…" not in as_text(drawn(120, 40, over=True))


def test_what_the_guest_cannot_do_comes_last_and_says_why():
    rows = drawn(120, 25, chosen=3)
    assert rows[1].text.split() == ["balloon", "hotplug", "balloon+remove", "virtio-mem"]
    assert "virtio-mem: db has no virtio-mem device" in as_text(rows)


def test_the_chosen_policy_comes_into_sight():
    assert "virtio-mem" not in drawn(60, 19, chosen=0)[1].text
    assert drawn(60, 19, chosen=3)[1].text.split() == ["←", "2", "more", "balloon+remove", "virtio-mem"]


def test_columns_move_no_further_than_needed():
    picture = comparison()
    assert Abreast.of(picture, 60, 0).first == 0
    assert Abreast.of(picture, 60, 2).first == 1
    assert Abreast.of(picture, 60, 1, first=1).first == 1
    assert Abreast.of(picture, 60, 0, first=1).first == 0


def test_measures_that_do_not_fit_are_counted_and_scroll():
    rows = as_text(drawn(80, 12))
    assert "more, ↓" in rows
    assert "work per second" not in rows
    assert "work per second" in as_text(drawn(80, 12, top=99))


@given(st.integers(1, 220), st.integers(1, 60), st.integers(0, 3), st.integers(0, 20), st.booleans())
def test_no_size_is_an_error_and_none_overflows(width, height, chosen, top, over):
    rows = drawn(width, height, chosen=chosen, top=top, over=over)
    assert len(rows) <= height
    assert {cell_len(strip.text) for strip in rows} == {width}


def test_a_sentence_that_is_too_long_says_that_there_is_more():
    long = attrs.evolve(comparison(), sentence="balloon reaches 2G and " * 20)
    rows = [row.strip(80).text for row in compare_rows(long, 80, 19, PALETTE, UNICODE)]
    assert rows[-2].rstrip().endswith("…")
    assert rows[-1].startswith(" Enter writes resize db 2G policy=balloon")
