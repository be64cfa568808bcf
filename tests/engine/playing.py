"""Sessions as tests use them: scripts that are run to their end, and commands that are typed and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from textwrap import dedent

from engine.commands.line import Line, parse_line
from engine.memory.kinds import SectionState
from engine.operation import Operation
from engine.script import parse_script
from engine.session import CommandError, Session
from engine.units import SECOND, Nanoseconds

WEB = "guest add web memory=256M max=512M min=64M platform=ppc64"
"""A guest of today's kernel whose driver is Xen's: its balloon pages are pinned."""
DB = "guest add db memory=256M max=512M min=64M platform=ppc64 driver=virtio"
"""The same with virtio's driver: its balloon pages can be migrated."""
AGED_WEB = (
    "guest add web memory=256M max=512M min=64M platform=ppc64 driver=xen kernel=2.6.16+remove",
    "workload web age 65%",
)
"""A guest of 2006 whose kernel has the patches that remove memory, and that has a past."""
LONG = 600 * SECOND


def play(text: str, *, folder: str = "", name: str = "test.bal", until: Nanoseconds | None = None) -> Session:
    """Return the session after a script has run, as fast as it goes."""
    session = Session()
    session.load(parse_script(dedent(text), name), name, folder)
    asyncio.run(session.run(until))
    return session


def typed(*lines: str, session: Session | None = None) -> Session:
    """Return the session after these lines were typed, each once the operation of the one before was settled."""
    session = session or Session()
    for line in lines:
        number = session.perform(line).id
        if number is not None:
            settle(session, number)
    return session


def settle(session: Session, number: int, most: Nanoseconds = LONG) -> str:
    """Let time pass until an operation has ended or is stalled; return its state."""
    world = session.world
    until = world.now + most
    while not world.operations[number].over and world.operations[number].state != "stalled":
        assert world.step_one(until), f"op {number} neither ends nor stalls"
    world.run_until(world.now)
    return world.operations[number].state


def refused(session: Session, line: str) -> CommandError:
    """Return the error with which a typed line is refused."""
    try:
        session.perform(line)
    except CommandError as error:
        return error
    raise AssertionError(f"{line} was not refused")


def last(session: Session) -> Operation:
    """Return the newest numbered operation."""
    operations = session.world.operations
    return operations[max(operations)]


def said(session: Session, guest: str | None = None) -> list[str]:
    """Return every sentence so far, or those of one guest."""
    return [sentence.text for sentence in session.sentences(0) if guest in (None, sentence.guest)]


def replayed(session: Session) -> Session:
    """Return a session in which a recording of this one was played to its end."""
    return play(session.recording(), name="recording.bal")


def state(session: Session, section: int, guest: str = "web") -> str:
    """Return the state of a section in words."""
    states = session.world.guests[guest].memory.state
    return SectionState(int(states[section])).text if section < len(states) else "absent"


def begin(session: Session, line: str) -> int:
    """Type a line that begins an operation, and return its id."""
    number = session.perform(line).id
    assert number is not None
    return number


def step_until(session: Session, reached: Callable[[], bool]) -> None:
    """Go on, event by event, until something is true."""
    for _ in range(100_000):
        if reached():
            return
        assert session.world.step_one(2**60)
    raise AssertionError("it never came to that")


def parse_typed(text: str) -> Line:
    """Return what a line says."""
    line = parse_line(text)
    assert line is not None
    return line
