"""Slabs that the kernel gives back as memory goes offline and takes again: a CPU's emptied lists tell how many."""

from __future__ import annotations

import attrs
import numpy as np
import pytest

from engine.capture.record import BlockRecord, CpuRecord
from engine.fidelity.carry_slabs import RULE, Shrunk, shrink, take_again
from engine.fidelity.carrying import Passed
from engine.fidelity.requests import BlockChange
from engine.memory.kinds import Kind
from engine.units import SECOND
from tests.engine.fidelity.states import capture, zone
from tests.engine.playing import typed

SLABS = 9
"""The list of blocks of order 3 for the kernel itself."""


def after(*, batch=31, slabs=1, name="DMA32"):
    lists = {SLABS: np.arange(slabs, dtype=np.int64) * 8}
    cpu = CpuRecord(cpu=0, count=8 * slabs, high=100, batch=batch, lists=lists)
    return attrs.evolve(
        capture(blocks=(BlockRecord(block=3, state="online", valid_zones=("DMA32",)),)),
        zones=(attrs.evolve(zone(), name=name, cpus=(cpu,)),),
    )


def offline(errno=0, block=3):
    return BlockChange(block=block, word="offline", errno=errno, cause="", limit=SECOND)


def learnt(state, *requests, known=None):
    return RULE.learn(known, Passed(requests=requests, before=state, after=state, guest=None))


class TestLearning:
    @pytest.mark.parametrize(
        ("batch", "left", "taken"),
        [(31, 1, 2), (31, 2, 1), (63, 5, 2), (15, 0, 2), (3, 1, 1), (1, 0, 1), (31, 4, 0)],
    )
    def test_what_is_missing_of_the_first_batch_was_taken(self, batch, left, taken):
        """rmqueue_bulk: a batch is divided by the size of its blocks, and has two at least where it is one at all."""
        assert learnt(after(batch=batch, slabs=left), offline()) == Shrunk(taken)

    def test_a_request_that_was_refused_did_not_come_so_far(self):
        assert learnt(after(), offline(errno=16), known=Shrunk(1)) == Shrunk(1)
        assert learnt(after(), offline(errno=22)) is None

    def test_one_that_was_given_up_did(self):
        assert learnt(after(), offline(errno=4)) == Shrunk(2)

    def test_lists_of_another_zone_were_not_emptied(self):
        assert learnt(after(name="Normal"), offline(), known=Shrunk(7)) == Shrunk(7)
        assert learnt(after(), offline(block=4), known=Shrunk(7)) == Shrunk(7)
        assert learnt(after(), offline(block=4)) == Shrunk()


class TestTaking:
    @pytest.mark.parametrize("slabs", [1, 2])
    def test_the_rest_of_a_batch_stays_on_the_cpus_list(self, slabs):
        session = typed("guest add web memory=1G max=1G platform=x86-64 percpu=on")
        memory = session.world.guests["web"].memory
        found = next(it for it in memory.zones if it.name == "DMA32")
        memory.drain_per_cpu()
        fetched = max(found.per_cpu.batch >> 3, 2)
        free, slab = found.free_pages, memory.total(Kind.SLAB)
        take_again(memory, found, slabs)
        assert len(found.per_cpu.list_of(SLABS)) == fetched - slabs
        assert found.free_pages == free - 8 * (fetched - slabs)
        assert memory.total(Kind.SLAB) == slab
        assert memory.total(Kind.PER_CPU) == 8 * (fetched - slabs)

    def test_nothing_known_changes_nothing(self):
        session = typed("guest add web memory=1G max=1G platform=x86-64 percpu=on")
        memory = session.world.guests["web"].memory
        before = memory.lists()
        take_again(memory, memory.zones[1], 0)
        assert memory.lists() == before


class TestTheFirstTime:
    """SLUB gives back many empty slabs at once."""

    def test_since_6_7_what_other_zones_fetch_begins_small_and_the_first_time_empties_their_lists(self):
        session = typed(
            "guest add web memory=1G max=2G platform=x86-64 percpu=on kernel=6.12", "workload web fill 64M"
        )
        memory = session.world.guests["web"].memory
        dma, own = (next(it for it in memory.zones if it.name == name) for name in ("DMA32", "Normal"))
        assert 0 < dma.per_cpu.count <= 2016
        assert dma.per_cpu.tuning.grown
        held = dma.free_pages + dma.per_cpu.count
        shrink(memory, own, first=False)
        assert (dma.per_cpu.tuning.grown, dma.free_pages + dma.per_cpu.count) == (0, held)
        assert dma.per_cpu.count
        shrink(memory, own, first=True)
        assert (dma.per_cpu.count, dma.free_pages) == (0, held)

    @pytest.mark.parametrize("kernel", ["6.1", "6.12"])
    def test_else_it_changes_nothing(self, kernel):
        session = typed(f"guest add web memory=1G max=2G platform=x86-64 percpu=on kernel={kernel}")
        memory = session.world.guests["web"].memory
        before = memory.lists()
        own = next(it for it in memory.zones if it.name == "DMA32" or kernel == "6.1")
        shrink(memory, own, first=True)
        assert memory.lists() == before
