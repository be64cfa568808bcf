"""Lessons of what changes a guest's memory."""

from __future__ import annotations

from collections.abc import Mapping

from engine.commands.teaching.teaching import Teaching

MEMORY: Mapping[str, Teaching] = {
    "balloon set": Teaching(
        "The host names a target; the guest's driver takes pages until the rest is as large as that, or gives pages "
        "back. It asks its kernel for pages as a program would: free ones first, then file cache goes, then anon is "
        "swapped out.",
        (
            (
                "balloon set web 600M",
                "holes spread over web's map: the balloon takes pages where it finds them",
            ),
            (
                "balloon set web 300M within=2s",
                "the same in a hurry; `late` is said of it if it is not done by then",
            ),
            ("balloon set db 4G", "above what it has: the balloon gives back what it took"),
        ),
        (
            "Below its min nothing is asked of a guest.",
            "A balloon gives back only what it took: beyond the online memory `hotplug add` has to come first.",
            "A driver that finds no free page tries again later, and the operation waits or ends in part.",
        ),
        ("balloon inflate", "resize", "compare", "why"),
    ),
    "balloon inflate": Teaching(
        "Lowers the target by a size: `balloon set` of what it is less that.",
        (("balloon inflate web 64M", "web's target is 64M lower; see ▼ in its gauge"),),
        ("No target lies below the guest's min.",),
        ("balloon deflate", "balloon set"),
    ),
    "balloon deflate": Teaching(
        "Raises the target by a size: the balloon gives so much back, if it has it.",
        (("balloon deflate web 64M", "pages of the balloon turn to free ones in the map"),),
        ("No target lies above what is online: a balloon only gives back what it took.",),
        ("balloon inflate", "hotplug add"),
    ),
    "hotplug add": Teaching(
        "Plugs whole sections into the guest: each is added, with a mem_map for its pages, and then goes online, where "
        "its largest blocks join the tail of the free lists. The target moves up with it.",
        (
            (
                "hotplug add web 48M",
                "three sections of 16M beyond its boot memory: absent, offline □▴, then free ·",
            ),
            ("hotplug add db 256M online=movable", "two sections in zone Movable: they can be removed again"),
            ("hotplug add app 128M online=no", "present and offline, until `section online app`"),
        ),
        (
            "A size that is not whole sections is refused, and the nearest are named.",
            "The guest's max, and what the host has free, bound it.",
        ),
        ("hotplug remove", "section online", "lsmem"),
    ),
    "hotplug remove": Teaching(
        "Takes sections away: each is isolated, its pages in use migrate to others, it goes offline and leaves. "
        "By size the highest online ones are tried first, and another where one cannot leave.",
        (
            ("hotplug remove app 128M", "watch one section empty and others take its pages (+)"),
            ("hotplug remove app section=20", "this one and no other"),
            ("hotplug remove app 256M partly=undo", "both, or none"),
        ),
        (
            "One page that cannot move, as of the kernel, a page table or slab, keeps its whole section.",
            "A guest gives no memory below its min.",
            "Where no page is free elsewhere, migration fails and is tried again.",
        ),
        ("why", "section offline", "balloon set", "whatif"),
    ),
    "hotplug set": Teaching(
        "Says how much of the region of a virtio-mem device is to be plugged. Its driver works in blocks smaller "
        "than a section, and unplugs what it can.",
        (
            ("guest add dev memory=512M virtio_mem=512M", "the lab's guests have no such device"),
            ("hotplug set dev 256M", "blocks of it go online one by one"),
        ),
        ("A guest without a device is refused.",),
        ("hotplug add", "qom-set"),
    ),
    "section online": Teaching(
        "Puts sections online that are present and offline: their pages join the free lists.",
        (
            ("hotplug add app 128M online=no", "first there must be one that is offline"),
            ("section online app size=128M", "the lowest offline one"),
        ),
        ("A section that is online already, or absent, is refused.",),
        ("section offline", "hotplug add", "lsmem"),
    ),
    "section offline": Teaching(
        "Empties sections and takes their pages out of the free lists; they stay present, and keep their mem_map.",
        (
            ("section offline app 21", "its pages move elsewhere; then it is □"),
            ("section offline app size=128M", "the highest that can leave"),
        ),
        ("As with `hotplug remove`, one page that cannot move keeps the section.",),
        ("section online", "hotplug remove", "why"),
    ),
    "resize": Teaching(
        "Brings a guest to a size by the best way that it has, or by the policy that is named.",
        (
            ("resize app 2G", "sections as far as they leave, the balloon for the rest"),
            ("resize db 5G policy=balloon+add", "beyond its boot memory, which a balloon alone cannot reach"),
            ("resize web 600M policy=balloon", "to the page, and shattered"),
        ),
        ("A policy may stop short of the size: the operation is partly done, and says why.",),
        ("compare", "balloon set", "hotplug remove"),
    ),
    "compare": Teaching(
        "Tries each policy on a copy of the world, from one start, and sets what comes of them side by side: how far, "
        "how fast, what was moved or swapped, and what free memory looks like afterwards. Nothing here changes.",
        (
            ("compare app 2G", "all policies, live; Enter on a column writes its command"),
            ("compare web 600M balloon,unified", "two of them"),
        ),
        ("It takes seconds of the computer's time for large guests.",),
        ("resize", "whatif"),
    ),
    "workload": Teaching(
        "Lets programs in a guest take, free, churn or pin memory, so that there is something to take from it.",
        (
            ("workload web fill 100M kind=file", "file cache, which a balloon drops first"),
            ("workload app churn 10% rate=64M/s", "goes on until `workload app stop`"),
            ("workload db pin 16M", "pages that look movable and are not: they keep their sections"),
            ("workload web fragment 10%", "free memory in holes of one page"),
        ),
        (
            "Where memory runs out, the guest reclaims, swaps, and at last kills a program.",
            "Pinned and kernel pages keep sections from leaving: see `why`.",
        ),
        ("top", "free", "why"),
    ),
}
