"""Recordings to play, and sessions that ran straight to a time."""

from __future__ import annotations

import asyncio

from engine.replaying import Replay
from engine.script import Script, parse_script
from engine.session import Session
from engine.units import Nanoseconds

SMALL = "guest add {} memory=64M max=128M min=16M platform=ppc64 cost_scale=50"


def fresh(script: Script, time: Nanoseconds | None) -> Session:
    """Return a session that ran to a time, or to the end, and never was anywhere else."""
    session = Session()
    session.load(script, "test.bal")
    asyncio.run(session.run(time))
    return session


def recorded(text: str, end: Nanoseconds) -> Script:
    """Return the recording of a script that is cut at a time."""
    return parse_script(fresh(parse_script(text, "test.bal"), end).recording(), "test.bal")


def indexed(script: Script, **options) -> Replay:
    """Return a replay whose whole course is known."""
    replay = Replay(script, "test.bal", **options)
    asyncio.run(replay.index())
    return replay
