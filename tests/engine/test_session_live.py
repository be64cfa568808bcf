"""Virtual time beside the wall clock: speeds, pauses, steps, and when typed commands land. Nobody sleeps here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from engine.commands.values import SPEEDS
from engine.script import parse_script
from engine.session import Session
from engine.timeline import After, Done, Process
from engine.units import SECOND
from tests.engine.flying import FlyingLoop, fly
from tests.engine.playing import WEB, play, said

MILLION = 10**6


def live(play: Callable[[Session], Awaitable[None]], *lines: str, script: str = "") -> FlyingLoop:
    """Let something happen while a session keeps pace with a clock that flies, from the start at 0 s."""

    async def main(loop: FlyingLoop) -> FlyingLoop:
        session = Session(clock=loop.time)
        for line in lines:
            session.perform(line)
        if script:
            session.load(parse_script(script, "test.bal"), "test.bal")
        task = asyncio.ensure_future(session.live())
        try:
            await play(session)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        return loop

    return fly(main)


def near(time: int, seconds: float) -> bool:
    return abs(time - seconds * SECOND) < MILLION


def test_one_second_is_one_second():
    async def play(session):
        await asyncio.sleep(2.5)
        assert near(session.snapshot().time, 2.5)

    live(play)


@pytest.mark.parametrize("speed", SPEEDS)
def test_any_speed_that_may_be_asked_for(speed):
    async def play(session):
        await session.execute(f"speed {speed:g}")
        await asyncio.sleep(10)
        assert near(session.snapshot().time, 10 * speed)
        assert session.snapshot().speed == speed

    live(play)


def test_an_operation_ends_when_its_time_has_come():
    async def play(session):
        operation = await session.execute("hotplug add web 64M")
        assert await operation.ended() == "done"
        assert 0.69 < asyncio.get_running_loop().time() < 0.71
        assert operation.view.state == "done"

    live(play, f"{WEB} cost_scale=1000")


def test_it_wakes_up_only_when_something_is_due():
    async def play(_):
        await asyncio.sleep(100)

    loop = live(play, f"{WEB} cost_scale=1000", "hotplug add web 16M")
    assert loop.sleepless.sleeps < 10


def test_a_paused_session_makes_no_wakeups():
    async def play(session):
        session.perform("pause")
        await asyncio.sleep(3600)
        assert session.world.now == 0
        assert session.snapshot().paused

    assert live(play, WEB, "workload web churn 10%").sleepless.sleeps == 1, "of the test itself"


def test_time_goes_on_where_it_was_paused():
    async def play(session):
        await asyncio.sleep(1)
        session.pause()
        await asyncio.sleep(5)
        assert near(session.snapshot().time, 1)
        session.resume()
        await asyncio.sleep(2)
        assert near(session.snapshot().time, 3)

    live(play)


def test_a_change_of_speed_counts_from_now():
    async def play(session):
        await asyncio.sleep(1)
        session.set_speed(4)
        await asyncio.sleep(1)
        session.perform("speed 0.5x")
        await asyncio.sleep(2)
        assert near(session.snapshot().time, 1 + 4 + 1)

    live(play)


def test_a_typed_command_lands_at_the_time_that_the_clock_says():
    async def play(session):
        session.perform("speed 2")
        await asyncio.sleep(3)
        number = session.perform("hotplug add web 16M").id
        assert near(session.world.operations[number].started, 6)
        assert near(session.world.journal[-1].time, 6)

    live(play, WEB)


def test_a_script_begins_when_it_is_loaded():
    async def play(session):
        await asyncio.sleep(3)
        session.load(parse_script("say hello\n@1s say later", "test.bal"))
        await asyncio.sleep(2)
        assert [round(s.time / SECOND, 3) for s in session.sentences(0)] == [3, 4]

    live(play)


def test_a_typed_command_while_paused_lands_where_time_stands():
    async def play(session):
        await asyncio.sleep(1)
        session.perform("pause")
        await asyncio.sleep(1)
        number = session.perform("hotplug add web 16M").id
        assert near(session.world.operations[number].started, 1)
        await asyncio.sleep(1)
        assert session.world.operations[number].state == "running"
        session.perform("run")
        assert await session.wait_for(number) == "done"

    live(play, WEB)


@pytest.mark.parametrize("prefix", ["@10s", "at 10s"])
@pytest.mark.parametrize(("command", "then"), [("pause", 10), ("speed 8", 18)])
def test_at_a_time_the_pace_changes(prefix, command, then):
    async def play(session):
        session.perform(f"{prefix} {command}")
        await asyncio.sleep(11)
        assert near(session.snapshot().time, then)

    live(play)


def test_a_script_pauses_exactly_and_goes_on():
    async def play(session):
        await asyncio.sleep(5)
        assert session.paused
        assert session.world.now == 2 * SECOND
        assert "on we go" not in said(session)
        session.perform("hotplug add web 16M")
        assert "on we go" not in said(session), "a typed command does not let a paused script go on"
        session.resume()
        await asyncio.sleep(1)
        assert "on we go" in said(session)

    live(play, script=f"{WEB}\nwait 2s\npause\nsay on we go")


def test_what_is_typed_while_a_script_has_paused_can_be_replayed():
    async def play_live(session):
        await asyncio.sleep(5)
        for line in ("balloon set web 128M", "hotplug add web 64M", "cancel 2", "balloon set web 192M"):
            session.perform(line)
        session.resume()
        await asyncio.sleep(5)
        recordings.append((session.recording(), session.digest()))

    recordings: list[tuple[str, str]] = []
    live(play_live, script=f"{WEB}\nwait 2s\npause\nballoon set web 64M\nhotplug add web 16M")
    [(recording, digest)] = recordings
    again = play(recording)
    assert again.exit_code == 0
    assert again.digest() == digest


def test_a_script_changes_the_speed():
    async def play(session):
        await asyncio.sleep(3)
        assert session.speed == 4
        assert near(session.snapshot().time, 1 + 2 * 4)

    live(play, script="wait 1s\nspeed 4\nwait 1h")


def test_a_step_runs_all_of_one_instant_and_nothing_more():
    async def play(session):
        session.pause()
        for expected in (5 * SECOND, 7 * SECOND):
            assert session.step()
            assert session.world.now == expected
        assert [s.text for s in session.sentences(0)] == ["five", "also five", "seven"]
        assert session.paused
        assert not session.step()

    live(play, "@5s say five", "@5s say also five", "@7s say seven")


def test_a_typed_step_pauses():
    async def play(session):
        session.perform("step")
        assert session.paused
        assert said(session) == ["soon"]

    live(play, "@1s say soon")


class Busy(Process):
    """Costs the machine a tenth of a second for each hundredth of virtual time."""

    def __init__(self) -> None:
        self.steps = 0

    def step(self, _):
        asyncio.get_running_loop().work(0.1)
        self.steps += 1
        return After(SECOND // 100) if self.steps < 500 else Done()


def test_a_machine_that_is_too_slow_shows_the_speed_that_it_reached_and_never_makes_up_for_it():
    async def play(session):
        busy, loop = Busy(), asyncio.get_running_loop()
        session.world.start(busy)
        turns = 0
        while loop.time() < 10:
            await asyncio.sleep(0.01)
            turns += 1
        assert turns > 50, "others had their turn all the time"
        assert 0.08 < session.snapshot().reached < 0.12
        assert session.snapshot().speed == 1
        busy.steps = 500
        await asyncio.sleep(1)
        assert session.snapshot().time < 3 * SECOND

    live(play)


def test_being_idle_is_not_being_slow():
    async def play(session):
        await asyncio.sleep(30)
        session.load(parse_script("say hello", "test.bal"))
        await asyncio.sleep(5)
        snapshot = session.snapshot()
        assert near(snapshot.time, 35)
        assert snapshot.reached == pytest.approx(1)

    live(play)


def test_those_who_listen_hear_what_happens_from_then_on():
    async def play(session):
        heard = []

        async def listen():
            async for event in session.events():
                heard.append(event.sentence())

        task = asyncio.ensure_future(listen())
        await asyncio.sleep(0)
        session.perform("say hello")
        session.perform("@1s say later")
        await asyncio.sleep(2)
        task.cancel()
        assert heard == ["hello", "later"]

    live(play, "say before")


def test_what_is_due_at_once_can_be_run_ahead_of_the_first_look():
    session = Session()
    session.load(parse_script("guest add web memory=64M platform=ppc64\nworkload web age\nwait 5s", "test"))
    session.run_ahead(10)
    assert session.world.now == 0
    assert session.snapshot().operations[-1].state == "done"
    waiting = Session()
    waiting.load(parse_script("guest add web memory=64M platform=ppc64", "test"))
    waiting.run_ahead(0)
    assert not waiting.snapshot().guests
