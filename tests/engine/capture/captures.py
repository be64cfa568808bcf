"""Captures as tests make them: pages are told range by range, and free lists follow from them."""

from __future__ import annotations

import json
import lzma
import struct
from pathlib import Path

import attrs
import numpy as np

from engine.capture.record import BlockRecord, Capture, CpuRecord, ZoneRecord
from engine.memory.kinds import MigrateType

BITS = {
    name: np.uint64(1 << bit)
    for name, bit in {
        "REFERENCED": 2,
        "UPTODATE": 3,
        "DIRTY": 4,
        "LRU": 5,
        "ACTIVE": 6,
        "SLAB": 7,
        "WRITEBACK": 8,
        "BUDDY": 10,
        "MMAP": 11,
        "ANON": 12,
        "SWAPCACHE": 13,
        "SWAPBACKED": 14,
        "HEAD": 15,
        "TAIL": 16,
        "HUGE": 17,
        "UNEVICTABLE": 18,
        "POISONED": 19,
        "NOPAGE": 20,
        "KSM": 21,
        "THP": 22,
        "OFFLINE": 23,
        "ZERO": 24,
        "PGTABLE": 26,
        "RESERVED": 32,
        "MLOCKED": 33,
        "PRIVATE": 35,
    }.items()
}
PAGES, SECTION, MAX_ORDER, PAGEBLOCK_ORDER, PAGE = 2048, 256, 8, 5, 65536
"""A machine of 128 MiB in 8 sections, as ppc64 with pages of 64 KiB has them."""
Ranges = dict[tuple[int, int], str]
"""By (first pfn, pages): names of flags, as `LRU ANON`; nothing for a page without any."""


def flags_of(ranges: Ranges, pages: int = PAGES) -> np.ndarray:
    """Return flags: what no range tells is free."""
    flags = np.full(pages, BITS["BUDDY"], np.uint64)
    for (first, count), names in ranges.items():
        word = np.uint64(0)
        for name in names.split():
            word |= BITS[name]
        flags[first : first + count] = word
    return flags


def blocks_of(free: np.ndarray, max_order: int = MAX_ORDER) -> dict[int, list[int]]:
    """Return the largest aligned blocks of free pages by order, one page after the other."""
    found: dict[int, list[int]] = {order: [] for order in range(max_order + 1)}
    at = 0
    while at < len(free):
        if not free[at]:
            at += 1
            continue
        order = max_order
        while at % (1 << order) or at + (1 << order) > len(free) or not free[at : at + (1 << order)].all():
            order -= 1
        found[order].append(at)
        at += 1 << order
    return found


def capture_of(ranges: Ranges | None = None, **changes: object) -> Capture:
    """Return a capture with one zone and one CPU whose lists, latest address first, follow from the flags."""
    flags = flags_of({(0, 64): "RESERVED"} | (ranges or {}))
    free = (flags & BITS["BUDDY"]) != 0
    blocks = blocks_of(free)
    lists = {
        (t, order): np.array(pfns[::-1] if t == MigrateType.MOVABLE else [], np.int64)
        for order, pfns in blocks.items()
        for t in (0, 1, 2, 5)
    }
    zone = ZoneRecord(
        name="Normal",
        node=0,
        start=0,
        spanned=PAGES,
        present=PAGES,
        managed=int(np.count_nonzero((flags & (BITS["RESERVED"] | BITS["OFFLINE"])) == 0)),
        min=16,
        low=20,
        high=24,
        free=int(free.sum()),
        blocks=tuple(len(pfns) for pfns in blocks.values()),
        blocks_of_type={1: tuple(len(pfns) for pfns in blocks.values())},
        lists=lists,
        cpus=(CpuRecord(cpu=0, count=0, high=40, batch=3, lists={}),),
    )
    found = Capture(
        source="a machine of 128 MiB",
        release="6.1.0",
        architecture="ppc64le",
        page_size=PAGE,
        section_pages=SECTION,
        pageblock_order=PAGEBLOCK_ORDER,
        max_order=MAX_ORDER,
        block_pages=SECTION,
        flags=flags,
        zones=(zone,),
        blocks=tuple(
            BlockRecord(block=block, state="online", valid_zones=("Normal",))
            for block in range(PAGES // SECTION)
        ),
        pageblock_types={
            first: np.full(SECTION >> PAGEBLOCK_ORDER, MigrateType.MOVABLE, np.uint8)
            for first in range(0, PAGES, SECTION)
        },
        iomem=(f"00000000-{PAGES * PAGE - 1:08x} : System RAM",),
        meminfo={"SwapTotal": 0},
        auto_online="offline",
    )
    return attrs.evolve(found, **changes)


def with_zone(capture: Capture, **changes: object) -> Capture:
    """Return a capture whose one zone differs."""
    return attrs.evolve(capture, zones=(attrs.evolve(capture.zones[0], **changes),))


def write_trace(folder: Path, *captures: Capture) -> Path:
    """Write captures as the steps of a recorded trace; return its folder."""
    folder.mkdir()
    steps = []
    for index, capture in enumerate(captures):
        names = {"kpageflags": f"{index:02}.kpageflags.xz", "memsnap": f"{index:02}.memsnap.xz"}
        (folder / names["kpageflags"]).write_bytes(lzma.compress(capture.flags.astype("<u8").tobytes()))
        (folder / names["memsnap"]).write_bytes(lzma.compress(_memsnap(capture)))
        zones = [{"node": zone.node, "zone": zone.name, "free": list(zone.blocks)} for zone in capture.zones]
        steps.append(
            {
                "index": index,
                "label": f"step {index}",
                "actions": [],
                "snapshot": {"pfn_start": 0, "pfn_count": len(capture.flags), **names},
                "buddyinfo": zones,
                "pagetypeinfo": {"free": [], "pageblocks": []},
                "zones": [],
                "blocks": [
                    {"block": it.block, "state": it.state, "valid_zones": " ".join(it.valid_zones), "node": 0}
                    for it in capture.blocks
                ],
                "meminfo_kb": capture.meminfo,
                "vmstat": {},
                "block_size": capture.block_pages * capture.page_size,
                "auto_online_blocks": capture.auto_online,
                "iomem": list(capture.iomem),
            }
        )
    said = {
        "format": 1,
        "name": folder.name,
        "kernel": f"Linux version {captures[0].release}-powerpc64le",
        "params": {"boot_mib": captures[0].boot_memory >> 20},
        "page_size": captures[0].page_size,
        "section_pages": captures[0].section_pages,
        "steps": steps,
    }
    (folder / "scenario.json").write_text(json.dumps(said))
    return folder


def _memsnap(capture: Capture) -> bytes:
    """Return what the recorder's module writes: see `engine.capture.memsnap`."""
    words = [0x534D454D, 1, capture.pageblock_order, capture.max_order + 1, 5, len(capture.zones[0].cpus)]
    types = (0, 1, 2, 3, 5)
    for zone in capture.zones:
        words += [0x454E4F5A, zone.node, 0, zone.start, zone.spanned, zone.present, zone.managed]
        words += [zone.min, zone.low, zone.high]
        for order in range(capture.max_order + 1):
            for list_type in types:
                pfns = (zone.lists or {}).get((list_type, order), np.zeros(0, np.int64)).tolist()
                words += [len(pfns), *pfns]
        for cpu in zone.cpus:
            words += [0x20504350, zone.node, 0, cpu.cpu, cpu.count, cpu.high, cpu.batch, 13]
            for number in range(13):
                pfns = (cpu.lists or {}).get(number, np.zeros(0, np.int64)).tolist()
                words += [len(pfns), *pfns]
    for first, found in (capture.pageblock_types or {}).items():
        words += [0x54434553, first // capture.section_pages, len(found), *found.tolist()]
    words.append(0x444E4521)
    return struct.pack(f"<{len(words)}I", *words)
