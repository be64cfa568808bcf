"""Taking a section away: what is refused, what moves and to where, and what keeps a kernel trying."""

from __future__ import annotations

import numpy as np
import pytest

from engine.guest.migration import migrate_pageblock
from engine.memory.holdings import acquire, change_kind, release
from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Mark, Memory
from engine.units import MIB, SECOND
from tests.engine import invariants
from tests.engine.playing import DB, WEB, last, said, settle, typed

VIRTIO = DB.replace("db", "web")
OLD = f"{WEB} kernel=2.6.16+remove"


def web(session):
    return session.world.guests["web"]


def state(session, section: int) -> SectionState:
    return SectionState(int(web(session).memory.state[section]))


def step_until_isolated(session, section: int) -> None:
    while state(session, section) is not SectionState.GOING_OFFLINE:
        assert session.world.step_one(2**60)


class TestIsolation:
    def test_free_pages_of_an_isolated_section_leave_memfree_and_stay_in_buddyinfo(self):
        session = typed(f"{WEB} cost_scale=1000")
        normal = web(session).memory.normal
        free = normal.free_pages
        session.perform("hotplug remove web 16M")
        step_until_isolated(session, 15)
        assert normal.free_pages == free - 4096
        assert normal.isolated_pages == 4096
        assert normal.counts(MigrateType.ISOLATE)[12] == 1
        [_, blocks] = session.perform("buddyinfo web").output.split("Normal")
        assert sum(int(count) << order for order, count in enumerate(blocks.split())) == free
        assert "s15 isolated: 4,096 free pages left MemFree; nothing has to move." in said(session, "web")

    def test_nobody_is_given_a_page_of_an_isolated_section(self):
        session = typed(f"{WEB} cost_scale=1000")
        session.perform("hotplug remove web 16M")
        step_until_isolated(session, 15)
        session.perform("workload web fill 100%")
        session.world.run_until(session.world.now + SECOND // 4)
        assert web(session).memory.counts[15, Kind.ANON] == 0

    def test_watermarks_follow_when_it_has_left(self):
        session = typed(WEB)
        low = web(session).memory.normal.low
        typed("hotplug remove web 128M", session=session)
        assert web(session).memory.normal.low < low


class TestMigration:
    @pytest.mark.parametrize(("kernel", "upwards"), [("6.6", True), ("6.12", False), ("current", False)])
    def test_pages_land_where_the_allocator_puts_them_in_order_of_the_old_ones(self, kernel, upwards):
        """W13: new pages are ordinary movable allocations from outside the section; since 6.12 from the last."""
        session = typed(f"{WEB} kernel={kernel}", "workload web fill 150M", "workload web free 60M")
        memory = web(session).memory
        order = memory.held[Kind.ANON].entries().tolist()
        old = np.flatnonzero(memory.frames.kinds_of(5) == Kind.ANON) + 5 * 4096
        old = old if upwards else old[::-1]
        ghost = memory.fork()
        ghost.isolate(5)
        expected = ghost.take(len(old), MigrateType.MOVABLE, Kind.ANON, mark=Mark.LOW).pfns().tolist()
        typed("hotplug remove web section=5", session=session)
        moved = dict(zip(old.tolist(), expected, strict=True))
        assert last(session).pages_migrated == len(moved)
        assert memory.held[Kind.ANON].entries().tolist() == [moved.get(pfn, pfn) for pfn in order]

    @pytest.mark.parametrize("kind", ["anon", "file", "mlocked", "hugetlb"])
    def test_these_kinds_move_and_stay_what_they_are(self, kind):
        session = typed(WEB, "workload web fill 40M", f"workload web fill 60M kind={kind}")
        memory = web(session).memory
        before = memory.total(Kind[kind.upper()])
        assert memory.counts[4, Kind[kind.upper()]] == 4096
        typed("hotplug remove web section=4", session=session)
        assert last(session).pages_migrated == 4096
        assert memory.total(Kind[kind.upper()]) == before
        invariants.check(session.world)

    def test_dirty_file_pages_stay_dirty(self):
        session = typed("guest add web memory=512M max=512M", "workload web age 50%")
        memory = web(session).memory
        before = memory.total(Kind.FILE_DIRTY)
        movable = [s for s in range(4) if not web(session).blockers(s) and memory.counts[s, Kind.FILE_DIRTY]]
        for section in movable:
            typed(f"try hotplug remove web section={section}", session=session)
        assert memory.total(Kind.FILE_DIRTY) == before > 0

    def test_balloon_pages_move_and_the_host_backs_what_they_leave(self):
        session = typed(VIRTIO, "balloon inflate web 4000p", "hotplug remove web section=1")
        assert last(session).pages_migrated == 4000 - 1024
        assert web(session).balloon.pages == 4000
        assert session.world.host.held("web") == 240 * MIB // 4096 - 4000
        invariants.check(session.world)

    def test_balloon_pages_and_others_take_their_new_pages_in_one_order(self):
        """mm/memory_hotplug.c:do_migrate_range puts what it finds on one list."""
        session = typed(VIRTIO, "workload web fill 8M", "balloon inflate web 4000p", "workload web free 4M")
        memory = web(session).memory
        kinds = memory.frames.kinds_of(1)
        old = np.flatnonzero(np.isin(kinds, (Kind.ANON, Kind.BALLOON)))[::-1]
        held = kinds[old] == Kind.BALLOON
        assert held.any()
        assert not held.all()
        ghost = memory.fork()
        ghost.isolate(1)
        new = ghost.take(len(old), MigrateType.MOVABLE, Kind.ANON, mark=Mark.LOW).pfns()
        typed("hotplug remove web section=1", session=session)
        assert {memory.kind(pfn) for pfn in new[held].tolist()} == {Kind.BALLOON}
        assert {memory.kind(pfn) for pfn in new[~held].tolist()} == {Kind.ANON}
        first = web(session).balloon.let_go(1, newest_first=web(session).driver.newest_first)
        assert first.pfns().tolist() == [new[held][-1]]

    def test_balloon_pages_of_the_normal_zone_never_go_to_the_movable_zone(self):
        """mm/migrate.c:alloc_migration_target asks for high memory only where the old page lies there."""
        session = typed(VIRTIO, "balloon inflate web 4000p", "hotplug add web 64M online=movable")
        free = web(session).memory.zones[1].free_pages
        typed("hotplug remove web section=1", session=session)
        assert last(session).state == "done"
        assert web(session).memory.zones[1].free_pages == free

    def test_pages_of_the_normal_zone_never_go_to_the_movable_zone(self):
        session = typed(f"{VIRTIO} swap=0K", "hotplug add web 64M online=no", "workload web fill 100%")
        typed("section online web 16-19 as=movable", session=session)
        assert web(session).memory.zones[1].free_pages == 4 * 4096
        typed("hotplug remove web section=5 retries=3", session=session)
        assert last(session).state == "failed"
        assert "no room to move" in last(session).reason
        assert state(session, 5) is SectionState.ONLINE
        assert web(session).memory.zones[1].free_pages == 4 * 4096

    def test_pages_of_the_movable_zone_may_go_to_either(self):
        session = typed(VIRTIO, "hotplug add web 32M online=movable", "workload web fill 30M")
        assert web(session).memory.counts[16:, Kind.ANON].sum() == 30 * 256
        typed("hotplug remove web 32M", session=session)
        assert last(session).state == "done"
        assert web(session).memory.total(Kind.ANON) == 30 * 256


class TestNoRoom:
    def test_the_first_page_that_finds_no_place_ends_the_round(self):
        """mm/migrate.c:migrate_pages gives up at once without memory: single pages behind a huge one stay, too."""
        session = typed(f"{WEB} swap=0K", "workload web fill 24M kind=hugetlb", "workload web fill 100%")
        guest, memory = web(session), web(session).memory
        heads = memory.held[Kind.HUGETLB].entries()
        section = next(it for it in range(16) if np.count_nonzero(heads >> 12 == it) == 8)
        lowest = heads[heads >> 12 == section].min()
        release(memory, Kind.HUGETLB, np.array([lowest]))
        acquire(memory, 512, Kind.ANON, mark=Mark.NONE)
        anon = memory.held[Kind.ANON].entries()
        release(memory, Kind.ANON, anon[(anon >> 12 != section) & (anon % 8 == 0)][:4000])
        inside = int(memory.counts[section, Kind.ANON])
        assert inside
        number = session.perform(f"section offline web {section}").id
        session.world.run_until(session.world.now + SECOND)
        assert session.world.operations[number].pages_migrated == 0
        assert int(memory.counts[section, Kind.ANON]) == inside
        assert migrate_pageblock(guest, session.world.host, section, 7).full


class TestPinned:
    """Pinned pages look movable: isolation lets them pass, migration fails, and the kernels differ in patience."""

    PIN = ("workload web fill 40M", "workload web pin 40M")

    def test_todays_kernel_tries_for_ever(self):
        session = typed(WEB, *self.PIN)
        number = session.perform("hotplug remove web section=1").id
        assert settle(session, number) == "stalled"
        assert session.world.operations[number].waits_for.startswith("s1: 4,096 pinned pages in 8 pageblocks")
        assert state(session, 1) is SectionState.GOING_OFFLINE
        session.perform(f"cancel {number}")
        assert state(session, 1) is SectionState.ONLINE
        invariants.check(session.world)

    def test_it_goes_on_once_they_are_released(self):
        session = typed(WEB, "workload web fill 40M", "workload web pin 1M")
        number = session.perform("hotplug remove web section=1").id
        assert settle(session, number) == "stalled"
        memory = web(session).memory
        pinned = memory.held[Kind.PINNED].entries()
        change_kind(memory, pinned, Kind.PINNED, Kind.ANON)
        session.world.run_until(session.world.now + SECOND)
        assert session.world.operations[number].state == "done"

    def test_a_timeout_ends_it_and_undoes_the_isolation(self):
        session = typed(WEB, *self.PIN)
        free = web(session).memory.normal.free_pages
        started = session.world.now
        typed("hotplug remove web section=1 timeout=2s", session=session)
        assert last(session).state == "failed"
        assert "after 2 s" in last(session).reason
        assert 2 * SECOND <= last(session).ended - started < 2.2 * SECOND
        assert any(sentence.startswith("s1 stays: 4,096 pinned pages") for sentence in said(session, "web"))
        assert web(session).memory.normal.free_pages == free
        invariants.check(session.world)

    @pytest.mark.parametrize(("retries", "tries"), [(0, "1 try"), (1, "1 try"), (3, "3 tries")])
    def test_retries_end_it_too(self, retries, tries):
        session = typed(WEB, *self.PIN, f"hotplug remove web section=1 retries={retries}")
        assert last(session).state == "failed"
        assert last(session).reason.endswith(tries)

    def test_the_first_kernels_gave_up_after_five_tries(self):
        session = typed(OLD, *self.PIN, "hotplug remove web section=1")
        assert last(session).state == "failed"
        assert last(session).reason.endswith("5 tries")

    def test_what_moved_before_it_was_undone_has_moved(self):
        session = typed(
            WEB, "workload web fill 40M", "workload web pin 1M", "hotplug remove web section=1 retries=1"
        )
        assert last(session).state == "failed"
        assert last(session).pages_migrated > 3000
        assert web(session).memory.counts[1, Kind.ANON] == 0
        invariants.check(session.world)


class TestUndone:
    @pytest.mark.parametrize(
        ("kernel", "expected"), [("current", MigrateType.UNMOVABLE), ("6.6", MigrateType.MOVABLE)]
    )
    def test_the_types_of_pageblocks_come_back_in_todays_kernel_only(self, kernel, expected):
        session = typed(f"{WEB} kernel={kernel} cost_scale=1000")
        typed("workload web fill 1M kind=kernel", "workload web free kind=kernel", session=session)
        memory = web(session).memory
        assert memory.block_type(1 * 8) is MigrateType.UNMOVABLE
        number = session.perform("hotplug remove web section=1").id
        step_until_isolated(session, 1)
        assert memory.block_type(1 * 8) is MigrateType.ISOLATE
        session.perform(f"cancel {number}")
        assert memory.block_type(1 * 8) is expected
        invariants.check(session.world)

    def test_no_room_is_a_reason_too(self):
        session = typed(f"{WEB} swap=0K", "workload web fill 100%", "hotplug remove web section=5 retries=2")
        assert last(session).state == "failed"
        assert "no room to move 4,0" in last(session).reason
        assert state(session, 5) is SectionState.ONLINE
        invariants.check(session.world)


class TestDefaultZone:
    """Of a block that is put online nobody may have said what it is for (mm/memory_hotplug.c:default_zone_for_pfn)."""

    def memory(self):
        memory = Memory(Layout(section_pages=4096), Rules())
        memory.boot(8192)
        for section in (2, 3, 4, 5):
            memory.make_present(section)
        for section in (3, 5):
            memory.online_section(section, memory.movable_zone(0))
        return memory

    def test_between_movable_blocks_it_is_movable(self):
        memory = self.memory()
        assert memory.default_zone(4, 0) == memory.movable_zone(0)

    def test_beside_them_it_is_the_kernels(self):
        memory = self.memory()
        assert memory.zones[memory.default_zone(2, 0)].name == "Normal"

    def test_where_both_zones_span_it_it_is_the_kernels(self):
        memory = self.memory()
        memory.make_present(6)
        memory.online_section(6, memory.zone_index("Normal"))
        assert memory.zones[memory.default_zone(4, 0)].name == "Normal"
