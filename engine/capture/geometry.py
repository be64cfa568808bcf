"""Which platform, layout and kernel a capture is of: its own numbers, on the row that is nearest."""

from __future__ import annotations

import re

import attrs

from engine.capture.record import Capture
from engine.errors import CommandError
from engine.memory.layout import NO_END, ZONE_NAMES, Layout
from engine.platform import KERNELS, PAGE_SIZES, Kernel, Platform, between_rows
from engine.units import MIB, Bytes, Pfn

_ROWS = {
    "x86_64": "x86-64",
    "ppc64le": "ppc64",
    "ppc64": "ppc64",
    "aarch64": "arm64",
    "s390x": "s390",
    "i686": "i386",
    "i586": "i386",
    "ia64": "ia64",
}
"""By what `uname -m` says, the platform's row."""
_TODAY = (4, 0, 0)
_RELEASE = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?", re.ASCII)


def platform_of(capture: Capture) -> Platform:
    """Return the platform's row with the capture's sizes and zones in it; one that has no row is made like x86-64's."""
    rows = PAGE_SIZES[_ROWS.get(capture.architecture, "x86-64")]
    row = rows.get(capture.page_size) or next(iter(rows.values()))
    row = attrs.evolve(row, name=_ROWS.get(capture.architecture, capture.architecture))
    if row.name == "ppc64":
        # of 2 MiB with the radix MMU, of 16 MiB with the hash MMU, as pageblocks are (mmu_vmemmap_psize)
        unit = capture.page_size << capture.pageblock_order
        row = attrs.evolve(row, mem_map_unit=unit, mem_map_order=capture.pageblock_order)
    return attrs.evolve(
        row,
        page_size=capture.page_size,
        section_size=capture.section_pages * capture.page_size,
        max_order=capture.max_order,
        pageblock_order=capture.pageblock_order,
        zones=tuple(_zones(capture, row)),
    )


def layout_of(platform: Platform) -> Layout:
    """Return the layout of a platform as a capture has it.

    Raises:
        CommandError: its orders, pageblocks, sections and zones do not go together.
    """
    try:
        layout = Layout.of(platform)
    except ValueError as error:
        raise CommandError(f"no kernel has such sizes: {error}", "a capture of a Linux kernel") from None
    if platform.name != "ppc64":
        return layout
    # with the hash MMU pageblocks are as large as pages of hugetlb, 16 MiB (arch/powerpc/mm/hugetlbpage.c)
    largest = (2 * MIB // platform.page_size).bit_length() - 1
    return attrs.evolve(layout, thp_order=min(layout.pageblock_order, largest))


def _zones(capture: Capture, row: Platform) -> list[tuple[str, Bytes | None]]:
    """Return the kernel's zones upwards with their ends: the row's where they fit, else as zones are seen to lie."""
    page = capture.page_size
    starts: dict[str, Pfn] = {}
    ends: dict[str, Pfn] = {}
    for zone in capture.zones:
        if zone.name in ZONE_NAMES[:-1] and zone.spanned:
            starts[zone.name] = min(zone.start, starts.get(zone.name, zone.start))
            ends[zone.name] = max(zone.start + zone.spanned, ends.get(zone.name, 0))
    at, fits = 0, set(starts) <= {name for name, _ in row.zones}
    for name, end in row.zones:
        last = NO_END if end is None else end // page
        fits = fits and (name not in starts or at <= starts[name] < ends[name] <= last)
        at = last
    if fits:
        return list(row.zones)
    names = [name for name in ZONE_NAMES[:-1] if name in starts or name == "Normal"]
    found: list[tuple[str, Bytes | None]] = []
    unit = 1 << capture.max_order
    for number, name in enumerate(names):
        above = [starts[it] for it in names[number + 1 :] if it in starts]
        last = min(above) if above else ends.get(name, 0)
        is_last = number == len(names) - 1
        found.append((name, None if is_last else -(-last // unit) * unit * page))
    return found


def release_of(capture: Capture) -> tuple[int, int, int]:
    """Return the numbers of a kernel's release; (0, 0, 0) where it has none."""
    found = _RELEASE.match(capture.release)
    return (int(found[1]), int(found[2]), int(found[3] or 0)) if found else (0, 0, 0)


def kernel_of(capture: Capture) -> Kernel:
    """Return the row of mainline's that is nearest at or below the capture's release, as built for its platform.

    One of 4.0 and later follows the oldest row that has free lists as they are today, where none is below it. Patch
    sets and distributors' kernels are none that a release could be told by. What is known to have changed between the
    row and the release is as in the release.
    """
    release = release_of(capture)
    # one that says nothing is one of today's
    release = release if any(release) else max(row.release for row in KERNELS.values())
    rows = [row for row in KERNELS.values() if row.name == "current" or row.name.replace(".", "").isdecimal()]
    rows.sort(key=lambda row: row.release)
    if release >= _TODAY:
        rows = [row for row in rows if row.modern_marks]
    below = [row for row in rows if row.release <= release]
    row = between_rows(below[-1] if below else rows[0], release)
    return row.built_for(_ROWS.get(capture.architecture, capture.architecture))
