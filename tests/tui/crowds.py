"""Hand-made pictures of many guests: some fail, some swap, some move, most are quiet."""

from __future__ import annotations

import attrs
import numpy as np

from engine.guest.course import Column, Course
from engine.memory.kinds import Kind
from engine.snapshot import GuestView, OperationView, Snapshot
from engine.units import GIB, MIB
from tests.tui.snapshots import app, db, guest, operation, operations, snapshot, web, x86

NAMES = ("mail", "ci", "cache", "auth", "log", "dns", "proxy", "build", "queue")
SECONDS = 31


def course(has: list[int], swapped: int = 0, page: int = 4096) -> Course:
    """Return 31 seconds in which a guest had what `has` says, in MiB, spread over them; the last one swapped MiB."""
    rows = np.zeros((SECONDS, len(Column)), np.int64)
    rows[:, Column.SECOND] = np.arange(SECONDS)
    rows[:, Column.ONLINE] = np.interp(np.arange(SECONDS), np.linspace(0, SECONDS - 1, len(has)), has) * (
        MIB // page
    )
    rows[:, Column.FREE] = rows[:, Column.ONLINE] // 4
    rows[-1, Column.SWAPPED_OUT] = swapped * MIB // page
    return Course(rows)


def small(name: str, place: int = 0, **changes: object) -> GuestView:
    """Return a quiet guest of 1G."""
    held = {Kind.KERNEL: 60, Kind.SLAB: 40, Kind.ANON: 400 + 10 * (place % 9), Kind.FILE: 300, Kind.FREE: 128}
    return x86(
        name,
        "█K▒ ▒ ░ ░ · ▓S· ",
        **{
            "held": held,
            "max": 2 * GIB,
            "target": GIB,
            "free_area": {"movable": (100, 80, 60, 40, 30, 20, 10, 8, 4, 3, 20 + place % 5)},
            "course": course([1024]),
            **changes,
        },
    )


def twelve() -> Snapshot:
    """Twelve guests: the three of the main screen in the midst of changes, and nine others, one of which swaps."""
    others = [small(name, i) for i, name in enumerate(NAMES)]
    others[1] = attrs.evolve(others[1], course=course([1024], swapped=14))
    return _on_a_large_host(snapshot(web(), db(), app(), *others, operations=operations()))


def crowd(guests: int = 200) -> Snapshot:
    """Return many guests: of every 25 one fails, one swaps, one grows, one shrinks, two have a balloon at work."""
    shown: list[GuestView] = []
    under_way: list[OperationView] = []
    for i in range(guests):
        name, case = f"vm{i:03}", i % 25
        changes: dict[str, object] = {}
        if case == 4:
            changes = {"course": course([1024, 900, 700], swapped=9)}
        elif case == 11:
            changes = {"target": 1280 * MIB}
            under_way.append(
                operation(
                    100 + i, f"hotplug add {name} 256M", done=1, total=12, unit="sections", sections=(99,)
                )
            )
        elif case == 17:
            under_way.append(
                operation(
                    100 + i,
                    f"hotplug remove {name} 128M",
                    state="failed",
                    failed_sections=((6, "slab"),),
                    reason="s6 cannot leave",
                )
            )
        elif case in (20, 22):
            changes = {"target": 512 * MIB, "course": course([1024, 1024, 600])}
            under_way.append(operation(100 + i, f"balloon set {name} 512M", done=27_000, total=64_888))
        shown.append(small(name, i, **changes))
    return _on_a_large_host(snapshot(*shown, operations=tuple(under_way)))


def _on_a_large_host(picture: Snapshot) -> Snapshot:
    """Return the picture on a machine that has some memory left."""
    total = picture.host.committed + 2 * GIB
    return attrs.evolve(picture, host=attrs.evolve(picture.host, total=total, free=GIB, zeroing=0))


def ppc(name: str) -> GuestView:
    """Return a guest of another platform."""
    return guest(name, "█K▒ ░ · ", course=course([64]))
