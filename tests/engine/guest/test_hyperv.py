"""Hyper-V's driver: blocks of 2 MiB first, then single pages, and never below its floor."""

from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.guest.available import available
from engine.guest.balloon_goal import floor
from engine.guest.pressure import pressure_of
from engine.memory.kinds import Kind
from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import begin, last, said, step_until, typed
from tests.engine.worlds import add_guest, make_world

PAGE = 4096
VM = "guest add vm memory=1G max=2G min=64M hypervisor=hyperv"


def vm(session):
    return session.world.guests["vm"]


def runs(session) -> np.ndarray:
    """Pages in each run of the balloon, batch by batch."""
    return vm(session).balloon.joined()[0].counts


class TestBlocks:
    def test_a_fresh_guest_gives_nothing_but_large_blocks(self):
        session = typed(VM, "balloon set vm 768M")
        assert vm(session).balloon.pages == 256 * MIB // PAGE
        starts, counts = (getattr(vm(session).balloon.joined()[0], it) for it in ("starts", "counts"))
        assert not (starts % 512).any()
        assert not (counts % 512).any()

    def test_an_aged_one_gives_its_few_blocks_and_then_single_pages(self):
        session = typed(VM, "workload vm age 60%")
        whole = sum(
            zone.blocks_per_order()[9] + 2 * zone.blocks_per_order()[10] for zone in vm(session).memory.zones
        )
        assert 0 < whole < 112
        typed("balloon set vm 800M", session=session)
        assert last(session).state == "done"
        sizes = runs(session)
        large = int(sizes[sizes >= 512].sum())
        assert (whole - 2) * 512 <= large <= whole * 512, "all but what the watermark keeps"
        assert int(sizes.sum()) == 224 * MIB // PAGE
        invariants.check(session.world)

    def test_what_is_less_than_a_block_comes_in_single_pages(self):
        session = typed(VM, "balloon set vm 1023M")
        assert vm(session).balloon.pages == 256
        assert last(session).state == "done"

    def test_blocks_take_as_long_as_blocks_and_pages_as_pages(self):
        session = typed(VM)
        begun = session.world.now
        typed("balloon set vm 768M", session=session)
        blocks = session.world.now - begun
        assert blocks == pytest.approx(65536 * 31.4, abs=100)

    def test_its_pages_are_pinned_and_memtotal_shrinks(self):
        session = typed(VM)
        before = sum(zone.managed for zone in vm(session).memory.zones)
        typed("balloon set vm 768M", session=session)
        assert before - sum(zone.managed for zone in vm(session).memory.zones) == 65536
        assert vm(session).balloon_pages == "pinned"

    def test_all_comes_back(self):
        session = typed(VM)
        before = digest(session.world)
        typed("workload vm age 40%", "balloon set vm 700M", "balloon set vm 1G", session=session)
        assert vm(session).balloon.pages == 0
        assert vm(session).memory.total(Kind.BALLOON) == 0
        assert digest(session.world) != before
        invariants.check(session.world)

    def test_halfway_through_its_blocks_it_can_be_written_down(self):
        session = typed(VM)
        begin(session, "balloon set vm 512M")
        step_until(session, lambda: vm(session).balloon.pages > 0)
        again = read(write(session.world))
        for world in (session.world, again):
            world.run_until(10**9)
        assert digest(again) == digest(session.world)


class TestStatus:
    def test_it_reports_what_is_available_and_what_was_promised(self):
        session = typed(f"{VM} swap=0K", "workload vm fill 256M", "balloon set vm 768M")
        typed("hotplug add vm 128M online=no", session=session)
        status = pressure_of(vm(session))
        assert status is not None
        assert status.available == available(vm(session))
        assert status.committed == (256 + 256 + 128) * MIB // PAGE + floor(vm(session))
        assert "; it tells the host of " in session.perform("guest show vm").output

    def test_others_report_nothing(self):
        assert pressure_of(typed("guest add vm memory=512M").world.guests["vm"]) is None


class TestFloor:
    @pytest.mark.parametrize(
        ("total", "kept"), [(64, 40), (256, 104), (1024, 232), (4096, 488), (8192, 744), (32768, 1512)]
    )
    def test_the_formula(self, total, kept):
        world = make_world()
        guest = add_guest(world, "vm", max(256, total) * MIB, platform="x86-64", driver="hyperv")
        for zone in guest.memory.zones:
            zone.managed = 0
        guest.memory.zones[0].managed = total * MIB // PAGE
        assert floor(guest) == kept * MIB // PAGE

    def test_it_stops_at_what_stays_available_and_says_so(self):
        session = typed(VM, "workload vm fill 40%", "balloon set vm 128M")
        assert last(session).state == "partial"
        left = available(vm(session)) - floor(vm(session))
        assert 0 <= left < 512, "whole blocks of 2M above the floor are gone"
        assert "hyperv leaves" in said(session, "vm")[-2]

    def test_a_guest_at_its_floor_gives_nothing(self):
        session = typed(VM, "workload vm fill 85%", "balloon set vm 900M")
        assert last(session).state == "failed"
        assert vm(session).balloon.pages == 0
