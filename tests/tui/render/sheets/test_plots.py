"""Guests over virtual time: levels, work, swapping, and the operations where they happened."""

from __future__ import annotations

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.snapshot import Course, Sentence
from engine.snapshot.replay import ReplayView
from engine.units import MIB, SECOND
from tests.tui import courses, goldens, snapshots
from tests.tui.frames import PALETTE
from tests.tui.frames import text as as_text
from tui.render.sheets.plot_chapters import all_free_row, chapters, chapters_row
from tui.render.sheets.plot_series import STEPS, Series, Window, chart, series, whole_step
from tui.render.sheets.plots import blocks, heights, plot_columns, plot_rows
from tui.render.text.glyphs import ASCII, UNICODE


def drawn(width, height, glyphs=UNICODE, picture=None, step=1, **where):
    picture = picture or courses.snapshot()
    window = Window.of(picture.time, plot_columns(width), step, where.get("cursor"))
    rows = plot_rows(picture, courses.told(), window, width, height, PALETTE, glyphs, **where)
    return [row.strip(width) for row in rows]


def web():
    return courses.snapshot().guests[0]


def named(window: Window) -> dict[str, Series]:
    return {line.name: line for line in series(web(), window)}


@pytest.mark.parametrize(("width", "height"), [(80, 19), (120, 25), (200, 45), (60, 15)])
def test_the_plots_are_the_known_ones(width, height):
    goldens.check(f"plots-{width}x{height}", as_text(drawn(width, height, cursor=24)))


def test_the_plots_in_ascii_are_ascii():
    assert as_text(drawn(80, 19, ASCII, cursor=24)).isascii()


def test_each_second_has_what_was_true_at_its_end_and_what_was_done_in_it():
    lines = named(Window(0, 1, 40, 31))
    assert lines["has"].values[:3].tolist() == [-1, -1, 1024 * MIB]
    assert lines["has"].values[30] == (1024 - 400) * MIB
    assert lines["balloon"].values[[9, 10, 19]].tolist() == [0, 40 * MIB, 400 * MIB]
    assert lines["work"].values[[14, 15, 20]].tolist() == [4 * MIB, 2 * MIB, 4 * MIB]
    assert lines["swap"].said[15] == "out 3M in 1M/s"
    assert lines["work"].said[15] == "2M/s 50 %"
    assert lines["swap"].said[30] == "none"


def test_what_is_yet_to_come_is_not_known():
    assert (named(Window(0, 1, 40, 31))["has"].values[31:] == -1).all()


def test_a_column_of_more_seconds_is_their_mean_work_and_their_last_level():
    lines = named(Window(0, 10, 4, 31))
    assert lines["balloon"].values.tolist() == [0, 400 * MIB, 400 * MIB, 400 * MIB]
    assert lines["work"].values.tolist() == [4 * MIB, 3 * MIB, 4 * MIB, 4 * MIB]


def test_the_window_follows_time_or_the_cursor():
    assert Window.of(31 * SECOND, 20) == Window(11, 1, 20, 31)
    assert Window.of(31 * SECOND, 40) == Window(0, 1, 40, 31)
    assert Window.of(31 * SECOND, 20, cursor=3) == Window(3, 1, 20, 31)
    assert Window.of(31 * SECOND, 2, step=10) == Window(20, 10, 2, 31)


def test_a_line_has_the_height_of_its_value_and_nothing_has_none():
    line = Series("has", np.array([0, 1, 50, 100, -1]), 100, ("",) * 5)
    assert chart(line, 1, UNICODE) == [" ▁▄█ "]
    assert chart(line, 2, UNICODE) == ["   █ ", " ▁██ "]


def test_an_operation_is_marked_from_start_to_end_and_a_warning_where_it_was():
    head = drawn(80, 19)[1].text
    start = 11
    assert head[start + 10] == "7"
    assert head[start + 11 : start + 20] == "━" * 9
    assert head[start + 20] == "✓"
    assert head[start + 24] == "!"


def test_what_took_no_time_does_not_stand_in_the_number_of_what_did():
    picture = courses.snapshot()
    long = attrs.evolve(picture.operations[1], id=10)
    short = attrs.evolve(long, id=11, ended=long.started)
    head = drawn(80, 19, picture=attrs.evolve(picture, operations=(long, short)))[1].text
    assert head[21:31] == "10" + "━" * 8


def test_the_second_at_the_cursor_is_explained():
    assert "00:24  web: Swapping: 12M of anon" in drawn(80, 19, cursor=24)[-1].text
    assert "op 7 balloon set web 512M began" in drawn(80, 19, cursor=10)[-1].text
    assert "nothing was told" in drawn(80, 19, cursor=12)[-1].text


def test_without_a_cursor_it_says_how_programs_got_on_around_the_last_operation():
    last = drawn(120, 19, selected="web")[-1].text
    assert "op 7 balloon set web 512M: programs got done 100 % before, 75 % during" in last


def test_where_not_all_guests_fit_the_selected_one_does():
    many = tuple(attrs.evolve(web(), name=f"vm{i}") for i in range(9))
    picture = attrs.evolve(courses.snapshot(), guests=many, operations=())
    text = as_text(drawn(80, 8, picture=picture, selected="vm8"))
    assert "vm8" in text
    assert "6 more guests" in text


def test_rows_are_shared_alike():
    assert blocks(3, 17) == [6, 6, 5]
    assert blocks(30, 17) == [3, 2, 2, 2, 2, 2, 2, 2]
    assert heights(5) == [1] * 5
    assert heights(7) == [2, 2, 1, 1, 1]
    assert heights(2) == [1, 1]


def test_without_guests_there_is_nothing_to_draw():
    picture = attrs.evolve(snapshots.snapshot(), guests=(), operations=())
    assert "plots" in as_text(drawn(80, 12, picture=picture))


@given(
    st.integers(1, 220),
    st.integers(1, 60),
    st.none() | st.integers(0, 40),
    st.sampled_from([1, 5, 60]),
)
def test_no_size_is_an_error_and_none_overflows(width, height, cursor, step):
    rows = drawn(width, height, cursor=cursor, step=step)
    assert len(rows) <= height
    assert {cell_len(strip.text) for strip in rows} == {width}


def test_work_is_left_out_where_nobody_wanted_to_work():
    idle = attrs.evolve(web(), course=Course().noted(0, 31, (0, 0, 0), (0, 100, 1000, 0, 0)))
    names = [line.name for line in series(idle, Window(0, 1, 40, 31))]
    assert names == ["has", "free", "balloon", "unusable"]
    assert heights(9, 4) == [3, 2, 2, 2]


def test_free_memory_that_is_of_no_use_for_2m_is_a_share_of_what_is_free():
    line = named(Window(0, 1, 40, 31))["unusable"]
    assert line.values[[9, 14, 19]].tolist() == [0, 500, 1000]
    assert line.said[14] == "50 % for 2M"


def test_chapters_stand_where_they_began_with_as_much_of_their_titles_as_there_is_room_for():
    told = tuple(
        Sentence(number, time * SECOND, "", f"Chapter: {title}", "say")
        for number, (time, title) in enumerate(((2, "Ageing for long"), (12, "Half [of] it"), (90, "Later")))
    )
    picture = courses.snapshot()
    row = chapters_row(picture, told, Window(0, 1, 40, 31), 80, PALETTE, UNICODE)
    assert row.strip(80).text[11:].rstrip() == "  ┿Ageing … ┿Half [of] it"
    assert chapters_row(picture, (), Window(0, 1, 40, 31), 80, PALETTE, UNICODE) is None
    recording = ReplayView("a", 99 * SECOND, chapters=((5 * SECOND, "Known"), (40 * SECOND, "To come")))
    replayed = attrs.evolve(picture, replay=recording)
    assert chapters(replayed, told) == [(5 * SECOND, "Known"), (40 * SECOND, "To come")]
    row = chapters_row(replayed, told, Window(0, 1, 50, 31), 80, PALETTE, UNICODE)
    assert (row.strip(80).text[11 + 5], row.strip(80).text[11 + 40]) == ("┿", "┼")


def test_all_of_a_recording_is_in_sight_with_what_is_known_of_what_comes():
    free = tuple((second * SECOND, second * MIB) for second in range(0, 81, 10))
    replay = ReplayView("a", 99 * SECOND, indexed=80 * SECOND, free=free)
    picture = attrs.evolve(courses.snapshot(), replay=replay)
    assert STEPS[whole_step(picture, 47)] == 5
    assert whole_step(courses.snapshot(), 47) == 0
    row = all_free_row(picture, Window(0, 5, 30, 31), PALETTE, UNICODE).strip(80)
    assert row.text[11:41] == "▁▁▁▁▂▂▃▃▄▄▅▅▆▆▇▇█" + " " * 13
    styles = [segment.style for segment in row if "▁" in segment.text or "█" in segment.text]
    assert styles == [PALETTE.muted, PALETTE.rule]
    assert all_free_row(courses.snapshot(), Window(0, 5, 30, 31), PALETTE, UNICODE) is None
