"""What an index of a long recording costs, and how soon any time of it is shown: under 300 ms, the picture included.

The lab churns, and every 20 s something is resized. `python tests/benchmarks/replay.py SECONDS`; an hour without it.
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time

from measure import report

from engine.replaying import Replay
from engine.script import Script, parse_script
from engine.session import Session

LIMIT = 300.0
LAB = Path(__file__).parents[2] / "engine/lessons/lab.bal"
COMMANDS = (
    "balloon set web 768M",
    "balloon set db 3G",
    "hotplug add app 256M",
    "balloon set web 640M",
    "hotplug remove app 128M",
    "balloon set db 3584M",
    "hotplug remove web 32M",
    "hotplug add web 32M",
)
SEEKS = 200


def long_script(seconds: int) -> Script:
    """Return the lab, and a command every 20 s."""
    lab = [line.removesuffix(" &") for line in LAB.read_text().splitlines()[1:] if not line.startswith("#")]
    lines = [f"@0s {line}" for line in lab if line]
    for at, time in enumerate(range(20, seconds, 20)):
        lines.append(f"@{time}s try {COMMANDS[at % len(COMMANDS)]}")
    return parse_script("\n".join(["ballonet 1 seed=7", *lines, f"@{seconds}s say the end", ""]), "long.bal")


def mib() -> int:
    """Return the largest size that this process had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def main() -> None:
    """Run it, index it, go everywhere in it, and open it again."""
    seconds = int(sys.argv[1]) if sys.argv[1:] else 3600
    script = long_script(seconds)
    begun = process_time()
    session = Session()
    session.load(script, "long.bal")
    asyncio.run(session.run())
    alone = process_time() - begun
    print(f"{seconds} s of it run without a screen: {alone:.1f} s of CPU, {mib()} MiB")
    with tempfile.TemporaryDirectory() as folder:
        begun = process_time()
        replay = Replay(script, "long.bal", cache=Path(folder))
        asyncio.run(replay.index())
        taken, kept = process_time() - begun, replay.track.checkpoints
        print(
            f"indexed: {taken:.1f} s of CPU, {len(kept)} checkpoints, {kept.store.size >> 20} MiB, {mib()} MiB"
        )
        begun = perf_counter()
        again = Replay(script, "long.bal", cache=Path(folder))
        report("opened again from the cache", 1000 * (perf_counter() - begun), LIMIT, "ms")
        draw = random.Random(1)
        wall, cpu = [], []
        for _ in range(SEEKS):
            time = draw.randrange(again.track.course.end)
            begin, used = perf_counter(), process_time()
            again.seek(time)
            again.snapshot()
            wall.append(1000 * (perf_counter() - begin))
            cpu.append(1000 * (process_time() - used))
        report("going to any time, and its picture: half of them", quantiles(wall)[1], LIMIT, "ms")
        report("the same: 95 of 100", quantiles(wall, n=20)[-1], LIMIT, "ms")
        report("the same, of CPU: 95 of 100", quantiles(cpu, n=20)[-1], LIMIT, "ms")
        back = []
        for _ in range(SEEKS):
            begin = perf_counter()
            again.step_back()
            again.snapshot()
            back.append(1000 * (perf_counter() - begin))
        report("a step back, and its picture: 95 of 100", quantiles(back, n=20)[-1], LIMIT, "ms")
        print(f"{mib()} MiB in all")


main()
