"""/proc/meminfo and free(1), in KiB.

A balloon whose driver takes its pages out of what is managed shrinks MemTotal (Xen, virtio); one that does not (VMware,
paper 5.2) leaves it as it is, and its pages count as used by nobody. Lines for what is not simulated (activity of
pages, mappings, vmalloc) are left out.
"""

from __future__ import annotations

from engine.memory.kinds import Kind
from engine.platform import KERNELS
from engine.snapshot import GuestView
from engine.units import KIB, Bytes
from engine.views.recorded_split import part_of

_FIELDS = (
    *("MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapCached", "Unevictable", "Mlocked"),
    *("HighTotal", "HighFree", "LowTotal", "LowFree"),
    *("SwapTotal", "SwapFree", "Dirty", "Writeback", "AnonPages", "Shmem", "KReclaimable", "Slab"),
    *("SReclaimable", "SUnreclaim", "PageTables", "CommitLimit", "Balloon"),
)
"""In the order of fs/proc/meminfo.c."""
_FIELDS_2006 = (
    *(
        "MemTotal",
        "MemFree",
        "Buffers",
        "Cached",
        "SwapCached",
        "HighTotal",
        "HighFree",
        "LowTotal",
        "LowFree",
        "SwapTotal",
        "SwapFree",
        "Dirty",
        "Writeback",
    ),
    *("Mapped", "Slab", "CommitLimit", "PageTables"),
)
"""In the order of fs/proc/proc_misc.c, 2.6.16."""
_HIGHMEM = ("HighTotal", "HighFree", "LowTotal", "LowFree")
"""Kernels of today have these lines only where they were built with CONFIG_HIGHMEM."""
_OVERCOMMIT_RATIO = 50


def meminfo(guest: GuestView) -> str:
    """Return what /proc/meminfo says; kernels of 2006 know fewer lines and set them narrower."""
    has = amounts(guest)
    huge_size = guest.page_size << guest.pageblock_order
    huge = guest.kind(Kind.HUGETLB) // huge_size
    if _of_2006(guest):
        lines = [f"{name + ':':<14}{has[name] // KIB:>8} kB" for name in _FIELDS_2006]
        lines += [f"HugePages_Total: {huge:>5}", f"HugePages_Free:  {0:>5}"]
        return "\n".join((*lines, f"Hugepagesize:    {huge_size // KIB:>5} kB"))
    left_out = set() if any(zone.name == "HighMem" for zone in guest.zones) else set(_HIGHMEM)
    left_out |= {"Balloon"} if guest.kernel in ("6.1", "6.6", "6.12") else set()
    fields = (name for name in _FIELDS if name not in left_out)
    lines = [f"{name + ':':<16}{has[name] // KIB:>8} kB" for name in fields]
    counted = {"Total": huge, "Free": 0, "Rsvd": 0, "Surp": 0}
    lines += [f"{f'HugePages_{name}:':<16}{count:>8}" for name, count in counted.items()]
    sizes = {"Hugepagesize": huge_size, "Hugetlb": guest.kind(Kind.HUGETLB)}
    lines += [f"{name + ':':<16}{size // KIB:>8} kB" for name, size in sizes.items()]
    return "\n".join(lines)


def free(guest: GuestView) -> str:
    """Return what the tool of procps-ng 4 prints: what is used is what is not available."""
    has = amounts(guest)
    total, usable = has["MemTotal"], has["MemAvailable"]
    cache = has["Buffers"] + has["Cached"] + has["SReclaimable"]
    memory = (total, total - usable, has["MemFree"], has["Shmem"], cache, usable)
    swap = (guest.swap_total, guest.swap_used, guest.swap_total - guest.swap_used)
    heads = ("total", "used", "free", "shared", "buff/cache", "available")
    return "\n".join(
        (
            " " * 9 + " ".join(f"{head:>11}" for head in heads),
            "Mem:     " + " ".join(f"{amount // KIB:>11}" for amount in memory),
            "Swap:    " + " ".join(f"{amount // KIB:>11}" for amount in swap),
        )
    )


def available(guest: GuestView) -> Bytes:
    """Return the memory that programs can take without swapping, as the kernel estimates it.

    What the zones keep for themselves is not available, and of the file cache and the slabs half stays, or as
    much as the low watermarks (mm/show_mem.c:si_mem_available).
    """
    page = guest.page_size
    kept = sum(min(zone.managed, zone.high + zone.reserve) for zone in guest.zones) * page
    low = sum(zone.low for zone in guest.zones)
    found = guest.free - kept
    for held in (guest.counts[Kind.FILE] + guest.counts[Kind.FILE_DIRTY], _reclaimable_slab(guest) // page):
        found += (held - min(held // 2, low)) * page
    return max(0, found)


def _reclaimable_slab(guest: GuestView) -> Bytes:
    counted, pages = guest.origin.counted if guest.origin else (), guest.counts[Kind.SLAB]
    return part_of(counted, "SReclaimable", "SUnreclaim", pages, pages) * guest.page_size


def _of_2006(guest: GuestView) -> bool:
    kernel = KERNELS.get(guest.kernel)
    return kernel is not None and kernel.release < (2, 6, 32)


def amounts(guest: GuestView) -> dict[str, Bytes]:
    """Return what the lines of /proc/meminfo count, in bytes."""
    high = [zone for zone in guest.zones if zone.name == "HighMem"]
    high_total = sum(zone.managed for zone in high) * guest.page_size
    high_free = sum(zone.free for zone in high) * guest.page_size
    reclaimable = _reclaimable_slab(guest)
    slab, programs = guest.kind(Kind.SLAB), guest.kind(Kind.ANON, Kind.MLOCKED, Kind.PINNED)
    committable = (guest.managed - guest.kind(Kind.HUGETLB)) * _OVERCOMMIT_RATIO // 100
    return {
        "MemTotal": guest.managed,
        "MemFree": guest.free,
        "MemAvailable": available(guest),
        "Buffers": 0,
        "Cached": guest.kind(Kind.FILE, Kind.FILE_DIRTY),
        "SwapCached": 0,
        "Unevictable": guest.kind(Kind.MLOCKED),
        "Mlocked": guest.kind(Kind.MLOCKED),
        "HighTotal": high_total,
        "HighFree": high_free,
        "LowTotal": guest.managed - high_total,
        "LowFree": guest.free - high_free,
        "SwapTotal": guest.swap_total,
        "SwapFree": guest.swap_total - guest.swap_used,
        "Dirty": guest.file_dirty,
        "Writeback": 0,
        "AnonPages": programs,
        "Mapped": programs,
        "Shmem": 0,
        "KReclaimable": reclaimable,
        "Slab": slab,
        "SReclaimable": reclaimable,
        "SUnreclaim": slab - reclaimable,
        "PageTables": guest.kind(Kind.PAGE_TABLE),
        "CommitLimit": committable + guest.swap_total,
        "Balloon": guest.balloon,
    }
