"""Which compound pages of a capture are transparent huge pages of programs."""

from __future__ import annotations

import numpy as np

from engine.capture.huge_pages import huge_pages_of_programs
from engine.memory.kinds import Kind
from tests.engine.fidelity.states import capture

HEAD, TAIL = 1 << 15, 1 << 16


def test_a_head_with_tails_up_to_the_pageblocks_end_is_one():
    flags = np.full((6, 512), TAIL, np.uint64)
    kinds = np.full((6, 512), Kind.ANON, np.uint8)
    flags[:, 0] = HEAD
    kinds[1] = Kind.MLOCKED
    flags[2, 256] = HEAD  # two of half the size
    flags[3] = 0  # single pages
    kinds[4] = Kind.FILE
    found = huge_pages_of_programs(capture(flags=flags.ravel()), kinds.ravel())
    assert found.tolist() == [0, 512, 5 * 512]


def test_a_pageblock_that_is_cut_off_is_none():
    flags = np.full(700, TAIL, np.uint64)
    flags[512] = HEAD
    assert not len(huge_pages_of_programs(capture(flags=flags), np.full(700, Kind.ANON, np.uint8)))
