"""What is said of pages that the kernel took or gave back for memory that came or went, and nobody could foresee."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.fidelity.causes import CAUSES, SLAB
from engine.fidelity.seen import BUDDY
from tests.engine.fidelity.states import capture
from tests.engine.playing import typed

PC = "guest add web memory=256M max=1G platform=x86-64"


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


class TestWhatTheKernelKeepsOfNewMemory:
    def step(self, taken, word):
        """A kernel that took some pages which the engine left free."""
        guest = typed(PC).world.guests["web"]
        pages = guest.memory.layout.section_pages * len(guest.memory.state)
        flags = np.full(pages, BUDDY, np.uint64)
        flags[taken] = word
        return SimpleNamespace(guest=guest, before=capture(flags=flags), real=capture(flags=flags))

    @pytest.mark.parametrize("kind", ["hot-add", "virtio-mem", "DLPAR"])
    def test_it_is_counted_where_memory_came(self, kind):
        found = said("new memory", kind, self.step(slice(60_000, 60_005), SLAB))
        assert found.startswith("5 pages went to what the kernel keeps of new memory")

    def test_a_mem_map_that_lies_elsewhere_is_none_of_it(self):
        assert not said("new memory", "hot-add", self.step(slice(59_904, 60_416), 0))

    def test_nor_are_pages_of_programs(self):
        assert not said("new memory", "hot-add", self.step(slice(60_000, 60_005), 1 << 12))
