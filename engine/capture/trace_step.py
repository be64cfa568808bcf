"""One step of a recorded trace: what its index and its files tell becomes a capture.

What a step does not tell is left out of the capture, and said in `Capture.missing`.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.capture.bounds import checked
from engine.capture.free_counts import TYPE_NAMES
from engine.capture.kpageflags import NOPAGE
from engine.capture.memsnap import ZoneLists, read_memsnap
from engine.capture.record import BlockRecord, Capture, CpuRecord, DeviceRecord, Flags, ZoneRecord
from engine.capture.unpack import unpack_xz
from engine.capture.zoneinfo import MOST_PFNS
from engine.errors import CommandError, printable
from engine.memory.kinds import MigrateType
from engine.units import MIB, Bytes, Pages, Pfn

if TYPE_CHECKING:
    from engine.capture.trace import Step, Trace

_MEMSNAP: Bytes = 16 * MIB
_MEMSNAP_A_PAGE: Bytes = 8
"""A memsnap file says of a page at most that it is on a list, and of its pageblock the type; the rest is small."""
_POWER_BLOCK: Bytes = 256 * MIB
"""An LMB of QEMU's; elsewhere a memory block is a section as long as a guest is small."""
_OPTIONAL = ("buddyinfo", "pagetypeinfo", "zones", "blocks", "block_size", "iomem", "meminfo_kb", "vmstat")
"""What a step tells beside its files, each of which a guest can do without."""


def capture_of_step(trace: Trace, step: Step) -> Capture:
    """Return what the kernel told after a step of a trace.

    Raises:
        CommandError: a file is not what it should be; whatever else is raised comes of a malformed index.
    """
    said, files = step.raw, step.raw.get("snapshot")
    called = f"step {step.index} of {printable(trace.name)}"
    if not files:
        raise CommandError(f"{called} has no snapshot", "the names of its files")
    first, pages = int(files.get("pfn_start", 0)), int(files["pfn_count"])
    if first < 0 or not 0 < pages <= MOST_PFNS - first:
        raise CommandError(f"{called} has {pages} pfns from {first} on", f"up to page {MOST_PFNS}")
    content = unpack_xz(file_of(trace, files["kpageflags"]), 8 * pages)
    if len(content) != 8 * pages:
        raise CommandError(
            f"{printable(str(files['kpageflags']))} has {len(content) // 8} pfns",
            f"{pages}, as its step announces",
        )
    name = printable(str(files["memsnap"]))
    snap = read_memsnap(unpack_xz(file_of(trace, files["memsnap"]), _MEMSNAP_A_PAGE * pages + _MEMSNAP), name)
    usual = _POWER_BLOCK if trace.architecture == "ppc64le" else trace.section_pages * trace.page_size
    capture = Capture(
        source=f"{trace.name}, step {step.index}",
        release=trace.release,
        architecture=trace.architecture,
        page_size=trace.page_size,
        section_pages=trace.section_pages,
        pageblock_order=snap.pageblock_order,
        max_order=snap.orders - 1,
        block_pages=int(said.get("block_size") or usual) // trace.page_size,
        flags=_from_the_first(np.frombuffer(content, "<u8"), first),
        zones=tuple(_zone(trace, zone, said) for zone in snap.zones if zone.present),
        blocks=tuple(
            BlockRecord(
                block=int(it["block"]),
                state=str(it["state"]),
                valid_zones=tuple(str(it.get("valid_zones") or "").split()),
                node=int(it.get("node") or 0),
            )
            for it in said.get("blocks") or ()
        ),
        pageblock_types={section * trace.section_pages: types for section, types in snap.types.items()},
        iomem=tuple(printable(str(line), 200) for line in said.get("iomem") or ()),
        meminfo={key: int(value) for key, value in (said.get("meminfo_kb") or {}).items()},
        vmstat={key: int(value) for key, value in (said.get("vmstat") or {}).items()},
        cmdline=trace.cmdline,
        auto_online=printable(str(said.get("auto_online_blocks") or "")),
        devices=tuple(map(_device, _memory_devices(said))),
        boot_memory=trace.boot_memory,
        most_memory=_most_memory(trace.qemu_flags),
        node_of_cpu=_nodes_of_cpus(trace.qemu_flags),
        told_of_dimms="modern-hotplug-events=off" not in trace.qemu_flags,
        balloon=_ballooned(trace, said),
        missing=tuple(f"{key}: the step does not tell it" for key in _OPTIONAL if said.get(key) is None),
    )
    return checked(capture)


def _from_the_first(flags: Flags, first: Pfn) -> Flags:
    """Return page flags from pfn 0 on: where nothing was recorded there is no memory."""
    if not first:
        return flags
    return np.concatenate((np.full(first, NOPAGE, np.uint64), flags))


def file_of(trace: Trace, name: str) -> Path:
    """Return a file of the trace's own folder, whatever its name says."""
    if not isinstance(name, str) or Path(name).name != name:
        raise CommandError(
            f"{printable(str(name))} is no file of {printable(trace.name)}", "a name without a folder"
        )
    return trace.folder / name


def _zone(trace: Trace, lists: ZoneLists, said: dict[str, Any]) -> ZoneRecord:
    name = trace.zone_names[lists.zone]
    info: dict[str, Any] = next(
        (it for it in said.get("zones") or () if (it["node"], it["zone"]) == (lists.node, name)), {}
    )
    by_type: dict[str, Any] = said.get("pagetypeinfo") or {}
    named = {
        TYPE_NAMES[it["type"]]: tuple(map(int, it["free"]))
        for it in by_type.get("free") or ()
        if (it["node"], it["zone"]) == (lists.node, name) and it["type"] in TYPE_NAMES
    }
    pageblocks = [
        it["blocks"]
        for it in by_type.get("pageblocks") or ()
        if (it["node"], it["zone"]) == (lists.node, name)
    ]
    listed = Counter[int]()
    for (_, order), pfns in lists.lists.items():
        listed[order] += len(pfns)
    counted = {(it["node"], it["zone"]): it["free"] for it in said.get("buddyinfo") or ()}
    blocks = counted.get((lists.node, name)) or [listed[order] for order in sorted(listed)]
    return ZoneRecord(
        name=name,
        node=lists.node,
        start=lists.start,
        spanned=lists.spanned,
        present=lists.present,
        managed=lists.managed,
        min=lists.min,
        low=lists.low,
        high=lists.high,
        free=sum(len(pfns) << order for (t, order), pfns in lists.lists.items() if t != MigrateType.ISOLATE),
        boost=int(info.get("boost") or 0),
        protection=tuple(map(int, info.get("protection") or ())),
        blocks=tuple(map(int, blocks)),
        blocks_of_type={int(t): counts for t, counts in named.items()} or None,
        pageblocks_of_type={int(TYPE_NAMES[t]): int(n) for t, n in pageblocks[0].items() if t in TYPE_NAMES}
        if pageblocks
        else None,
        lists=lists.lists,
        cpus=tuple(
            CpuRecord(cpu=it.cpu, count=it.count, high=it.high, batch=it.batch, lists=it.lists)
            for it in lists.cpus
        ),
    )


def _most_memory(flags: str) -> Bytes:
    """Return QEMU's maxmem; 0: it was not given in MiB, GiB or TiB."""
    found = re.search(r"\bmaxmem=(\d{1,7})([MGT])\b", flags)
    return int(found[1]) << {"M": 20, "G": 30, "T": 40}[found[2]] if found else 0


def _nodes_of_cpus(flags: str) -> tuple[int, ...]:
    """Return the node of each CPU as QEMU was told; empty: it was not told of all."""
    found: dict[int, int] = {}
    for options in re.findall(r"-numa node,(\S+)", flags):
        node = re.search(r"\bnodeid=(\d{1,3})\b", options)
        for first, last in re.findall(r"\bcpus=(\d{1,4})(?:-(\d{1,4}))?", options):
            found |= dict.fromkeys(range(int(first), int(last or first) + 1), int(node[1]) if node else 0)
    return tuple(found[cpu] for cpu in sorted(found)) if sorted(found) == [*range(len(found))] else ()


def _memory_devices(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the devices that are RAM: an NVDIMM and the like is none."""
    return [it for it in said.get("query_memory_devices") or () if it["type"] in ("dimm", "virtio-mem")]


def _device(said: dict[str, Any]) -> DeviceRecord:
    data = said["data"]
    dimm = said["type"] == "dimm"
    return DeviceRecord(
        id=printable(str(data["id"])),
        kind=str(said["type"]),
        address=int(data["addr" if dimm else "memaddr"]),
        size=int(data["size"]),
        region=int(data["size" if dimm else "max-size"]),
        block=0 if dimm else int(data["block-size"]),
        requested=0 if dimm else int(data["requested-size"]),
        node=int(data.get("node") or 0),
    )


def _ballooned(trace: Trace, said: dict[str, Any]) -> Pages | None:
    """Return the pages that the hypervisor counts: those of plugged DIMMs belong to what a balloon can have."""
    actual = (said.get("query_balloon") or {}).get("actual")
    if actual is None or not trace.boot_memory:
        return None
    dimms = sum(int(it["data"]["size"]) for it in _memory_devices(said) if it["type"] == "dimm")
    return max(0, (trace.boot_memory + dimms - int(actual)) // trace.page_size)
