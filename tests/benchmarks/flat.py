"""What a command costs in a guest of 1 GiB, 64 GiB, 1 TiB and 16 TiB: the same, within half as much again."""

from __future__ import annotations

import gc
from time import perf_counter

from engine.session import Session
from engine.units import GIB, SECOND, size_text

SIZES = (1, 64, 1024, 16 * 1024)
"""GiB, the room for hot-added memory included."""
TIMES = 15
LIMIT = 1.5
COMMANDS = (
    ("balloon set, 256M less", "balloon inflate big 256M"),
    ("hotplug add, 256M", "hotplug add big 256M"),
    ("section offline, 256M", "section offline big {first}-{last}"),
)


def machine(gib: int) -> Session:
    """Return a session with a guest that has all of `gib` but 256 MiB."""
    session = Session(seed=7)
    session.perform("host memory 16T")
    memory = gib * GIB - GIB // 4
    session.perform(f"guest add big memory={memory >> 20}M max={gib}G min=128M")
    return session


def seconds(line: str, gib: int) -> float:
    """Return how long a line takes to its end."""
    session = machine(gib)
    *_, first, last = session.snapshot().guests[0].sections.index.tolist()
    line = line.format(first=first, last=last)
    begin = perf_counter()
    operation = session.perform(line)
    session.world.run_until(600 * SECOND)
    taken = perf_counter() - begin
    assert session.world.operations[operation.id].state == "done", line
    return taken


def main() -> None:
    """Go round the sizes, and compare the least times, which a busy machine disturbs least."""
    seconds(COMMANDS[0][1], 1)
    gc.disable()
    for name, line in COMMANDS:
        found: dict[int, list[float]] = {gib: [] for gib in SIZES}
        for _ in range(TIMES):
            for gib in SIZES:
                found[gib].append(seconds(line, gib) * 1000)
                gc.collect()
        times = {gib: min(each) for gib, each in found.items()}
        shown = "  ".join(f"{size_text(gib * GIB)} {ms:.2f} ms" for gib, ms in times.items())
        spread = max(times.values()) / min(times.values())
        print(f"{name:<28} {shown}   {spread:.2f}x apart, wanted at most {LIMIT}x")


if __name__ == "__main__":
    main()
