"""A virtual day of churn on twelve guests: the process must not grow, and two runs must end in the same digest.

    python3 -m tests.endurance.day          a day, twice
    python3 -m tests.endurance.day --hours 2

Every guest has programs at work all day; every ten minutes its balloon gets another target, and every hour memory is
added to it or taken away. What the process holds is printed for every third virtual hour.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from multiprocessing import get_context
from pathlib import Path

from engine.digest import digest
from engine.script import parse_script
from engine.session import Session
from engine.units import SECOND

HOUR = 3600 * SECOND
_GUESTS = (
    "memory=512M max=1G platform=x86-64",
    "memory=512M max=1G platform=x86-64 driver=vmware",
    "memory=256M max=512M platform=ppc64 kernel=2.6.16+remove",
    "memory=256M max=512M platform=ppc64 driver=cmm page=64K",
    "memory=512M max=1G platform=i386",
    "memory=512M max=1G platform=s390",
    "memory=512M max=1G platform=arm64 driver=virtio deflate_on_oom=on",
    "memory=512M max=1G platform=x86-64 percpu=on kernel=6.6",
    "memory=1G max=2G platform=x86-64 nodes=2",
    "memory=512M max=1G platform=x86-64 reporting=on",
    "memory=256M max=512M platform=ppc64 driver=xen",
    "memory=512M max=1G platform=x86-64 online=auto-movable memmap_on_memory=on",
)


def script_of(hours: int) -> str:
    """Return the day as a script."""
    chance = random.Random(11)
    lines = ["ballonet 1 seed=11", "host memory 16G"]
    for number, options in enumerate(_GUESTS):
        name = f"vm{number:02}"
        lines += [
            f"guest add {name} {options} min=64M",
            f"workload {name} age 50%",
            f"workload {name} churn 12% kind=anon rate=16K/s",
            f"workload {name} churn 12% kind=file rate=16K/s",
            f"workload {name} churn 1% kind=slab rate=16K/s",
        ]
        size = 128 if "memory=256M" in options else 512 if "s390" in options or "i386" in options else 128
        for minute in range(10, hours * 60, 10):
            share = chance.choice((60, 70, 80, 90, 100))
            base = int(options.split("memory=")[1].split(" ")[0].rstrip("MG")) * (
                1024 if "memory=1G" in options else 1
            )
            target = base * share // 100 // 16 * 16
            lines.append(f"@{minute * 60}s try balloon set {name} {target}M stall=60s")
            if minute % 60 == 0:
                what = "add" if minute // 60 % 2 else "remove"
                retries = " retries=3" if what == "remove" else ""
                lines.append(f"@{minute * 60 + 30}s try hotplug {what} {name} {size}M{retries}")
    lines.append(f"wait {hours * 3600}s")
    return "\n".join(lines) + "\n"


def resident() -> int:
    """Return what the process holds, in KiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def live(hours: int) -> tuple[str, list[int], int, float]:
    """Live the day; return the digest, the KiB held every third hour, the events, and the seconds it took."""
    session = Session()
    session.load(parse_script(script_of(hours), "day.bal"), "day.bal", "")
    world, held, events, began = session.world, [], 0, time.monotonic()
    for hour in range(hours):
        while world.step_one((hour + 1) * HOUR):
            events += 1
        if hour % 3 == 2 or hour == hours - 1:
            held.append(resident())
            sys.stderr.write(f"hour {hour + 1}: {held[-1] >> 10} MiB, {events:,} events\n")
    return digest(world), held, events, time.monotonic() - began


def main() -> None:
    """Live the day twice, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hours", type=int, default=24)
    hours = parser.parse_args().hours
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        (first, held, events, seconds), (second, *_) = pool.map(live, [hours, hours], chunksize=1)
    held_text = " ".join(f"{kib >> 10}" for kib in held)
    sys.stdout.write(f"{hours} h of {len(_GUESTS)} guests: {events:,} events in {seconds:.0f} s\n")
    sys.stdout.write(f"MiB held, every third hour: {held_text}\n")
    sys.stdout.write(f"{first}\n{second}\n")
    sys.stdout.write("the same digest twice\n" if first == second else "THE DIGESTS DIFFER\n")
    sys.exit(first != second)


if __name__ == "__main__":
    main()
