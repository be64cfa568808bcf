"""What a picture and a fork of three guests of 4 GiB cost while operations are in flight: under 5 ms together."""

from __future__ import annotations

import asyncio

from measure import milliseconds, report

from engine.session import Session
from engine.units import SECOND

LIMIT = 5.0
GUESTS = ("web", "db", "app")
SLICE = SECOND // 100
"""Virtual time between two pictures: many pages change."""


def in_flight() -> Session:
    """Return three aged guests that churn while their balloons inflate and their memory is unplugged."""
    session = Session(seed=7)
    for name, platform in zip(GUESTS, ("ppc64", "x86-64", "x86-64"), strict=True):
        session.perform(f"guest add {name} memory=4G min=512M max=6G platform={platform}")
        session.perform(f"workload {name} age")
        session.perform(f"workload {name} churn 2%")
        session.perform(f"balloon set {name} 2G")
        session.perform(f"hotplug remove {name} 1G")
    asyncio.run(session.run(until=SECOND))
    return session


def main() -> None:
    """Measure each alone, then both."""
    session = in_flight()

    def go_on() -> Session:
        asyncio.run(session.run(until=session.world.now + SLICE))
        return session

    def both(session: Session) -> None:
        session.snapshot()
        session.world.fork()

    under_way = sum(operation.state == "running" for operation in session.snapshot().operations)
    print(f"{under_way} operations are running")
    report("a snapshot, every guest changed", milliseconds(lambda s: s.snapshot(), go_on), LIMIT, "ms")
    report("a snapshot, nothing changed", milliseconds(lambda s: s.snapshot(), lambda: session), LIMIT, "ms")
    report("a fork", milliseconds(lambda s: s.world.fork(), go_on), LIMIT, "ms")
    report("a snapshot and a fork", milliseconds(both, go_on), LIMIT, "ms")


main()
