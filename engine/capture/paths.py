"""What a capture holds: the kernel's files, and what is asked of the system beside them."""

from __future__ import annotations

RELEASE, MACHINE, PAGE_SIZE = "release", "machine", "page_size"
FACTS = (RELEASE, MACHINE, PAGE_SIZE)
"""`uname -r`, `uname -m`, and bytes of a page: one line each, and no files."""

MEMORY_BLOCKS = "/sys/devices/system/memory"
BLOCK_SIZE = f"{MEMORY_BLOCKS}/block_size_bytes"
AUTO_ONLINE = f"{MEMORY_BLOCKS}/auto_online_blocks"
BLOCK_FILES = ("state", "valid_zones", "phys_index")
"""Of each memory block; beside them the name of its link to a node counts."""
HUGE_PAGES = "/sys/kernel/mm/transparent_hugepage/enabled"

CMDLINE, IOMEM, SWAPS, INTERRUPTS = "/proc/cmdline", "/proc/iomem", "/proc/swaps", "/proc/interrupts"
MEMINFO, VMSTAT, ZONEINFO = "/proc/meminfo", "/proc/vmstat", "/proc/zoneinfo"
PAGETYPEINFO, BUDDYINFO, KPAGEFLAGS = "/proc/pagetypeinfo", "/proc/buddyinfo", "/proc/kpageflags"

STILL = (BLOCK_SIZE, AUTO_ONLINE, HUGE_PAGES, CMDLINE, IOMEM, SWAPS, INTERRUPTS)
"""Texts that hardly change; read first."""
MOVING = (MEMINFO, VMSTAT, ZONEINFO, PAGETYPEINFO, BUDDYINFO)
"""Texts that change all the time: read last, right before the page flags, so that they tell of one moment."""
TEXTS = (*STILL, *MOVING)
