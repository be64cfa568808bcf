"""A recording that is played: going to times, stepping back, taking over."""

from __future__ import annotations

import asyncio

import pytest

from engine.replaying import Replay
from engine.script import Script, parse_script
from engine.units import SECOND
from tests.engine.playing import refused, said
from tests.engine.replaying.recordings import SMALL, fresh, indexed, recorded

SCRIPT = f"""
@0s {SMALL.format("web")}
@0s workload web age 50%
@1s chapter One
@1s workload web churn 10% rate=4M/s
@2s balloon set web 48M
@4s chapter Two
@4s try hotplug remove web 32M
@6s hotplug add web 32M
@9s workload web stop
"""


@pytest.fixture(scope="module")
def script() -> Script:
    return recorded(SCRIPT, 10 * SECOND)


@pytest.fixture(scope="module")
def known(script) -> Replay:
    return indexed(script)


@pytest.fixture
def replay(known) -> Replay:
    known.back_to_recording()
    known.seek(0)
    return known


def test_its_course_is_known_when_it_is_indexed(replay):
    view = replay.snapshot().replay
    assert view.indexed == view.end == 10 * SECOND
    assert view.chapters == ((SECOND, "One"), (4 * SECOND, "Two"))
    assert view.operations[:3] == (0, 0, SECOND)
    assert view.digests == 1
    assert not view.drift
    assert view.free[-1][0] <= view.end


@pytest.mark.parametrize("seconds", [0, 3.7, 4, 10])
def test_going_to_a_time_is_having_run_to_it(replay, script, seconds):
    time = int(seconds * SECOND)
    replay.seek(9 * SECOND)
    replay.seek(time)
    straight = fresh(script, time)
    assert replay.document() == straight.document()
    assert said(replay) == said(straight)


def test_stepping_back_and_forward_is_nothing(replay):
    replay.seek(6 * SECOND)
    seen = []
    for _ in range(6):
        seen.append(replay.document())
        assert replay.step_back()
    for document in reversed(seen):
        replay.step()
        assert replay.document() == document


def test_taking_over_is_having_typed_it_then(replay, script):
    replay.seek(3 * SECOND)
    replay.perform("why web")
    assert replay.snapshot().replay.fork is None
    replay.perform("balloon set web 32M")
    assert replay.snapshot().replay.fork.at == 3 * SECOND
    asyncio.run(replay.run(8 * SECOND))
    upto = Script(script.seed, tuple(line for line in script.lines if line.at <= 3 * SECOND))
    other = fresh(upto, 3 * SECOND)
    other.perform("balloon set web 32M")
    asyncio.run(other.run(8 * SECOND))
    assert replay.digest() == other.digest()
    again = fresh(parse_script(replay.recording(), "fork.bal"), 8 * SECOND)
    assert (again.exit_code, again.digest()) == (0, replay.digest())


def test_what_is_refused_takes_nothing_over(replay):
    replay.seek(3 * SECOND)
    recording = replay.recording()
    assert "no guest" in refused(replay, "balloon set nobody 128M").found
    assert replay.snapshot().replay.fork is None
    assert replay.recording() == recording
