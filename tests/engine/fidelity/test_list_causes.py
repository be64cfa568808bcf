"""What is said of per-CPU lists that a real kernel emptied, or let hold less."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from engine.capture.record import CpuRecord
from engine.fidelity.list_causes import emptied, lowered
from engine.memory.per_cpu import PerCpu, Tuning
from tests.engine.fidelity.states import capture, zone

SINGLES, BLOCKS = 1, 9


def cpu(singles=0, blocks=0, high=1000):
    lists = {SINGLES: np.arange(singles), BLOCKS: 8 * np.arange(blocks)}
    return CpuRecord(cpu=0, count=singles + 8 * blocks, high=high, batch=63, lists=lists)


def step(before, after, predicted, *, tuned=False):
    """A prediction whose lists were these; three times as in `cpu`."""
    kept = PerCpu(dict(predicted.lists), predicted.count, predicted.high, 63)
    if tuned:
        kept.tuning = Tuning()
    guest = SimpleNamespace(
        memory=SimpleNamespace(zones=[SimpleNamespace(node=0, name="DMA32", cpus=(kept,))])
    )
    was, now = (capture(attrs.evolve(zone(), cpus=(it,))) for it in (before, after))
    return SimpleNamespace(before=was, real=now, guest=guest)


OFF = SimpleNamespace(misplaced_pages=500)


def test_lists_that_were_to_keep_what_nobody_asked_for_were_emptied():
    said = emptied(OFF, step(cpu(300, 20), cpu(40, 0), cpu(10, 20)))
    assert said.startswith("the 460 pages that CPUs kept of DMA32 came back")


@pytest.mark.parametrize(
    ("before", "after", "predicted"),
    [
        (cpu(300, 20), cpu(40, 19), cpu(10, 20)),
        (cpu(300, 20), cpu(40, 0), cpu(10, 0)),
        (cpu(300, 2), cpu(40, 0), cpu(10, 2)),
    ],
    ids=["they were not", "it was foreseen", "they were few"],
)
def test_nothing_is_said_where(before, after, predicted):
    assert not emptied(OFF, step(before, after, predicted))
    assert not emptied(SimpleNamespace(misplaced_pages=0), step(cpu(300, 20), cpu(), cpu(10, 20)))


def test_a_limit_had_fallen_and_what_was_above_it_came_back():
    fallen = step(cpu(100), cpu(2500, high=2600), cpu(4516, high=5000), tuned=True)
    assert "2,016 pages more came back" in lowered(OFF, fallen)
    assert not lowered(OFF, step(cpu(100), cpu(2500, high=2600), cpu(4516, high=5000)))
    assert not lowered(OFF, step(cpu(100), cpu(100, high=4000), cpu(4516, high=5000), tuned=True))
