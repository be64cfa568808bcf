"""The rules that a difference can be put down to: what each is, and where the kernel has it."""

from __future__ import annotations

import attrs


@attrs.frozen
class Rule:
    """One rule of the kernel, or a sort of noise.

    Attributes:
        name: in few words.
        noise: whether no prediction could know it: others' pages, the recorder's.
        kernel: file and function.
        says: what it is about, for those who know the function.
    """

    name: str
    noise: bool
    kernel: str
    says: str


OFFLINE = Rule(
    "offline outcome",
    False,
    "mm/memory_hotplug.c:offline_pages",
    "a memory block is there in one picture and gone in the other",
)
VIRTIO_MEM = Rule(
    "virtio-mem subblocks",
    False,
    "drivers/virtio/virtio_mem.c:virtio_mem_run_wq",
    "other subblocks are unplugged",
)
MEM_MAP = Rule(
    "place of a mem_map",
    False,
    "mm/sparse-vmemmap.c:vmemmap_alloc_block",
    "the struct pages of added memory lie elsewhere",
)
NODE = Rule(
    "node of the worker's CPU",
    False,
    "mm/mempolicy.c:numa_node_id, kernel/workqueue.c:queue_work_on",
    "pages come from another node: the worker ran on another CPU",
)
ZONE_ORDER = Rule(
    "zone order and marks",
    False,
    "mm/page_alloc.c:get_page_from_freelist",
    "pages come from another zone: its zonelist, watermark or lowmem reserve",
)
FALLBACK = Rule(
    "fallback and claim",
    False,
    "mm/page_alloc.c:__rmqueue_fallback, steal_suitable_fallback",
    "a pageblock was claimed for another migrate type, or its pages were lent",
)
LIST_ORDER = Rule(
    "list order",
    False,
    "mm/page_alloc.c:__rmqueue_smallest",
    "other pages of the same zone: the heads of the lists differ",
)
BALLOON_ORDER = Rule(
    "balloon order",
    False,
    "mm/balloon_compaction.c:balloon_page_list_dequeue",
    "the balloon gives other pages back",
)
BALLOON_SIZE = Rule(
    "balloon size",
    False,
    "drivers/virtio/virtio_balloon.c:update_balloon_size_func",
    "the balloon holds more in one picture than in the other",
)
PER_CPU = Rule(
    "per-CPU lists",
    False,
    "mm/page_alloc.c:free_unref_page_commit, rmqueue_bulk, drain_zone_pages",
    "pages are parked in one picture and in the buddy allocator in the other",
)
KERNEL_LISTS = Rule(
    "the kernel's per-CPU lists",
    True,
    "mm/page_alloc.c:rmqueue_bulk, free_pcppages_bulk",
    "a CPU's lists of unmovable and reclaimable pages were filled or emptied meanwhile",
)
OTHER_LIST = Rule(
    "another per-CPU list",
    False,
    "mm/page_alloc.c:order_to_pindex, smp_processor_id",
    "parked by another CPU, or for another migrate type",
)
RECLAIM = Rule(
    "reclaim",
    False,
    "mm/vmscan.c:shrink_inactive_list",
    "other file pages went, or more of them",
)
SLAB_RECLAIM = Rule(
    "slab reclaim",
    False,
    "mm/vmscan.c:shrink_slab",
    "slab pages were emptied in the prediction, and stayed",
)
RECLAIM_ORDER = Rule(
    "order of reclaimed pages",
    False,
    "mm/vmscan.c:shrink_folio_list, mm/page_alloc.c:free_unref_page_list",
    "of the pages that reclaim freed, the balloon took others",
)
MIGRATION = Rule(
    "moved pages",
    False,
    "mm/migrate.c:alloc_migration_target, mm/compaction.c:compaction_alloc",
    "pages of programs or of the balloon moved in one picture only, or landed elsewhere: each is off at two places",
)
SWAP = Rule(
    "swap",
    False,
    "mm/vmscan.c:shrink_folio_list",
    "pages of programs went to swap in the prediction, and stayed",
)
NEW_KERNEL = Rule(
    "kernel pages came",
    True,
    "mm/slub.c:allocate_slab, mm/memory.c:__pte_alloc, the recorder",
    "taken meanwhile by the kernel, or by who recorded it",
)
GONE_KERNEL = Rule(
    "kernel pages went",
    True,
    "mm/slub.c:__free_slab, mm/memory.c:free_pgtables, the recorder",
    "given back meanwhile by the kernel, or by who recorded it",
)
PROGRAMS = Rule(
    "programs at work",
    True,
    "mm/memory.c:handle_mm_fault, mm/filemap.c:filemap_add_folio",
    "programs took or gave back pages meanwhile, their own or of files",
)
MERGING = Rule(
    "merging",
    False,
    "mm/page_alloc.c:__free_one_page",
    "the same pages are free, in blocks of other orders, and no page beside them differs",
)

RULES = (
    OFFLINE,
    VIRTIO_MEM,
    MEM_MAP,
    NODE,
    ZONE_ORDER,
    FALLBACK,
    LIST_ORDER,
    BALLOON_ORDER,
    BALLOON_SIZE,
    PER_CPU,
    KERNEL_LISTS,
    OTHER_LIST,
    RECLAIM,
    RECLAIM_ORDER,
    SWAP,
    SLAB_RECLAIM,
    MIGRATION,
    NEW_KERNEL,
    GONE_KERNEL,
    PROGRAMS,
    MERGING,
)
"""In the order in which equal ones are told; a page's cause is a position in this."""
NUMBER = {rule: number for number, rule in enumerate(RULES)}
