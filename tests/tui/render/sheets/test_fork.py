"""A fork beside its recording as text: what differs is marked and said, what does not takes a row."""

from __future__ import annotations

import attrs
import pytest

from engine.snapshot.replay import ForkView, ReplayView
from engine.units import MIB, SECOND
from tests.tui import snapshots
from tui.render.colours.bundled import bundled_theme
from tui.render.colours.palette import palette
from tui.render.sheets.fork import Pair, fork_rows
from tui.render.sheets.fork_figures import sentence
from tui.render.text.glyphs import ASCII, UNICODE

VIEW = ReplayView("figures.bal", 130 * SECOND, fork=ForkView(20 * SECOND, "figures.bal"))
RECORDED = snapshots.snapshot()
WEB = RECORDED.guests[0]
LESS = attrs.evolve(
    WEB, balloon_pages=WEB.balloon_pages + 100 * MIB // WEB.page_size, target=WEB.target - 100 * MIB
)
FORKED = attrs.evolve(RECORDED, guests=(LESS, *RECORDED.guests[1:]), replay=VIEW)
PAIR = Pair(RECORDED, FORKED)


def drawn(pair=PAIR, width=120, height=30, glyphs=UNICODE, top=0) -> list[str]:
    rows = fork_rows(pair, width, height, palette(bundled_theme("safe")), glyphs, top=top)
    assert all(row.column <= width for row in rows)
    assert len(rows) <= height
    return [row.strip(width).text.rstrip() for row in rows]


def test_what_differs_is_marked_and_counted():
    rows = drawn()
    assert "both at 00:31.20, taken over at 00:20.00" in rows[0]
    marked = [row.split("●")[0].strip().split("  ")[0] for row in rows if "●" in row]
    assert marked == ["has ▸ target", "balloon"]
    assert rows[0].endswith("2 of 25 figures differ")


def test_a_fork_that_goes_on_for_longer_says_where_the_recording_stands():
    later = Pair(RECORDED, attrs.evolve(FORKED, time=40 * SECOND))
    assert "at 00:40.00, the recording at 00:31.20: it goes no further" in drawn(later)[0]


def test_a_guest_without_a_difference_takes_one_row_and_stands_last():
    rows = drawn()
    names = [row.split()[0] for row in rows if row[1:2].strip() and row.split()[0] in ("web", "db", "app")]
    assert names[:3] == ["web", "db", "app"]
    assert sum("as recorded" in row for row in rows) >= 2


def test_a_sentence_is_written_from_the_figures():
    said = sentence(RECORDED, FORKED)
    assert "web is to have 412M instead of 512M, has 100M less than was recorded." in said
    assert said.endswith("The 2 others are as recorded.")
    assert sentence(RECORDED, RECORDED) == "Nothing differs yet: the fork is as it was recorded."


def test_a_guest_of_one_side_alone_is_told():
    alone = attrs.evolve(RECORDED, guests=RECORDED.guests[1:])
    assert sentence(alone, FORKED).startswith("web is in the fork alone.")
    assert any("not there" in row for row in drawn(Pair(alone, FORKED)))


@pytest.mark.parametrize("size", [(20, 3), (60, 14), (80, 19), (200, 50)])
@pytest.mark.parametrize("top", [0, 5, 999])
def test_it_fits_wherever_it_stands(size, top):
    drawn(width=size[0], height=size[1], top=top)


def test_what_is_out_of_sight_is_counted_and_scrolled_to():
    assert drawn(height=10)[-1].endswith("more, ↓")
    assert "pages migrated" in "\n".join(drawn(height=10, top=999))


def test_in_ascii_nothing_is_lost():
    assert all(row.isascii() for row in drawn(glyphs=ASCII))
