"""The timeline of a recording as text: what each row shows, what gives way where there is little room."""

from __future__ import annotations

import attrs
import pytest

from engine.snapshot.replay import ForkView, ReplayView
from engine.units import MIB, SECOND
from tests.tui import snapshots
from tui.keys import NO_OVERRIDES
from tui.render.colours.bundled import bundled_theme
from tui.render.colours.palette import palette
from tui.render.replay.buttons import button_at, buttons
from tui.render.replay.rows import parts, replay_rows
from tui.render.replay.track import Track
from tui.render.replay.words import told_of
from tui.render.text.glyphs import ASCII, UNICODE

NOW = 41_300 * SECOND // 1000
END = 130 * SECOND
VIEW = ReplayView(
    "figures.bal",
    END,
    indexed=END,
    chapters=(
        (0, "aged guest"),
        (24 * SECOND, "balloon fragments"),
        (55 * SECOND, "add past boot memory"),
        (87 * SECOND, "remove, refused"),
        (125 * SECOND, "end"),
    ),
    operations=(30 * SECOND, 60 * SECOND),
    failures=(100 * SECOND,),
    free=tuple((at * SECOND, (1 + at % 8) * 100 * MIB) for at in range(131)),
    digests=3,
)
FORKED = attrs.evolve(
    VIEW,
    fork=ForkView(NOW, "figures.bal"),
    chapters=VIEW.chapters[:2],
    operations=(30 * SECOND,),
    failures=(),
    indexed=104 * SECOND,
)
"""Of a fork its own course is known, up to where it is live."""


def drawn(view=VIEW, width=102, height=5, now=NOW, glyphs=UNICODE, **changes) -> list[str]:
    look = (palette(bundled_theme("safe")), glyphs)
    pointed = changes.pop("pointed", None)
    snapshot = snapshots.snapshot(time=now, replay=view, **changes)
    rows = replay_rows(
        snapshot, view, width, height, *look, pointed=pointed, leaves="b", overrides=NO_OVERRIDES
    )
    assert all(row.column <= width for row in rows)
    return [row.strip(width).text.rstrip() for row in rows]


def test_it_has_a_heading_chapters_a_line_free_memory_and_keys():
    heading, chapters, line, free, keys = drawn()
    assert heading.startswith(" REPLAY figures.bal  ▶ 00:41.30 of 02:10.00  1x   digests agree")
    assert heading.endswith("type a command: fork from here")
    assert chapters == (
        " 1 aged guest    2 balloon fragments 3 add past boot memo… 4 remove, refused        5 end"
    )
    assert line == (
        " ┿━━━━━━━━━━━━━━━┿━━━┻━━━━━━◆╌╌╌╌╌╌╌╌┼╌╌╌┴╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌×╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌ 02:10.00"
    )
    assert free.endswith("825M guests")
    assert keys.startswith(" Home  {  [  ,  Space ▶  .  ]  }  End    - 1x +    o loop")


def test_rows_go_where_there_is_no_height_for_them_and_the_line_stays():
    assert [parts(height) for height in range(1, 6)] == [
        ["line"],
        ["heading", "line"],
        ["heading", "chapters", "line"],
        ["heading", "chapters", "line", "free"],
        ["heading", "chapters", "line", "free", "keys"],
    ]
    assert parts(7).count("free") == 3
    assert "chapters" not in parts(5, chaptered=False)
    (line,) = drawn(width=60, height=1)
    assert line.startswith(" ▶ 00:41.30  ┿━")
    assert line.endswith(" 02:10.00")


@pytest.mark.parametrize("width", range(60, 130, 9))
@pytest.mark.parametrize("view", [VIEW, FORKED, attrs.evolve(VIEW, drift="x" * 300, name="宿" * 99)])
def test_no_row_is_wider_than_there_is_room(view, width):
    for height in range(1, 7):
        drawn(view, width, height)


def test_titles_are_cut_or_left_out_and_never_run_into_each_other():
    close = tuple((at * SECOND, f"chapter {at}") for at in range(0, 130, 3))
    (_, chapters, *_) = drawn(attrs.evolve(VIEW, chapters=close))
    assert chapters.split() == chapters.replace("  ", " ").split()
    assert chapters.split()[0] == "1"


def test_what_is_not_indexed_yet_looks_otherwise_than_what_is_to_come():
    heading, _, line, free, _ = drawn(attrs.evolve(VIEW, indexed=65 * SECOND))
    assert "looking ahead: 50 %" in heading
    assert "╌" in line[:45]
    assert "·" in line[45:]
    assert "╌" not in line[45:]
    assert free[46:87].strip() == ""
    assert (
        "going to 01:40.0, looking ahead: 50 %"
        in drawn(attrs.evolve(VIEW, indexed=65 * SECOND, seeking=100 * SECOND))[0]
    )


def test_a_fork_is_double_from_where_it_began_and_says_so():
    heading, _, line, _, keys = drawn(FORKED, now=104 * SECOND)
    assert heading.startswith(" FORK of figures.bal at 00:41.30  ▶ 01:44.00  1x   live")
    assert heading.endswith("b: back to the recording")
    assert line[28:70] == "═" * 42
    assert "c compare fork" in keys
    past = drawn(FORKED, now=60 * SECOND)
    assert "its past, live from 01:44.00" in past[0]
    assert past[2][28:72] == "═" * 13 + "◆" + "═" * 29 + "·"
    assert drawn(FORKED, now=200 * SECOND)[2].endswith("◆ 03:20.00")


def test_where_it_drifts_is_said_before_all_else():
    drift = "figures.bal:12: the replay drifts before 40s: the digest is another"
    heading = drawn(attrs.evolve(VIEW, drift=drift, indexed=60 * SECOND))[0]
    assert "1x   × the replay drifts before 40s: the" in heading


def test_paused_and_looping_are_said():
    assert "‖ 00:41.30 of 02:10.00  1x  loop" in drawn(attrs.evolve(VIEW, loop=True), paused=True)[0]


def test_in_ascii_nothing_is_lost():
    rows = drawn(glyphs=ASCII)
    assert all(row.isascii() for row in rows)
    assert rows[2].startswith(" +###############+###'######@--------+")


def test_the_mouse_shows_the_time_that_it_points_at():
    heading, _, line, *_ = drawn(pointed=65 * SECOND)
    assert heading.endswith("go to 01:05.00")
    assert line[44] == "▼"


@pytest.mark.parametrize("columns", [2, 3, 47, 98, 300])
def test_a_column_stands_for_the_first_of_its_times(columns):
    track = Track(columns, END)
    for column in range(track.left, track.left + columns):
        time = track.time(column)
        assert track.column(time) == column
        assert time == 0 or track.column(time - 1) == column - 1
    assert track.time(-5) == 0
    assert track.time(999) == END


def test_pointing_at_a_chapter_or_a_failure_means_when_it_is():
    track = Track.of(VIEW, NOW, 100)
    assert track.near(VIEW, track.column(87 * SECOND)) == 87 * SECOND
    assert track.near(VIEW, track.column(100 * SECOND)) == 100 * SECOND
    assert track.near(VIEW, 3) == track.time(3)


def test_a_column_is_told_in_words():
    track = Track.of(VIEW, NOW, 100)
    said = told_of(VIEW, track, 60 * SECOND)
    assert said == "01:00.00 · 3 add past boot memory · an operation begins · 500M free · click goes there"


def test_each_key_of_the_row_is_where_it_stands():
    snapshot = snapshots.snapshot(time=NOW, replay=VIEW)
    placed = buttons(snapshot, 102, UNICODE)
    row = drawn()[-1]
    assert all(row[each.column :].startswith(each.text) for each in placed)
    assert button_at(placed, row.index("Space") + 2).action == "app.pause"
    assert button_at(placed, row.index("drag")) is None
