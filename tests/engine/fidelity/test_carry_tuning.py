"""What CPUs remember from step to step, and what a recorder's writing does to it."""

from __future__ import annotations

from types import SimpleNamespace

import attrs

from engine.fidelity.carry_tuning import RULE
from engine.fidelity.carrying import Passed
from engine.fidelity.requests import BalloonChange
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.memory.per_cpu import PerCpu
from engine.units import KIB
from tests.engine.fidelity.states import capture

SMALL = Layout(section_pages=4096, max_order=7, pageblock_order=5)
DEFLATED = BalloonChange(pages=-1000, before=0, target=0, reached=True)


def grown(pages: int = 3000) -> Memory:
    """Memory in which a balloon just grew: batches have, too."""
    memory = Memory(SMALL, Rules(tunes_per_cpu=True))
    memory.boot(8192)
    memory.park()
    [kept] = memory.normal.cpus
    kept.batch, kept.tuning.least, kept.tuning.most = 8, 100, 700
    memory.take(pages, MigrateType.MOVABLE, Kind.BALLOON)
    return memory


def learnt(memory: Memory, freed: int, slab: int = 0, requests=()):
    before = capture(vmstat={"pgfree": 5000, "nr_slab_unreclaimable": 100})
    after = capture(vmstat={"pgfree": 5000 + freed, "nr_slab_unreclaimable": 100 - slab})
    guest = SimpleNamespace(memory=memory)
    return RULE.learn(None, Passed(requests=requests, before=before, after=after, guest=guest))


def applied(known) -> PerCpu:
    """The lists of a guest that was made anew, and is as it is known to be."""
    memory = grown(0)
    RULE.apply(SimpleNamespace(memory=memory, page_size=4 * KIB), known)
    return memory.normal.per_cpu


def test_the_next_batch_is_as_large_as_it_had_grown():
    memory = grown()
    assert memory.normal.per_cpu.tuning.grown == 5
    assert applied(learnt(memory, freed=0)).tuning.grown == 5


def test_each_block_of_32_kib_that_came_free_meanwhile_halves_it():
    assert applied(learnt(grown(), freed=8)).tuning.grown == 2
    assert applied(learnt(grown(), freed=16)).tuning.grown == 1
    assert applied(learnt(grown(), freed=280)).tuning.grown == 0


def test_pages_of_the_balloon_and_of_slab_are_no_blocks_that_were_written():
    assert learnt(grown(), freed=1008, requests=(DEFLATED,)).writes == 1
    assert learnt(grown(), freed=16, slab=7).writes == 1


def test_the_bounds_are_the_snapshot_s():
    memory = grown()
    memory.normal.per_cpu.tuning = attrs.evolve(memory.normal.per_cpu.tuning, least=1, most=2)
    tuning = applied(learnt(memory, freed=0)).tuning
    assert (tuning.least, tuning.most) == (100, 700)


def test_nothing_is_known_of_a_step_that_was_not_predicted_or_of_a_kernel_that_does_not_tune():
    passed = Passed(requests=(), before=None, after=capture(), guest=None)
    assert RULE.learn(learnt(grown(), freed=8), passed) is None
    plain = Memory(SMALL, Rules())
    assert RULE.learn(None, attrs.evolve(passed, guest=SimpleNamespace(memory=plain))) is None
