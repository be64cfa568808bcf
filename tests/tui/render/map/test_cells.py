"""A cell is body + mark: each rule of what a section looks like."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.memory.kinds import KINDS, Kind, SectionState
from engine.snapshot import GuestView
from tests.tui.snapshots import guest
from tests.tui.tables import sections
from tui.render.colours.inks import INKS, Ink
from tui.render.colours.palette import BODY, REFUSED, STUCK
from tui.render.map.cells import COUNTED, MIXED, bodies, section_cells, stuck_sections
from tui.render.map.grid import grid
from tui.render.map.marks import Marks
from tui.render.map.section_map import cell_text
from tui.render.map.stretches import extent
from tui.render.text.glyphs import ASCII, UNICODE


def body(**pages: int) -> tuple[Ink, bool]:
    """Return ink and whether mixed of a section that holds so many pages of each ink."""
    row = np.array([[pages.get(ink.name.lower(), 0) for ink in Ink if ink in COUNTED]])
    found = int(bodies(row)[0])
    return Ink(found % INKS), found >= MIXED


def drawn(
    view: GuestView, columns: int = 64, rows: int = 4, marks: Marks | None = None, plain: bool = False
) -> str:
    where = grid(extent(view), columns, rows)
    cells = section_cells(attrs.evolve(view), where, marks or Marks())  # tests change what pictures never do
    return cell_text(cells, view, where, ASCII if plain else UNICODE)


def looks(view: GuestView, marks: Marks | None = None) -> list[int]:
    where = grid(extent(view), 64, 4)
    return section_cells(view, where, marks or Marks()).look.tolist()


def many(count: int, stuck: set[int], state: SectionState = SectionState.ONLINE) -> GuestView:
    """Return a guest of `count` sections full of anon; those in `stuck` have a page table."""
    counts = np.zeros((count, KINDS), np.int64)
    counts[:, Kind.ANON] = 4096
    blockers = np.zeros((count, KINDS), np.int64)
    blockers[sorted(stuck), Kind.PAGE_TABLE] = 1
    rows = sections(np.arange(count), np.full(count, state), counts, blockers)
    return guest("big", "", sections=rows, max=count * (16 << 20), present=count * (16 << 20))


def test_the_kind_in_use_that_holds_most_is_the_body():
    assert body(free=2000, anon=1500, file=400) == (Ink.ANON, False)


def test_free_from_seven_eighths_on():
    assert body(free=3584, kernel=512) == (Ink.FREE, False)
    assert body(free=3583, kernel=513) == (Ink.KERNEL, False)


def test_mixed_under_two_thirds_of_the_pages_in_use():
    assert body(anon=700, file=300) == (Ink.ANON, False)
    assert body(anon=600, file=400) == (Ink.ANON, True)


def test_a_few_pages_more_or_less_do_not_change_a_body():
    assert body(anon=2048, file=2048) == body(anon=2100, file=1996) == body(anon=1996, file=2100)


def test_the_more_stubborn_kind_is_drawn_of_two_that_hold_as_much():
    assert body(kernel=1000, anon=1000) == (Ink.KERNEL, True)


def test_a_section_of_holes_is_blank():
    assert body(hole=4096) == (Ink.HOLE, False)


def test_a_section_of_which_half_is_not_plugged_is_drawn_as_offline():
    assert body(offline=2048, anon=2048) == (Ink.OFFLINE, False)
    assert body(offline=2047, anon=2049) == (Ink.ANON, False)
    assert body(offline=4096) == (Ink.OFFLINE, False)


def test_holes_count_for_nothing():
    assert body(hole=3000, anon=1000, free=96) == (Ink.ANON, False)


@pytest.mark.parametrize(
    "cell", ["█K", "▤M", "▓S", "◆P", "○B", "▒ ", "▒K", "░ ", "░S", "▞ ", "▞P", "· ", "□ ", "□▴", "▒▾"]
)
def test_every_state_looks_as_it_should(cell: str):
    assert drawn(guest(cells=cell, max=16 << 20)) == cell


def test_what_may_still_be_added_is_absent():
    assert drawn(guest(cells="▒ ", max=48 << 20)) == "▒ ╌╌╌╌"
    assert drawn(guest(cells="▒ ", max=48 << 20), plain=True) == "a ____"


def test_a_gap_between_sections_stays_in_its_place():
    assert drawn(guest(cells="▒ ╌╌╌╌░ ", max=48 << 20)) == "▒ ╌╌╌╌░ ╌╌"


def test_a_section_going_online_is_free_once_its_blocks_have_arrived():
    view = guest(cells="□▴", max=16 << 20)
    view.sections.counts[0, Kind.FREE] = 2047
    assert drawn(view) == "□▴"
    view.sections.counts[0, Kind.FREE] = 2048
    assert drawn(view) == "·▴"


def test_the_most_stubborn_kind_gives_the_letter():
    view = guest(cells="▒B", max=16 << 20)
    view.sections.counts[0, Kind.BALLOON] = 0
    view.sections.blockers[0, Kind.SLAB] = 1
    assert drawn(view) == "▒S"
    view.sections.blockers[0, Kind.KERNEL] = 1
    assert drawn(view) == "▒K"


@pytest.mark.parametrize("kind", [Kind.KERNEL, Kind.PAGE_TABLE, Kind.RESERVED])
def test_what_the_kernel_holds_is_one_letter(kind: Kind):
    view = guest(cells="▒ ", max=16 << 20)
    view.sections.blockers[0, kind] = 1
    assert drawn(view) == "▒K"


def test_a_balloon_that_no_cell_would_show_is_seen_where_most_of_it_is():
    view = guest(cells="▒ ▒ ▒ ▒K", max=64 << 20)
    view.sections.counts[:, Kind.BALLOON] = (100, 1, 0, 400)
    assert drawn(view) == "○ ▒ ▒ ▒K"
    view.sections.counts[:3, Kind.BALLOON] = 0
    assert drawn(view) == "▒ ▒ ▒ ○K"


def test_as_many_cells_show_a_thinly_spread_balloon_as_it_would_fill():
    view = guest(cells="░ ░ ░ ░ ░ ○ ", max=96 << 20)
    pages = view.section_size // view.page_size
    view.sections.counts[:5, Kind.BALLOON] = (100, 1000, 900, 2000, 0)
    view.sections.counts[:5, Kind.FILE] = pages - view.sections.counts[:5, Kind.BALLOON]
    assert drawn(view) == "░ ░ ░ ○ ░ ○ "


def test_a_stuck_cell_is_inverse_and_others_are_not():
    assert looks(guest(cells="▒K▒ ▒▾□ ", max=64 << 20)) == [STUCK, BODY, BODY, BODY]


def test_failed_goes_before_all_and_landed_before_letters():
    view = guest(cells="▒K▒▾▒K▒ ", max=64 << 20)
    marks = Marks(failed=frozenset({0, 1}), landed=frozenset({0, 1, 2, 3}))
    assert drawn(view, marks=marks) == "▒×▒×▒+▒+"
    assert looks(view, marks) == [STUCK, STUCK, BODY, BODY]


def test_a_letter_is_underlined_where_an_operation_was_refused():
    view = guest(cells="▒K▒ ", max=32 << 20)
    assert looks(view, Marks(refused=frozenset({0, 1}))) == [REFUSED, BODY]


def test_marks_of_sections_that_are_gone_are_ignored():
    marks = Marks(frozenset({7, 900}), frozenset({8, 900}), frozenset({9, 900}))
    assert drawn(guest(cells="▒ ", max=160 << 20), marks=marks) == "▒ " + "╌╌" * 9


def test_ascii_tells_pinned_balloon_pages_by_a_capital():
    assert drawn(guest(cells="○B", max=16 << 20), plain=True) == "BB"
    assert drawn(guest(cells="○ ", max=16 << 20, balloon_pages_are="migrate"), plain=True) == "b "


def test_an_aggregate_has_a_letter_if_none_can_leave_a_colon_if_some_and_else_its_body():
    view = many(256, {0, 1, 2})
    assert drawn(view, 64, 2)[:4] == "K:▒▒"


def test_an_aggregate_of_offline_sections_is_offline():
    assert drawn(many(256, set(), SectionState.OFFLINE), 64, 2) == "□" * 128


def test_a_huge_guest_is_drawn_in_a_power_of_two():
    view = many(131_072, {5, 70_000})
    text = drawn(view, 64, 3)
    assert len(text) == 128
    assert text.count(":") == 2


def test_stuck_sections_are_found_in_order():
    view = guest(cells="▒ ▒K□ ╌╌▒S", max=80 << 20)
    assert stuck_sections(view).tolist() == [1, 4]
    assert stuck_sections(view, frozenset({0})).tolist() == [0, 1, 4]


def test_an_empty_guest_has_no_cells():
    assert drawn(guest(cells="", max=0, present=0)) == ""
