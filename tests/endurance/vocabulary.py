"""Commands at random, for whatever guests there are."""

from __future__ import annotations

import random

from engine.world import World

_KINDS = ("anon", "anon", "file", "mlocked", "hugetlb", "slab", "page_table", "kernel")
_RESIZE = (
    "balloon set {g} {target}p",
    "balloon set {g} {target}p within=100ms",
    "balloon inflate {g} {few}p",
    "balloon deflate {g} {few}p",
    "hotplug add {g} {amount}p",
    "hotplug add {g} {amount}p online=movable",
    "hotplug add {g} {amount}p node=1",
    "hotplug remove {g} {amount}p retries=2",
    "hotplug remove {g} section={block} timeout=300ms",
    "hotplug remove {g} node=1 retries=1",
    "section offline {g} {block}",
    "section online {g} {block}",
    "section online {g} {block} as=movable",
    "section online {g} size={amount}p",
    "section offline {g} size={amount}p",
    "hotplug add {g} {amount}p partly=undo",
    "hotplug add {g} {amount}p device=dimm{one}:mem{one}",
    "hotplug remove {g} {amount}p order=lowest partly=undo retries=2",
    "hotplug remove {g} section={block} partly=undo retries=1",
    "hotplug remove {g} device=dimm{one} retries=2",
    "hotplug set {g} {device}p",
    "hotplug set {g} {device}p",
    "hotplug set {g} 0p",
    "resize {g} {target}p",
    "resize {g} {target}p policy=balloon+remove",
    "resize {g} {target}p policy=balloon+add",
    "resize {g} {amount}p policy=hotplug",
)
_WORK = (
    "workload {g} fill {few}p kind={kind}",
    "workload {g} fill {few}p kind={kind} rate=4M/s",
    "workload {g} free kind={kind}",
    "workload {g} churn {few}p kind={kind} rate=8M/s",
    "workload {g} churn {few}p rate=8M/s adapts=hotplug",
    "workload {g} pin {few}p",
    "workload {g} fragment {few}p pattern=random",
    "workload {g} fragment {few}p",
    "workload {g} age {few}p",
    "workload {g} stop",
)
_OTHERS = (
    "cancel all",
    "at 20ms balloon set {g} {target}p",
    "at 70ms try cancel all",
    "why {g} section={section}",
    "why {g}",
    "guest remove {g}",
)
_HOST = (
    "host limit {g} {target}p",
    "host limit {g} {target}p",
    "host limit {g} 16T",
    "host compact",
    "host compact block=2M",
    "host balance on",
    "host balance on policy=proportional",
    "host balance on policy=mom",
    "host balance off",
)
_PATTERNS = (*_RESIZE, *_RESIZE, *_WORK, *_WORK, *_OTHERS, *_HOST)


def command_line(world: World, chance: random.Random) -> str:
    """Return a line for one of the guests, with amounts that are often possible."""
    guests = list(world.guests.values())
    if not guests:
        return "cancel all"
    guest = chance.choice(guests)
    span, online = guest.block_sections, guest.online_pages
    first = chance.randrange(len(guest.memory.state) + 1) // span * span
    return chance.choice(_PATTERNS).format(
        g=guest.name,
        target=chance.randrange(guest.min, max(online, guest.min) + 2),
        few=1 + int(online * chance.random() ** 3 * 0.6),
        amount=chance.randrange(1, 4) * guest.block_pages,
        section=first,
        block=f"{first}-{first + span - 1}" if span > 1 else f"{first}",
        kind=chance.choice(_KINDS),
        one=chance.randrange(3),
        device=chance.randrange(0, 4 * guest.section_pages, guest.memory.layout.pageblock_pages),
    )
