"""What no file of the kernel says: the size of a section, and of a pageblock where it cannot be read."""

from __future__ import annotations

from engine.platform.architectures import PAE
from engine.units import GIB, KIB, MIB, Bytes, Pages, Pfn

UNKNOWN_SECTION: Bytes = 128 * MIB
_SECTIONS: dict[str, Bytes] = {
    "x86_64": 128 * MIB,
    "ppc64": 16 * MIB,
    "ppc64le": 16 * MIB,
    "s390x": 256 * MIB,
    "riscv64": 128 * MIB,
    "loongarch64": 512 * MIB,
    "mips64": 256 * MIB,
    "sparc64": GIB,
    "ia64": GIB,
    "parisc64": 256 * MIB,
}
"""SECTION_SIZE_BITS (arch/*/include/asm/sparsemem.h)."""
_I386 = frozenset({"i386", "i486", "i586", "i686"})


def section_size(machine: str, release: str, page_size: Bytes, end: Pfn) -> Bytes | None:
    """Return the bytes of a section of SPARSEMEM; None: nothing here knows.

    Args:
        machine: as `uname -m` says it.
        release: of the kernel, as `uname -r` says it.
        page_size: bytes of a page.
        end: the first pfn that no zone reaches.
    """
    if machine == "aarch64":
        if version_of(release) < (5, 12):
            return GIB
        return 512 * MIB if page_size == 64 * KIB else 128 * MIB
    if machine in _I386:
        return PAE.section_size if end > 4 * GIB // page_size else 64 * MIB
    return _SECTIONS.get(machine)


def usual_pageblock_order(machine: str, page_size: Bytes, max_order: int) -> int:
    """Return the order of a pageblock as it is where huge pages are compiled in (HUGETLB_PAGE_ORDER).

    It is a huge page of the page table's second level, but never more than the largest block; s390's is 1 MiB.
    """
    if machine == "s390x":
        order = 8
    elif machine in ("ppc64", "ppc64le"):
        order = (2 * MIB // page_size).bit_length() - 1
    else:
        order = (page_size // 8).bit_length() - 1
    return min(order, max_order)


def version_of(release: str) -> tuple[int, ...]:
    """Return the two first numbers of a release; (0, 0) where there are none."""
    words = release.split("-")[0].split(".")[:2]
    if len(words) < 2 or not all(word.isascii() and word.isdigit() and len(word) < 6 for word in words):
        return 0, 0
    return tuple(map(int, words))


def page_size_from(total: Bytes, managed: Pages) -> Bytes | None:
    """Return the page size that makes MemTotal of the pages that the zones manage (mm/page_alloc.c:totalram_pages).

    Returns:
        A power of two from 4 KiB to 64 KiB; None: none fits.
    """
    for size in (4 * KIB, 8 * KIB, 16 * KIB, 64 * KIB):
        if managed and abs(total - managed * size) * 50 < total:
            return size
    return None
