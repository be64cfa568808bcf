"""What CPUs remember from step to step, and what a recorder's writing does to it."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from engine.fidelity.carry_tuning import RULE, write, written
from engine.fidelity.carrying import Passed
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.per_cpu import PerCpu
from engine.memory.runs import Runs
from engine.units import KIB
from tests.engine.fidelity.states import capture, zone

SMALL = Layout(section_pages=4096, max_order=7, pageblock_order=5)


def grown(pages: int = 3000) -> Memory:
    """Memory in which a balloon just grew: batches have, too."""
    memory = Memory(SMALL, Rules(tunes_per_cpu=True))
    memory.boot(8192)
    memory.park()
    [kept] = memory.normal.cpus
    kept.batch, kept.tuning.least, kept.tuning.most = 8, 100, 700
    memory.take(pages, MigrateType.MOVABLE, Kind.BALLOON)
    return memory


def learnt(memory: Memory, buffers: float = 0.1):
    """What is known after a step whose snapshot fills so many buffers: pages that are alike in turn."""
    runs = int(buffers * 32 * KIB / 12)
    guest = SimpleNamespace(memory=memory)
    after = capture(flags=np.arange(runs) % 2)
    return RULE.learn(None, Passed(requests=(), before=None, after=after, guest=guest))


def applied(known) -> PerCpu:
    """The lists of a guest that was made anew, and is as it is known to be."""
    memory = grown(0)
    RULE.apply(SimpleNamespace(memory=memory, page_size=4 * KIB), known)
    return memory.normal.per_cpu


def test_what_is_written_of_a_snapshot_are_runs_of_flags_the_entries_of_lists_and_text():
    lists = {(1, 0): np.arange(100), (1, 3): np.arange(7)}
    kept = {1: np.arange(50)}
    snapshot = capture(zone(lists=lists, cpu_lists=kept), flags=[1, 1, 1, 2, 2, 1])
    assert written(snapshot) == 12 * 3 + 4 * (100 + 7 + 50) + 12 * KIB


def test_each_block_that_came_free_meanwhile_halves_how_far_batches_had_grown():
    memory = grown()
    assert memory.normal.per_cpu.tuning.grown == 5
    assert applied(learnt(memory, buffers=0.1)).tuning.grown == 2
    assert applied(learnt(memory, buffers=1)).tuning.grown == 1
    assert applied(learnt(memory, buffers=9)).tuning.grown == 0


def test_after_many_pages_came_free_the_second_block_begins_to_empty_the_lists():
    memory = grown()
    memory.give(Runs.of([(0, 1000)]))
    before = memory.total(Kind.PER_CPU)
    for size, emptied in ((8, False), (32, False), (64, True)):
        twin = memory.fork()
        write(twin, size * KIB, 4 * KIB)
        assert (twin.total(Kind.PER_CPU) < before) == emptied


def test_the_bounds_are_the_snapshot_s():
    memory = grown()
    memory.normal.per_cpu.tuning = attrs.evolve(memory.normal.per_cpu.tuning, least=1, most=2)
    tuning = applied(learnt(memory)).tuning
    assert (tuning.least, tuning.most) == (100, 700)


def unforeseen(taken: int, freed: int, kept: int) -> Passed:
    """A step that was not predicted: pages were taken and freed, and the CPU keeps some."""
    before = capture(vmstat={"pgalloc_dma32": 7, "pgfree": 9})
    after = capture(zone(parked=kept), vmstat={"pgalloc_dma32": 7 + taken, "pgfree": 9 + freed})
    return Passed(requests=(), before=before, after=after, guest=None)


@pytest.mark.parametrize(
    ("taken", "freed", "kept", "batches"),
    [(50_000, 300, 1500, 5), (50_000, 300, 20_000, 0), (300, 50_000, 1500, None), (900, 0, 1500, None)],
    ids=[
        "a file was read",
        "a program freed some in the end",
        "it freed more than it took",
        "next to nothing",
    ],
)
def test_after_a_step_that_was_not_predicted_batches_have_grown_where_pages_were_taken_last(
    taken, freed, kept, batches
):
    known = RULE.learn(None, unforeseen(taken, freed, kept))
    assert (known and known.tunings[0, "DMA32"][0].grown) == batches


def test_nothing_is_known_of_boot_or_of_a_kernel_that_does_not_tune():
    passed = Passed(requests=(), before=None, after=capture(), guest=None)
    assert RULE.learn(learnt(grown()), passed) is None
    plain = Memory(SMALL, Rules())
    assert RULE.learn(None, attrs.evolve(passed, guest=SimpleNamespace(memory=plain))) is None
