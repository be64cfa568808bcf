"""A session that was cut off goes on from its journal, and lives the same future as one that was not."""

from __future__ import annotations

import asyncio
import time

import pytest

from engine.history import Position
from engine.keeping import (
    CatchingUp,
    Head,
    Mark,
    digest_line,
    head_line,
    input_line,
    mark_line,
    read_journal,
)
from engine.replaying import Replay
from engine.script import parse_script
from engine.session import Session
from engine.units import MILLISECOND, SECOND
from tests.engine.playing import AGED_WEB, DB, WEB


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def begun(text: str) -> Session:
    session = Session(seed=7, clock=Clock())
    session.keep_digests()
    session.load(parse_script(text, "x.bal"), "x.bal")
    return session


def run(session: Session, until: int) -> None:
    """Let time pass as it does in the app: what a script asks of the pace is done."""
    clock = session._clock
    session._live = True
    session._pacer.anchor(session.world.now)
    while not session.paused and session.world.now < until:
        clock.now += 0.001 * 7
        session._run_slice(min(session._pacer.target(), until))
    session._live = False


def journal(session: Session) -> str:
    mark = Mark(
        Position.of(session.world), session.paused, session.speed, session.snapshot().stop is not None
    )
    return "".join(
        (
            head_line(Head(session.world.seed)),
            *map(input_line, session.inputs.rows),
            *map(digest_line, session.digests),
            mark_line(mark),
        )
    )


def resumed(text: str) -> Session:
    catching_up = CatchingUp(read_journal(text.encode(), "x.journal"), Clock())
    for _ in catching_up.steps():
        pass
    assert catching_up.problem == ""
    return catching_up.session


def future(session: Session) -> tuple:
    if session.paused:
        session.resume()
    asyncio.run(session.run(session.world.now + 9 * SECOND))
    operations = [(op.id, op.command, op.state, op.ended) for op in session.world.operations.values()]
    return session.digest(), operations, session.world.passed, session.world.failed, session.recording()


def check_goes_on(session: Session) -> Session:
    again = resumed(journal(session))
    assert again.world.now == session.world.now
    assert again.paused == session.paused
    assert again.speed == session.speed
    assert again.snapshot().stop == session.snapshot().stop
    assert again.digests == session.digests
    assert again.inputs.rows == session.inputs.rows
    assert future(again) == future(session)
    return again


LINES = "\n".join(AGED_WEB)
LESSON = f"""\
ballonet 2 seed=7
{WEB}
{DB} cost_scale=50
balloon set web 192M
@2s balloon set db 128M
wait 1s
chapter Later
hotplug remove web 16M &
hold
@8s workload db churn 10%
wait 1s
hotplug add web 32M
expect web.memory.online == 256M
"""


@pytest.mark.parametrize("at", [0, 1_000_001, 500 * MILLISECOND, 1_500 * MILLISECOND, 12 * SECOND])
def test_a_lesson_in_its_middle(at):
    session = begun(LESSON)
    run(session, at)
    check_goes_on(session)


def test_a_lesson_that_holds_and_to_which_something_is_typed():
    session = begun(LESSON)
    run(session, 5 * SECOND)
    assert session.snapshot().stop is not None
    session.perform("workload web fill 10M")
    session.perform("free", "db")
    session.perform("@9s balloon set web 128M")
    again = check_goes_on(session)
    assert "balloon set web 128M" in again.recording()


def test_what_was_typed_while_time_went_on():
    session = begun(f"ballonet 2\n{LINES}\n{DB}\nworkload db churn 10%")
    for number, line in enumerate(
        (
            "balloon set web 192M",
            "at 5s hotplug add db 32M",
            "try hotplug remove web 999M",
            "wait 2s",
            "cancel all",
        )
    ):
        run(session, (number + 1) * 777 * MILLISECOND)
        session.perform(line)
    session.set_speed(4)
    run(session, 4 * SECOND)
    check_goes_on(session)


def test_an_operation_that_is_under_way_and_a_script_that_was_left():
    session = begun(
        f"ballonet 2\n{WEB} cost_scale=1000\nballoon set web 128M\nhotplug add web 16M\n@9s balloon set web 256M"
    )
    run(session, 100 * MILLISECOND)
    assert [op.state for op in session.world.under_way()] == ["running"]
    session.leave(1)
    session.pause()
    check_goes_on(session)


def test_a_replay_that_was_taken_over():
    first = begun(LESSON)
    asyncio.run(first.run(6 * SECOND))
    replay = Replay(parse_script(first.recording(), "r.bal"), "r.bal", clock=Clock())
    while not replay.track.course.complete:
        replay.track.advance(1.0, time.monotonic)
    replay.seek(2 * SECOND)
    replay.pause()
    replay.perform("at 1s balloon set web 224M")
    replay.perform("hotplug add web 16M")
    again = resumed(journal(replay))
    assert again.digest() == replay.digest()
    replay.resume()
    for session in (again, replay):
        asyncio.run(session.run(5 * SECOND))
    assert again.digest() == replay.digest()
    assert "@3s balloon set web 224M" in again.recording()


def test_what_was_taken_back_with_a_bookmark_has_not_come():
    session = begun(LESSON)
    run(session, 100 * MILLISECOND)
    place = session.bookmark()
    session.perform("balloon set web 128M")
    session.return_to(place)
    session.perform("balloon set web 160M")
    again = check_goes_on(session)
    assert "@0.1s balloon set web 160M" in again.recording()
    assert "@0.1s balloon set web 128M" not in again.recording()
