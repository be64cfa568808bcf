"""What a guest takes back, in which order, and what that costs (mm/vmscan.c)."""

from __future__ import annotations

import pytest

from engine.guest.guest import Origin
from engine.guest.kswapd import BATCH, wake_kswapd
from engine.guest.programs import held_by
from engine.guest.reclaim import AT_ONCE, ENOUGH_FILE, empties, reclaim
from engine.guest.swap import swap_free, swap_used
from engine.memory.holdings import acquire
from engine.memory.kinds import Kind
from engine.memory.lru import touch
from engine.memory.memory import Mark
from engine.units import MIB, SECOND
from engine.world import World
from tests.engine import invariants
from tests.engine.playing import WEB, last, said, typed
from tests.engine.worlds import add_guest

NO_SWAP = f"{WEB} swap=0K"
NEVER = (Kind.MLOCKED, Kind.PINNED, Kind.HUGETLB, Kind.PAGE_TABLE, Kind.KERNEL)


def guest_with(swap: int = 65536, **pages: int):
    """Return a guest of 256M that holds so many pages of each kind, and nothing that is free above its min mark."""
    world = World(seed=7)
    guest = add_guest(world, "web", 256 * MIB)
    guest.swap = swap
    for kind, count in pages.items():
        assert acquire(guest.memory, count, Kind[kind.upper()], owner=1).pages == count
    acquire(guest.memory, 65536, Kind.KERNEL, mark=Mark.MIN)
    return guest


class TestOrder:
    def test_clean_file_pages_go_first_the_ones_used_longest_ago_before_others(self):
        guest = guest_with(file=5000, file_dirty=100, anon=5000, slab=1000)
        pfns = guest.memory.held[Kind.FILE].entries().copy()
        touch(guest.memory, Kind.FILE, pfns[:200])
        taken = reclaim(guest, 300)
        assert (taken.clean, taken.pages) == (300, 300)
        assert guest.memory.held[Kind.FILE].entries().tolist() == [*pfns[500:], *pfns[:200]]

    def test_then_dirty_ones_which_are_written_first(self):
        guest = guest_with(swap=0, file=100, file_dirty=500, anon=1000)
        taken = reclaim(guest, 300)
        assert (taken.clean, taken.written, taken.swapped) == (100, 200, 0)
        costs = guest.costs
        assert taken.cost == costs.drop_file(300) + costs.write_back(200)

    def test_with_enough_file_cache_programs_are_left_alone(self):
        """cache_trim_mode: inactive file pages are plenty at the default priority."""
        assert not reclaim(guest_with(file=ENOUGH_FILE, anon=9000), 200).swapped
        assert reclaim(guest_with(file=ENOUGH_FILE - 1, anon=9000), 200).swapped

    def test_with_less_programs_give_the_share_that_swappiness_says(self):
        """get_scan_count: 60 of 200."""
        taken = reclaim(guest_with(file=3000, anon=9000), 200)
        assert (taken.clean, taken.swapped) == (140, 60)

    def test_where_file_cache_has_all_but_ended_programs_give_all(self):
        """file_is_tiny: file and free pages together are no more than the high marks."""
        taken = reclaim(guest_with(file=100, anon=9000), 200)
        assert (taken.clean, taken.swapped) == (0, 200)

    def test_without_swap_file_cache_goes_to_the_last_page_and_programs_stay(self):
        guest = guest_with(swap=0, file=100, anon=9000)
        assert reclaim(guest, 4000).pages == 100
        assert reclaim(guest, 4000).pages == 0
        assert swap_used(guest) == 0

    def test_when_swap_is_full_it_is_as_if_there_were_none(self):
        guest = guest_with(swap=150, file=100, anon=9000)
        assert reclaim(guest, 150).swapped == 150
        taken = reclaim(guest, 300)
        assert (taken.clean, taken.swapped) == (100, 0)
        assert swap_free(guest) == 0

    def test_pages_of_programs_go_by_age_and_are_their_programs_on_swap_too(self):
        guest = guest_with(anon=1000)
        acquire(guest.memory, 0, Kind.ANON)
        pfns = guest.memory.held[Kind.ANON].entries().copy()
        touch(guest.memory, Kind.ANON, pfns[:10])
        reclaim(guest, 100)
        assert guest.memory.held[Kind.ANON].entries().tolist() == [*pfns[110:], *pfns[:10]]
        assert guest.swapped == {1: 100}
        assert held_by(guest, 1) == 1000

    @pytest.mark.parametrize("kind", NEVER)
    def test_reclaim_never_takes_a_kind_that_has_no_way_out(self, kind):
        guest = guest_with(**{kind.name.lower(): 2048})
        before = guest.memory.total(kind)
        for _ in range(5):
            reclaim(guest, 500)
        assert guest.memory.total(kind) == before

    def test_one_pass_is_bounded(self):
        assert reclaim(guest_with(file=10 * AT_ONCE), 20 * AT_ONCE).pages == AT_ONCE


class TestSlab:
    def test_it_shrinks_in_part_and_what_comes_free_is_scattered(self):
        guest = guest_with(swap=0, slab=4000)
        pfns = guest.memory.held[Kind.SLAB].entries().copy()
        while reclaim(guest, 500).pages:
            pass
        left = set(guest.memory.held[Kind.SLAB].entries().tolist())
        assert left == set(pfns[~empties(pfns)].tolist())
        assert 1800 < len(left) < 2200
        blocks = guest.memory.normal.blocks_per_order()
        assert blocks[0] > 500, "most of it is single pages"
        invariants.check_memory(guest.memory)

    def test_of_a_machine_that_was_captured_nobody_knows_what_could_go_and_nothing_does(self):
        """Trace i1, the unplug that fails for lack of room: 2283 pages count as reclaimable, and none was reclaimed."""
        guest = guest_with(swap=0, slab=4000)
        guest.origin = Origin(source="by hand", release="6.1.0")
        assert reclaim(guest, 500).pages == 0

    def test_with_swap_one_page_in_eight_comes_from_it(self):
        taken = reclaim(guest_with(anon=5000, slab=4000), 800)
        assert (taken.slab, taken.swapped) == (100, 700)


class TestWhoReclaims:
    def test_a_guest_that_swaps_says_so_and_its_views_show_it(self):
        session = typed(WEB, "workload web fill 100%")
        assert last(session).state == "done"
        swap = session.snapshot().guests[0].swap_used
        assert swap == session.snapshot().guests[0].swapped_out > 0
        assert any(sentence.startswith("Swapping: ") for sentence in said(session, "web"))
        assert f"{(256 * MIB - swap) // 1024}" in session.perform("free web").output.splitlines()[-1]
        free = f"SwapFree: {(256 * MIB - swap) // 1024} kB"
        assert free in " ".join(session.perform("meminfo web").output.split())

    def test_swapping_is_said_once_in_a_while(self):
        session = typed(WEB, "workload web fill 85%", "workload web fill 100% rate=10M/s")
        told = [line for line in said(session, "web") if line.startswith("Swapping: ")]
        assert 2 <= len(told) <= 1 + session.world.now // (10 * SECOND)

    def test_a_guest_without_swap_cannot(self):
        session = typed(NO_SWAP, "workload web fill 100%")
        assert last(session).state == "partial"
        assert session.snapshot().guests[0].swap_used == 0

    def test_pages_go_to_swap_no_faster_than_300_mib_a_second(self):
        """300 MiB a second."""
        session = typed(WEB, "workload web fill 256M")
        swapped = session.snapshot().guests[0].swap_used
        assert swapped > 10 * MIB
        assert last(session).ended > swapped * SECOND // (300 * MIB)

    def test_a_balloon_makes_the_guest_swap(self):
        session = typed(f"{WEB} driver=virtio", "workload web fill 60%", "balloon set web 128M")
        assert last(session).state == "done"
        assert session.snapshot().guests[0].swap_used > 30 * MIB
        (told,) = [line for line in said(session, "web") if line.startswith("Swapping: ")]
        assert told.endswith("of programs is on the guest's own disk, because file cache is down to 0.")
        invariants.check(session.world)

    def test_a_section_that_is_to_go_makes_the_guest_swap(self):
        session = typed(WEB, "workload web fill 92%", "hotplug remove web section=15")
        assert last(session).state == "done"
        assert session.snapshot().guests[0].swap_used > 0
        invariants.check(session.world)

    def test_what_a_program_has_on_swap_can_be_given_back_too(self):
        session = typed(WEB, "workload web fill 100%", "workload web free 256M")
        assert last(session).state == "done"
        assert session.snapshot().guests[0].swap_used == 0
        assert session.snapshot().guests[0].programs == ()


class TestKswapd:
    def normal(self, session):
        return session.world.guests["web"].memory.normal

    def test_it_is_woken_below_low_and_stops_at_high(self):
        session = typed(NO_SWAP, "workload web fill 40% kind=file", "workload web fill 60% rate=20M/s")
        session.world.run_until(session.world.now + SECOND)
        zone = self.normal(session)
        assert zone.high <= zone.free_pages < zone.high + BATCH
        assert not zone.reclaiming

    def test_it_sleeps_while_no_allocation_finds_a_zone_below_low(self):
        session = typed(WEB, "workload web fill 40% kind=file")
        assert session.world.guests["web"].kswapd == 0

    def test_nothing_is_due_while_it_sleeps(self):
        session = typed(NO_SWAP, "workload web fill 40% kind=file", "workload web fill 60%")
        session.world.run_until(session.world.now + 5 * SECOND)
        assert session.world.timeline.next_time() is None

    def test_it_sleeps_where_nothing_can_be_reclaimed(self):
        session = typed(NO_SWAP, "workload web fill 100%")
        session.world.run_until(session.world.now + 5 * SECOND)
        zone = self.normal(session)
        assert zone.free_pages == zone.min
        assert session.world.timeline.next_time() is None

    def test_it_takes_a_boost_back_and_drops_file_cache_for_it(self):
        session = typed(WEB, "workload web fill 40% kind=file")
        guest = session.world.guests["web"]
        zone, file = self.normal(session), guest.memory.total(Kind.FILE)
        zone.boost = 512
        typed("workload web fill 1M", session=session)
        session.world.run_until(session.world.now + SECOND)
        assert zone.boost == 0
        assert guest.memory.total(Kind.FILE) == file - 512

    def test_without_file_cache_a_boost_is_taken_back_all_the_same(self):
        session = typed(WEB)
        self.normal(session).boost = 512
        typed("workload web fill 1M", session=session)
        session.world.run_until(session.world.now + SECOND)
        assert self.normal(session).boost == 0
        assert session.world.timeline.next_time() is None

    def test_a_boost_without_file_cache_takes_time_too(self):
        """Else a program that claims pageblocks and kswapd could wake each other for ever at one instant."""
        session = typed(WEB)
        self.normal(session).boost = 512
        wake_kswapd(session.world, session.world.guests["web"])
        session.world.step_one(session.world.now)
        assert self.normal(session).boost == 0
        assert session.world.timeline.next_time() > session.world.now

    def test_it_goes_with_its_guest(self):
        session = typed(NO_SWAP, "workload web fill 100%", "guest remove web", NO_SWAP)
        typed("workload web fill 40% kind=file", "workload web fill 60%", session=session)
        assert session.world.guests["web"].kswapd in session.world.timeline.processes
        invariants.check(session.world)


class TestZones:
    def test_what_lies_where_the_kernel_cannot_use_it_stays(self):
        session = typed(
            "guest add web memory=1G platform=i386",
            "workload web fill 112M kind=file",
            "workload web fill 1000M kind=kernel",
        )
        guest = session.world.guests["web"]
        memory = guest.memory
        high = next(zone for zone in memory.zones if zone.name == "HighMem")
        assert high.present == 128 * 256
        assert memory.held[Kind.FILE].count == 112 * 256
        assert guest.swap_outs == 0
        assert last(session).state == "partial"

    def test_what_lies_where_the_kernel_can_use_it_goes(self):
        session = typed(
            "guest add web memory=1G platform=i386",
            "workload web fill 120M kind=file",
            "workload web fill 200M",
            "workload web fill 800M kind=slab",
        )
        guest = session.world.guests["web"]
        memory = guest.memory
        high = next(zone for zone in memory.zones if zone.name == "HighMem")
        left = memory.held[Kind.ANON].entries()
        assert guest.swap_outs > 100 * 256
        assert (memory.zones_at(left) == memory.zones.index(high)).sum() > 0
        assert memory.total(Kind.SLAB) > 600 * 256
        invariants.check(session.world)

    def test_a_guest_that_swaps_to_make_room_for_migration_says_so(self):
        session = typed(WEB, "workload web fill 90%")
        session.perform("hotplug remove web 64M")
        guest = session.world.guests["web"]
        while not guest.swap_outs:
            assert session.world.run_instant()
        assert guest.reclaimed > BATCH, "it is not kswapd that swaps"
        assert any(line.startswith("Swapping: ") for line in said(session, "web"))
