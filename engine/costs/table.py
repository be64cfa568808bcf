"""The table of figures: what each stands for, and where it is from."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from engine.units import KIB, Pages

Picoseconds: TypeAlias = int

US: Picoseconds = 1_000_000
"""A microsecond."""
_SECTION: Pages = 32_768
"""Pages of 128 MiB, for which the costs of hotplug were measured."""
_PAGEBLOCK: Pages = 512
"""Pages of 2 MiB, for which those of virtio-mem were."""
_DISK = 300 << 20
"""Bytes a second of a guest's own disk."""


def _about(what: str, source: str, unit: str = "page") -> dict[str, str]:
    """Say of a figure what a reader of the table wants to know."""
    return {"what": what, "source": source, "unit": unit}


@attrs.frozen(kw_only=True)
class Figures:
    """What one of its unit takes, in picoseconds; pages are 4 KiB."""

    inflate_page: Picoseconds = attrs.field(
        default=4_500_000,
        metadata=_about(
            "the balloon inflates",
            "HyperAlloc: virtio-balloon shrinks a guest at 4.45 us a page that the host backs (V)",
        ),
    )
    inflate_block_page: Picoseconds = attrs.field(
        default=31_400,
        metadata=_about(
            "the balloon inflates by blocks of 2M",
            "HyperAlloc: virtio-balloon shrinks a guest by blocks of 2M at 0.148 s for 18 GiB (V)",
        ),
    )
    deflate_page: Picoseconds = attrs.field(
        default=1_800_000,
        metadata=_about(
            "the balloon deflates", "HyperAlloc: virtio-balloon grows a guest at 1.81 us a page (V)"
        ),
    )
    migrate_page: Picoseconds = attrs.field(
        default=2_000_000,
        metadata=_about(
            "a page is migrated", "linux-mm in 2012 reckons with 2 us, two to three times that under KVM (S)"
        ),
    )
    migrate_balloon_page: Picoseconds = attrs.field(
        default=20_000_000,
        metadata=_about("a balloon page is migrated", "two exchanges of one page with the host (E)"),
    )
    remap_page: Picoseconds = attrs.field(
        default=50_000_000,
        metadata=_about(
            "a page of the kernel's own is moved (2.6.16+remap)",
            "all CPUs stop, and forget their translations; no kernel ever did it (E)",
        ),
    )
    add_page: Picoseconds = attrs.field(
        default=700 * US // _SECTION,
        metadata=_about(
            "a section is added",
            "HyperAlloc: virtio-mem grows a guest at 1.4 ms for 128M (V), half of it for this step (E)",
        ),
    )
    online_page: Picoseconds = attrs.field(
        default=700 * US // _SECTION,
        metadata=_about("a section goes online, a largest block at a time", "the other half of that (E)"),
    )
    isolate_page: Picoseconds = attrs.field(
        default=600 * US // _SECTION,
        metadata=_about(
            "a section's free blocks are isolated",
            "HyperAlloc: virtio-mem shrinks a guest at 3.3 to 4.0 ms for 128M (V), 0.6 ms for this step (E)",
        ),
    )
    offline_page: Picoseconds = attrs.field(
        default=1_500 * US // _SECTION,
        metadata=_about("a section's free pages go offline", "1.5 ms of that (E)"),
    )
    remove_page: Picoseconds = attrs.field(
        default=1_500 * US // _SECTION, metadata=_about("a section is removed", "1.5 ms of that (E)")
    )
    plug_page: Picoseconds = attrs.field(
        default=21 * US // _PAGEBLOCK,
        metadata=_about("virtio-mem plugs part of a section", "HyperAlloc: 21 us for 2M (V)"),
    )
    unplug_page: Picoseconds = attrs.field(
        default=30 * US // _PAGEBLOCK,
        metadata=_about(
            "virtio-mem unplugs part of a section that is empty",
            "HyperAlloc: 63 us for 2M (V), isolation and the section's removal left out (E)",
        ),
    )
    scan_pageblock: Picoseconds = attrs.field(
        default=3_000_000,
        metadata=_about(
            "a pageblock is searched for pages that cannot move",
            "reading its 512 page descriptors, 32K, at 10 GiB/s (E)",
            unit="pageblock",
        ),
    )
    drop_file_page: Picoseconds = attrs.field(
        default=1_000_000,
        metadata=_about(
            "a clean file page is dropped",
            "off its list and out of the page cache, with its share of the scan (E)",
        ),
    )
    report_page: Picoseconds = attrs.field(
        default=31_400,
        metadata=_about(
            "a free page is reported to the host",
            "HyperAlloc: virtio-balloon shrinks a guest by blocks of 2M at 0.148 s for 18 GiB (V)",
        ),
    )
    fault_page: Picoseconds = attrs.field(
        default=890_000,
        metadata=_about(
            "the host backs a page again that was reported",
            "HyperAlloc: the first touch after growing by blocks of 2M takes 0.89 us for each 4K (V)",
        ),
    )
    write_back_page: Picoseconds = attrs.field(
        default=4 * KIB * 10**12 // _DISK,
        metadata=_about("a dirty file page is written back", "an SSD of 300M/s, in sequence (S)"),
    )
    read_file_page: Picoseconds = attrs.field(
        default=4 * KIB * 10**12 // _DISK,
        metadata=_about("a file page is read", "the same, read ahead (E)"),
    )
    swap_out_page: Picoseconds = attrs.field(
        default=4 * KIB * 10**12 // _DISK,
        metadata=_about("a page is swapped out", "an SSD of 300M/s; a disk of 2006 had 10 to 50M/s (S)"),
    )
    swap_in_page: Picoseconds = attrs.field(
        default=100_000_000,
        metadata=_about("a page is swapped in", "a random read of such an SSD, one at a time (E)"),
    )
    host_page_out_page: Picoseconds = attrs.field(
        default=13_000_000,
        metadata=_about("the host pages a page out", "an SSD of 300M/s as the guest's own (E)"),
    )
    host_page_in_page: Picoseconds = attrs.field(
        default=100_000_000,
        metadata=_about(
            "the host pages a page in, and the guest waits",
            "a random read of such an SSD, one at a time (E)",
        ),
    )
    shrink_slab_page: Picoseconds = attrs.field(
        default=2_000_000,
        metadata=_about("a slab page is freed", "its objects go one by one, twice a file page (E)"),
    )
    poll_driver: Picoseconds = attrs.field(
        default=10_000_000,
        metadata=_about(
            "a balloon driver polls, or tells how its guest does",
            "a timer, a worker and one call of the host, a few us each (E)",
            unit="poll",
        ),
    )
    wake_driver: Picoseconds = attrs.field(
        default=50_000_000,
        metadata=_about(
            "a watch or an interrupt wakes a balloon driver",
            "an interrupt, a worker and a key that Domain-0 is asked for (E)",
            unit="wake-up",
        ),
    )
    copy_frame: Picoseconds = attrs.field(
        default=350_000,
        metadata=_about(
            "the host moves a frame",
            "copying 4K at 10.9 GiB/s on a virtual machine of two cores (V)",
            unit="frame",
        ),
    )
    map_stretch: Picoseconds = attrs.field(
        default=1_650_000,
        metadata=_about(
            "the host maps a stretch of moved frames anew",
            "what the migration of a page takes besides its copy: tables, and a flush of the TLB (E)",
            unit="stretch",
        ),
    )
    zero_page: Picoseconds = attrs.field(
        default=370_000,
        metadata=_about(
            "the host zeroes a page", "memset at 10.3 GiB/s on a virtual machine of two cores (V)"
        ),
    )
    allocate_page: Picoseconds = attrs.field(
        default=100_000,
        metadata=_about(
            "a workload takes a page",
            "LLFree (ATC 2023): 94 ns for a page of Linux's allocator on one core (S)",
        ),
    )
    free_page: Picoseconds = attrs.field(
        default=100_000, metadata=_about("a workload frees a page", "as taking it (E)")
    )

    shut_down_guest: Picoseconds = attrs.field(
        default=3_000_000 * US,
        metadata=_about("a guest shuts down", "services stop and disks are synced (E)", unit="shutdown"),
    )
    boot_guest: Picoseconds = attrs.field(
        default=12_000_000 * US,
        metadata=_about(
            "a guest boots",
            "firmware, kernel and services of a small server; in 2006 a minute (E)",
            unit="boot",
        ),
    )
