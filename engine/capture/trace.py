"""Recorded traces: a folder with `scenario.json` and, for each step, what a real guest's kernel told after it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from engine.capture.bounds import checked
from engine.capture.free_counts import TYPE_NAMES
from engine.capture.memsnap import ZoneLists, read_memsnap
from engine.capture.record import BlockRecord, Capture, CpuRecord, DeviceRecord, ZoneRecord
from engine.capture.regular import open_regular
from engine.capture.unpack import unpack_xz
from engine.capture.zoneinfo import MOST_PFNS
from engine.errors import CommandError, printable
from engine.memory.kinds import MigrateType
from engine.units import MIB, Bytes, Pages

_MOST_JSON: Bytes = 16 * MIB
_LONGEST = 4096
"""Characters of a text that are kept."""
_MALFORMED = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What comes of an index that lacks something, or has something else in its place."""
_SCENARIO = "scenario.json"
_MEMSNAP: Bytes = 16 * MIB
_MEMSNAP_A_PAGE: Bytes = 8
"""A memsnap file says of a page at most that it is on a list, and of its pageblock the type; the rest is small."""
_X86_SECTION: Bytes = 128 * MIB
_X86_ZONES = ("DMA", "DMA32", "Normal", "Movable", "Device")
_POWER_ZONES = ("Normal", "Movable", "Device")


@attrs.frozen(kw_only=True, eq=False)
class Step:
    """One step: what was done, and what its files are called.

    Attributes:
        index, label: as recorded.
        actions: as recorded, in order: `kind` says what each is.
        raw: all that scenario.json has of it.
    """

    index: int
    label: str
    actions: tuple[dict[str, Any], ...]
    raw: dict[str, Any] = attrs.field(repr=False)


@attrs.frozen(kw_only=True, eq=False)
class Trace:
    """One recorded scenario."""

    folder: Path
    name: str
    title: str
    release: str
    architecture: str
    page_size: Bytes
    boot_memory: Bytes
    section_pages: Pages
    zone_names: tuple[str, ...]
    cmdline: str
    qemu_flags: str
    steps: tuple[Step, ...]

    def load(self, index: int) -> Capture:
        """Return what the kernel told after a step.

        Raises:
            CommandError: there is no such step, or its files are not what they should be.
        """
        step = next((step for step in self.steps if step.index == index), None)
        if step is None:
            raise CommandError(
                f"{printable(self.name)} has no step {index}",
                f"0 to {self.steps[-1].index}" if self.steps else "",
            )
        try:
            return _capture(self, step)
        except _MALFORMED as error:
            raise CommandError(
                f"step {index} of {printable(self.name)} is not as traces are: {printable(repr(error))}"
            ) from error

    def files(self, index: int) -> tuple[Path, ...]:
        """Return the files that a step is read from; there must be one."""
        said = next(step for step in self.steps if step.index == index).raw["snapshot"]
        return (self.folder / _SCENARIO, _file(self, said["kpageflags"]), _file(self, said["memsnap"]))


def is_trace(path: Path) -> bool:
    """Say whether a path is a trace's folder."""
    return (path / _SCENARIO).is_file()


def open_trace(folder: Path) -> Trace:
    """Read what a trace says of itself and of its steps; their arrays are read by `Trace.load`.

    Raises:
        CommandError: there is no such trace, or it is not readable.
    """
    path = folder / _SCENARIO
    name = printable(folder.name)
    try:
        with open_regular(path) as file:
            content = file.read(_MOST_JSON + 1)
        if len(content) > _MOST_JSON:
            raise CommandError(f"scenario.json of {name} has more than {_MOST_JSON >> 20} MiB")
        said = json.loads(content)
    except OSError as error:
        raise CommandError(
            f"{name} is no trace: scenario.json cannot be read: {error.strerror}",
            "a folder with scenario.json",
        ) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"scenario.json of {name} is no JSON: {printable(str(error))}") from error
    try:
        return _trace(folder, said)
    except _MALFORMED as error:
        raise CommandError(
            f"scenario.json of {name} is not as traces are: {printable(repr(error))}"
        ) from error


def _trace(folder: Path, said: dict[str, Any]) -> Trace:
    if said["format"] != 1:
        raise CommandError(
            f"{printable(folder.name)} has format {printable(str(said['format']))}", "format 1"
        )
    page_size = int(said["page_size"])
    version = str(said["kernel"]).split()[2]
    power = "powerpc" in version
    return Trace(
        folder=folder,
        name=printable(str(said["name"])),
        title=printable(str(said.get("title", "")), _LONGEST),
        release=printable(version),
        architecture="ppc64le" if power else "x86_64",
        page_size=page_size,
        boot_memory=int(said["params"]["boot_mib"]) * MIB,
        section_pages=int(said.get("section_pages", _X86_SECTION // page_size)),
        zone_names=_POWER_ZONES if power else _X86_ZONES,
        cmdline=printable(str(said.get("cmdline", "")), _LONGEST),
        qemu_flags=printable(str(said.get("qemu_flags", "")), _LONGEST),
        steps=tuple(
            Step(
                index=int(step["index"]),
                label=printable(str(step.get("label", "")), _LONGEST),
                actions=tuple(step.get("actions", ())),
                raw=step,
            )
            for step in said["steps"]
        ),
    )


def _capture(trace: Trace, step: Step) -> Capture:
    said, files = step.raw, step.raw["snapshot"]
    pages = int(files["pfn_count"])
    if files["pfn_start"] != 0 or not 0 < pages <= MOST_PFNS:
        raise CommandError(f"step {step.index} of {printable(trace.name)} has {pages} pfns")
    content = unpack_xz(_file(trace, files["kpageflags"]), 8 * pages)
    if len(content) != 8 * pages:
        raise CommandError(
            f"{printable(str(files['kpageflags']))} has {len(content) // 8} pfns",
            f"{pages}, as its step announces",
        )
    name = printable(str(files["memsnap"]))
    snap = read_memsnap(unpack_xz(_file(trace, files["memsnap"]), _MEMSNAP_A_PAGE * pages + _MEMSNAP), name)
    capture = Capture(
        source=f"{trace.name}, step {step.index}",
        release=trace.release,
        architecture=trace.architecture,
        page_size=trace.page_size,
        section_pages=trace.section_pages,
        pageblock_order=snap.pageblock_order,
        max_order=snap.orders - 1,
        block_pages=int(said["block_size"]) // trace.page_size,
        flags=np.frombuffer(content, "<u8"),
        zones=tuple(_zone(trace, zone, said) for zone in snap.zones if zone.present),
        blocks=tuple(
            BlockRecord(
                block=int(it["block"]),
                state=str(it["state"]),
                valid_zones=tuple(str(it["valid_zones"]).split()),
                node=int(it["node"]),
            )
            for it in said["blocks"]
        ),
        pageblock_types={section * trace.section_pages: types for section, types in snap.types.items()},
        iomem=tuple(printable(str(line), 200) for line in said["iomem"]),
        meminfo={key: int(value) for key, value in said["meminfo_kb"].items()},
        vmstat={key: int(value) for key, value in said["vmstat"].items()},
        cmdline=trace.cmdline,
        auto_online=printable(str(said.get("auto_online_blocks", ""))),
        devices=tuple(map(_device, said.get("query_memory_devices") or ())),
        boot_memory=trace.boot_memory,
        most_memory=_most_memory(trace.qemu_flags),
        node_of_cpu=_nodes_of_cpus(trace.qemu_flags),
        told_of_dimms="modern-hotplug-events=off" not in trace.qemu_flags,
        balloon=_ballooned(trace, said),
    )
    return checked(capture)


def _file(trace: Trace, name: str) -> Path:
    """Return a file of the trace's own folder, whatever its name says."""
    if not isinstance(name, str) or Path(name).name != name:
        raise CommandError(
            f"{printable(str(name))} is no file of {printable(trace.name)}", "a name without a folder"
        )
    return trace.folder / name


def _zone(trace: Trace, lists: ZoneLists, said: dict[str, Any]) -> ZoneRecord:
    name = trace.zone_names[lists.zone]
    info: dict[str, Any] = next(
        (it for it in said["zones"] if (it["node"], it["zone"]) == (lists.node, name)), {}
    )
    named = {
        TYPE_NAMES[it["type"]]: tuple(map(int, it["free"]))
        for it in said["pagetypeinfo"]["free"]
        if (it["node"], it["zone"]) == (lists.node, name)
    }
    pageblocks = [
        it["blocks"]
        for it in said["pagetypeinfo"].get("pageblocks", ())
        if (it["node"], it["zone"]) == (lists.node, name)
    ]
    blocks = {(it["node"], it["zone"]): it["free"] for it in said["buddyinfo"]}[lists.node, name]
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
        boost=int(info.get("boost", 0)),
        protection=tuple(map(int, info.get("protection", ()))),
        blocks=tuple(map(int, blocks)),
        blocks_of_type={int(t): counts for t, counts in named.items()},
        pageblocks_of_type={int(TYPE_NAMES[t]): int(n) for t, n in pageblocks[0].items()}
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
        node=int(data["node"]),
    )


def _ballooned(trace: Trace, said: dict[str, Any]) -> Pages | None:
    """Return the pages that the hypervisor counts: those of plugged DIMMs belong to what a balloon can have."""
    actual = (said.get("query_balloon") or {}).get("actual")
    if actual is None:
        return None
    dimms = sum(
        int(it["data"]["size"]) for it in said.get("query_memory_devices") or () if it["type"] == "dimm"
    )
    return max(0, (trace.boot_memory + dimms - int(actual)) // trace.page_size)
