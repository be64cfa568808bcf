"""A recording that is played: small, seeded, indexed, and standing where much goes on."""

from __future__ import annotations

from engine.replaying import Replay
from engine.script import parse_script
from engine.units import MILLISECOND
from tui.launch import Built

RECORDED = """\
ballonet 1 seed=7
host memory 2G
guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove driver=xen
guest add db memory=512M max=1G min=128M
chapter aged guests
workload web age 60%
workload db age 60%
@10ms chapter a balloon fragments
@10ms balloon set web 160M
@40ms chapter remove, refused
@40ms try hotplug remove web section=0
@50ms hotplug add db 128M
@60ms workload db churn 16M rate=16M/s
@90ms chapter end
@100ms say That is all.
"""
STANDS_AT = 45 * MILLISECOND
FORKED_AT = 20 * MILLISECOND


async def replayed(at: int = STANDS_AT, *, indexed: bool = True) -> Built:
    """Return the recording, paused at a time.

    Args:
        at: in nanoseconds.
        indexed: whether its whole course is known.
    """
    session = Replay(parse_script(RECORDED, "figures"), "figures.bal")
    session.pause()
    if indexed:
        await session.index()
        session.seek(at)
    return Built(session, name="figures.bal")


async def forked() -> Built:
    """Return a fork of it: another target for a guest, and some time gone by since."""
    built = await replayed(FORKED_AT)
    built.session.perform("balloon set web 256M")
    await built.session.run(until=STANDS_AT)
    return built
