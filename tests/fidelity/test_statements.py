"""What was seen in recorded guests, statement by statement, in guests of the same shape.

The guests were 6.1 on x86-64 with 1 GiB (some 512 MiB), one CPU, a virtio balloon and no swap; the statements are
those of their recordings that need no recording to be tried.
"""

from __future__ import annotations

import numpy as np

from engine.memory.kinds import Kind, MigrateType
from engine.units import MIB
from tests.engine.playing import last, refused, said, typed

PAGE = 4096
GUEST = "guest add g memory=1G max=2G min=64M swap=0K kernel=6.6"
SEEN = f"{GUEST} percpu=on"


def memory_of(session):
    return session.world.guests["g"].memory


def blocks(session):
    """Free blocks per order over all zones, as the recordings have them."""
    return np.sum([zone.blocks_per_order() for zone in memory_of(session).zones], axis=0).tolist()


def parked(session):
    return sum(zone.per_cpu.count for zone in memory_of(session).zones)


class TestInflate:
    def test_an_idle_guest_simply_loses_blocks_of_the_largest_order(self):
        session = typed(SEEN)
        before = blocks(session)
        typed("balloon set g 768M", session=session)
        after = blocks(session)
        assert before[10] - after[10] in (64, 65)
        assert max(abs(a - b) for a, b in zip(before[:10], after[:10], strict=True)) <= 2

    def test_a_fragmented_one_loses_its_smallest_blocks_first_so_that_fragmentation_goes_down(self):
        session = typed(GUEST, "workload g fragment 400M pattern=random")
        before = blocks(session)
        typed("balloon set g 896M", session=session)
        after = blocks(session)
        assert before[0] > 10_000
        assert after[0] < before[0] // 2
        assert after[10] == before[10]

    def test_balloon_pages_come_only_from_movable_pageblocks(self):
        session = typed(GUEST, "workload g age 60%", "balloon set g 700M")
        memory = memory_of(session)
        for section in memory.online_sections().tolist():
            kinds = memory.frames.kinds_of(section)
            held = np.flatnonzero(kinds == Kind.BALLOON) >> memory.layout.pageblock_order
            assert {int(memory.frames.types_of(section)[b]) for b in held} <= {MigrateType.MOVABLE}

    def test_what_the_cpu_keeps_comes_first(self):
        session = typed(SEEN, "balloon set g 512M", "balloon set g 1G")
        kept, free = parked(session), memory_of(session).free_pages
        assert kept > 10_000
        session.perform(f"balloon inflate g {kept - 64}p")
        session.world.run_until(session.world.now + 10**10)
        assert memory_of(session).free_pages == free, "the free lists were left alone"


class TestDeflate:
    def test_right_after_it_twelve_to_fourteen_thousand_pages_are_parked(self):
        """Where khugepaged has raised min_free_kbytes: the limit of one list is the low watermark, 54 MiB."""
        session = typed(SEEN, "balloon set g 512M", "balloon set g 1G")
        [dma, dma32] = [zone for zone in memory_of(session).zones if zone.present]
        assert dma32.per_cpu.high == dma32.low > 13_000
        assert 11_000 < dma32.per_cpu.count < 14_000
        assert dma.per_cpu.count < 300

    def test_a_guest_of_512_mib_keeps_a_few_hundred(self):
        session = typed(SEEN.replace("1G", "512M"), "balloon set g 256M", "balloon set g 512M")
        assert 100 < parked(session) < 1_000

    def test_zone_dma_is_used_last(self):
        session = typed(GUEST)
        dma = memory_of(session).zones[0]
        free = dma.free_pages
        typed("balloon set g 256M", session=session)
        assert dma.free_pages == free


class TestOffline:
    def test_ebusy_at_once_where_a_page_cannot_move(self):
        session = typed(GUEST, "workload g fill 300M", "workload g fill 1p kind=kernel")
        memory = memory_of(session)
        [section] = np.flatnonzero(memory.counts[:, Kind.KERNEL]).tolist()
        typed(f"try section offline g {section}", session=session)
        assert last(session).state == "failed"
        assert "1 kernel page in pageblock" in last(session).reason
        assert last(session).pages_migrated == 0

    def test_einval_at_once_where_the_block_has_holes(self):
        session = typed(GUEST, "try section offline g 0")
        assert "pages of zones DMA and DMA32" in last(session).reason

    def test_the_kernel_goes_on_trying_where_a_page_is_pinned(self):
        session = typed(GUEST, "workload g fill 300M", "workload g pin 1M")
        memory = memory_of(session)
        section = int(np.flatnonzero(memory.counts[:, Kind.PINNED])[-1])
        number = session.perform(f"section offline g {section} stall=5s").id
        session.world.run_until(session.world.now + 10 * 10**9)
        operation = session.world.operations[number]
        assert operation.state == "stalled"
        assert operation.pages_migrated > 0

    def test_blocks_full_of_balloon_pages_go_offline_and_the_balloon_keeps_its_size(self):
        session = typed(GUEST, "balloon set g 512M", "section offline g 1-2")
        assert last(session).state == "done"
        assert session.world.guests["g"].balloon.pages == 512 * MIB // PAGE
        assert last(session).pages_migrated >= 2 * 32768 - 2048

    def test_it_stops_when_the_free_memory_elsewhere_is_used_up(self):
        session = typed(GUEST, "balloon set g 512M", "workload g fill 350M")
        number = session.perform("section offline g 1-3 stall=5s").id
        session.world.run_until(session.world.now + 10 * 10**9)
        assert session.world.operations[number].state == "stalled"
        assert "no room to move" in session.world.operations[number].waits_for

    def test_every_block_that_went_online_as_movable_went_offline(self):
        session = typed(
            GUEST, "hotplug add g 512M online=movable", "workload g fill 700M", "workload g free 300M"
        )
        typed("section offline g 32-35", session=session)
        assert last(session).state == "done"


class TestHotAdd:
    def test_a_block_of_128_mib_costs_2_mib_of_what_is_there_already(self):
        session = typed(GUEST)
        before = memory_of(session).free_pages
        typed("hotplug add g 128M online=no", session=session)
        assert before - memory_of(session).free_pages == 2 * MIB // PAGE

    def test_a_block_that_went_online_as_kernel_memory_is_soon_lost(self):
        """Above 4 GiB it is Normal and preferred: the next unmovable page goes there (d1: EBUSY)."""
        session = typed(
            GUEST, "hotplug add g 256M", "workload g fill 1p kind=slab", "try section offline g 32"
        )
        assert last(session).state == "failed"
        typed("section offline g 33", session=session)
        assert last(session).state == "done", "later, still empty ones can go"

    def test_a_dimm_without_room_for_its_mem_map_leaves_the_guest_as_it_was(self):
        """p17: 23 MiB free, and 32 MiB of mem_map would be needed."""
        session = typed(f"{GUEST} max=4G".replace("max=2G ", ""), "workload g fill 99% kind=anon")
        memory = memory_of(session)
        room = memory.free_pages
        online, present = memory.online_count, memory.present_count
        typed("try hotplug add g 2G", session=session)
        assert last(session).state in ("failed", "partial")
        assert memory.online_count < online + 16
        assert room < 16 * 512 + sum(zone.min for zone in memory.zones)
        assert memory.present_count >= present


def test_past_boot_memory_a_balloon_helps_nothing_until_memory_is_added():
    session = typed(GUEST)
    assert "`hotplug add` first" in str(refused(session, "balloon set g 2G"))
    typed("hotplug add g 512M", "balloon set g 1200M", session=session)
    assert session.world.guests["g"].target == 1200 * MIB // PAGE


def test_watermarks_move_at_online_and_offline_and_never_by_a_balloon():
    session = typed(GUEST)
    marks = [(zone.min, zone.protection) for zone in memory_of(session).zones]
    typed("balloon set g 300M", session=session)
    assert [(zone.min, zone.protection) for zone in memory_of(session).zones] == marks
    typed("hotplug add g 128M", session=session)
    assert [(zone.min, zone.protection) for zone in memory_of(session).zones] != marks
    assert any("online in NORMAL" in sentence for sentence in said(session, "g"))


class TestNodes:
    """Trace n1, two nodes of 512 MiB."""

    def test_the_balloon_fills_the_other_node_first(self):
        session = typed(f"{GUEST} nodes=2", "balloon set g 768M")
        memory = memory_of(session)
        held = memory.counts[:, Kind.BALLOON]
        assert (int(held[:4].sum()), int(held[4:].sum())) == (0, 256 * MIB // PAGE)

    def test_programs_run_on_the_nodes_in_turn(self):
        session = typed(f"{GUEST} nodes=2", "workload g fill 100M", "workload g fill 100M")
        anon = memory_of(session).counts[:, Kind.ANON]
        assert int(anon[:4].sum()) == int(anon[4:].sum()) == 100 * MIB // PAGE
