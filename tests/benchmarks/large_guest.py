"""What a fresh guest of 1 TiB costs in memory, on each platform: under 5 MiB. Its picture is counted apart."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

from measure import report

LIMIT = 5.0
MIB = 1 << 20


def allocated(platform: str) -> tuple[float, float]:
    """Return what the guest allocates, and what its picture does, in MiB."""
    session = _machine(platform)
    tracemalloc.start()
    session.perform(f"guest add large memory=1T platform={platform}")
    guest = tracemalloc.get_traced_memory()[0]
    picture = session.snapshot()
    both = tracemalloc.get_traced_memory()[0]
    assert picture.guests
    return guest / MIB, (both - guest) / MIB


def resident(platform: str) -> tuple[float, float]:
    """Return the same as this machine's kernel sees it, in MiB."""
    session = _machine(platform)
    before = _resident()
    session.perform(f"guest add large memory=1T platform={platform}")
    guest = _resident()
    picture = session.snapshot()
    both = _resident()
    assert picture.guests
    return (guest - before) / MIB, (both - guest) / MIB


def _machine(platform: str):
    """Return a session with room for the guest; what a first guest brings in by itself is there already."""
    from engine.session import Session

    small = Session()
    small.perform(f"guest add small memory=1G platform={platform}")
    small.snapshot()
    session = Session()
    session.perform("host memory 2T")
    return session


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def main() -> None:
    """Measure each in a process of its own."""
    if len(sys.argv) > 1:
        print(*{"allocated": allocated, "resident": resident}[sys.argv[1]](sys.argv[2]))
        return
    for platform in ("x86-64", "ppc64"):
        for how in ("allocated", "resident"):
            command = [sys.executable, __file__, how, platform]
            answer = subprocess.run(command, check=True, capture_output=True, text=True)
            guest, picture = map(float, answer.stdout.split())
            report(f"a fresh guest of 1 TiB on {platform}, {how}", guest, LIMIT, "MiB")
            print(f"{'    its picture':<52} {picture:9.3f} MiB")


main()
