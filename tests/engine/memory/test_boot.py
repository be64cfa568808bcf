"""Where memory lies when a guest boots: holes, firmware, zones by address, nodes, and what boot keeps."""

from __future__ import annotations

import numpy as np
import pytest

from engine.memory.boot_map import BootMap, Fixed, Ram
from engine.memory.kinds import Kind, SectionState
from engine.memory.layout import NO_END, Layout, Rules
from engine.memory.memory import Memory
from engine.memory.zones import SEVERAL
from engine.platform import PAE, PAGE_SIZES, PLATFORMS
from engine.units import GIB, KIB, MIB, TIB
from tests.engine.invariants import check_memory

ROWS = [row for rows in PAGE_SIZES.values() for row in rows.values()] + [PAE]


def booted(platform, memory, nodes=1, rules=None):
    it = Memory(Layout.of(platform), rules or Rules(), nodes)
    it.boot_as(BootMap.of(platform, memory, nodes))
    return it


def zones(memory):
    return {
        (zone.node, zone.name): (zone.start, zone.end, zone.present, zone.managed)
        for zone in memory.zones
        if zone.present
    }


def test_x86_64_of_1_gib_boots_with_the_zones_of_the_trace():
    """Trace b1, a guest of 1 GiB: DMA from page 1, DMA32 from 16 MiB, and no Normal before memory is hot-added."""
    found = zones(booted(PLATFORMS["x86-64"], GIB))
    assert found[0, "DMA"] == (0, 4096, 4096 - 97, 4096 - 97 - 1)
    kept = (24 * MIB + 8 * 2 * MIB) // (4 * KIB)
    assert found[0, "DMA32"] == (4096, 262144, 258048, 258048 - kept)
    assert set(found) == {(0, "DMA"), (0, "DMA32")}


def test_x86_64_memory_goes_on_above_the_pci_hole():
    memory = booted(PLATFORMS["x86-64"], 4 * GIB)
    present = memory.present_sections().tolist()
    assert present == [*range(24), *range(32, 40)]
    found = zones(memory)
    assert found[0, "DMA32"][1] == 3 * GIB // (4 * KIB)
    assert found[0, "Normal"][:3] == (4 * GIB // (4 * KIB), 5 * GIB // (4 * KIB), GIB // (4 * KIB))
    assert memory.boot_mem_map == ((0, 24, 4096 + 6144), (32, 40, 4 * GIB // (4 * KIB)))


def test_a_section_can_belong_to_two_zones():
    memory = booted(PLATFORMS["x86-64"], GIB)
    assert memory.section_zone[0] == SEVERAL
    assert [memory.zones[i].name for i in memory.zones_in(0)] == ["DMA", "DMA32"]
    assert [memory.zone_of(pfn).name for pfn in (4095, 4096)] == ["DMA", "DMA32"]
    assert memory.zones_at(np.array([1, 5000, 40_000])).tolist() == [0, 1, 1]
    memory.free(pfn := memory.alloc(0, 1, Kind.BALLOON, zones=memory.zones[:1]), 0)
    assert pfn < 4096


def test_i386_has_highmem_above_896_mib_and_the_kernel_s_pages_stay_below():
    memory = booted(PLATFORMS["i386"], 2 * GIB)
    found = zones(memory)
    assert found[0, "Normal"][:2] == (4096, 896 * 256)
    assert found[0, "HighMem"][:2] == (896 * 256, 2 * GIB // (4 * KIB))
    assert memory.total(Kind.MEM_MAP) == 2 * GIB // (4 * KIB) * 32 // (4 * KIB)
    assert all(at < 896 * 256 for _, _, at in memory.boot_mem_map)
    names = [zone.name for zone in memory.zonelist(Kind.KERNEL)]
    assert names == ["Normal", "DMA"]
    assert [zone.name for zone in memory.zonelist(Kind.ANON)] == ["HighMem", "Normal", "DMA"]


def test_pae_has_sections_of_three_zones_or_two():
    memory = booted(PAE, 2 * GIB)
    assert [memory.zones[i].name for i in memory.zones_in(0)] == ["DMA", "Normal"]
    assert [memory.zones[i].name for i in memory.zones_in(1)] == ["Normal", "HighMem"]


def test_arm64_begins_at_1_gib():
    memory = booted(PLATFORMS["arm64"], GIB)
    assert memory.present_sections().tolist() == list(range(8, 16))
    assert set(zones(memory)) == {(0, "DMA")}


def test_ppc64_has_one_zone_and_sections_of_one_block():
    memory = booted(PLATFORMS["ppc64"], GIB)
    assert set(zones(memory)) == {(0, "Normal")}
    assert memory.layout.section_blocks == 1


def test_with_pages_of_64k_four_sections_of_ppc64_share_a_page_of_mem_map():
    platform = PAGE_SIZES["ppc64"][64 * KIB]
    assert (platform.section_pages, platform.mem_map_sections, platform.max_order) == (256, 4, 8)
    assert booted(platform, GIB).total(Kind.MEM_MAP) == 64 // 4


class TestNodes:
    def test_each_has_an_equal_part_with_its_own_mem_map(self):
        memory = booted(PLATFORMS["x86-64"], GIB, 2)
        assert memory.section_node.tolist() == [0] * 4 + [1] * 4
        assert set(zones(memory)) == {(0, "DMA"), (0, "DMA32"), (1, "DMA32")}
        assert memory.boot_mem_map[1] == (4, 8, 512 * MIB // (4 * KIB))

    def test_requests_look_at_their_own_node_first_then_at_the_others(self):
        memory = booted(PLATFORMS["x86-64"], GIB, 2)
        found = [(zone.node, zone.name) for zone in memory.zonelist(Kind.ANON, node=1)]
        assert found == [(1, "DMA32"), (0, "DMA32"), (0, "DMA")]

    def test_three_nodes_over_the_hole(self):
        memory = booted(PLATFORMS["x86-64"], 6 * GIB, 3)
        assert np.bincount(memory.section_node[memory.present_sections()]).tolist() == [16, 16, 16]
        check_memory_counts(memory)


def check_memory_counts(memory):
    kinds = memory.counts[memory.present_sections()].sum(axis=0)
    assert kinds[Kind.FREE] == sum(zone.free_pages for zone in memory.zones)
    kept = int(kinds[[Kind.RESERVED, Kind.MEM_MAP]].sum())
    assert sum(zone.managed for zone in memory.zones) == kinds[Kind.FREE]
    assert sum(zone.present for zone in memory.zones) == kinds[Kind.FREE] + kept


@pytest.mark.parametrize("platform", ROWS, ids=lambda row: f"{row.name}-{row.page_size // KIB}K-{row.pae}")
@pytest.mark.parametrize("nodes", [1, 2])
def test_all_platforms_boot(platform, nodes):
    sections = 4 * platform.mem_map_sections
    memory = booted(platform, sections * platform.section_size, nodes)
    check_memory(memory)
    check_memory_counts(memory)
    assert np.count_nonzero(memory.state == SectionState.ONLINE) == sections


def test_a_16_tib_guest_is_a_few_records():
    memory = booted(PLATFORMS["x86-64"], 16 * TIB)
    check_memory_counts(memory)
    assert len(memory.frames.mixed) <= 4
    [(_, _, low), (first, end, high)] = memory.boot_mem_map
    assert (low, end - first) == (4096 + 6144, (16 * TIB - 3 * GIB) // (128 * MIB))
    assert memory.kind(high) is Kind.MEM_MAP


class TestBlockSize:
    """arch/x86/mm/init_64.c:probe_memory_block_size in a virtual machine."""

    @pytest.mark.parametrize(
        ("end", "size"),
        [
            (63 * GIB, 128 * MIB),
            (64 * GIB, 2 * GIB),
            (65 * GIB, 1 * GIB),
            (65 * GIB + 512 * MIB, 512 * MIB),
            (66 * GIB, 2 * GIB),
            (64 * GIB + 128 * MIB, 128 * MIB),
        ],
    )
    def test_it_divides_the_end_of_ram(self, end, size):
        assert PLATFORMS["x86-64"].block_sections(end) * 128 * MIB == size

    def test_other_platforms_have_one_section_a_block(self):
        assert PLATFORMS["ppc64"].block_sections(TIB) == 1


class TestGiven:
    LAYOUT = Layout(
        section_pages=64, max_order=5, pageblock_order=3, zone_ends=(("DMA", 96), ("Normal", NO_END))
    )

    def test_kept_pages_and_holes_anywhere(self):
        memory = Memory(self.LAYOUT, Rules())
        kept = (Fixed(3, 2, Kind.HOLE), Fixed(90, 10, Kind.RESERVED), Fixed(192, 64, Kind.MEM_MAP))
        memory.boot_as(BootMap((Ram(0, 128), Ram(192, 128)), kept, ()))
        check_memory(memory)
        assert memory.state.tolist() == [3, 3, 0, 3, 3]
        assert memory.parts == {1: ((64, 0), (96, 1))}
        assert memory.frames.uniform[3] == Kind.MEM_MAP
        check_memory_counts(memory)

    @pytest.mark.parametrize(
        ("ram", "fixed"),
        [((Ram(0, 65),), ()), ((Ram(1, 64),), ()), ((Ram(0, 64),), (Fixed(60, 10, Kind.RESERVED),))],
    )
    def test_what_is_no_whole_section_or_lies_outside_is_refused(self, ram, fixed):
        with pytest.raises(ValueError, match="memory"):
            Memory(self.LAYOUT, Rules()).boot_as(BootMap(ram, fixed, ()))

    @pytest.mark.parametrize(
        "ends",
        [
            (("DMA", 96),),
            (("Normal", 96), ("Normal", NO_END)),
            (("DMA", 33), ("Normal", NO_END)),
            (("Movable", 64), ("Normal", NO_END)),
            (("Normal", 96), ("DMA", 32)),
        ],
    )
    def test_zones_follow_each_other_at_largest_blocks(self, ends):
        with pytest.raises(ValueError, match="zone"):
            Layout(section_pages=64, max_order=5, pageblock_order=3, zone_ends=ends)
