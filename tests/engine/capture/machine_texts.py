"""The texts of a small machine: 256 MiB of x86-64 in two blocks, one of them on a second node, kernel 6.12."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np

from engine.capture.kpageflags import NOPAGE
from engine.capture.page_flags import FlagsWriter

PAGES = 65536
BUDDY, RESERVED, OFFLINE = 1 << 10, 1 << 32, 1 << 23
ZONE = """\
Node {node}, zone {name:>8}
{per_node}  pages free     {free}
        boost    {boost}
        min      {min}
        low      {low}
        high     {high}
        spanned  {spanned}
        present  {present}
        managed  {managed}
        cma      0
        protection: {protection}
      nr_free_pages {free}
      nr_zone_inactive_anon 7
  pagesets
    cpu: 0
              count:    {count}
              high:     54
              batch:    9
              high_min: 54
              high_max: 540
  vm stats threshold: 4
    cpu: 1
              count:    0
              high:     54
              batch:    9
              high_min: 54
              high_max: 540
  vm stats threshold: 4
  node_unreclaimable:  0
  start_pfn:           {start}
"""
UNPOPULATED = """\
Node 0, zone   Normal
  pages free     0
        boost    0
        min      0
        low      0
        high     0
        spanned  0
        present  0
        managed  0
        cma      0
        protection: (0, 0, 0)
"""
ZONEINFO = (
    ZONE.format(
        node=0, name="DMA", per_node="  per-node stats\n      nr_inactive_anon 12\n      high 3\n",
        free=3072, boost=0, min=17, low=21, high=25, spanned=4095, present=3998, managed=3840,
        protection="(0, 200, 200)", count=0, start=1,
    )
    + ZONE.format(
        node=0, name="DMA32", per_node="", free=24576, boost=100, min=300, low=375, high=450, spanned=28672,
        present=28672, managed=28000, protection="(0, 0, 0)", count=41, start=4096,
    )
    + UNPOPULATED
    + ZONE.format(
        node=1, name="DMA32", per_node="", free=2, boost=0, min=300, low=375, high=450, spanned=32768,
        present=32768, managed=32000, protection="(0, 0, 0)", count=0, start=32768,
    )
)  # fmt: skip
TEXTS = {
    "release": "6.12.107+deb13-cloud-amd64",
    "machine": "x86_64",
    "page_size": "4096",
    "/sys/devices/system/memory/memory0/state": "online",
    "/sys/devices/system/memory/memory0/valid_zones": "none",
    "/sys/devices/system/memory/memory0/phys_index": "00000000",
    "/sys/devices/system/memory/memory0/node0": "../../node/node0",
    "/sys/devices/system/memory/memory1/state": "online",
    "/sys/devices/system/memory/memory1/valid_zones": "DMA32",
    "/sys/devices/system/memory/memory1/phys_index": "00000001",
    "/sys/devices/system/memory/memory1/node1": "../../node/node1",
    "/sys/devices/system/memory/block_size_bytes": "8000000",
    "/sys/devices/system/memory/auto_online_blocks": "offline",
    "/sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never",
    "/proc/cmdline": "console=ttyS0 quiet",
    "/proc/iomem": "00000000-00000fff : Reserved\n00100000-0fffffff : System RAM\n  01000000-01ffffff : Kernel code",
    "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority",
    "/proc/interrupts": (
        "           CPU0       CPU1\n  1:          9          0   IO-APIC   1-edge      i8042\n"
        " 10:          0          4   IO-APIC  10-fasteoi   virtio1, virtio0-inflate\n"
        "NMI:          0          0   Non-maskable interrupts\n"
    ),
    "/proc/meminfo": "MemTotal:         255360 kB\nMemFree:          110600 kB\nHugePages_Total:       0\n",
    "/proc/vmstat": "nr_free_pages 27650\npgfree 123456\n",
    "/proc/zoneinfo": ZONEINFO,
    "/proc/pagetypeinfo": (
        "Page block order: 9\nPages per block:  512\n\n"
        "Free pages count per migrate type at order       0      1      2      3      4      5      6      7      8"
        "      9     10 \n"
        "Node    0, zone      DMA, type    Unmovable      0      0      0      0      0      0      0      0      0"
        "      0      0 \n"
        "Node    0, zone      DMA, type      Movable      0      0      0      0      0      0      0      0      0"
        "      0      3 \n"
        "Node    0, zone    DMA32, type    Unmovable      6      0      0      0      0      0      0      0      0"
        "      0      0 \n"
        "Node    0, zone    DMA32, type      Movable     >4      0      0      0      0      0      0      0      0"
        "      0     23 \n"
        "Node    1, zone    DMA32, type      Movable      0      1      0      0      0      0      0      0      0"
        "      0      0 \n\n"
        "Number of blocks type     Unmovable      Movable  Reclaimable   HighAtomic      Isolate \n"
        "Node 0, zone      DMA            1            7            0            0            0 \n"
        "Node 0, zone    DMA32            4           52            0            0            0 \n"
        "Node 1, zone    DMA32            0           64            0            0            0 \n"
    ),
    "/proc/buddyinfo": (
        "Node 0, zone      DMA      0      0      0      0      0      0      0      0      0      0      3 \n"
        "Node 0, zone    DMA32   1024      0      0      0      0      0      0      0      0      0     23 \n"
        "Node 1, zone    DMA32      0      1      0      0      0      0      0      0      0      0      0 \n"
    ),
}
"""In the order of a capture."""


def page_flags() -> np.ndarray:
    """Return flags in which most pages are alike, as real ones are."""
    flags = np.zeros(PAGES, np.uint64)
    flags[0], flags[160:256] = RESERVED, NOPAGE
    flags[1024:4096] = BUDDY
    flags[5000:9000] = OFFLINE
    flags[40000:40100:2] = 0x4000_5868
    return flags


def capture_text(texts: dict[str, str] | None = None, flags: np.ndarray | None = None) -> str:
    """Return a whole capture as text; `flags` come after what `texts` has."""
    parts = ["ballonet capture 1\n"]
    for name, text in (TEXTS if texts is None else texts).items():
        parts.append(f"{name}\n" + "".join(f" {line}\n" for line in text.rstrip("\n").split("\n")))
    if flags is not None:
        writer = FlagsWriter()
        parts.append(
            "".join(f"{line}\n" for line in ("/proc/kpageflags", *writer.piece(flags), *writer.end()))
        )
    return "".join(parts) + "end\n"


def write_capture(path: Path, text: str | bytes) -> Path:
    """Write a capture, packed."""
    path.write_bytes(gzip.compress(text if isinstance(text, bytes) else text.encode(), 1, mtime=0))
    return path


def kernel_root(folder: Path, texts: dict[str, str] | None = None, flags: np.ndarray | None = None) -> Path:
    """Write the files of a kernel below a folder, links included, and return it."""
    for name, text in (TEXTS if texts is None else texts).items():
        if not name.startswith("/"):
            continue
        path = folder / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        if "/node" in name:
            path.symlink_to(text)
        else:
            path.write_text(text if text.endswith("\n") else text + "\n")
    if flags is not None:
        (folder / "proc/kpageflags").write_bytes(flags.astype("=u8").tobytes())
    return folder
