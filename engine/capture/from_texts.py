"""The texts of one machine's /proc and /sys -> `Capture`; what is missing is named."""

from __future__ import annotations

import re

import attrs
import numpy as np

from engine.capture import paths
from engine.capture.bounds import PAGE_SIZES, checked
from engine.capture.free_counts import ByType, ZoneKey, by_type_of, free_blocks_of
from engine.capture.machines import UNKNOWN_SECTION, page_size_from, section_size, usual_pageblock_order
from engine.capture.memory_blocks import block_size_of, blocks_of
from engine.capture.record import BlockRecord, Capture, Flags, Orders, ZoneRecord
from engine.capture.text import Text, keyed_numbers
from engine.capture.zoneinfo import MOST_PFNS, zones_of
from engine.errors import CommandError, printable
from engine.units import GIB, KIB, Bytes, Pages, Pfn

_ORDERS_UNKNOWN = 11
_LARGEST_SECTION: Bytes = GIB


def end_of_memory(file: str, texts: dict[str, Text]) -> Pfn:
    """Return the pfn at which page flags end at the latest: where the last zone and the last memory block end.

    Both are rounded up to the largest section that there is, for /proc/kpageflags goes on to a section's end
    (fs/proc/page.c:get_max_dump_pfn).

    Raises:
        CommandError: the texts do not stand before the page flags, or what they say is absurd.
    """
    if paths.ZONEINFO not in texts:
        raise CommandError(
            f"{file} has {paths.KPAGEFLAGS} without {paths.ZONEINFO} before it", "the order of a capture"
        )
    zones = zones_of(texts[paths.ZONEINFO])
    page_size, _ = _page_size(texts, zones)
    end = max(zone.start + zone.spanned for zone in zones)
    blocks, block_size = _blocks(texts, _LARGEST_SECTION)
    if blocks:
        end = max(end, (blocks[-1].block + 1) * block_size // page_size)
    section = _LARGEST_SECTION // page_size
    end = -(-end // section) * section
    if end > MOST_PFNS:
        raise texts[paths.ZONEINFO].refuse(0, f"memory ends at pfn {end}", f"at most {MOST_PFNS}")
    return end


def record_from(source: str, texts: dict[str, Text], flags: Flags | None, missing: dict[str, str]) -> Capture:
    """Return what texts say together.

    Args:
        source: where they come from, for people.
        texts: by path, or by the name of a fact.
        flags: of all pages; None: not to be had.
        missing: why what is not in `texts` is not there, by path.

    Raises:
        CommandError: /proc/zoneinfo is not there, or a text says what no kernel says.
    """
    if paths.ZONEINFO not in texts:
        raise CommandError(f"{source} has no {paths.ZONEINFO}", "a capture of a machine's zones")
    lacking = [_lack(name, missing) for name in (*paths.FACTS, *paths.TEXTS) if name not in texts]
    end_of_memory(source, texts)
    zones = zones_of(texts[paths.ZONEINFO])
    end = max(zone.start + zone.spanned for zone in zones)
    if flags is None:
        lacking.append(_lack(paths.KPAGEFLAGS, missing))
    elif len(flags) < end:
        lacking.append(f"{paths.KPAGEFLAGS}: it ends at page {len(flags)}, and the zones at {end}")
    release, machine = _fact(texts, paths.RELEASE), _fact(texts, paths.MACHINE)
    page_size, guessed = _page_size(texts, zones)
    section = section_size(machine, release, page_size, end)
    if guessed:
        lacking.append(f"page size: {guessed}")
    if section is None:
        lacking.append(f"section size: {machine or 'the machine'} is not known here, so 128 MiB are taken")
    counts = free_blocks_of(texts[paths.BUDDYINFO]) if paths.BUDDYINFO in texts else {}
    orders = len(next(iter(counts.values()))) if counts else _ORDERS_UNKNOWN
    by_type = by_type_of(texts[paths.PAGETYPEINFO]) if paths.PAGETYPEINFO in texts else ByType(None, {}, {})
    lacking += [
        f"{paths.BUDDYINFO}: it lacks zone {it.name}" for it in zones if counts and _key(it) not in counts
    ]
    pageblock_order = by_type.pageblock_order
    if pageblock_order is None:
        pageblock_order = usual_pageblock_order(machine, page_size, orders - 1)
        lacking.append(f"pageblock order: the usual one, {pageblock_order}, is taken")
    iomem = texts[paths.IOMEM].lines if paths.IOMEM in texts else ()
    if iomem and all(line.split(" : ")[0].strip(" 0-") == "" for line in iomem):
        lacking.append(f"{paths.IOMEM}: addresses are shown to root only")
    blocks, block_size = _blocks(texts, section or UNKNOWN_SECTION)
    if not blocks:
        lacking.append(f"{paths.MEMORY_BLOCKS}: no memory block is there")
    capture = Capture(
        source=source,
        release=release,
        architecture=machine,
        page_size=page_size,
        section_pages=min(section or UNKNOWN_SECTION, block_size) // page_size,
        pageblock_order=pageblock_order,
        max_order=orders - 1,
        block_pages=block_size // page_size,
        flags=np.empty(0, np.uint64) if flags is None else flags,
        zones=tuple(_counted(zone, counts, by_type, orders) for zone in zones),
        blocks=blocks,
        iomem=tuple(printable(line, 200) for line in iomem),
        meminfo=keyed_numbers(texts[paths.MEMINFO]) if paths.MEMINFO in texts else {},
        vmstat=keyed_numbers(texts[paths.VMSTAT]) if paths.VMSTAT in texts else {},
        interrupts=_devices(texts[paths.INTERRUPTS]) if paths.INTERRUPTS in texts else (),
        cmdline=printable(_fact(texts, paths.CMDLINE, 4096), 4096),
        auto_online=_fact(texts, paths.AUTO_ONLINE),
        huge_pages=_chosen(_fact(texts, paths.HUGE_PAGES, 200)),
        missing=tuple(lacking),
    )
    return checked(capture)


def _lack(name: str, missing: dict[str, str]) -> str:
    return f"{name}: {missing.get(name, 'it was not taken')}"


def _fact(texts: dict[str, Text], name: str, most: int = 100) -> str:
    return printable(texts[name].only, most) if name in texts else ""


def _page_size(texts: dict[str, Text], zones: tuple[ZoneRecord, ...]) -> tuple[Bytes, str]:
    """Return it, and how it was guessed; empty where it was told."""
    if (told := texts.get(paths.PAGE_SIZE)) is not None:
        size = told.number(0, told.only)
        if size not in PAGE_SIZES:
            raise told.refuse(0, f"pages of {size} bytes", "4096, 8192, 16384 or 65536")
        return size, ""
    meminfo = keyed_numbers(texts[paths.MEMINFO]) if paths.MEMINFO in texts else {}
    found = page_size_from(meminfo.get("MemTotal", 0) * KIB, sum(zone.managed for zone in zones))
    if found is not None:
        return found, f"{found} bytes, from MemTotal and the pages that the zones manage"
    return 4 * KIB, "nothing tells of it, so 4096 bytes are taken"


def _blocks(texts: dict[str, Text], section: Bytes) -> tuple[tuple[BlockRecord, ...], Bytes]:
    if paths.BLOCK_SIZE not in texts:
        return (), section
    size, blocks = block_size_of(texts[paths.BLOCK_SIZE]), blocks_of(texts)
    return blocks, size


def _key(zone: ZoneRecord) -> ZoneKey:
    return zone.node, zone.name


def _counted(zone: ZoneRecord, counts: dict[ZoneKey, Orders], by_type: ByType, orders: int) -> ZoneRecord:
    """Return a zone with its free blocks. Where the kernel stopped counting one type, the rest of all is its."""
    key = _key(zone)
    blocks = counts.get(key, (0,) * orders)
    free: Pages = sum(count << order for order, count in enumerate(blocks))
    if free > zone.spanned:
        raise CommandError(f"{free} pages are free in zone {zone.name}, which spans {zone.spanned}")
    none = (0,) * orders
    typed = {kind: list((*found, *none)[:orders]) for kind, found in by_type.free.get(key, {}).items()}
    for capped, kind, order in by_type.capped:
        alone = sum((it, at) == (key, order) for it, _, at in by_type.capped) == 1
        if capped == key and alone and order < orders:
            others = sum(found[order] for other, found in typed.items() if other != kind)
            typed[kind][order] = max(typed[kind][order], blocks[order] - others)
    return attrs.evolve(
        zone,
        blocks=blocks,
        blocks_of_type={kind: tuple(found) for kind, found in typed.items()} or None,
        pageblocks_of_type=by_type.pageblocks.get(key),
    )


def _devices(text: Text) -> tuple[str, ...]:
    """Return what raises the numbered interrupts, once each: the last words of their lines, as `virtio0-inflate`."""
    names: dict[str, None] = {}
    for line in text.lines:
        number, *words = line.split() or [""]
        said = [word for word in words if not word.isdigit()]
        if not number[:1].isdigit() or not said:
            continue
        first = len(said) - 1
        while first and said[first - 1].endswith(","):
            first -= 1
        names.update((printable(word.rstrip(",")), None) for word in said[first:])
    return tuple(names)


def _chosen(setting: str) -> str:
    """Return the word in brackets."""
    found = re.search(r"\[(\w{1,20})\]", setting)
    return found[1] if found else ""
