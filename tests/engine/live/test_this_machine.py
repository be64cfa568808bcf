"""The machine that the tests run on, captured and loaded: its free lists are what its kernel counts.

What is free changes while it is read, so each zone is held to what it moved itself in that time, and to the 63 pages by
which the counters of an idle guest differ from its page flags (the README of the recorded traces).
"""

from __future__ import annotations

from itertools import pairwise

import attrs
import pytest

from engine.capture.capture_file import open_capture
from engine.capture.free_counts import free_blocks_of
from engine.capture.imported import guest_from
from engine.capture.paths import BUDDYINFO, KPAGEFLAGS
from engine.live.kernel_files import KernelFiles
from engine.live.take import take
from engine.memory.kinds import SectionState

BLUR = 63
WHY_NOT = KernelFiles().why_no_flags()
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=f"{KPAGEFLAGS} is not readable here: {WHY_NOT}")


@attrs.frozen
class Counting(KernelFiles):
    """Looks at the free lists again before each piece of page flags, and after the last."""

    counts: list = attrs.field(factory=list)

    def flags(self, start=0, end=None):
        self.look()
        for piece in KernelFiles.flags(self, start, end):
            yield piece
            self.look()

    def look(self):
        self.counts.append(free_blocks_of(self.text(BUDDYINFO)))


def misplaced(one, other):
    return sum(abs(a - b) << order for order, (a, b) in enumerate(zip(one, other, strict=True))) / 2


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    files, path = Counting(), tmp_path_factory.mktemp("machine") / "machine.ballonet"
    with path.open("wb") as out:
        missing = take(files, out.write, lambda *_: None)
    capture = open_capture(path)
    return capture, missing, files.counts, guest_from(capture, "machine", 0).guest


def test_nothing_that_root_may_read_is_missing(machine):
    capture, missing, _, _ = machine
    assert KPAGEFLAGS not in missing
    assert len(capture.flags) >= max(zone.start + zone.spanned for zone in capture.zones)


def test_every_zone_has_the_free_blocks_that_the_kernel_counts(machine):
    _, _, counts, guest = machine
    found = {(zone.node, zone.name): zone.blocks_per_order() for zone in guest.memory.zones}
    for key in counts[0]:
        moved = sum(misplaced(a[key], b[key]) for a, b in pairwise(counts))
        off = min(misplaced(found[key], counts[0][key]), misplaced(found[key], counts[-1][key]))
        assert off <= BLUR + moved, (key, off, moved)


def test_every_memory_block_is_as_the_kernel_says(machine):
    capture, _, _, guest = machine
    states = {"online": SectionState.ONLINE, "offline": SectionState.OFFLINE}
    for block in capture.blocks:
        section = block.block * guest.block_sections
        assert guest.memory.state[section] == states.get(block.state, SectionState.ONLINE)
