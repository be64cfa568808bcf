"""Whether the unified policy is no worse than balloon and hotplug: `tests/benchmarks/unified.py [GUEST [SEEDS]]`.

An aged guest is halved by each policy, from the same state, and looked at one second after the policy has ended, when
its kswapd has come to rest. Unified must reach the target wherever the balloon does, with a largest free block no
smaller, and an unusable free index no higher at any order up to the pageblock's, than the balloon leaves on every seed,
and than hotplug leaves on the seeds on which hotplug reaches the target too. Larger orders are shown.
"""

from __future__ import annotations

import sys

import attrs

from engine.memory.fragmentation import largest_free_order, unusable_free_index
from engine.session import Session
from engine.units import SECOND, short_size
from engine.world import World

GUESTS = {
    "db": ("guest add db memory=4G min=1G max=6G", "workload db age", "2G"),
    "web": (
        "guest add web memory=1G min=256M max=1536M platform=ppc64 driver=xen kernel=2.6.16+remove",
        "workload web age 65%",
        "512M",
    ),
}
"""By name: as they are booted in the lab, and half of what they have."""
LONGEST = 900 * SECOND


@attrs.frozen
class Result:
    """What one policy came to."""

    reached: bool
    largest: int
    """Order of the largest free block."""
    unusable: tuple[int, ...]
    """By order, in thousandths."""
    sections: int
    """Online in the end."""
    moved: int
    seconds: float


def halved(world: World, name: str, size: str, policy: str) -> Result:
    """Return what becomes of a guest on a fork of the world."""
    session = Session()
    session.world = fork = world.fork()
    number = session.perform(f"resize {name} {size} policy={policy}").id
    until = fork.now + LONGEST
    while not fork.operations[number].over and fork.operations[number].state != "stalled":
        if not fork.step_one(until):
            break
    fork.run_until(fork.now + SECOND)
    guest, operation = fork.guests[name], fork.operations[number]
    columns = zip(*(zone.blocks_per_order() for zone in guest.memory.zones), strict=True)
    blocks = [sum(column) for column in columns]
    took = (operation.ended or fork.now) - operation.started
    return Result(
        operation.state == "done",
        largest_free_order(blocks) or 0,
        tuple(unusable_free_index(blocks, order) for order in range(len(blocks))),
        guest.memory.online_count,
        operation.pages_migrated,
        took / SECOND,
    )


def worse(unified: Result, other: Result, orders: int) -> list[str]:
    """Return in what unified is worse than a policy that reached the target."""
    if not other.reached:
        return []
    found = [] if unified.reached else ["does not reach the target"]
    found += ["largest free block"] if unified.largest < other.largest else []
    pairs = enumerate(zip(unified.unusable[:orders], other.unusable[:orders], strict=True))
    return found + [f"order {order}: {ours} > {theirs}" for order, (ours, theirs) in pairs if ours > theirs]


def main(name: str = "db", seeds: int = 20) -> int:
    """Print a row for each seed; return how many are worse."""
    boot, age, size = GUESTS[name]
    failures = 0
    for seed in range(1, seeds + 1):
        session = Session(seed=seed)
        for line in (boot, age):
            session.perform(line)
        session.world.run_until(0)
        found = {
            policy: halved(session.world, name, size, policy) for policy in ("balloon", "hotplug", "unified")
        }
        layout = session.world.guests[name].memory.layout
        unified = found["unified"]
        wrong = [
            f"{policy}: {what}"
            for policy in ("balloon", "hotplug")
            for what in worse(unified, found[policy], layout.pageblock_order + 1)
        ]
        failures += bool(wrong)
        print(f"{name} seed {seed}: {'; '.join(wrong) or 'no worse'}")
        for policy, it in found.items():
            block = short_size(layout.page_size << it.largest)
            print(
                f"  {policy:8} {'reached' if it.reached else 'short':7} {it.seconds:6.2f} s, {it.moved:7,} moved, "
                f"{it.sections:2} sections, largest free {block:>4}, unusable {' '.join(map(str, it.unusable))}",
                flush=True,
            )
    print(f"{name}: worse on {failures} of {seeds} seeds")
    return failures


if __name__ == "__main__":
    sys.exit(1 if main(*sys.argv[1:2], *map(int, sys.argv[2:3])) else 0)
