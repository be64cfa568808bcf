"""A recording that is played beside a clock that flies: at any speed, with stops, in a loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from engine.replaying import Replay
from engine.script import parse_script
from engine.units import SECOND
from tests.engine.flying import fly
from tests.engine.replaying.recordings import SMALL, fresh, recorded

SCRIPT = f"""
@0s {SMALL.format("web")}
@0s workload web age 40%
@0.5s workload web churn 20% rate=8M/s
@1s balloon set web 48M
"""
HELD = f"""
{SMALL.format("web")}
wait 1s
prompt Look at the map for a while: which of its sections would you take away first, and why?
balloon set web 48M
wait 2s
say over
"""


def played(script, play, *, speed=1.0):
    """Let something happen while a replay is played and indexed; return the replay."""

    async def main(loop):
        replay = Replay(script, "test.bal", clock=loop.time)
        replay.set_speed(speed)
        tasks = [asyncio.ensure_future(work()) for work in (replay.live, replay.index)]
        try:
            await play(replay)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        return replay

    return fly(main)


@pytest.fixture(scope="module")
def script():
    return recorded(SCRIPT, 3 * SECOND)


@pytest.mark.parametrize("speed", [0.5, 1000])
def test_at_any_speed_it_ends_as_it_ended(script, speed):
    async def play(replay):
        await asyncio.sleep(10)
        assert replay.snapshot().replay.ended
        assert replay.paused
        assert replay.exit_code == 0

    assert played(script, play, speed=speed).document() == fresh(script, 3 * SECOND).document()


def test_what_the_index_has_not_reached_is_gone_to_once_it_has(script):
    async def play(replay):
        replay.seek(5 * SECOND // 2)
        assert replay.snapshot().replay.seeking == 5 * SECOND // 2
        assert replay.paused
        while replay.snapshot().replay.seeking is not None:
            await asyncio.sleep(0)
        assert 5 * SECOND // 2 <= replay.snapshot().time <= 3 * SECOND
        assert not replay.paused, "it went on as it did before"

    played(script, play)


def test_it_begins_anew_where_it_shall(script):
    async def play(replay):
        replay.loop = True
        await asyncio.sleep(4)
        assert not replay.paused
        assert SECOND // 2 < replay.snapshot().time < 2 * SECOND

    played(script, play)


def test_it_plays_from_the_start_again_once_it_has_ended(script):
    async def play(replay):
        await asyncio.sleep(4)
        replay.resume()
        await asyncio.sleep(1)
        assert replay.snapshot().time < 2 * SECOND

    played(script, play)


def test_a_stop_lets_it_stand_and_going_elsewhere_ends_it():
    async def play(replay):
        await asyncio.sleep(5)
        stop = replay.snapshot().stop
        assert stop.words.endswith("and why?")
        assert replay.snapshot().time == SECOND
        replay.seek(2 * SECOND)
        assert replay.snapshot().stop is None
        replay.seek(SECOND)
        assert replay.snapshot().stop == stop
        replay.resume()
        await asyncio.sleep(10)
        assert replay.snapshot().caption == "over"
        assert replay.snapshot().replay.ended

    played(parse_script(HELD, "test.bal"), play)
