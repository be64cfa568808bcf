"""What a fresh guest of 1 TiB costs in memory, on each platform: at most 5 MiB."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

from measure import report

LIMIT = 5.0
MIB = 1 << 20


def boot(platform: str) -> float:
    """Boot the guest and return what the process has grown by as the kernel of this machine sees it, in MiB."""
    from engine.session import Session

    small = Session()  # what a first guest brings in by itself is not the large one's
    small.perform(f"guest add small memory=1G platform={platform}")
    small.snapshot()
    session = Session()
    session.perform("host memory 2T")
    before = _resident()
    session.perform(f"guest add large memory=1T platform={platform}")
    session.snapshot()
    return (_resident() - before) / MIB


def allocated(platform: str) -> float:
    """Return what booting the guest allocates, in MiB."""
    from engine.session import Session

    session = Session()
    session.perform("host memory 2T")
    tracemalloc.start()
    session.perform(f"guest add large memory=1T platform={platform}")
    session.snapshot()
    return tracemalloc.get_traced_memory()[0] / MIB


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def main() -> None:
    """Measure each platform in a process of its own."""
    if len(sys.argv) > 1:
        print({"allocated": allocated, "resident": boot}[sys.argv[1]](sys.argv[2]))
        return
    for platform in ("x86-64", "ppc64"):
        for how in ("allocated", "resident"):
            answer = subprocess.run(
                [sys.executable, __file__, how, platform], check=True, capture_output=True, text=True
            )
            report(f"a fresh guest of 1 TiB on {platform}, {how}", float(answer.stdout), LIMIT, "MiB")


main()
