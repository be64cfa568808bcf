"""Kernels as data: what one does differently from another, a row each."""

from __future__ import annotations

from typing import Any, Literal

import attrs

from engine.platform.memory_models import MEMORY_MODELS, MemoryModel
from engine.units import SECOND, Nanoseconds

Fallback = Literal["current", "v6.12", "v6.6", "v2.6.24"]
"""Where pages come from when a migrate type's own lists are empty; named after a kernel that did so."""
Release = tuple[int, int, int]
VIRTIO_MEM_SINCE: dict[str, Release] = {"x86-64": (5, 8, 0), "arm64": (5, 18, 0), "s390": (6, 13, 0)}
"""By platform, the first release with virtio-mem (drivers/virtio/Kconfig); others have none (RISC-V is not here)."""


@attrs.frozen(kw_only=True)
class Kernel:
    """What one kernel does differently from another.

    Sources: paper 3.2, 4.2 and its reference 4 for kernels of 2006; mm/page_alloc.c and mm/memory_hotplug.c.
    """

    name: str
    says: str
    """What it is known for, for people."""
    release: Release
    """The release of mainline that it is, or that it is made of."""
    merged: bool = True
    """Whether mainline got what it can do, then or later; if not, it is what the paper can only wish for."""
    hot_add: bool = True
    """Sections can be added (2.6.14 and later, paper 3.2)."""
    hot_remove: bool
    hot_remove_on: tuple[str, ...] = ()
    """The platforms where they can be removed; empty: all."""
    sparsemem_on: tuple[str, ...] = ()
    """The platforms for which a distributor built it with SPARSEMEM, the others with DISCONTIGMEM; empty: it can be
    built with either."""
    memory_model: str = "sparsemem"
    """What it was built with, one of MEMORY_MODELS; see `built_for`."""
    new_nodes: bool
    """Memory can be added to a node that was not there (2.6.18 and later; in the paper a patch, 3.2)."""
    grouping: bool
    """Free lists by migrate type (2.6.24 and later), or one list an order."""
    tail_placement: bool
    """A freed block whose next merge looks likely goes to the list's tail (2010 and later)."""
    fallback: Fallback
    online_in_blocks: bool
    """Online frees blocks of the largest order to the tail; 2006 freed page by page to the head."""
    isolate_keeps_type: bool
    """An isolation that is undone restores the pageblock's type; before, every one became movable."""
    movable_zone: bool
    """ZONE_MOVABLE exists (2.6.23 and later; before, as ZONE_EASYRCLM, a patch)."""
    online_movable: bool = False
    """Added memory can go to it (3.8 and later; and as the patch had it): before, only memory at boot could."""
    kernelcore_share: int = 0
    """One in so many parts of memory at boot is the kernel's and the rest is ZONE_MOVABLE; 0: all is the kernel's."""
    offline_timeout: Nanoseconds | None
    """None: the kernel tries for ever and only a signal ends it."""
    offline_failures: int | None
    """Rounds of migration in a row that may fail before the kernel gives up; None: no limit."""
    offline_reclaim: bool = False
    """Slab and dirty file pages of a section that is to go are reclaimed (paper 4.1); never in mainline."""
    remaps_kernel: bool = False
    """The kernel's own pages can move: its virtual addresses lie at no constant offset from physical ones."""
    pagetypeinfo: bool
    """There is /proc/pagetypeinfo (2.6.24 and later)."""
    drivers_of_2006: bool
    """Balloon drivers are as they were in 2006."""
    balloon_compaction: bool
    """Balloon pages can be migrated where their driver takes part (mm/balloon_compaction.c, 2012; cmm since 5.5)."""
    offline_pages_pass: bool
    """Balloon pages that cannot move pass isolation, and are found out when all else has moved (PageOffline, 5.8)."""
    modern_marks: bool
    """Watermarks and per-CPU lists as they are sized today; before, as in 2006."""
    movable_shares_marks: bool = False
    """ZONE_MOVABLE has a share of min_free_kbytes; until 6.5 (mm/page_alloc.c:__setup_per_zone_wmarks)."""
    tunes_per_cpu: bool = False
    """Limits and batches of per-CPU lists follow what is asked of them (6.7 and later)."""
    large_blocks: bool
    """A memory block may have several sections (2.6.39 and later)."""
    khugepaged: bool
    """Transparent huge pages exist and are on (2.6.38 and later)."""
    avoid_mixing: bool
    """Other zones are looked at before pageblocks are mixed (5.0 and later)."""
    watermark_boost: bool
    """Mixing a pageblock raises the watermarks for a while (5.0 and later)."""
    memmap_on_memory: bool
    """Added memory can hold its own mem_map (5.13 and later)."""
    online_uevents: bool
    """udev hears when a memory block goes online or offline; before, only when it came or went."""
    migrates_in_batches: bool
    """Many pages are unmapped, copied and mapped together (6.3 and later), or one after the other."""

    def memory_models(self, platform: str) -> tuple[str, ...]:
        """Return what the kernel can be built with for a platform, the usual one first; names of MEMORY_MODELS.

        DISCONTIGMEM went in 5.14, on powerpc in 2.6.14; s390 got SPARSEMEM in 2.6.26.
        """
        if self.release >= (5, 14, 0):
            return ("sparsemem",)
        if platform == "s390":
            return ("flatmem",)
        if self.sparsemem_on:
            return ("sparsemem",) if platform in self.sparsemem_on else ("discontigmem",)
        return ("sparsemem", "flatmem") if platform == "ppc64" else ("sparsemem", "discontigmem", "flatmem")

    @property
    def migrates_downwards(self) -> bool:
        """Whether what leaves a memory block moves from its last page to its first.

        Since 6.12 what was found is put before what was found earlier (mm/migrate.c:isolate_folio_to_list).
        """
        return self.release >= (6, 12, 0)

    @property
    def isolates_ends_first(self) -> bool:
        """Whether the first and the last pageblock are isolated before those between them.

        Since 5.19 (mm/page_isolation.c:start_isolate_page_range); before, upwards.
        """
        return self.release >= (5, 19, 0)

    def has_virtio_mem(self, platform: str) -> bool:
        """Say whether it has a driver for virtio-mem devices on a platform."""
        since = VIRTIO_MEM_SINCE.get(platform)
        return since is not None and self.release >= since

    def built_for(self, platform: str, memory_model: str | None = None) -> Kernel:
        """Return the kernel as it was built for a platform: without what its memory model does not allow."""
        model = memory_model or self.memory_models(platform)[0]
        sections = MEMORY_MODELS[model].sections
        return attrs.evolve(
            self,
            memory_model=model,
            hot_add=self.hot_add and sections,
            hot_remove=self.hot_remove
            and sections
            and (not self.hot_remove_on or platform in self.hot_remove_on),
        )

    @property
    def model(self) -> MemoryModel:
        """The row of its memory model."""
        return MEMORY_MODELS[self.memory_model]


_2_6_16 = Kernel(
    name="2.6.16",
    says="memory can be added, and not removed; one free list an order",
    release=(2, 6, 16),
    hot_remove=False,
    new_nodes=False,
    grouping=False,
    tail_placement=False,
    fallback="v2.6.24",
    online_in_blocks=False,
    isolate_keeps_type=False,
    movable_zone=False,
    offline_timeout=None,
    offline_failures=None,
    pagetypeinfo=False,
    drivers_of_2006=True,
    balloon_compaction=False,
    offline_pages_pass=False,
    modern_marks=False,
    large_blocks=False,
    khugepaged=False,
    avoid_mixing=False,
    watermark_boost=False,
    memmap_on_memory=False,
    online_uevents=False,
    migrates_in_batches=False,
)
_REMOVE = attrs.evolve(
    _2_6_16,
    name="2.6.16+remove",
    says="with the paper's patches: sections can be removed, their pages migrate",
    hot_remove=True,
    offline_timeout=120 * SECOND,
    offline_failures=5,
    offline_reclaim=True,
)
_CURRENT = Kernel(
    name="current",
    says="free lists by migrate type, ZONE_MOVABLE, balloon pages that can migrate",
    release=(6, 18, 0),
    hot_remove=True,
    new_nodes=True,
    grouping=True,
    tail_placement=True,
    fallback="current",
    online_in_blocks=True,
    isolate_keeps_type=True,
    movable_zone=True,
    online_movable=True,
    offline_timeout=None,
    offline_failures=None,
    pagetypeinfo=True,
    drivers_of_2006=False,
    balloon_compaction=True,
    offline_pages_pass=True,
    modern_marks=True,
    tunes_per_cpu=True,
    large_blocks=True,
    khugepaged=True,
    avoid_mixing=True,
    watermark_boost=True,
    memmap_on_memory=True,
    online_uevents=True,
    migrates_in_batches=True,
)
KERNELS: dict[str, Kernel] = {
    row.name: row
    for row in (
        attrs.evolve(
            _2_6_16,
            name="2.6.13",
            says="memory can be neither added nor removed",
            release=(2, 6, 13),
            hot_add=False,
        ),
        attrs.evolve(
            _2_6_16, name="2.6.14+", says="the first that memory can be added to", release=(2, 6, 14)
        ),
        _2_6_16,
        _REMOVE,
        attrs.evolve(
            _REMOVE,
            name="2.6.16+antifrag-list",
            says="that, and free lists by migrate type, as Gorman proposed them in 2006",
            grouping=True,
        ),
        attrs.evolve(
            _REMOVE,
            name="2.6.16+antifrag-zone",
            says="that, and a zone for pages that can leave, as Gorman proposed it in 2006; kernelcore= sizes it",
            movable_zone=True,
            online_movable=True,
            kernelcore_share=3,
        ),
        attrs.evolve(
            _REMOVE,
            name="2.6.16+remap",
            says="that of +remove, and a kernel whose own pages can move: what the paper says it would take",
            merged=False,
            remaps_kernel=True,
        ),
        attrs.evolve(
            _2_6_16,
            name="sles10",
            says="SUSE's of 2006: SPARSEMEM and hotplug add on powerpc only",
            sparsemem_on=("ppc64",),
        ),
        attrs.evolve(
            _2_6_16,
            name="rhel5",
            says="Red Hat's of 2006: SPARSEMEM and hotplug add on powerpc only",
            release=(2, 6, 18),
            sparsemem_on=("ppc64",),
        ),
        attrs.evolve(
            _2_6_16,
            name="2.6.24",
            says="the first that groups pages, has ZONE_MOVABLE and removes memory (on powerpc and ia64)",
            release=(2, 6, 24),
            movable_shares_marks=True,
            hot_remove=True,
            hot_remove_on=("ppc64", "ia64"),
            new_nodes=True,
            grouping=True,
            movable_zone=True,
            offline_timeout=120 * SECOND,
            offline_failures=5,
            pagetypeinfo=True,
        ),
        attrs.evolve(
            _CURRENT,
            name="6.1",
            says="as 6.6, but pages migrate one after the other",
            release=(6, 1, 0),
            fallback="v6.6",
            isolate_keeps_type=False,
            migrates_in_batches=False,
            tunes_per_cpu=False,
            movable_shares_marks=True,
        ),
        attrs.evolve(
            _CURRENT,
            name="6.6",
            says="as current, but for how pageblocks change hands",
            release=(6, 6, 0),
            fallback="v6.6",
            tunes_per_cpu=False,
            isolate_keeps_type=False,
        ),
        attrs.evolve(
            _CURRENT,
            name="6.12",
            says="as 6.6, but what CPUs keep follows what is asked of them",
            release=(6, 12, 0),
            fallback="v6.12",
            isolate_keeps_type=False,
        ),
        _CURRENT,
    )
}
"""2.6.16+...: the two sets of patches that the paper's reference 4 describes, on top of those that remove sections.

Sources: linux-mm, 19 and 20 January 2006, "Reducing fragmentation using zones" (v3: kernelcore=512M of 1.5 GiB) and
"Reducing fragmentation using lists" (v22), whose fallback is that of 2.6.24 in an earlier form; linux-mm, 22 May 2007,
"memory unplug v3" (120 s, ia64); linux-mm, 5 September 2008 (x86-64 had no removal before 2.6.28).
"""
CHANGES: tuple[tuple[Release, str, Any], ...] = (
    ((6, 3, 0), "migrates_in_batches", True),
    ((6, 5, 0), "movable_shares_marks", False),
    ((6, 7, 0), "tunes_per_cpu", True),
    ((6, 10, 0), "fallback", "v6.12"),
    ((6, 15, 0), "fallback", "current"),
)
"""By release, what mainline does differently since then: what is known of a release between two rows."""


def between_rows(row: Kernel, release: Release) -> Kernel:
    """Return a row with what has changed since it, up to a later release."""
    changed = {field: value for since, field, value in CHANGES if row.release < since <= release}
    return attrs.evolve(row, **changed)
