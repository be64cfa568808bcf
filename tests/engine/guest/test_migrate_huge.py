"""A program's transparent huge page moves as one, to a place as large; where there is none it is split first."""

from __future__ import annotations

import numpy as np
import pytest

from engine.digest import digest
from engine.errors import CommandError
from engine.memory.build import build_memory
from engine.memory.holdings import release
from engine.memory.kinds import Kind
from engine.memory.state import MemoryState
from engine.memory.thp import is_thp
from tests.engine import invariants
from tests.engine.playing import last, typed

WEB = "guest add web memory=256M max=512M min=16M platform=ppc64 driver=virtio swap=0K"
PAGES = 512


def web(session):
    return session.world.guests["web"]


def with_huge(*lines, section=5, blocks=(1, 3)):
    """Return a session in which these pageblocks of a section, full of a program's pages, are huge pages."""
    session = typed(WEB, "workload web fill 110M", *lines)
    memory = web(session).memory
    memory.thp = np.array([section * 4096 + block * PAGES for block in blocks], np.int64)
    assert all(is_thp(memory, pfn) for pfn in memory.thp.tolist())
    return session


class TestMoving:
    def test_it_arrives_whole_and_stays_one(self):
        session = with_huge()
        memory = web(session).memory
        typed("hotplug remove web section=5", session=session)
        assert last(session).pages_migrated == 4096
        assert len(memory.thp) == 2
        for pfn in memory.thp.tolist():
            assert pfn % PAGES == 0
            assert is_thp(memory, pfn)
            assert pfn >> 12 != 5
        invariants.check(session.world)

    def test_without_a_block_as_large_it_is_split_and_its_pages_go_one_by_one(self):
        session = with_huge()
        memory = web(session).memory
        typed("workload web fill 100%", session=session)
        anon = memory.held[Kind.ANON].entries()
        free = anon[(anon % 16 != 0) & (anon >> 12 > 5)][:6000]
        release(memory, Kind.ANON, free)
        typed("hotplug remove web section=5", session=session)
        assert last(session).state == "done"
        assert not len(memory.thp)
        invariants.check(session.world)

    def test_it_may_go_to_the_movable_zone_where_single_pages_may_not(self):
        session = with_huge("hotplug add web 16M online=movable")
        memory = web(session).memory
        typed("hotplug remove web section=5", session=session)
        inside = {int(pfn) >> 12 for pfn in memory.thp}
        assert inside == {16}
        assert memory.counts[16, Kind.ANON] == 2 * PAGES


class TestWhatItIs:
    def test_it_is_one_as_long_as_all_its_pages_are_a_programs(self):
        session = with_huge()
        memory = web(session).memory
        first, second = memory.thp.tolist()
        release(memory, Kind.ANON, np.array([first + 7], np.int64))
        assert not is_thp(memory, first)
        assert is_thp(memory, second)
        assert not is_thp(memory, second + PAGES)

    def test_a_fork_has_it_and_a_checkpoint_keeps_it(self):
        session = with_huge()
        twin = session.world.fork()
        assert twin.guests["web"].memory.thp.tolist() == web(session).memory.thp.tolist()
        assert digest(twin) == digest(session.world)
        restored = build_memory(MemoryState.of(web(session).memory))
        assert restored.thp.tolist() == web(session).memory.thp.tolist()
        twin.guests["web"].memory.thp = np.zeros(0, np.int64)
        twin.guests["web"].changes += 1
        assert digest(twin) != digest(session.world)

    @pytest.mark.parametrize("heads", [[1], [512, 512], [1 << 40], [1024, 512], [-512]])
    def test_a_state_that_cannot_be_is_refused(self, heads):
        session = typed(WEB)
        state = MemoryState.of(web(session).memory)
        object.__setattr__(state, "thp", np.array(heads, np.int64))
        with pytest.raises(CommandError, match="huge page"):
            build_memory(state)
