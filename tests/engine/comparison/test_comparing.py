"""A script's `compare` goes on a little at a time, while virtual time stands still."""

from __future__ import annotations

import asyncio

from engine.checkpoint import read, write
from engine.operations.comparing import Comparing
from engine.script import parse_script
from engine.session import Session
from tests.engine.playing import play, typed

SCRIPT = """\
guest add web memory=256M max=512M min=64M platform=ppc64 kernel=2.6.16+remove
workload web age 60%
workload web churn 10% rate=4M/s &
wait 1s
compare web 128M balloon,hotplug
balloon set web 192M
"""


def under_way() -> Session:
    """Return a session in the midst of a script's comparison."""
    session = Session()
    session.load(parse_script(SCRIPT, "test.bal"))
    while session.comparing is None:
        assert session.world.step_one(2**60)
    for _ in range(3):
        session.world.step_one(2**60)
    return session


def test_it_can_be_watched_and_the_script_goes_on_after_it_at_the_same_instant():
    session = under_way()
    picture, now = session.comparing.picture(), session.world.now
    assert picture.running == 2
    while session.comparing is not None:
        assert session.world.step_one(2**60)
    assert session.world.now == now
    session.world.step_one(2**60)
    assert session.world.operations[max(session.world.operations)].command == "balloon set web 192M"
    assert session.world.now == now
    assert session.world.comparisons[0].over


def test_it_finds_what_a_typed_one_does():
    script = play(SCRIPT, until=1_000_000_000)
    lines = SCRIPT.splitlines()
    by_hand = typed(*(line.removesuffix(" &") for line in lines[:3]))
    asyncio.run(by_hand.run(until=1_000_000_000))
    by_hand.perform("compare web 128M balloon,hotplug")
    assert by_hand.world.comparisons == script.world.comparisons


def test_forks_and_what_is_read_back_begin_it_anew_and_find_the_same():
    world = under_way().world
    futures = [world.fork(), read(write(world)), world]
    for future in futures:
        while any(isinstance(it, Comparing) for it in future.timeline.processes.values()):
            assert future.step_one(2**60)
    first, again, itself = (future.comparisons for future in futures)
    assert first == again == itself
    assert len(itself) == 1


def test_a_line_that_must_fail_does():
    assert play(SCRIPT.replace("compare web 128M", "fails compare web 4G")).exit_code == 0
    assert play(SCRIPT.replace("compare web 128M", "compare web 4G")).exit_code == 1
