"""Programs in a guest: what they take, free, churn, pin and break up."""

from __future__ import annotations

import pytest

from engine.guest.programs import held_by
from engine.guest.swap import swap_used
from engine.guest.workloads import BATCH, LARGEST_STEP
from engine.memory.kinds import Kind
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import WEB, last, said, typed

PAGE = 4096


def pages(session, kind: Kind) -> int:
    return session.world.guests["web"].memory.total(kind)


def grow_by_steps(session, line: str, kind: Kind) -> list[int]:
    """How many pages of a kind each event of an operation takes or frees."""
    was, steps = pages(session, kind), []
    world, number = session.world, session.perform(line).id
    while not world.operations[number].over:
        if (now := pages(session, kind)) != was:
            steps.append(abs(now - was))
            was = now
        assert world.step_one(world.now + SECOND)
    return steps


@pytest.mark.parametrize("kind", ["anon", "file", "slab", "kernel", "page_table", "mlocked"])
def test_fill_takes_what_was_asked_for(kind):
    session = typed(WEB, f"workload web fill 40M kind={kind}")
    assert pages(session, Kind[kind.upper()]) == 40 * MIB // PAGE
    invariants.check(session.world)


def test_huge_pages_are_taken_whole():
    session = typed(WEB, "workload web fill 40M kind=hugetlb")
    assert pages(session, Kind.HUGETLB) == 20 * 512
    typed("workload web free 10M kind=hugetlb", session=session)
    assert pages(session, Kind.HUGETLB) == 15 * 512
    invariants.check(session.world)


def test_a_percent_is_of_online_memory():
    assert pages(typed(WEB, "workload web fill 50%"), Kind.ANON) == 128 * MIB // PAGE


def test_fill_drops_clean_file_pages_before_it_gives_up():
    session = typed(WEB, "workload web fill 200M kind=file", "workload web fill 150M")
    assert last(session).state == "done"
    assert pages(session, Kind.FILE) < 100 * MIB // PAGE


def test_what_does_not_fit_is_partly_done_and_stays_above_min():
    session = typed(f"{WEB} swap=0K", "workload web fill 100%")
    normal = session.world.guests["web"].memory.normal
    assert last(session).state == "partial"
    assert "the rest lies below the min watermark" in last(session).reason
    assert normal.free_pages == normal.min


def test_huge_pages_are_refused_in_fragmented_memory_with_the_reason():
    session = typed(f"{WEB} swap=0K", "workload web fragment", "workload web fill 20M kind=hugetlb")
    assert session.world.guests["web"].memory.free_pages > 64 * MIB // PAGE
    assert last(session).reason.endswith(" of 5,120 pages: no block of 2M is free")


def test_reading_is_refused_with_the_reason():
    session = typed(WEB, "workload web fill 100% kind=file")
    assert last(session).reason.endswith(
        "the rest lies below the min watermark, and reading reclaims nothing"
    )


def test_free_gives_random_pages_back():
    session = typed(WEB, "workload web fill 128M", "workload web free 64M")
    assert pages(session, Kind.ANON) == 64 * MIB // PAGE
    counts = session.world.guests["web"].memory.counts[1:8, Kind.ANON]
    assert all(1500 < count < 2600 for count in counts.tolist())


def test_a_rate_is_kept():
    session = typed(WEB, "workload web fill 64M rate=32M/s")
    assert 1.9 * SECOND < last(session).ended < 2.1 * SECOND
    session = typed(WEB, "workload web fill 64M")
    assert last(session).ended < SECOND // 10


@pytest.mark.parametrize(
    ("rate", "most"), [("", BATCH), (" rate=1G/s", LARGEST_STEP), (" rate=16T/s", LARGEST_STEP)]
)
def test_no_event_works_on_more_than_it_may(rate, most):
    session = typed("guest add web memory=1G")
    for line in (f"workload web fill 900M{rate}", f"workload web free 900M{rate}"):
        steps = grow_by_steps(session, line, Kind.ANON)
        assert max(steps) <= most
        assert sum(steps) == 900 * MIB // PAGE


def test_churn_holds_its_amount_and_changes_it():
    session = typed(WEB, "workload web churn 32M rate=16M/s")
    memory = session.world.guests["web"].memory
    session.world.run_until(2 * SECOND)
    before = set(memory.held[Kind.ANON].entries().tolist())
    assert len(before) == 32 * MIB // PAGE
    session.world.run_until(3 * SECOND)
    after = set(memory.held[Kind.ANON].entries().tolist())
    assert len(after) == len(before)
    assert after - before
    invariants.check(session.world)


@pytest.mark.parametrize(("rate", "after"), [("400M/s", SECOND), ("16T/s", SECOND // 10_000)])
def test_churn_holds_its_amount_at_any_rate(rate, after):
    session = typed(WEB, f"workload web churn 30M rate={rate}")
    session.world.run_until(after)
    assert pages(session, Kind.ANON) == 30 * MIB // PAGE


def test_churn_goes_on_where_memory_is_short():
    session = typed(WEB, "workload web fill 100%", "workload web churn 32M rate=64M/s")
    session.world.run_until(5 * SECOND)
    guest = session.world.guests["web"]
    assert held_by(guest, 2) >= 32 * MIB // PAGE
    assert swap_used(guest) > 0
    invariants.check(session.world)


def test_churn_runs_on_until_it_is_stopped():
    session = typed(WEB, "workload web churn 32M")
    assert last(session).state == "done"
    assert last(session).reason == "runs on until `workload web stop`"
    assert len(session.snapshot().guests[0].workloads) == 1
    typed("workload web stop", session=session)
    session.world.run_until(SECOND)
    version = session.world.guests["web"].memory.frames.version
    session.world.run_until(5 * SECOND)
    assert session.world.guests["web"].memory.frames.version == version


def test_pin_takes_references_to_pages_in_use():
    session = typed(WEB, "workload web fill 64M", "workload web pin 1M")
    assert (pages(session, Kind.PINNED), pages(session, Kind.ANON)) == (256, 16384 - 256)
    invariants.check(session.world)


def test_long_term_pins_never_lie_in_the_movable_zone():
    session = typed(
        WEB, "hotplug add web 64M online=movable", "workload web fill 100M", "workload web pin 60M"
    )
    counts = session.world.guests["web"].memory.counts
    assert counts[16:, Kind.ANON].sum() > 0
    assert counts[16:, Kind.PINNED].sum() == 0
    assert counts[:16, Kind.PINNED].sum() == 60 * MIB // PAGE


def test_a_checkerboard_leaves_every_second_page_free():
    session = typed(WEB, "workload web fragment 64M")
    orders = session.world.guests["web"].memory.normal.blocks_per_order()
    assert orders[0] == 8192
    assert pages(session, Kind.ANON) == 8192


def test_at_time_0_ageing_takes_no_time_and_later_it_does():
    session = typed(WEB, "workload web age")
    assert session.world.now == 0
    assert "Aged: " in said(session, "web")[-1]
    assert typed("wait 1s", WEB, "workload web age").world.now > SECOND


def test_an_aged_guest_has_pages_of_every_kind_and_holes():
    session = typed("guest add web memory=512M platform=ppc64", "workload web age")
    for kind in (Kind.ANON, Kind.FILE, Kind.FILE_DIRTY, Kind.SLAB, Kind.KERNEL, Kind.PAGE_TABLE):
        assert pages(session, kind), kind.name
    assert session.world.guests["web"].memory.normal.blocks_per_order()[0] > 100


def test_each_purpose_draws_its_own_numbers():
    """Ageing draws none of the numbers that freeing draws."""
    fill = ("workload web fill 64M", "workload web free 32M")
    one = typed(WEB, *fill)
    other = typed(
        WEB,
        "workload web fill 1M kind=slab",
        "workload web fragment 2M pattern=random",
        "workload web free",
        *fill,
    )
    streams = [s.world.guests["web"].streams for s in (one, other)]
    assert streams[0]["churn"].state() == streams[1]["churn"].state()
    assert streams[0]["fragment"].state() != streams[1]["fragment"].state()
