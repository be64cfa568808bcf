"""Programs are told of memory blocks that come and go, and of a balloon nothing (paper 5.2)."""

from __future__ import annotations

import pytest

from engine.checkpoint import read, write
from engine.digest import digest
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import refused, said, typed

WEB = "guest add web memory=256M max=512M min=64M platform=ppc64 driver=virtio"
OLD = "guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen"
ADAPTS = "workload web churn 50% rate=32M/s adapts=hotplug"


def run(session, seconds: float):
    session.world.run_until(session.world.now + int(seconds * SECOND))
    return session


def guest(session):
    return session.snapshot().guests[0]


def udev(session) -> list[str]:
    return [text for text in said(session) if text.startswith("udev")]


def held(session, place: int = 0) -> int:
    program = guest(session).programs[place]
    return sum(size for kind, size in program.holds.items() if kind.name == "ANON") + program.swapped


class TestEvents:
    def test_a_block_that_comes_and_goes_is_told_of_four_times(self):
        session = typed(WEB, "hotplug add web 16M", "hotplug remove web section=16")
        path = "/devices/system/memory/memory16"
        assert udev(session) == [f"udev: {it}@{path}" for it in ("add", "online", "offline", "remove")]
        assert guest(session).uevents == {"add": 1, "online": 1, "offline": 1, "remove": 1}

    def test_kernels_of_2006_tell_only_that_it_is_there_or_gone(self):
        session = typed(OLD, "hotplug add web 16M", "hotplug remove web section=16")
        assert guest(session).uevents == {"add": 1, "remove": 1}

    def test_of_many_the_rest_is_told_in_one_sentence(self):
        session = typed(WEB, "hotplug add web 128M")
        assert len(udev(session)) == 5
        assert udev(session)[-1] == "udev: 12 more events of memory blocks."
        typed("hotplug remove web 16M", session=session)
        assert len(udev(session)) == 7

    def test_a_memory_block_of_several_sections_is_one_device(self):
        session = typed(
            "host memory 128G", "guest add big memory=64G max=66G platform=x86-64", "hotplug add big 2G"
        )
        first = session.world.guests["big"].block_sections
        assert first > 1
        assert guest(session).uevents == {"add": 16 // first, "online": 16 // first}

    def test_sections_by_hand_are_told_of_too(self):
        session = typed(WEB, "section offline web 15", "section online web 15")
        assert guest(session).uevents == {"offline": 1, "online": 1}

    def test_a_balloon_tells_nothing(self):
        session = typed(WEB, "balloon set web 128M", "balloon set web 256M")
        assert guest(session).uevents == {}
        assert udev(session) == []


class TestPrograms:
    def test_one_that_adapts_holds_less_when_memory_goes_and_more_when_it_comes(self):
        session = run(typed(WEB, ADAPTS), 5)
        before = held(session)
        assert before == 128 * MIB
        typed("hotplug remove web 64M", session=session)
        run(session, 5)
        less = held(session)
        assert 90 * MIB < less < 100 * MIB
        typed("hotplug add web 64M", session=session)
        run(session, 10)
        assert less < held(session) <= before + MIB
        assert len([text for text in said(session) if "heard of it from udev" in text]) == 2
        invariants.check(session.world)

    def test_it_hears_nothing_of_a_balloon(self):
        session = run(typed(WEB, ADAPTS), 5)
        typed("balloon set web 128M", session=session)
        run(session, 5)
        assert held(session) == 128 * MIB
        assert guest(session).swapped_out > 0

    def test_one_that_does_not_adapt_keeps_what_it_was_promised(self):
        session = run(typed(WEB, ADAPTS.removesuffix(" adapts=hotplug")), 5)
        typed("hotplug remove web 64M", session=session)
        run(session, 5)
        assert held(session) == 128 * MIB

    def test_it_adapts_with_a_kernel_of_2006(self):
        session = run(typed(OLD, ADAPTS), 5)
        typed("hotplug remove web 64M", session=session)
        run(session, 5)
        assert held(session) < 100 * MIB

    def test_what_is_on_swap_is_given_up_first(self):
        session = run(typed(WEB, "workload web churn 80% rate=32M/s adapts=hotplug"), 5)
        typed("balloon set web 128M", session=session)
        run(session, 3)
        swapped = guest(session).swap_used
        assert swapped > 0
        typed("balloon set web 256M", "hotplug remove web 64M", session=session)
        run(session, 5)
        assert guest(session).swap_used < swapped
        invariants.check(session.world)

    def test_file_cache_adapts_to_nothing(self):
        session = typed(WEB)
        error = refused(session, "workload web churn 20% kind=file adapts=hotplug")
        assert "another kind=" in error.wanted

    @pytest.mark.parametrize("kind", ["anon", "mlocked", "slab"])
    def test_every_kind_can(self, kind):
        session = run(typed(WEB, f"workload web churn 20% kind={kind} adapts=hotplug"), 3)
        typed("hotplug add web 64M", session=session)
        run(session, 5)
        assert [text for text in said(session) if "heard of it from udev" in text]
        invariants.check(session.world)

    def test_original_fork_and_reloaded_checkpoint_live_the_same_future(self):
        session = run(typed(WEB, ADAPTS), 3)
        typed("hotplug remove web 64M", session=session)
        worlds = [session.world, session.world.fork(), read(write(session.world))]
        for world in worlds:
            world.run_until(world.now + 5 * SECOND)
        assert len({digest(world) for world in worlds}) == 1
