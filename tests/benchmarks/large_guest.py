"""What large fresh guests cost: 1 TiB under 5 MiB of memory, 16 TiB under 8 MiB and built within 10 ms.

Their pictures are counted apart.
"""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path
from statistics import median
from time import perf_counter

from measure import report

MIB = 1 << 20
CASES = (("x86-64", "1T", 5.0), ("ppc64", "1T", 5.0), ("x86-64", "16T", 8.0))
"""Platform, memory, and MiB that it may cost."""
SOONEST = 10.0
TIMES = 25


def allocated(platform: str, memory: str) -> tuple[float, float]:
    """Return what the guest allocates, and what its picture does, in MiB."""
    session = _machine(platform)
    tracemalloc.start()
    session.perform(f"guest add large memory={memory} platform={platform}")
    guest = tracemalloc.get_traced_memory()[0]
    picture = session.snapshot()
    both = tracemalloc.get_traced_memory()[0]
    assert picture.guests
    return guest / MIB, (both - guest) / MIB


def resident(platform: str, memory: str) -> tuple[float, float]:
    """Return the same as this machine's kernel sees it, in MiB."""
    session = _machine(platform)
    before = _resident()
    session.perform(f"guest add large memory={memory} platform={platform}")
    guest = _resident()
    picture = session.snapshot()
    both = _resident()
    assert picture.guests
    return (guest - before) / MIB, (both - guest) / MIB


def _machine(platform: str):
    """Return a session with room for the guest; what a first guest brings in by itself is there already."""
    from engine.session import Session

    small = Session()
    small.perform(f"guest add small memory=8G platform={platform}")
    small.snapshot()
    session = Session()
    session.perform("host memory 16T")
    return session


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def built(memory: str) -> list[float]:
    """Return how many milliseconds it took to build each of some guests."""
    taken = []
    for _ in range(TIMES):
        session = _machine("x86-64")
        begin = perf_counter()
        session.perform(f"guest add large memory={memory}")
        taken.append((perf_counter() - begin) * 1000)
    return taken


def main() -> None:
    """Measure each in a process of its own."""
    if len(sys.argv) > 1:
        print(*{"allocated": allocated, "resident": resident}[sys.argv[1]](*sys.argv[2:]))
        return
    for platform, memory, limit in CASES:
        for how in ("allocated", "resident"):
            command = [sys.executable, __file__, how, platform, memory]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            guest, picture = map(float, answer.stdout.split())
            report(f"a fresh guest of {memory} on {platform}, {how}", guest, limit, "MiB")
            print(f"{'    its picture':<52} {picture:9.3f} MiB")
    taken = built("16T")
    report("a guest of 16T on x86-64 built, median", median(taken), SOONEST, "ms")
    report("    the fastest", min(taken), SOONEST, "ms")


main()
