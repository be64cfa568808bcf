"""What becomes of balloon pages whose section is to go: pinned, migrated, or released (paper 6.3)."""

from __future__ import annotations

import numpy as np
import pytest

from engine.guest.blockers import balloon_comes_first
from engine.memory.kinds import Kind, SectionState
from engine.units import MIB, SECOND
from engine.world import World
from tests.engine import invariants
from tests.engine.playing import WEB, last, said, settle, typed
from tests.engine.worlds import add_guest

PAGE = 4096
SECTION = 4096
RELEASING = f"{WEB} driver=virtio balloon_pages=release"
BEFORE_5_5 = "guest add web memory=512M max=512M min=64M platform=ppc64 driver=cmm kernel=2.6.16+remove"


def web(session):
    return session.world.guests["web"]


def balloon_in(session, section: int) -> int:
    return int(web(session).memory.counts[section, Kind.BALLOON])


def lists(session) -> dict:
    return web(session).memory.lists()


class TestPinned:
    def test_in_2006_they_refuse_their_section_before_anything_happens(self):
        session = typed(f"{WEB} kernel=2.6.16+remove", "balloon set web 192M")
        section = int(np.flatnonzero(web(session).memory.counts[:, Kind.BALLOON])[-1])
        before = lists(session)
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "failed"
        assert lists(session) == before
        assert not any("isolated" in sentence for sentence in said(session, "web"))

    def test_today_they_pass_isolation_and_are_found_at_once_where_nothing_movable_lies_before_them(self):
        session = typed(WEB, "balloon set web 248M")
        assert balloon_in(session, 1) > 0
        before, now = lists(session), session.world.now
        typed("hotplug remove web section=1", session=session)
        assert last(session).state == "failed"
        assert "pinned balloon page" in last(session).reason
        assert last(session).pages_migrated == 0
        assert any(sentence.startswith("s1 isolated") for sentence in said(session, "web"))
        assert session.world.now - now < SECOND // 100, "no second round"
        assert {key: list(map(sorted, rows)) for key, rows in lists(session).items()} == {
            key: list(map(sorted, rows)) for key, rows in before.items()
        }
        invariants.check(session.world)

    def test_what_lies_before_them_moves_away_first_and_all_behind_it_with_it(self):
        """mm/memory_hotplug.c:do_migrate_range goes on to the end of the range."""
        mixed = f"{WEB} grouping=off"
        session = typed(mixed, "workload web fill 6M", "balloon inflate web 1M", "workload web fill 8M")
        kinds = web(session).memory.frames.kinds_of(1)
        assert kinds[0] == Kind.ANON
        assert set(np.unique(kinds).tolist()) >= {Kind.ANON, Kind.BALLOON}
        moving = int(web(session).memory.counts[1, Kind.ANON])
        typed("hotplug remove web section=1", session=session)
        assert last(session).state == "failed"
        assert last(session).pages_migrated == moving
        assert web(session).memory.counts[1, Kind.ANON] == 0
        assert web(session).memory.state[1] == SectionState.ONLINE
        invariants.check(session.world)

    def test_in_a_block_of_several_sections_the_first_page_of_all_decides(self):
        guest = add_guest(World(), driver="xen")
        frames = guest.memory.frames
        frames.mark(4 * SECTION + 10, 1, Kind.ANON, Kind.FREE)
        frames.mark(5 * SECTION, 1, Kind.BALLOON, Kind.FREE)
        assert balloon_comes_first(guest, (5,))
        assert not balloon_comes_first(guest, (4, 5))
        assert balloon_comes_first(guest, (3, 5)), "nothing is found in s3"
        frames.mark(4 * SECTION + 9, 1, Kind.BALLOON, Kind.FREE)
        assert balloon_comes_first(guest, (4, 5))


class TestMigrated:
    def test_the_balloon_keeps_its_size_and_what_moved_leaves_first(self):
        session = typed(f"{WEB} driver=virtio", "balloon set web 192M")
        guest, size = web(session), web(session).balloon.pages
        moved = balloon_in(session, 3)
        assert moved == SECTION
        typed("hotplug remove web section=3", session=session)
        assert last(session).state == "done"
        assert guest.balloon.pages == size
        [*_, newest] = guest.balloon.batches
        assert newest.pages == 512, "a batch a pageblock"
        invariants.check(session.world)


class TestReleased:
    def test_the_balloon_gives_them_back_and_takes_as_many_elsewhere(self):
        session = typed(RELEASING, "balloon set web 192M")
        guest, size = web(session), web(session).balloon.pages
        number = session.perform("hotplug remove web section=3").id
        assert settle(session, number) == "done"
        assert session.world.operations[number].pages_migrated == 0
        assert (
            "The balloon gave back its 4,096 pages of s3, which is to go; it takes others elsewhere."
            in said(session, "web")
        )
        session.world.run_until(session.world.now + SECOND)
        assert guest.balloon.pages == size == guest.wanted_balloon
        assert said(session, "web")[-1].startswith("Balloon 48M → 64M")
        invariants.check(session.world)

    def test_it_shrinks_by_them_first(self):
        session = typed(RELEASING, "balloon set web 192M")
        guest, size = web(session), web(session).balloon.pages
        session.perform("hotplug remove web section=3")
        while guest.memory.state[3] != SectionState.GOING_OFFLINE:
            session.world.run_instant()
        assert guest.balloon.pages == size - SECTION
        assert guest.memory.counts[3, Kind.FREE] == SECTION
        invariants.check(session.world)

    def test_a_removal_that_is_cancelled_lets_the_balloon_grow_again(self):
        session = typed(RELEASING, "balloon set web 192M")
        size = web(session).balloon.pages
        number = session.perform("hotplug remove web section=3").id
        while web(session).memory.state[3] != SectionState.GOING_OFFLINE:
            session.world.run_instant()
        session.perform(f"cancel {number}")
        session.world.run_until(session.world.now + SECOND)
        assert web(session).balloon.pages == size
        invariants.check(session.world)

    def test_it_waits_for_frames_where_the_host_has_none(self):
        session = typed("host memory 256M", RELEASING, "balloon set web 192M", "wait 1s")
        session.world.run_until(session.world.now + SECOND)
        typed("guest add db memory=64M platform=ppc64", session=session)
        number = session.perform("hotplug remove web section=3").id
        session.world.run_until(session.world.now + SECOND)
        assert session.world.operations[number].waits_for == "the host has nothing free"
        assert web(session).memory.state[3] == SectionState.ONLINE
        typed("guest remove db", session=session)
        assert settle(session, number) == "done"
        invariants.check(session.world)

    def test_a_new_target_takes_over_from_the_driver(self):
        session = typed(RELEASING, "balloon set web 192M", "hotplug remove web section=3")
        typed("balloon set web 200M", session=session)
        session.world.run_until(session.world.now + SECOND)
        assert web(session).balloon.pages * PAGE == 40 * MIB
        assert not any(type(p).__name__ == "BalloonWork" for p in session.world.timeline.processes.values())

    def test_cmm_before_5_5_starts_over_six_seconds_later_at_its_poll(self):
        session = typed(BEFORE_5_5, "balloon set web 448M")
        guest, size = web(session), web(session).balloon.pages
        section = int(np.flatnonzero(guest.memory.counts[:, Kind.BALLOON])[-1])
        assert not guest.blockers(section), "the isolate notifier counts them out"
        typed(f"hotplug remove web section={section}", session=session)
        assert last(session).state == "done"
        short = size - guest.balloon.pages
        assert short > 0
        resumes = -(-guest.offlined // SECOND) * SECOND + 6 * SECOND
        session.world.run_until(resumes - 1)
        assert guest.balloon.pages == size - short
        session.world.run_until(resumes + SECOND)
        assert guest.balloon.pages == size
        invariants.check(session.world)


@pytest.mark.parametrize("fate", ["pinned", "migrate", "release"])
def test_there_and_back_again_with_removals_between(fate):
    session = typed(
        f"{WEB} driver=virtio balloon_pages={fate}",
        "balloon set web 160M",
        "hotplug remove web 32M",
        "balloon deflate web 48M",
        "hotplug add web 32M",
    )
    session.world.run_until(session.world.now + 5 * SECOND)
    assert web(session).balloon.pages == web(session).wanted_balloon
    invariants.check(session.world)


def test_a_guest_that_is_shut_down_takes_its_driver_along():
    """Another guest of its name is not mistaken for it."""
    session = typed(RELEASING, "balloon set web 192M", "hotplug remove web section=3")
    assert web(session).refill
    typed("guest remove web", WEB, session=session)
    session.world.run_until(session.world.now + 5 * SECOND)
    assert web(session).balloon.pages == 0
    invariants.check(session.world)
