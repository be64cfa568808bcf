"""Hand-made snapshots: guests in the midst of changes, written as the cells that they should be drawn as."""

from __future__ import annotations

import attrs
import numpy as np

from engine.memory.kinds import Kind, MigrateType, SectionState
from engine.snapshot import (
    GuestView,
    HostView,
    OperationView,
    PagesView,
    Sentence,
    Snapshot,
    ZoneView,
)
from engine.units import GIB, KIB, MIB, SECOND
from tests.tui.tables import table


def zone(managed: int, free: int, free_area: dict[str, tuple[int, ...]]) -> ZoneView:
    return ZoneView("Normal", 0, 256, 320, 384, managed, free, free_area)


def guest(name: str = "web", cells: str = "█K▒ ░ · ", **changes: object) -> GuestView:
    """Return a ppc64 guest whose map is `cells`; `held` gives what its kinds hold, in MiB."""
    section = int(str(changes.pop("section_size", 16 * MIB)))
    sections_table = table(cells, section // (4 * KIB))
    present = len(sections_table.index) * section
    offline = int((sections_table.state == SectionState.OFFLINE).sum()) * section
    counts = sections_table.counts.sum(axis=0).tolist()
    held = changes.pop("held", None)
    if isinstance(held, dict):
        counts = [held.get(kind, 0) * MIB // (4 * KIB) for kind in Kind]
    free_area = changes.pop("free_area", {"any": (0, 10, 0, 0, 5)})
    assert isinstance(free_area, dict)
    free = sum(count << order for each in free_area.values() for order, count in enumerate(each)) * 4 * KIB
    base = GuestView(
        name=name,
        platform="ppc64",
        kernel="2.6.16",
        memory_model="sparsemem",
        driver="xen",
        driver_learns="watch",
        balloon_pages_are="pinned",
        page_size=4 * KIB,
        section_size=section,
        block_sections=1,
        max_order=12,
        pageblock_order=9,
        boot=present,
        min=256 * MIB,
        max=max(present, 64 * MIB),
        target=present,
        present=present,
        online=present - offline,
        managed=present - offline,
        free=free,
        file_dirty=0,
        swap_total=GIB,
        swap_used=0,
        mem_map=0,
        balloon_pages=counts[Kind.BALLOON],
        balloon_target_pages=counts[Kind.BALLOON],
        counts=tuple(counts),
        zones=(zone(0, free // (4 * KIB), free_area),),
        sections=sections_table,
        unusable_free_index=(0,) * 13,
        largest_free_block=4 * MIB,
    )
    return attrs.evolve(base, **changes)


def web() -> GuestView:
    """A 2006 guest on ppc64 with a pinned balloon at work."""
    return guest(
        "web",
        "█K█K▤M█K▓S▒K▒P░ ▒ ▒ ▓S░ ▞P▞ ▞ ▒ ○B░ ▞ ▞ ▒K· ░ ▒ ○B░ ▞ ░ ▒ ▞P▞ ▒ "
        "▒P▒ ▒ ○B▒ ▒K▒ ▓S▒ ▒ ○B· · ░ ▞ ▒ ▒ ▓S▒K▒ ▒ ▒ ○B░ ░ ░ ░ ░ ▒ ░ ▒ ○B",
        max=1536 * MIB,
        target=512 * MIB,
        held={
            Kind.KERNEL: 70,
            Kind.SLAB: 46,
            Kind.ANON: 303,
            Kind.FILE: 181,
            Kind.FREE: 60,
            Kind.BALLOON: 364,
        },
        free_area={"any": (3712, 1540, 592, 218, 79, 34, 12, 4, 1, 1, 0, 0, 0)},
    )


def x86(name: str, cells: str, **changes: object) -> GuestView:
    return guest(
        name,
        cells,
        **{
            "section_size": 128 * MIB,
            "platform": "x86-64",
            "kernel": "current",
            "driver": "virtio",
            "driver_learns": "256-page batches",
            "balloon_pages_are": "migrate",
            "max_order": 10,
            **changes,
        },
    )


def db() -> GuestView:
    """A guest that grows by hotplug: one section going online, one present and offline."""
    return x86(
        "db",
        "█K█K▓S▒ ░ ○ ░ ░ ○ ░ ▒ ▒ ░ ▒ ▒ ░ ▒K▒K▒ ▒K▒ ▒ ▞ ▞ ░ ▒ ▞ ░ ▒ · · · □▴□ ",
        min=GIB,
        max=6 * GIB,
        target=4 * GIB,
        online=4 * GIB,
        held={
            Kind.KERNEL: 190,
            Kind.SLAB: 180,
            Kind.ANON: 1830,
            Kind.FILE: 1120,
            Kind.FREE: 264,
            Kind.BALLOON: 512,
        },
        free_area={
            "unmovable": (900, 500, 220, 100, 60, 20, 10, 4, 1, 2, 3),
            "movable": (3000, 1400, 700, 420, 210, 128, 60, 30, 16, 12, 18),
            "reclaimable": (300, 200, 100, 60, 10, 8, 4, 2, 1, 4, 2),
        },
    )


def app() -> GuestView:
    """A guest from which sections are being removed: one refused, one drains."""
    return x86(
        "app",
        "█K▓S▒K▒ ▒ ▒K░K▒K░ ░ ▒ ░ ▒K▒ ▒ ░ ▞ ░ ▒ ▞ ░P▒ ▒▾▒K",
        driver="vmware",
        driver_learns="polls every 1 s",
        min=512 * MIB,
        max=4 * GIB,
        target=2432 * MIB,
        held={
            Kind.KERNEL: 120,
            Kind.SLAB: 250,
            Kind.ANON: 980,
            Kind.FILE: 730,
            Kind.FREE: 480,
            Kind.BALLOON: 512,
        },
        free_area={
            "unmovable": (300, 150, 80, 30, 10, 6, 3, 2, 2, 1, 3),
            "movable": (5000, 3000, 1800, 1000, 450, 220, 120, 70, 40, 24, 30),
            "isolate": (0, 0, 0, 0, 4, 4, 2, 2, 2, 2, 4),
        },
    )


def operation(number: int = 7, command: str = "balloon set web 512M", **changes: object) -> OperationView:
    """Return an operation that runs."""
    base = OperationView(
        id=number,
        guest=command.split()[2] if len(command.split()) > 2 else "",
        command=command,
        state="running",
        started=30 * SECOND,
        ended=None,
        done=0,
        total=0,
        unit="pages",
        pages_migrated=0,
        waits_for=None,
        reason="",
        detail="",
        sections=(),
        landing=(),
        failed_sections=(),
    )
    return attrs.evolve(base, **changes)


def operations() -> tuple[OperationView, ...]:
    """Three changes that overlap."""
    return (
        operation(7, done=27_000, total=64_888),
        operation(
            8,
            "hotplug add db 512M",
            done=1,
            total=12,
            unit="sections",
            detail="s32 ▴ 31 of 32 blocks of 4M are in the free lists; s33 is next",
            sections=(32,),
        ),
        operation(
            9,
            "hotplug remove app 128M",
            done=1_204,
            total=20_480,
            pages_migrated=1_204,
            detail="s22 ▾ 1,204 of 20,480 pages moved, landing (+) in s4 s9 s11",
            sections=(22,),
            landing=(4, 9, 11),
            failed_sections=((23, "3 page-table pages in pageblock 40"),),
        ),
    )


def sentences() -> tuple[Sentence, ...]:
    """What happened lately."""
    told = (
        (3002, "web", "Balloon 256M → 364M: 71 % of its pages came one by one (order 0)."),
        (3031, "db", "s32 added: 128M present, offline; its mem_map cost 2M of s0."),
        (3035, "db", "s32 going online in NORMAL; 31 blocks of 4M follow, at the tail."),
        (3090, "app", "s23 cannot leave: 3 page-table pages in pageblock 40; s22 is next."),
        (3104, "app", "s22 isolated: 12,288 free pages left MemFree; 20,480 must move."),
    )
    return tuple(Sentence(i, at * SECOND // 100, name, text) for i, (at, name, text) in enumerate(told))


def snapshot(*guests: GuestView, **changes: object) -> Snapshot:
    """Return a picture of `guests` (the three by default) at 00:31.2."""
    shown = guests or (web(), db(), app())
    held = {each.name: each.has for each in shown}
    total = 8 * GIB
    base = Snapshot(
        time=31_200 * SECOND // 1000,
        seed=7,
        host=HostView(
            total=total,
            free=total - sum(held.values()) - 148 * MIB,
            zeroing=148 * MIB,
            committed=sum(held.values()),
            promised=sum(each.max for each in shown),
            owned=held,
        ),
        guests=shown,
        operations=() if guests else operations(),
        expectations_passed=0,
        expectations_failed=0,
        paused=False,
        speed=1.0,
        reached=1.0,
    )
    return attrs.evolve(base, **changes)


def pages(section: int = 5, section_pages: int = 4096, order: int = 9) -> PagesView:
    """Return a section of pages in a pattern: some free blocks, anon, file, a kernel page."""
    kinds = np.full(section_pages, Kind.ANON, np.uint8)
    orders = np.full(section_pages, -1, np.int8)
    kinds[0:4], orders[0] = Kind.FREE, 2
    kinds[6:8], orders[6] = Kind.FREE, 1
    kinds[8:10] = Kind.FILE
    kinds[10] = Kind.PAGE_TABLE
    kinds[11:13] = Kind.BALLOON
    kinds[512:1024], orders[512] = Kind.FREE, 9
    types = np.full(section_pages >> order, MigrateType.MOVABLE, np.uint8)
    types[0] = MigrateType.UNMOVABLE
    return PagesView(section, section * section_pages, kinds, orders, types)
