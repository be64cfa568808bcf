"""A recorded machine, told again in the texts of its kernel: the capture file makes the same guest of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.capture.capture_file import open_capture
from engine.capture.imported import guest_from
from engine.capture.trace import open_trace
from engine.memory.kinds import MigrateType
from tests.engine.capture.machine_texts import ZONE, capture_text, write_capture

TRACES = Path(__file__).parents[2] / "fidelity" / "traces"
NAMES = {
    MigrateType.UNMOVABLE: "Unmovable",
    MigrateType.MOVABLE: "Movable",
    MigrateType.RECLAIMABLE: "Reclaimable",
    MigrateType.HIGHATOMIC: "HighAtomic",
    MigrateType.CMA: "CMA",
    MigrateType.ISOLATE: "Isolate",
}
FIELDS = (
    *("page_size", "section_pages", "pageblock_order", "max_order", "block_pages", "blocks", "iomem"),
    *("meminfo", "vmstat", "cmdline", "auto_online"),
)
CPU = """\
    cpu: {0.cpu}
              count:    {0.count}
              high:     {0.high}
              batch:    {0.batch}
  vm stats threshold: 4
"""


def texts_of(capture):
    """Return what the machine's kernel would say in its files."""
    blocks = "/sys/devices/system/memory"
    texts = {"release": capture.release, "machine": capture.architecture, "page_size": str(capture.page_size)}
    for it in capture.blocks:
        texts[f"{blocks}/memory{it.block}/state"] = it.state
        texts[f"{blocks}/memory{it.block}/valid_zones"] = " ".join(it.valid_zones)
        texts[f"{blocks}/memory{it.block}/node{it.node}"] = "link"
    texts[f"{blocks}/block_size_bytes"] = f"{capture.block_pages * capture.page_size:x}"
    texts[f"{blocks}/auto_online_blocks"] = capture.auto_online
    texts["/sys/kernel/mm/transparent_hugepage/enabled"] = "[always] madvise never"
    texts |= {"/proc/cmdline": capture.cmdline, "/proc/iomem": "\n".join(capture.iomem)}
    texts |= {"/proc/swaps": "Filename", "/proc/interrupts": "  1:  9  IO-APIC  1-edge  virtio0-balloon"}
    texts["/proc/meminfo"] = "\n".join(f"{key}: {kib} kB" for key, kib in capture.meminfo.items())
    texts["/proc/vmstat"] = "\n".join(f"{key} {count}" for key, count in capture.vmstat.items())
    texts["/proc/zoneinfo"] = "".join(map(zone_text, capture.zones))
    heads = [f"Node {zone.node}, zone {zone.name:>8}" for zone in capture.zones]
    free = [
        f"{head}, type {NAMES[kind]:>12} {' '.join(map(str, counts))}"
        for head, zone in zip(heads, capture.zones, strict=True)
        for kind, counts in zone.blocks_of_type.items()
    ]
    texts["/proc/pagetypeinfo"] = "\n".join((f"Page block order: {capture.pageblock_order}", "", *free))
    texts["/proc/buddyinfo"] = "\n".join(
        f"{head} {' '.join(map(str, zone.blocks))}" for head, zone in zip(heads, capture.zones, strict=True)
    )
    return texts


def zone_text(zone):
    fields = {
        name: getattr(zone, name)
        for name in ("min", "low", "high", "boost", "spanned", "present", "managed", "free")
    }
    text = ZONE.format(
        node=zone.node,
        name=zone.name,
        start=zone.start,
        per_node="",
        protection=zone.protection or "(0)",
        count=0,
        **fields,
    )
    before, _, after = text.partition("    cpu: 0")
    return before + "".join(map(CPU.format, zone.cpus)) + after[after.index("  node_unreclaimable") :]


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("b1-balloon-idle-1g", 4),
        ("p01-64k-balloon-idle-1g", 6),
        ("n1-numa2-balloon", 3),
        ("p07-64k-dlpar-count", 8),
    ],
)
def test_the_guest_is_the_one_made_of_the_recorded_counts(tmp_path, name, step):
    recorded = open_trace(TRACES / name).load(step)
    told = open_capture(write_capture(tmp_path / "told", capture_text(texts_of(recorded), recorded.flags)))
    for field in FIELDS:
        assert getattr(told, field) == getattr(recorded, field), field
    assert np.array_equal(told.flags, recorded.flags[: len(told.flags)])
    ours = guest_from(told, "g", 0).guest.memory
    theirs = guest_from(recorded, "g", 0, lists="rebuilt").guest.memory
    assert ours.lists() == theirs.lists()
    assert [(z.min, z.low, z.high, z.managed, z.protection) for z in ours.zones] == [
        (z.min, z.low, z.high, z.managed, z.protection) for z in theirs.zones
    ]
    for section in range(ours.frames.sections):
        assert np.array_equal(ours.frames.kinds_of(section), theirs.frames.kinds_of(section))
