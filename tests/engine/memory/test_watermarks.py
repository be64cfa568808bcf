"""Watermarks and lowmem reserves: the table of the rules, what khugepaged adds, and what guests were seen to have."""

from __future__ import annotations

import attrs
import pytest

from engine.memory.boot_map import BootMap
from engine.memory.kinds import Kind, MigrateType
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Mark, Memory
from engine.memory.runs import Runs
from engine.memory.watermarks import set_watermarks
from engine.memory.zone import Zone
from engine.platform import KERNELS, PAGE_SIZES, PLATFORMS
from engine.units import KIB, MIB

X86 = Layout.of(PLATFORMS["x86-64"])
HUGE = Rules(khugepaged=True)
OF_2006 = Rules(modern_marks=False)


def marks(managed, rules, layout=X86, *, huge_pages=True):
    """Return the zones of one node with so many managed pages, their watermarks set."""
    zones = [Zone.empty(name, 0, layout, rules) for name in managed]
    for zone in zones:
        zone.managed = zone.present = managed[zone.name]
    set_watermarks(zones, layout, rules, huge_pages=huge_pages)
    return {zone.name: zone for zone in zones}


@pytest.mark.parametrize(
    ("mib", "least", "low", "high"),
    [
        (128, 362, 452, 542),
        (256, 512, 640, 768),
        (512, 724, 905, 1086),
        (1024, 1024, 1286, 1548),
        (2048, 1448, 1972, 2496),
        (4096, 2048, 3096, 4144),
        (16384, 4096, 8290, 12484),
    ],
)
def test_the_square_root_rule(mib, least, low, high):
    zone = marks({"Normal": mib * MIB // (4 * KIB)}, Rules())["Normal"]
    assert (zone.min, zone.low, zone.high) == (least, low, high)


def test_2006_has_other_gaps():
    zone = marks({"Normal": 262144}, OF_2006)["Normal"]
    assert (zone.min, zone.low, zone.high) == (1024, 1024 + 256, 1024 + 512)


class TestKhugepaged:
    def test_as_recorded_in_a_guest_of_1_gib(self):
        """Trace b1: 11264 pages in all, shared out by size; low and high a quarter of the share further each."""
        found = marks({"DMA": 3840, "DMA32": 228_484}, HUGE)
        assert sum(zone.min for zone in found.values()) == 11_264 - 1, "each share is rounded down"
        assert all(zone.low == zone.min + zone.min // 4 for zone in found.values())

    def test_as_recorded_on_ppc64_with_pages_of_64k(self):
        """Trace p01-64k: a pageblock has 32 pages, and 11 of them are wanted in the one zone."""
        layout = Layout.of(PAGE_SIZES["ppc64"][64 * KIB])
        zone = marks({"Normal": 15_466}, HUGE, layout)["Normal"]
        assert (zone.min, zone.low, zone.high) == (352, 440, 528)

    def test_as_recorded_on_ppc64_with_pages_of_4k(self):
        zone = marks({"Normal": 242_211}, HUGE, Layout.of(PLATFORMS["ppc64"]))["Normal"]
        assert (zone.min, zone.low, zone.high) == (5632, 7040, 8448)

    def test_a_small_guest_boots_without_huge_pages(self):
        """Trace b2, 512 MiB: 634 pages, by the square-root rule."""
        found = marks({"DMA": 3840, "DMA32": 99_652}, HUGE, huge_pages=False)
        assert found["DMA"].min + found["DMA32"].min == 643 - 1
        memory = Memory(X86, HUGE)
        memory.boot(32768 * 3)
        assert not memory.huge_pages

    def test_zones_that_the_kernel_cannot_map_do_not_count(self):
        with_high = marks({"DMA": 4000, "Normal": 200_000, "HighMem": 800_000}, HUGE)
        without = marks({"DMA": 4000, "Normal": 200_000}, HUGE)
        assert with_high["Normal"].min == without["Normal"].min

    def test_it_takes_no_more_than_a_twentieth(self):
        zone = marks({"Normal": 20_000}, HUGE)["Normal"]
        assert zone.min == (20_000 - marks({"Normal": 20_000}, Rules())["Normal"].high) // 20


class TestMovable:
    """Pages that only movable requests may have: until 6.5 they shared min_free_kbytes with the kernel's zones."""

    def test_shares_as_recorded_in_6_1(self):
        """Trace p07-64k: 1 GiB at boot, then 1 GiB of ZONE_MOVABLE; 352 pages are shared by both."""
        layout = Layout.of(PAGE_SIZES["ppc64"][64 * KIB])
        rules = Rules(khugepaged=True, movable_shares_marks=True)
        found = marks({"Normal": 15_466, "Movable": 16_384}, rules, layout)
        assert [(z.min, z.low, z.high) for z in found.values()] == [(170, 212, 254), (181, 226, 271)]

    def test_has_a_small_mark_of_its_own_as_recorded_in_6_12(self):
        """Trace p13-4k: its gaps still follow the share that it would have had."""
        found = marks({"Normal": 242_211, "Movable": 262_144}, HUGE, Layout.of(PLATFORMS["ppc64"]))
        assert [(z.min, z.low, z.high) for z in found.values()] == [(5632, 7040, 8448), (128, 1651, 3174)]

    def test_keeps_its_least_where_a_balloon_has_all_of_it(self):
        """Trace p13-4k, after the last removal: present and ballooned, so that nothing is managed."""
        zone = Zone.empty("Movable", 0, X86, HUGE)
        zone.present = 65_536
        set_watermarks([zone], X86, HUGE, huge_pages=True)
        assert (zone.min, zone.low, zone.high) == (32, 32, 32)

    @pytest.mark.parametrize(("kernel", "shares"), [("2.6.24", True), ("6.6", False), ("current", False)])
    def test_which_kernels_let_it_share(self, kernel, shares):
        assert Rules.of(KERNELS[kernel]).movable_shares_marks == shares


def test_what_lies_under_the_high_marks_in_force_does_not_count():
    """nr_free_buffer_pages: recomputed again and again, the marks settle a little below those at boot."""
    zone = Zone.empty("Normal", 0, X86, Rules())
    zone.managed = zone.present = 262_144
    found = []
    for _ in range(4):
        set_watermarks([zone], X86, Rules(), huge_pages=False)
        found.append(zone.min)
    assert found == [1024, 1020, 1020, 1020]


class TestReserve:
    def test_a_zone_keeps_a_part_of_those_above_it(self):
        """Trace b1: DMA keeps 892 = 228484 / 256 from what DMA32 could serve."""
        dma = marks({"DMA": 3840, "DMA32": 228_484, "Normal": 0, "Movable": 0}, Rules())["DMA"]
        assert dma.protection == (0, 892, 892, 892, 892)

    def test_each_zone_has_its_ratio(self):
        found = marks({"DMA": 4000, "DMA32": 256_000, "Normal": 512_000, "Movable": 64_000}, Rules())
        assert found["DMA"].protection == (0, 1000, 3000, 3000, 3250)
        assert found["DMA32"].protection == (0, 0, 2000, 2000, 2250)
        assert found["Normal"].protection == (0, 0, 0, 0, 2000)
        assert found["Movable"].protection == (0, 0, 0, 0, 0)

    def test_zones_are_used_down_to_low_and_reserve_in_order_then_down_to_min(self):
        """The traces: ZONE_DMA is used last, and stays at its mark and its reserve."""
        memory = Memory(X86, Rules())
        memory.boot_as(BootMap.of(PLATFORMS["x86-64"], 1024 * MIB))
        dma, dma32 = memory.zones[0], memory.zones[1]
        free = dma.free_pages
        first = memory.take(dma32.spare(dma32.low, 0), MigrateType.MOVABLE, Kind.BALLOON, mark=Mark.LOW)
        assert dma.free_pages == free
        assert first.starts.min() >= 4096
        memory.take(1 << 20, MigrateType.MOVABLE, Kind.BALLOON, mark=Mark.LOW)
        assert (dma32.free_pages, dma.free_pages) == (dma32.low, dma.low + dma.protection[1])
        memory.take(1 << 20, MigrateType.MOVABLE, Kind.BALLOON, mark=Mark.MIN)
        assert (dma32.free_pages, dma.free_pages) == (dma32.min, dma.min + dma.protection[1])

    def test_a_balloon_recomputes_nothing(self):
        memory = Memory(X86, Rules())
        memory.boot(1 << 18)
        before = [(z.min, z.low, z.high, z.protection) for z in memory.zones]
        memory.adjust_managed(memory.take(1 << 17, MigrateType.MOVABLE, Kind.BALLOON), -1)
        assert [(z.min, z.low, z.high, z.protection) for z in memory.zones] == before
        memory.set_watermarks()
        assert [(z.min, z.low, z.high, z.protection) for z in memory.zones] != before


class TestBoost:
    """mm/page_alloc.c:boost_watermark."""

    def mixed(self, **rules):
        """Return memory in which every pageblock is movable and holds free pages among others."""
        memory = Memory(
            Layout(section_pages=4096, max_order=7, pageblock_order=5), Rules(boost=True, **rules)
        )
        memory.boot(8192)
        pfns = memory.take(8192, MigrateType.MOVABLE, Kind.ANON).pfns()
        memory.give(Runs.of_singles(pfns[pfns % 8 == 0]))
        return memory

    @pytest.mark.parametrize("fallback", ["current", "v6.6"])
    def test_each_try_below_a_pageblock_adds_one_up_to_half_as_much_again_as_high(self, fallback):
        memory = self.mixed(fallback=fallback)
        zone = memory.normal
        memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert zone.boost == 32
        for _ in range(20):
            memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert zone.boost == zone.high * 3 // 2 if fallback == "current" else zone.boost <= zone.high * 3 // 2

    def test_all_marks_are_raised_by_it(self):
        memory = self.mixed()
        zone = memory.normal
        zone.boost = zone.free_pages
        assert memory.alloc(0, MigrateType.MOVABLE, Kind.ANON, mark=Mark.MIN) is None

    def test_it_ends_where_the_marks_are_recomputed(self):
        memory = self.mixed()
        memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        memory.set_watermarks()
        assert memory.normal.boost == 0

    def test_whole_pageblocks_may_change_hands_without_it(self):
        memory = Memory(X86, Rules(boost=True))
        memory.boot(1 << 16)
        memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert memory.normal.boost == 0

    def test_small_zones_are_left_alone(self):
        memory = self.mixed()
        memory.normal.managed = 127
        memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert memory.normal.boost == 0


class TestMixing:
    """ALLOC_NOFRAGMENT: requests that prefer Normal look in DMA32 before they mix pageblocks."""

    @pytest.mark.parametrize(("avoid", "zone"), [(True, "DMA32"), (False, "Normal")])
    def test_an_unmovable_page_goes_to_another_zone(self, avoid, zone):
        memory = Memory(X86, Rules(avoid_mixing=avoid))
        memory.boot_as(BootMap.of(PLATFORMS["x86-64"], 4096 * MIB))
        normal = memory.normal
        pfns = memory.take(normal.free_pages, MigrateType.MOVABLE, Kind.ANON, zones=[normal]).pfns()
        memory.give(Runs.of_singles(pfns[pfns % 8 == 0]))
        assert memory.zone_of(memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)).name == zone
        many = memory.take(50, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert {memory.zone_of(pfn).name for pfn in many.pfns().tolist()} == {zone}

    def test_it_mixes_before_it_fails(self):
        memory = Memory(X86, Rules(avoid_mixing=True))
        memory.boot_as(BootMap.of(PLATFORMS["x86-64"], 4096 * MIB))
        taken = memory.take(1 << 20, MigrateType.MOVABLE, Kind.ANON).pfns()
        memory.give(Runs.of_singles(taken[taken % 8 == 0]))
        pfn = memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)
        assert memory.zone_of(pfn).name == "Normal"

    @pytest.mark.parametrize("name", ["s390", "i386"])
    def test_without_a_zone_dma32_it_is_not_there(self, name):
        memory = Memory(Layout.of(PLATFORMS[name]), Rules(avoid_mixing=True))
        memory.boot_as(BootMap.of(PLATFORMS[name], 3072 * MIB))
        normal = memory.normal
        pfns = memory.take(normal.free_pages, MigrateType.MOVABLE, Kind.ANON, zones=[normal]).pfns()
        memory.give(Runs.of_singles(pfns[pfns % 8 == 0]))
        assert memory.zone_of(memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL)).name == "Normal"

    def test_the_slow_path_mixes_at_once_and_a_node_s_own_memory_comes_before_another_s(self):
        memory = Memory(X86, Rules(avoid_mixing=True), 2)
        memory.boot_as(BootMap.of(PLATFORMS["x86-64"], 8192 * MIB, 2))
        own = [zone for zone in memory.zones if zone.node == 1]
        pfns = memory.take(1 << 20, MigrateType.MOVABLE, Kind.ANON, zones=own).pfns()
        memory.give(Runs.of_singles(pfns[pfns % 8 == 0]))
        zones = memory.zonelist(Kind.KERNEL, node=1)
        pfn = memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL, zones=zones)
        assert memory.zone_of(pfn).node == 1
        assert (
            memory.zone_of(
                memory.alloc(0, MigrateType.UNMOVABLE, Kind.KERNEL, zones=zones, mark=Mark.MIN)
            ).node
            == 1
        )

    def test_kernels_from_5_0_on_do_it(self):
        assert {name for name, row in KERNELS.items() if row.avoid_mixing} == {
            "6.1",
            "6.6",
            "6.12",
            "current",
        }
        assert attrs.fields_dict(Rules)["avoid_mixing"].default is False
