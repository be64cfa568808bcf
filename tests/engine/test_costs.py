from __future__ import annotations

import attrs
import pytest

from engine.costs import Costs, figures
from engine.errors import CommandError
from engine.units import MICROSECOND, MILLISECOND

SECTION = 32_768
"""Pages of 128 MiB."""
STEPS = [
    "inflate",
    "inflate_blocks",
    "deflate",
    "migrate",
    "migrate_balloon",
    "remap",
    "add_section",
    "online_pages",
    "isolate",
    "offline",
    "remove_section",
    "plug",
    "unplug",
    "scan",
    "drop_file",
    "report",
    "fault",
    "write_back",
    "read_file",
    "swap_out",
    "swap_in",
    "host_page_out",
    "host_page_in",
    "shrink_slab",
    "poll",
    "wake",
    "copy_frames",
    "map_stretches",
    "zero",
    "allocate",
    "free",
    "shut_down",
    "boot",
]


def test_a_virtio_batch_of_256_pages_takes_as_long_as_it_was_measured_to():
    assert Costs().inflate(256) == 1_152 * MICROSECOND
    assert Costs().deflate(256) == 460_800


def test_zeroing_keeps_its_fraction_of_a_microsecond():
    assert Costs().zero(1) == 370
    assert Costs().zero(1000) == 370 * MICROSECOND


@pytest.mark.parametrize(("pages", "microseconds"), [(SECTION, 1400), (SECTION // 8, 175)])
def test_adding_a_section_and_putting_it_online_takes_1_4_ms_for_128_mib(pages, microseconds):
    costs = Costs()
    assert costs.add_section(pages) + costs.online_pages(pages) == pytest.approx(
        microseconds * MICROSECOND, rel=1e-3
    )


def test_taking_a_free_section_away_takes_3_3_to_4_ms_for_128_mib():
    costs = Costs()
    total = costs.scan(64) + costs.isolate(SECTION) + costs.offline(SECTION) + costs.remove_section(SECTION)
    assert 3.3 * MILLISECOND <= total <= 4.0 * MILLISECOND


def test_online_costs_the_same_block_by_block_but_for_rounding():
    costs = Costs()
    assert 0 <= 32 * costs.online_pages(1024) - costs.online_pages(SECTION) < 32


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("factor", [0.001, 1.0, 1000.0])
def test_every_step_takes_time_and_nothing_takes_none(step, factor):
    cost = getattr(Costs().scaled(factor), step)
    assert cost(0) == 0
    assert 1 <= cost(1) <= cost(2)
    assert all(type(cost(n)) is int for n in (0, 1, 10**9))


def test_every_figure_has_a_step():
    assert len(attrs.fields(Costs)) == len(STEPS)


def test_a_slower_machine_takes_longer_in_proportion():
    slow = Costs().scaled(3)
    assert slow.migrate(100) == 3 * Costs().migrate(100)
    assert Costs().scaled(1) == Costs()


@pytest.mark.parametrize("factor", [0.0, -1.0, 0.0009, 1001.0, float("inf"), float("nan")])
def test_a_factor_that_is_no_sensible_number_is_refused(factor):
    with pytest.raises(CommandError, match=r"a factor from 0\.001 to 1000"):
        Costs().scaled(factor)


def test_every_figure_is_listed_with_its_source():
    rows = figures()
    assert len(rows) == len(attrs.fields(Costs))
    assert all(row.what and row.source for row in rows)
    assert rows[0].cost == "4.5 us a page"
    assert {row.what: row.cost for row in rows}["the host zeroes a page"] == "0.37 us a page"
    assert figures(Costs().scaled(2))[0].cost == "9 us a page"


def test_a_disk_takes_as_long_for_a_page_as_the_page_has_bytes():
    small, large = Costs(), Costs().with_pages(64 * 1024)
    assert large.swap_out(100) == small.swap_out(1600)
    assert large.write_back(100) == small.write_back(1600)
    assert large.swap_in(1) == small.swap_in(1), "that is the time to get there"
    assert large.inflate(1) == small.inflate(1)
    assert small.with_pages(4096) is small
