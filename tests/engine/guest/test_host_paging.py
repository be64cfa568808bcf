"""The host pages behind the guest's back: who waits, what is paged twice, and that no page is ever lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checkpoint import read, write
from engine.digest import digest
from engine.events import DoublePaged, PagedDown, WaitsForHostSwap
from engine.guest.host_faults import KERNELS_OWN
from engine.memory.kinds import Kind
from engine.picture import Painter
from engine.session import Session
from engine.units import GIB, MIB, SECOND
from engine.world import World
from tests.engine.invariants import check

WEB = "guest add web memory=256M min=32M max=384M platform=ppc64 kernel=2.6.16+remove"
BUSY = "workload web churn 120M rate=64M/s"


def session_of(*lines: str, seed: int = 7) -> Session:
    session = Session(seed=seed)
    for line in lines:
        session.perform(line)
    return session


def run(session: Session, seconds: float) -> World:
    session.world.run_until(session.world.now + int(seconds * SECOND))
    return session.world


def held(world: World) -> int:
    return world.host.held("web") * 4096


class TestTheLimit:
    def test_the_host_pages_the_guest_down_and_it_does_not_know(self):
        session = session_of(WEB, "workload web age 60%")
        before = session.snapshot().guest("web")
        session.perform("host limit web 128M")
        world = run(session, 60)
        after = session.snapshot().guest("web")
        assert held(world) == 128 * MIB
        assert world.host.paged_pages("web") * 4096 == 128 * MIB
        assert (after.free, after.online, after.balloon, after.target) == (
            before.free,
            before.online,
            before.balloon,
            before.target,
        )
        assert np.array_equal(after.sections.counts, before.sections.counts)
        assert [op.state for op in world.operations.values()] == ["done"] * 3
        assert any(isinstance(event, PagedDown) for _, event in world.events)
        check(world)

    def test_victims_are_spread_over_all_that_it_has_but_the_kernels_own_are_back(self):
        session = session_of(WEB, "workload web age 60%", "host limit web 128M")
        world = run(session, 60)
        guest = world.guests["web"]
        out = np.flatnonzero(world.host.paged_out("web", np.arange(65_536)))
        for kind in KERNELS_OWN:
            assert not guest.memory.frames.hold(out, kind).any()
        by_section = np.bincount(out // 4096, minlength=16)
        # section 0 has the kernel in it
        assert by_section[1:].min() > 1000

    def test_a_busy_guest_waits_for_the_host_and_gets_less_done(self):
        def work(*lines: str) -> int:
            session = session_of(WEB, BUSY, *lines)
            return run(session, 20).guests["web"].work_done

        assert work("host limit web 64M") < work() * 3 // 4

    def test_it_is_kept_at_its_limit_while_it_works(self):
        session = session_of(WEB, BUSY, "host limit web 96M")
        run(session, 20)
        for _ in range(15):
            world = run(session, 0.1)
            assert held(world) <= 96 * MIB
            check(world)
        paging = world.guests["web"].paging
        assert paging.ins > 1000
        assert paging.outs - paging.ins >= world.host.paged_pages("web")
        assert any(isinstance(event, WaitsForHostSwap) for _, event in world.events)

    def test_its_working_set_stays_and_what_it_never_uses_goes(self):
        session = session_of(
            WEB, "workload web fill 100M", "workload web churn 40M rate=64M/s", "host limit web 128M"
        )
        world = run(session, 45)
        guest = world.guests["web"]
        (busy,) = (number for number, program in guest.programs.items() if program.busy)
        owners = {}
        for section in range(16):
            columns = guest.memory.frames.mixed.get(section)
            if columns is not None and columns.owners is not None:
                pfns = section * 4096 + np.arange(4096)
                out = world.host.paged_out("web", pfns)
                for owner in np.unique(columns.owners[columns.kinds == Kind.ANON]).tolist():
                    mine = (columns.owners == owner) & (columns.kinds == Kind.ANON)
                    was, of = owners.get(owner, (0, 0))
                    owners[owner] = was + int(out[mine].sum()), of + int(mine.sum())
        shares = {owner: out / pages for owner, (out, pages) in owners.items()}
        idle = [share for owner, share in shares.items() if owner != busy]
        assert shares[busy] < 0.5 < max(idle)

    def test_without_a_limit_pages_come_back_only_as_they_are_touched(self):
        session = session_of(WEB, "workload web fill 100M", "host limit web 96M")
        run(session, 60)
        out = session.world.host.paged_pages("web")
        session.perform("host limit web 384M")
        world = run(session, 10)
        assert world.host.paged_pages("web") == out
        session.perform("workload web churn 30M rate=64M/s")
        world = run(session, 10)
        assert 0 < world.host.paged_pages("web") < out
        assert world.host.limit("web") is None

    def test_cancelled_it_keeps_the_guest_where_it_was(self):
        session = session_of(WEB, "workload web age 60%", "host limit web 64M")
        run(session, 0.2)
        session.perform("cancel 3")
        reached = held(session.world)
        assert 64 * MIB < reached < 256 * MIB
        world = run(session, 5)
        assert held(world) == reached
        check(world)

    def test_a_new_limit_supersedes_the_one_under_way(self):
        session = session_of(WEB, "host limit web 64M")
        run(session, 0.1)
        session.perform("host limit web 128M")
        world = run(session, 60)
        assert [op.state for op in world.operations.values()] == ["done", "cancelled", "done"]
        assert held(world) == 128 * MIB

    def test_what_the_kernel_uses_all_the_time_cannot_go(self):
        session = session_of(
            "guest add web memory=256M min=16M platform=ppc64", "workload web fill 200M kind=kernel"
        )
        run(session, 5)
        session.perform("host limit web 64M")
        world = run(session, 600)
        assert world.operations[3].state == "partial"
        assert "kernel" in world.operations[3].reason
        check(world)


class TestDoublePaging:
    def test_a_page_that_the_guest_swaps_out_is_read_from_the_hosts_swap_first(self):
        session = session_of(WEB, "workload web fill 200M", "host limit web 96M")
        run(session, 60)
        session.perform("balloon set web 64M")
        world = run(session, 60)
        paging, guest = world.guests["web"].paging, world.guests["web"]
        assert guest.swap_outs > 10_000
        assert paging.double > 1000
        assert paging.double <= min(paging.ins, guest.swap_outs)
        assert any(isinstance(event, DoublePaged) for _, event in world.events)
        check(world)

    def test_a_dirty_page_that_is_written_back_for_a_section_to_leave_is_read_first(self):
        """The patches of 2006 write it back instead of moving it (paper 4.1)."""
        session = session_of(
            WEB, "workload web fill 40M kind=file", "workload web churn 100M kind=file rate=64M/s"
        )
        world, web = run(session, 4), session.world.guests["web"]
        session.perform("workload web stop")
        session.perform("host limit web 64M")
        run(session, 5)
        dirty = web.memory.counts[:, Kind.FILE_DIRTY].astype(int)
        section = int(dirty[1:].argmax()) + 1
        pfns = section * 4096 + np.flatnonzero(web.memory.frames.kinds_of(section) == Kind.FILE_DIRTY)
        out, before = int(world.host.paged_out("web", pfns).sum()), web.paging.double
        session.perform(f"hotplug remove web section={section}")
        run(session, 3)
        assert web.paging.double - before >= out > 100
        check(world)

    def test_a_clean_file_page_is_dropped_without_a_look(self):
        session = session_of(WEB, "workload web fill 200M kind=file", "host limit web 96M")
        run(session, 60)
        before = session.world.guests["web"].paging
        session.perform("balloon set web 64M")
        world = run(session, 60)
        after = world.guests["web"].paging
        assert (after.double, after.ins - before.ins) == (0, 0)
        assert world.guests["web"].balloon.pages == 192 * MIB // 4096

    def test_a_free_page_that_was_paged_out_is_read_only_to_be_written_over(self):
        session = session_of(WEB, "host limit web 64M")
        run(session, 60)
        session.perform("workload web fill 100M")
        world = run(session, 60)
        assert world.guests["web"].paging.overwritten > 5000
        check(world)


class TestWhatElseTheGuestDoes:
    def test_the_balloon_takes_a_page_from_the_hosts_swap_and_nothing_is_zeroed_for_it(self):
        session = session_of(WEB, "host limit web 64M")
        run(session, 60)
        world = session.world
        out = world.host.paged_pages("web")
        session.perform("balloon set web 128M")
        world = run(session, 60)
        assert world.guests["web"].balloon.pages == 128 * MIB // 4096
        assert world.host.paged_pages("web") < out
        assert held(world) <= 64 * MIB
        check(world)
        session.perform("balloon set web 256M")
        world = run(session, 60)
        assert held(world) == 64 * MIB
        check(world)

    def test_a_section_of_paged_pages_migrates_and_leaves(self):
        session = session_of(WEB, "workload web age 50%", "host limit web 128M")
        run(session, 60)
        session.perform("hotplug remove web 64M")
        world = run(session, 60)
        assert world.guests["web"].online_pages < 65_536
        assert world.guests["web"].paging.ins > 0
        check(world)
        session.perform("hotplug add web 32M")
        world = run(session, 60)
        assert held(world) <= 128 * MIB
        check(world)

    def test_balloon_pages_that_migrate_take_their_place_on_swap_along(self):
        session = session_of(
            "guest add web memory=256M min=16M platform=ppc64 driver=virtio", "host limit web 64M"
        )
        run(session, 60)
        session.perform("balloon set web 200M")
        run(session, 60)
        session.perform("hotplug remove web 64M")
        world = run(session, 60)
        assert world.guests["web"].online_pages < 65_536
        check(world)

    def test_a_guest_that_reports_free_pages_can_be_paged_too(self):
        session = session_of(
            "guest add web memory=256M min=16M driver=virtio reporting=on", BUSY, "host limit web 96M"
        )
        for _ in range(10):
            check(run(session, 1))

    def test_pages_of_64k_go_whole(self):
        session = session_of(
            "guest add web memory=256M min=16M platform=ppc64 page=64K", "host limit web 96M"
        )
        world = run(session, 60)
        assert held(world) == 96 * MIB
        assert world.host.paged_pages("web") == 160 * MIB // (64 * 1024)
        check(world)

    def test_a_guest_that_leaves_leaves_nothing_on_swap(self):
        session = session_of(WEB, "host limit web 64M")
        run(session, 60)
        session.perform("guest remove web")
        world = run(session, 5)
        assert world.host.free_frames == 64 * GIB // 4096


@given(
    st.lists(
        st.sampled_from(
            [
                "host limit web 64M",
                "host limit web 160M",
                "host limit web 384M",
                "balloon set web 128M",
                "balloon set web 96M",
                "balloon set web 200M",
                "hotplug remove web 32M",
                "hotplug add web 32M",
                "workload web churn 90M rate=64M/s",
                "workload web churn 40M rate=32M/s kind=file",
                "workload web fill 60M",
                "workload web free 40M",
                "workload web stop",
            ]
        ),
        min_size=2,
        max_size=7,
    ),
    st.integers(0, 3),
)
@settings(max_examples=4, deadline=None)
def test_whatever_happens_no_page_is_lost_and_a_fork_and_a_checkpoint_live_the_same_future(lines, seed):
    session = session_of(WEB, "workload web age 40%", "host limit web 128M", seed=seed)
    for line in lines:
        session.perform(f"try {line}")
        world = run(session, 0.3)
        check(world)
    twin = world.fork()
    again = read(write(world))
    for other in (twin, again):
        other.run_until(world.now + 2 * SECOND)
    world = run(session, 2)
    check(world)
    assert digest(world) == digest(twin) == digest(again)


def test_what_the_host_has_paged_is_in_the_picture_and_in_the_json():
    session = session_of(WEB, "workload web age 60%")
    assert session.snapshot().guest("web").paging is None
    assert session.document()["guests"][0]["host_paging"]["out"] == 0
    session.perform("host limit web 128M")
    run(session, 60)
    paging = session.snapshot().guest("web").paging
    assert (paging.limit, paging.out) == (128 * MIB, 128 * MIB)
    assert paging.ever_out - paging.ever_in == paging.out
    assert session.perform("expect web.host_paging.out == 128M").passed
    frames = [session.machine_page("web", pfn) for pfn in range(20_000, 20_100)]
    assert any(page.paged_out and page.frame is None for page in frames)
    assert any(not page.paged_out and page.frame is not None for page in frames)


def test_an_unchanged_guest_stays_the_same_picture_while_it_is_paged():
    session = session_of(WEB, "host limit web 128M")
    run(session, 60)
    painter, how = Painter(), {"paused": True, "speed": 1.0, "reached": 0.0}
    assert painter.paint(session.world, **how) is painter.paint(session.world, **how)


@pytest.mark.parametrize("size", ["16M", "31M"])
def test_a_limit_below_min_is_refused(size):
    session = session_of(WEB)
    with pytest.raises(Exception, match="below its min of 32M"):
        session.perform(f"host limit web {size}")
