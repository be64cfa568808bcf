"""Free lists as bars: length is memory held, linear, stacked by type."""

from __future__ import annotations

import pytest

from engine.memory.kinds import Kind
from engine.session import Session
from engine.snapshot import GuestView
from engine.units import KIB, MIB, SECOND, short_size
from tests.tui.frames import PALETTE
from tests.tui.snapshots import guest, web, x86
from tui.render.guests.lists import axis, bar_step, bars, count_rows, free_lists, scale_step, summary
from tui.render.text.glyphs import UNICODE


def typed(**free_area: tuple[int, ...]) -> GuestView:
    return x86("db", "▒ ", free_area=free_area)


def columns(view: GuestView, rows: int) -> list[str]:
    """Return each bar from the bottom."""
    lines = bars(free_lists(view), rows, 1, UNICODE)
    return ["".join(line[i] for line in reversed(lines)).rstrip() for i in range(view.max_order + 1)]


@pytest.mark.parametrize(
    ("largest", "rows", "step"),
    [
        (14_848 * KIB, 6, 3 * MIB),
        (6 * MIB, 6, MIB),
        (6 * MIB + 1, 6, 3 * MIB // 2),
        (9 * MIB + 1, 6, 2 * MIB),
        (12 * MIB + 1, 6, 3 * MIB),
        (18 * MIB + 1, 6, 4 * MIB),
    ],
)
def test_the_scale_has_steps(largest: int, rows: int, step: int):
    assert scale_step(largest, rows) == step


def test_length_is_memory_not_count():
    small, large = columns(typed(movable=(8, 0, 0, 1)), 4)[::3][:2]
    assert small == large


def test_a_list_that_is_not_empty_is_never_invisible():
    assert columns(typed(movable=(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100)), 3)[0] == "▁"
    assert columns(typed(movable=(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 100)), 3)[0] == ""


def test_types_are_stacked_from_unmovable_to_isolated():
    view = typed(movable=(256,), unmovable=(256,), reclaimable=(256,), isolate=(256,))
    assert columns(view, 4)[0] == "█▓▒╱"


def test_a_kernel_without_types_has_one_ink():
    assert columns(guest(free_area={"any": (512,)}), 2)[0] == "▪▪"


def test_the_lists_add_up_to_the_guests_free_memory():
    assert free_lists(web()).total() == web().free


def test_a_bar_is_the_sum_over_all_zones():
    view = typed(movable=(3,))
    assert free_lists(guest(zones=view.zones * 2)).held(0) == 6 * 4 * KIB


def test_where_there_is_no_room_the_largest_share_a_bar():
    lists = free_lists(guest(free_area={"any": (0,) * 11 + (2, 3)})).merged(12)
    assert lists.orders == 12
    assert lists.blocks[11] == {"any": 8}
    assert lists.total() == free_lists(guest(free_area={"any": (0,) * 11 + (2, 3)})).total()


@pytest.mark.parametrize(
    ("orders", "all_orders", "pitch", "text"),
    [
        (11, 11, 1, "0   4   8 A"),
        (12, 13, 1, "0   4   8 B+"),
        (9, 9, 1, "0   4   8"),
        (11, 11, 3, "0  1  2  3  4  5  6  7  8  9  A"),
        (2, 13, 1, "1+"),
        (1, 1, 1, "0"),
    ],
)
def test_the_axis_names_the_orders(orders: int, all_orders: int, pitch: int, text: str):
    assert axis(orders, all_orders, pitch) == text


def test_the_summary_says_how_much_is_in_large_blocks():
    lists = free_lists(web())
    assert summary(web(), lists, bar_step(lists, 6), UNICODE) == "FREE 59.8M   3 % in blocks ≥ 2M   row = 3M"


def test_counts_are_exact_lying_down():
    rows = [row.strip(79).text.split() for row in count_rows(web(), 79, PALETTE, UNICODE)]
    assert rows[12][:2] == ["0", "4K"]
    assert rows[12][3:] == ["3,712", "14.5M", "24", "%"]
    assert rows[0] == ["C", "16M", "0", "0.0M", "0", "%"]
    assert rows[13][-4:] == ["total", "59.8M", "100", "%"]


@pytest.mark.parametrize("width", [60, 79, 90])
@pytest.mark.parametrize("kernel", ["2.6.16", "2.6.16+remove", "a-kernel-with-a-name-that-is-far-too-long"])
def test_counts_sizes_and_shares_end_in_the_same_columns(width: int, kernel: str):
    view = guest(kernel=kernel, free_area={"any": (3_712_000_000, 1, 0, 0, 12)})
    rows = [row.strip(width).text.rstrip() for row in count_rows(view, width, PALETTE, UNICODE)]
    assert len({len(row) for row in rows}) == 1
    assert len({row.rindex("M") for row in rows}) == 1
    assert rows[-1].split()[-4:-2] == ["total", "14,500,000.8M"]
    assert " total " in rows[-1]


def test_empty_lists_are_blank():
    view = guest(free_area={"any": ()})
    assert columns(view, 3) == [""] * 13
    assert bars(free_lists(view), 0, 1, UNICODE) == []


def test_what_is_parked_on_cpus_is_told_beside_the_sum():
    session = Session()
    session.perform("guest add db memory=1G percpu=on")
    session.perform("workload db fill 100M")
    session.world.run_until(SECOND)
    view = session.snapshot().guests[0]
    assert view.kind(Kind.PER_CPU)
    last = count_rows(view, 79, PALETTE, UNICODE)[-1].strip(79).text
    assert f"and {short_size(view.kind(Kind.PER_CPU))} on CPUs' lists" in last
    without = count_rows(typed(movable=(4,)), 79, PALETTE, UNICODE)[-1].strip(79).text
    assert "CPUs" not in without


@pytest.mark.parametrize(
    ("width", "expected"), [(46, "in blocks ≥ 2M   row"), (36, "≥ 2M  row"), (20, "FREE")]
)
def test_the_summary_fits_the_room_that_there_is(width: int, expected: str):
    view = x86("db", "▒ ")
    text = summary(view, free_lists(view), MIB, UNICODE, width)
    assert len(text) <= width
    assert expected in text


def test_lists_that_lie_in_few_columns_keep_their_counts_and_a_blank_before_them():
    rows = [row.strip(39).text for row in count_rows(web(), 39, PALETTE, UNICODE)]
    assert rows[-2].endswith("▪ 3,712 14.5M  24 %")
    assert rows[-1].endswith("total 59.8M 100 %")
    assert all(len(row) == 39 for row in rows)
