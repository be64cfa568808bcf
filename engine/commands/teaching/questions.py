"""Lessons of questions and views."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.teaching.teaching import Teaching

QUESTIONS: Mapping[str, Teaching] = {
    "why": Teaching(
        "Says whether a section can leave and what keeps it, down to the page and its owner, or what a guest or an "
        "operation waits for. What would help was tried on a copy of the world before it is offered.",
        (
            ("why app section=23", "a page table keeps 128M"),
            ("why web", "what web is waiting for, if anything"),
        ),
        related=("hotplug remove", "whatif"),
    ),
    "whatif": Teaching(
        "Does a command on a copy of the world and prints its guest before and after. Nothing here changes.",
        (
            ("whatif balloon set app 2G", "what would be dropped and swapped"),
            ("whatif hotplug remove app 256M", "which sections would leave"),
        ),
        ("Commands that are no change of one guest's memory are refused inside it.",),
        ("compare", "why"),
    ),
    "free": Teaching(
        "Memory as `free` prints it inside the guest: what its own user would see.",
        (("free web", "the balloon is used memory, or none at all, as its driver counts"),),
        related=("meminfo", "top"),
    ),
    "meminfo": Teaching(
        "The guest's /proc/meminfo.",
        (("meminfo db", "MemTotal, MemFree, Cached, and so on, in KiB"),),
        related=("free", "zoneinfo"),
    ),
    "buddyinfo": Teaching(
        "Free blocks per zone and order: blocks of 1, 2, 4 ... pages. Few on the right: free memory is shattered.",
        (
            ("buddyinfo web", "before a balloon, and after"),
            ("buddyinfo db", "with types it stays whole for longer"),
        ),
        related=("pagetypeinfo", "compare"),
    ),
    "pagetypeinfo": Teaching(
        "Free blocks per migrate type, and how many pageblocks each type has: who may take what without mixing.",
        (("pagetypeinfo db", "movable and unmovable lists apart"),),
        ("Kernels before 2.6.24 have no types.",),
        ("buddyinfo",),
    ),
    "zoneinfo": Teaching(
        "Zones, their watermarks and reserves: below low the kernel begins to reclaim.",
        (("zoneinfo app", "min, low and high of each zone"),),
        related=("meminfo",),
    ),
    "lsmem": Teaching(
        "Memory blocks as `lsmem` prints them: which are online, offline, removable.",
        (("lsmem app", "blocks of 128M"),),
        related=("hotplug remove", "section offline"),
    ),
    "top": Teaching(
        "What runs in the guest, and how it gets on: whoever waits for swap works less.",
        (("top web", "its programs, and their memory"),),
        related=("vmstat", "workload"),
    ),
    "vmstat": Teaching(
        "How much the guest swaps, since it booted and in the last second.",
        (("vmstat web", "si and so: in and out"),),
        related=("top",),
    ),
}
