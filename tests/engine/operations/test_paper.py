"""What "Resizing Memory With Balloons and Hotplug" says, by its sections, held against what guests do here."""

from __future__ import annotations

import pytest

from engine.memory.fragmentation import unusable_free_index
from engine.memory.kinds import Kind, SectionState
from engine.units import MIB
from tests.engine import invariants
from tests.engine.playing import DB, WEB, last, refused, said, settle, typed

PAGE = 4096
VIRTIO = DB.replace("db", "web")
OF_2006 = f"{WEB} kernel=2.6.16"


def web(session):
    return session.world.guests["web"]


def held(session, kind: Kind) -> list[int]:
    """Pages of a kind in each section."""
    return [int(pages) for pages in web(session).memory.counts[:, kind]]


def unusable(session, order: int) -> int:
    return unusable_free_index(web(session).memory.normal.blocks_per_order(), order)


class TestHotplugAdd:
    """Section 3."""

    @pytest.mark.parametrize("size", ["32M", "64M"])
    def test_3_1_on_powerpc_32m_or_64m_could_be_added(self, size):
        assert last(typed(WEB, f"hotplug add web {size}")).state == "done"

    def test_3_1_but_40m_could_not_be(self):
        error = refused(typed(WEB), "hotplug add web 40M")
        assert error.found == "40M is not a multiple of the section size of ppc64 (16M)"
        assert error.wanted == "the nearest are 32M and 48M"

    def test_3_1_the_range_is_first_present_and_then_made_available_for_use(self):
        session = typed(WEB, "hotplug add web 16M online=no")
        guest = web(session)
        assert guest.present_pages - guest.online_pages == guest.section_pages
        assert guest.memory.counts[16, Kind.FREE] == 0
        typed("section online web 16", session=session)
        assert guest.present_pages == guest.online_pages
        assert guest.memory.counts[16, Kind.FREE] == guest.section_pages

    def test_3_1_linux_sets_up_a_new_mem_map_and_pays_for_it(self):
        session = typed(WEB)
        free, maps = web(session).memory.normal.free_pages, sum(held(session, Kind.MEM_MAP))
        typed("hotplug add web 64M online=no", session=session)
        assert sum(held(session, Kind.MEM_MAP)) == maps + 4 * 64
        assert web(session).memory.normal.free_pages == free - 4 * 64

    def test_3_3_it_adds_memory_that_was_not_present_at_boot(self):
        session = typed(WEB, "hotplug add web 256M")
        assert web(session).online_pages == 2 * web(session).boot
        assert "past its max of 512M" in refused(session, "hotplug add web 16M").found


class TestHotplugRemove:
    """Section 4."""

    def test_4_1_unallocated_pages_leave_the_allocator_and_allocated_ones_migrate(self):
        session = typed(WEB, "workload web fill 150M", "workload web free 60M")
        anon, free = sum(held(session, Kind.ANON)), web(session).memory.normal.free_pages
        in_use = held(session, Kind.ANON)[5]
        typed("hotplug remove web section=5", session=session)
        assert last(session).pages_migrated == in_use > 1000
        assert sum(held(session, Kind.ANON)) == anon
        # what was free in it is gone, what moved took free pages elsewhere, and its boot mem_map came free
        assert web(session).memory.normal.free_pages == free - (4096 - in_use) - in_use + 64
        invariants.check(session.world)

    def test_4_1_processes_run_as_usual_meanwhile(self):
        session = typed(
            f"{WEB} cost_scale=50", "workload web fill 100M", "workload web churn 30M rate=400M/s"
        )
        session.perform("hotplug remove web 64M")
        session.world.run_until(session.world.now + 3 * 10**9)
        assert last(session).state == "done"
        assert sum(held(session, Kind.ANON)) >= 130 * MIB // PAGE
        invariants.check(session.world)

    def test_4_1_then_all_references_are_removed_as_if_it_were_not_there_to_begin_with(self):
        session = typed(WEB)
        before = web(session).memory.normal.blocks_per_order()
        typed("hotplug add web 64M", "hotplug remove web 64M", session=session)
        assert web(session).memory.normal.blocks_per_order() == before
        assert web(session).memory.state[16] == SectionState.ABSENT
        assert not web(session).memory.mem_map_of

    @pytest.mark.parametrize("kind", ["kernel", "slab", "page_table"])
    def test_4_1_one_page_that_cannot_move_and_the_whole_section_cannot_be_removed(self, kind):
        session = typed(WEB, f"workload web fill 1p kind={kind}")
        [section] = [s for s in range(1, 16) if web(session).blockers(s)]
        memory = web(session).memory
        lists, kinds = memory.lists(), memory.counts.copy()
        typed(f"hotplug remove web section={section}", session=session)
        name = kind.replace("_", "-")
        assert last(session).state == "failed"
        assert last(session).pages_migrated == 0
        assert f"s{section}: 1 {name} page in pageblock 0" in last(session).reason
        assert f"s{section} cannot leave: 1 {name} page in pageblock 0." in said(session, "web")
        assert memory.lists() == lists, "W14: nothing was touched"
        assert (memory.counts == kinds).all()

    def test_4_1_a_page_that_comes_while_the_section_is_looked_at_is_found(self):
        session = typed(f"{WEB} cost_scale=1000")
        remove = session.perform("hotplug remove web section=1").id
        session.perform("workload web fill 1p kind=kernel")
        assert settle(session, remove) == "failed"

    def test_4_1_why_says_which_pages_and_where(self):
        session = typed(WEB, "workload web fill 3p kind=page_table")
        answer = session.perform("why web section=1").output
        assert answer.startswith(
            "NO: 3 of 4,096 pages keep s1 where it is.\n  3 page-table pages in pageblock 0"
        )

    def test_4_2_it_was_not_in_mainline_then(self):
        assert "(paper 4.2)" in refused(typed(OF_2006), "hotplug remove web 16M").found

    def test_4_3_removed_sections_cause_no_fragmentation(self):
        session = typed(WEB, "hotplug remove web 64M")
        assert unusable(session, 12) < 40

    def test_4_2_grouping_keeps_pages_that_cannot_move_together(self):
        work = ("workload web fill 60M", "workload web fill 4M kind=kernel") * 2
        grouped, scattered = (typed(f"{VIRTIO} grouping={it}", *work) for it in ("on", "off"))

        def stuck(session) -> int:
            return sum(1 for s in range(1, 16) if web(session).blockers(s))

        assert stuck(grouped) <= stuck(scattered)


class TestBalloon:
    """Section 5."""

    def test_5_1_pages_pass_from_the_guest_to_the_hypervisor(self):
        session = typed(WEB, "balloon set web 192M")
        assert web(session).balloon.pages * PAGE == 64 * MIB
        assert session.world.host.held("web") * PAGE == 192 * MIB
        invariants.check(session.world)

    def test_5_1_a_range_of_permissible_amounts_is_given_when_it_is_created(self):
        session = typed(WEB)
        assert "below its min of 64M" in refused(session, "balloon set web 48M").found
        assert "past its max of 512M" in refused(session, "hotplug add web 272M").found

    def test_5_1_under_pressure_the_guest_reclaims(self):
        session = typed(WEB, "workload web fill 200M kind=file", "balloon set web 128M")
        assert last(session).state == "done"
        assert sum(held(session, Kind.FILE)) < 120 * MIB // PAGE
        assert "the balloon now makes the guest drop file cache" in " ".join(said(session, "web"))

    def test_5_1_pages_are_zeroed_before_another_guest_may_have_them(self):
        session = typed("host memory 512M", WEB, DB)
        session.perform("balloon set web 192M")
        add = session.perform("hotplug add db 32M").id
        host, db = session.world.host, session.world.guests["db"]
        assert (host.free_frames, host.zeroing_frames) == (0, 512)
        assert session.world.operations[add].waits_for == "the host has nothing free and 2M in zeroing"
        while not session.world.operations[add].over:
            free, present = host.free_frames, db.present_pages
            session.world.step_one(10**10)
            if db.present_pages > present:
                assert free >= 4096, "a section came of frames that were zeroed already"
        assert db.present_pages * PAGE == 288 * MIB

    def test_5_1_deflating_makes_memory_available_to_the_guest_again(self):
        session = typed(WEB)
        free = web(session).memory.normal.free_pages
        typed("balloon set web 192M", "balloon set web 256M", session=session)
        assert web(session).memory.normal.free_pages == free
        assert web(session).balloon.pages == 0

    def test_5_1_a_guest_that_grows_waits_for_one_that_gives(self):
        session = typed("host memory 512M", WEB, DB, "balloon set web 192M", "hotplug add db 64M")
        session.perform("balloon set web 256M")
        session.world.run_until(session.world.now + 10**9)
        assert last(session).state == "running"
        assert last(session).waits_for == "the host has nothing free"
        assert "Waits for 64M: the host has nothing free." in said(session, "web")
        growing = last(session).id
        typed("balloon set db 256M", session=session)
        assert settle(session, growing) == "done"

    @pytest.mark.parametrize("guest", [VIRTIO, OF_2006])
    def test_5_2_it_fragments_an_aged_guest(self, guest):
        """Figure 2: W12, single free pages go first, and what is free later lies between balloon pages."""
        session = typed(guest, "workload web fragment", "balloon set web 208M", "workload web free")
        assert "100 % of its pages came one by one (order 0)" in " ".join(said(session, "web"))
        assert web(session).memory.normal.free_pages > 180 * MIB // PAGE
        assert unusable(session, 12) > 250
        scattered = [pages for pages in held(session, Kind.BALLOON) if pages]
        assert len(scattered) > 5
        assert max(scattered) == 2048, "every second page of a section"

    @pytest.mark.parametrize("guest", [WEB, VIRTIO, OF_2006])
    def test_5_2_and_not_a_pristine_one(self, guest):
        """W11."""
        session = typed(guest, "balloon set web 208M")
        assert "0 % of its pages came from free blocks of order 0" in " ".join(said(session, "web"))
        assert unusable(session, 12) < 80

    def test_5_2_the_memory_map_of_what_it_took_stays(self):
        session = typed(WEB, "balloon set web 128M")
        assert sum(held(session, Kind.MEM_MAP)) == 16 * 64
        assert web(session).present_pages == web(session).boot


class TestTowardsUnification:
    """Section 6."""

    def test_6_1_balloons_cannot_use_more_memory_than_linux_was_booted_with(self):
        session = typed(WEB)
        error = refused(session, "balloon set web 320M")
        assert error.found == "web has 256M online, and a balloon only gives back what it took"
        assert error.wanted == "at most 256M, or `hotplug add` first"

    def test_6_1_but_after_a_hotplug_add_they_can(self):
        session = typed(WEB, "hotplug add web 64M", "balloon set web 192M", "balloon set web 320M")
        assert last(session).state == "done"
        assert web(session).target * PAGE == 320 * MIB

    def test_6_3_what_the_balloon_has_cannot_be_removed_a_second_time(self):
        session = typed(WEB, "balloon set web 128M")
        assert held(session, Kind.BALLOON)[5] > 0
        typed("hotplug remove web section=5", session=session)
        assert last(session).state == "failed"
        assert "pinned balloon pages" in last(session).reason

    def test_6_3_unless_its_pages_are_migrateable(self):
        session = typed(VIRTIO, "balloon set web 128M")
        assert held(session, Kind.BALLOON)[5] == 4096
        typed("hotplug remove web section=5", session=session)
        assert last(session).state == "done"
        assert last(session).pages_migrated == 4096
        assert web(session).balloon.pages * PAGE == 128 * MIB, "its size stays"
        invariants.check(session.world)
