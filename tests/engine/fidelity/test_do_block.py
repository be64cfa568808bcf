"""Requests to memory blocks, done again: what is foreseen, and from where the next request of a step goes on."""

from __future__ import annotations

import pytest

from engine.capture.record import BlockRecord
from engine.fidelity.bench import Bench
from engine.fidelity.do_block import change_block, follow
from engine.fidelity.requests import BlockChange
from engine.memory.kinds import Kind, SectionState
from engine.units import SECOND
from tests.engine.fidelity.states import capture
from tests.engine.playing import typed

X86 = "guest add web memory=1G max=2G platform=x86-64 percpu=on swap=0K"


@pytest.fixture(autouse=True)
def named_as_typed(monkeypatch):
    monkeypatch.setattr("engine.fidelity.bench.NAME", "web")


def bench(*lines, zone="DMA32"):
    blocks = tuple(BlockRecord(block=it, state="online", valid_zones=(zone,)) for it in range(40))
    return Bench(session=typed(X86, *lines), before=capture(blocks=blocks))


def offline(block, errno=0, cause=""):
    return BlockChange(block=block, word="offline", errno=errno, cause=cause, limit=SECOND)


def foreseen(made, block):
    return change_block(made, offline(block))[0].predicted


def state(made, block):
    return SectionState(int(made.guest.memory.state[block]))


class TestForeseen:
    def test_holes_are_refused_at_once(self):
        assert foreseen(bench(), 0) == "EINVAL holes"

    def test_slab_keeps_a_block(self):
        made = bench("workload web fill 4M kind=slab")
        memory = made.guest.memory
        section = int(memory.held[Kind.SLAB].entries()[-1]) >> memory.layout.section_shift
        assert foreseen(made, section) == ("EINVAL holes" if section in (0, 7) else "EBUSY unmovable")

    def test_one_that_is_offline_already_is_done(self):
        made = bench("section offline web 6")
        assert foreseen(made, 6) == "ok"

    def test_without_room_it_is_given_up(self):
        assert foreseen(bench("workload web fill 100%"), 4) == "EINTR no room"

    def test_an_empty_preferred_zone_gives_the_kernel_its_next_slab(self):
        made = bench("hotplug add web 256M online=no", "section online web 32-33 as=kernel", zone="Normal")
        assert foreseen(made, 32) == "EBUSY unmovable"
        memory = made.guest.memory
        assert memory.frames.kinds_of(32)[:8].tolist() == [Kind.SLAB] * 8
        assert foreseen(made, 33) == "ok"


class TestGoingOnFromWhatReallyCame:
    @pytest.mark.parametrize(("zone", "as_what", "block"), [("DMA32", "", 5), ("Movable", "movable", 33)])
    def test_a_block_that_really_stayed_is_put_back(self, zone, as_what, block):
        lines = ("hotplug add web 256M online=movable",) if as_what else ()
        made = bench(*lines, zone=zone)
        request = offline(block, errno=4, cause="pinned")
        found = change_block(made, request)[0]
        assert (found.predicted, found.right) == ("ok", False)
        assert state(made, block) is SectionState.OFFLINE
        follow(made, request, found)
        assert state(made, block) is SectionState.ONLINE
        memory = made.guest.memory
        assert [memory.zones[it].name for it in memory.zones_in(block)] == [zone]

    def test_what_was_foreseen_stays_as_it_is(self):
        made = bench()
        request = offline(5)
        follow(made, request, change_block(made, request)[0])
        assert state(made, 5) is SectionState.OFFLINE
