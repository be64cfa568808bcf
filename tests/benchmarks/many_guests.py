"""What a frame of 200 guests costs at 200x60 while 20 of them are at work: the picture and its drawing, <= 30 ms."""

from __future__ import annotations

import asyncio
from statistics import median
from time import process_time

from measure import report

from engine.session import Session
from engine.units import SECOND
from tui.app import BallonetApp
from tui.launch import Built, Launch

GUESTS, BUSY = 200, 20
FRAME = SECOND // 30
FRAMES = 90
LIMIT = 30.0


def lab() -> Session:
    """Return a session of many guests, some of which churn."""
    session = Session(seed=7)
    session.perform("host memory 64G")
    for number in range(GUESTS):
        session.perform(f"guest add vm{number:03} memory=256M max=512M")
    for number in range(0, GUESTS, GUESTS // BUSY):
        session.perform(f"workload vm{number:03} churn 50%")
    session.world.run_until(2 * SECOND)
    return session


async def frames(session: Session) -> list[float]:
    """Return the milliseconds of processor time of each frame."""
    app = BallonetApp(Launch(), None, Built(session))
    async with app.run_test(size=(200, 60)) as pilot:
        await pilot.pause()
        assert app.conductor is not None
        found = []
        for number in range(FRAMES):
            session.world.run_until(2 * SECOND + (number + 1) * FRAME)
            begin = process_time()
            app.conductor.show()
            found.append((process_time() - begin) * 1000)
            await asyncio.sleep(0)
        return found


def main() -> None:
    """Print the median and the worst frame."""
    found = asyncio.run(frames(lab()))
    print(f"{GUESTS} guests, {BUSY} at work, {FRAMES} frames: worst {max(found):.1f} ms")
    report("    picture and drawing of a frame", median(found), LIMIT, "ms")


if __name__ == "__main__":
    main()
