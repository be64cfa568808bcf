"""Random programs over all platforms, kernels, drivers and sizes; every invariant is checked after every step.

    python3 -m tests.endurance.programs 200000        so many steps, from program 0 on
    python3 -m tests.endurance.programs 500 --program 17   that program alone

A program is a world of some guests, and what happens to it: commands now and then, events one by one. Its number is all
that it depends on. One that breaks an invariant is named with the step; it belongs into `FAILED`.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from engine.digest import digest
from engine.drivers import DRIVERS
from engine.errors import CommandError
from engine.operations.execute import execute
from engine.operations.scripts import run_typed
from engine.platform import KERNELS
from engine.world import World
from tests.endurance.vocabulary import command_line
from tests.engine.invariants import check
from tests.engine.miniatures import ROWS, small_guest
from tests.engine.playing import parse_typed

STEPS = 400
"""Of one program."""
FAILED: tuple[int, ...] = (9, 168)
"""Programs that once broke an invariant."""
REAL_EVERY = 40
"""One program in so many has guests of real sections, which take long to check."""
_REAL = (
    "memory=512M max=1G platform=x86-64",
    "memory=512M max=1G platform=x86-64 driver=virtio",
    "memory=128M max=256M platform=ppc64",
    "memory=128M max=256M platform=ppc64 page=64K",
    "memory=512M max=1G platform=x86-64 nodes=2 percpu=on",
    "memory=512M max=1G platform=i386",
    "memory=512M max=1G platform=s390",
    "memory=512M max=1G platform=arm64",
    "memory=512M max=1G start=256M platform=x86-64 hypervisor=xen",
    "memory=1G max=2G platform=s390 hypervisor=zvm",
)


def world_of(chance: random.Random, *, real: bool) -> World:
    """Return a world with one to three guests, drawn at random."""
    world = World(seed=chance.getrandbits(32), host_memory=1 << 34 if real else (26 << 20) * 16)
    for name in ("web", "db", "app")[: 1 if real else chance.choice((1, 1, 2, 3))]:
        kernel = chance.choice(list(KERNELS))
        if real:
            execute(world, parse_typed(f"guest add {name} {chance.choice(_REAL)} kernel={kernel}").command)
            continue
        small_guest(
            world,
            name,
            {
                "row": chance.choice(list(ROWS)),
                "kernel": kernel,
                "driver": chance.choice(list(DRIVERS)),
                "nodes": chance.choice((1, 1, 2)),
                "start": chance.choice((0, 0, 0, 5)),
                "percpu": chance.random() < 0.3,
                "reporting": chance.random() < 0.3,
                "balloon_pages": chance.choice((None, None, "pinned", "migrate", "release")),
                "block_sections": chance.choice((1, 1, 1, 2)),
                "online": chance.choice(("kernel", "movable", "auto-movable", "no")),
                "region": chance.choice((0, 4)),
            },
        )
    return world


def steps_of(number: int, *, real: bool | None = None) -> Iterator[World]:
    """Live through a program, and yield its world after every step."""
    chance = random.Random(number)
    real = number % REAL_EVERY == REAL_EVERY - 1 if real is None else real
    world = world_of(chance, real=real)
    yield world
    for _ in range(STEPS - 1):
        if chance.random() < 0.15 or world.timeline.next_time() is None:
            with suppress(CommandError):
                run_typed(world, parse_typed(command_line(world, chance)))
        elif chance.random() < 0.1:
            world.run_until(world.now + chance.randrange(1, 400) * 10**6)
        else:
            world.step_one(2**62)
        yield world


def live(number: int) -> Counter[str]:
    """Check a program after every step; return what operations came to.

    Raises:
        AssertionError: an invariant is broken.
    """
    step = -1
    try:
        for step, world in enumerate(steps_of(number)):
            check(world)
            if step % 100 == 99:
                assert digest(world.fork()) == digest(world), "a fork is another world"
    except (AssertionError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        raise AssertionError(f"program {number}, after step {step}: {error}") from error
    return Counter(op.state for op in world.operations.values())


def main() -> None:
    """Run so many steps and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("steps", type=int)
    parser.add_argument("--program", type=int, default=None)
    parser.add_argument("--from", type=int, default=0, dest="first")
    chosen = parser.parse_args()
    numbers = itertools.count(chosen.first) if chosen.program is None else iter((chosen.program,))
    done, seen, began = 0, Counter[str](), time.monotonic()
    for number in numbers:
        if done >= chosen.steps:
            break
        seen += live(number)
        done += STEPS
        if number % 10 == 9:
            sys.stderr.write(f"{done:,} steps, program {number}, {time.monotonic() - began:.0f} s\n")
    ended = ", ".join(f"{count:,} {state}" for state, count in sorted(seen.items()))
    sys.stdout.write(f"{done:,} steps, every invariant held after each; operations: {ended}\n")


if __name__ == "__main__":
    main()
