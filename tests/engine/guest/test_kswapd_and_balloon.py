"""A balloon below the low marks, where CPUs keep pages: kswapd makes up for it, by turns with the balloon's worker."""

from __future__ import annotations

import numpy as np
import pytest

from engine.guest.kswapd import BATCH, TURN, wake_kswapd
from engine.guest.reclaim import CLUSTER, in_order_of_freeing
from engine.memory.kinds import Kind
from tests.engine import invariants
from tests.engine.playing import WEB, last, said, typed

PARKED = f"{WEB} driver=virtio kernel=6.1 percpu=on swap=0K"
FILLED = "workload web fill 30% kind=file"


class TestOrderOfFreeing:
    def test_what_was_taken_off_the_lists_together_comes_free_youngest_first(self):
        found = in_order_of_freeing((6, 1, 0), np.arange(70)).tolist()
        assert found == [*range(31, -1, -1), *range(63, 31, -1), *range(69, 63, -1)]

    @pytest.mark.parametrize("release", [(6, 10, 0), (6, 12, 0), (2, 6, 16)])
    def test_later_kernels_and_those_of_2006_free_the_oldest_first(self, release):
        assert in_order_of_freeing(release, np.arange(70)).tolist() == list(range(70))

    def test_no_pages_are_none(self):
        assert not len(in_order_of_freeing((6, 1, 0), np.arange(0)))


class TestBelowLow:
    def test_kswapd_reclaims_what_is_missing_and_leaves_the_youngest_pages(self):
        session = typed(PARKED, FILLED)
        file = session.world.guests["web"].memory.held[Kind.FILE].entries().copy()
        session.perform("balloon set web 72M")
        session.world.run_until(session.world.now + 10**10)
        guest = session.world.guests["web"]
        assert last(session).state == "done"
        zone = guest.memory.normal
        assert zone.low <= zone.free_pages <= zone.high + BATCH
        left = guest.memory.held[Kind.FILE].entries().tolist()
        assert left == file[len(file) - len(left) :].tolist()
        assert not zone.reclaiming
        invariants.check(session.world)

    def test_the_driver_goes_below_low_while_kswapd_works_and_never_below_min(self):
        session = typed(PARKED, FILLED)
        guest = session.world.guests["web"]
        zone, least = guest.memory.normal, guest.memory.normal.free_pages
        number = session.perform("balloon set web 72M").id
        while not session.world.operations[number].over and session.world.run_instant():
            zone = session.world.guests["web"].memory.normal
            least = min(least, zone.free_pages)
        assert zone.min - zone.per_cpu.batch < least < zone.low

    def test_where_nothing_can_be_reclaimed_it_stops_at_the_min_mark(self):
        session = typed(PARKED, "workload web fill 80%", "balloon set web 64M")
        guest = session.world.guests["web"]
        zone = guest.memory.normal
        session.world.run_until(session.world.now + 10**9)
        assert zone.min - zone.per_cpu.batch < zone.free_pages < zone.low
        assert any("low watermark" in line or "watermark" in line for line in said(session, "web"))


class TestTurns:
    def test_kswapd_waits_for_its_turn_only_where_a_worker_runs_on_its_cpu(self):
        session = typed(PARKED, FILLED)
        world = session.world
        guest = world.guests["web"]
        zone = guest.memory.normal
        guest.memory.take(zone.free_pages - zone.low + 10, 1, Kind.MEM_MAP)
        guest.driving = True
        began, file = world.now, guest.memory.total(Kind.FILE)
        wake_kswapd(world, guest)
        while guest.memory.total(Kind.FILE) == file:
            assert world.run_instant()
        assert world.now == began + TURN
        assert CLUSTER <= file - guest.memory.total(Kind.FILE) <= BATCH
