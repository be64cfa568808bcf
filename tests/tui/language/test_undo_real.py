"""What undoes a command, done: the guest has again what it had."""

from __future__ import annotations

import asyncio

import pytest

from engine.session import Session
from engine.units import SECOND
from tui.language.undo import before, inverse


@pytest.mark.parametrize(
    "line",
    [
        "balloon set web 192M",
        "balloon inflate web 32M",
        "resize web 128M policy=balloon",
        "hotplug add web 48M",
        "hotplug remove web 32M",
        "section offline web 15",
        "workload web churn 5% rate=1M/s",
    ],
)
def test_the_guest_has_again_what_it_had(line):
    session = Session(seed=7)
    session.perform("guest add web memory=256M max=512M min=64M platform=ppc64")
    then = session.snapshot()
    number = session.perform(line).id
    asyncio.run(session.run(until=8 * SECOND))
    now = session.snapshot()
    operation = next(each for each in now.operations if each.id == number)
    was = then.guest("web")
    session.perform(inverse(operation, before(was), now))
    asyncio.run(session.run(until=16 * SECOND))
    is_now = session.snapshot().guest("web")
    assert (is_now.target, is_now.present, is_now.online, is_now.has) == (
        was.target,
        was.present,
        was.online,
        was.has,
    )
    assert is_now.workloads == was.workloads
