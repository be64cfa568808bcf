"""What is said of pages that the kernel gave up because memory was to go, and nobody could foresee."""

from __future__ import annotations

from types import SimpleNamespace

import attrs
import numpy as np
import pytest

from engine.capture.kpageflags import BUDDY, SLAB
from engine.capture.record import CpuRecord
from engine.fidelity.causes import CAUSES
from tests.engine.fidelity.states import capture, zone


def said(name, kind, prediction, *, misplaced=100):
    row = SimpleNamespace(misplaced_pages=misplaced, kind=kind)
    return next(cause for cause in CAUSES if cause.name == name).says(row, prediction)


def words(*runs):
    """Flags of 64 pages: (first, pages, word), the rest without any."""
    flags = np.zeros(64, np.uint64)
    for first, pages, word in runs:
        flags[first : first + pages] = word
    return flags


class TestSlabThatWasGivenUp:
    STEP = SimpleNamespace(
        before=capture(flags=words((0, 8, SLAB), (8, 4, 1 << 5))), real=capture(flags=words((0, 12, BUDDY)))
    )

    @pytest.mark.parametrize("kind", ["offline", "unplug", "DLPAR"])
    def test_it_is_counted_where_memory_was_to_go(self, kind):
        assert said("slab", kind, self.STEP).startswith("8 slab pages came free")

    def test_it_is_no_cause_of_other_steps_nor_of_one_that_is_right(self):
        assert not said("slab", "deflate", self.STEP)
        assert not said("slab", "offline", self.STEP, misplaced=0)


class TestKswapd:
    def step(self, *, free, count):
        """A zone whose CPU was foreseen to keep 1770 pages; its low mark is 100, and a batch has 63."""
        kept = SimpleNamespace(node=0, name="DMA32", cpus=(SimpleNamespace(count=1770),))
        guest = SimpleNamespace(memory=SimpleNamespace(zones=[kept]))
        cpu = CpuRecord(cpu=0, count=count, high=1000, batch=63)
        now = capture(attrs.evolve(zone(free=free, low=100), cpus=(cpu,)))
        return SimpleNamespace(guest=guest, real=now)

    def test_it_lets_cpus_keep_less(self):
        found = said("kswapd", "virtio-mem", self.step(free=90, count=575))
        assert found.startswith("kswapd was at work: CPUs fell from 1,770 to 575 pages of DMA32")

    @pytest.mark.parametrize(("free", "count"), [(101, 575), (90, 1600)], ids=["it slept", "they kept them"])
    def test_nothing_is_said_where(self, free, count):
        assert not said("kswapd", "virtio-mem", self.step(free=free, count=count))
