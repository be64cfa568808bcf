"""What was taken over has a past of its own."""

from __future__ import annotations

import asyncio

import pytest

from engine.replaying import Replay
from engine.script import parse_script
from engine.units import SECOND
from tests.engine.playing import said
from tests.engine.replaying.recordings import SMALL, fresh, indexed, recorded

SCRIPT = f"""
@0s {SMALL.format("web")}
@0s workload web age 40%
@1s workload web churn 20% rate=8M/s
@5s hotplug add web 32M
"""


@pytest.fixture(scope="module")
def script():
    return recorded(SCRIPT, 6 * SECOND)


@pytest.fixture(scope="module")
def known(script):
    return indexed(script)


@pytest.fixture
def fork(known):
    replay = known
    replay.back_to_recording()
    replay.forks = ()
    replay.seek(2 * SECOND)
    replay.perform("balloon set web 48M")
    asyncio.run(replay.run(3 * SECOND))
    replay.perform("workload web fill 10%")
    asyncio.run(replay.run(4 * SECOND))
    replay.pause()
    return replay


def test_one_may_go_back_and_forth_in_it(fork):
    head = fork.document(), fork.recording(), said(fork)
    fork.seek(2 * SECOND + SECOND // 2)
    assert fork.snapshot().time == 2 * SECOND + SECOND // 2
    assert fork.snapshot().replay.fork.at == 2 * SECOND
    assert not any("fill" in operation.command for operation in fork.snapshot().operations)
    fork.to_end()
    assert (fork.document(), fork.recording(), said(fork)) == head


def test_stepping_back_and_forward_over_what_was_typed_is_nothing(fork):
    fork.seek(3 * SECOND)
    fork.step()
    before, steps = fork.document(), 0
    while fork.snapshot().time > 2 * SECOND + SECOND // 2:
        assert fork.step_back()
        steps += 1
    for _ in range(steps):
        fork.step()
    assert fork.document() == before


def test_what_is_typed_in_its_past_takes_the_place_of_what_came_after(fork):
    fork.seek(2 * SECOND + SECOND // 2)
    fork.perform("balloon set web 56M")
    asyncio.run(fork.run(4 * SECOND))
    assert "fill" not in fork.recording()
    again = parse_script(fork.recording(), "fork.bal")
    assert fresh(again, None).exit_code == 0


def test_going_to_before_it_leaves_it_and_keeps_its_recording(fork, script):
    text = fork.recording()
    fork.seek(SECOND)
    assert fork.snapshot().replay.fork is None
    assert fork.forks == (text,)
    assert fork.document() == fresh(script, SECOND).document()


def test_the_original_stays_to_be_looked_at(fork, script):
    picture = fork.original(6 * SECOND)
    assert picture.time == 6 * SECOND
    fork.back_to_recording()
    assert fork.snapshot().time == 4 * SECOND
    assert fork.document() == fresh(script, 4 * SECOND).document()


def test_until_the_index_has_begun_there_is_no_other_picture_than_what_is_shown(script):
    replay = Replay(script, "x.bal")
    replay.perform("balloon set web 48M")
    assert replay.original(SECOND).time == 0
