"""What of memory at boot is the kernel's, and where ZONE_MOVABLE begins (kernelcore=)."""

from __future__ import annotations

import pytest

from engine.memory.boot_map import BootMap
from engine.memory.kinds import Kind
from engine.memory.layout import Layout, Rules
from engine.memory.memory import Memory
from engine.platform import KERNELS, PLATFORMS
from engine.units import GIB, MIB


def booted(platform: str, memory: int, kernelcore: int | None, nodes: int = 1) -> Memory:
    row, kernel = PLATFORMS[platform], KERNELS["2.6.16+antifrag-zone"]
    it = Memory(Layout.of(row), Rules.of(kernel), nodes)
    it.boot_as(BootMap.of(row, memory, nodes, kernelcore))
    return it


def sizes(memory: Memory) -> dict[tuple[str, int], int]:
    """MiB of each zone that has pages."""
    page = memory.layout.page_size
    return {(zone.name, zone.node): zone.present * page // MIB for zone in memory.zones if zone.present}


def test_without_it_there_is_no_such_zone():
    assert sizes(booted("ppc64", 256 * MIB, None)) == {("Normal", 0): 256}


def test_the_kernel_has_the_low_part_and_the_rest_is_movable():
    """Gorman's machine had 512 MiB of 1.5 GiB."""
    assert sizes(booted("ppc64", 1536 * MIB, 512 * MIB)) == {("Normal", 0): 512, ("Movable", 0): 1024}


def test_it_is_whole_sections():
    assert sizes(booted("ppc64", 256 * MIB, 100 * MIB)) == {("Normal", 0): 112, ("Movable", 0): 144}


def test_what_boot_keeps_is_never_movable():
    memory = booted("ppc64", 4 * GIB, 16 * MIB)
    reserved, mem_map = memory.total(Kind.RESERVED), memory.total(Kind.MEM_MAP)
    assert (reserved, mem_map) == (2048, 16384)
    assert sizes(memory) == {("Normal", 0): 80, ("Movable", 0): 4096 - 80}


def test_lower_zones_stay_the_kernels():
    """ZONE_MOVABLE is taken out of the highest zone that has memory; the mem_map of that memory lies at its start."""
    assert sizes(booted("x86-64", 6 * GIB, 1 * GIB)) == {
        ("DMA", 0): 15,
        ("DMA32", 0): 3056,
        ("Normal", 0): 128,
        ("Movable", 0): 2944,
    }


def test_each_node_gets_its_share():
    assert sizes(booted("ppc64", 512 * MIB, 256 * MIB, nodes=2)) == {
        ("Normal", 0): 128,
        ("Movable", 0): 128,
        ("Normal", 1): 128,
        ("Movable", 1): 128,
    }


@pytest.mark.parametrize("kernelcore", [64 * MIB, 100 * MIB, 256 * MIB, 2 * GIB])
@pytest.mark.parametrize("platform", ["ppc64", "x86-64", "i386", "s390", "arm64"])
def test_every_page_is_free_once_or_kept(platform, kernelcore):
    memory = booted(platform, 1 * GIB, kernelcore)
    free = sum(len(blocks) << order for row in memory.lists().values() for order, blocks in enumerate(row))
    assert free == memory.free_pages == memory.total(Kind.FREE)
    assert sum(zone.managed for zone in memory.zones) == free
    present = sum(zone.present for zone in memory.zones)
    assert present == int(memory.counts.sum()) - memory.total(Kind.HOLE)
