"""Lines from a pipe or a file: each runs when the one before has ended, and time goes as fast as it can."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, BinaryIO

from engine.errors import CommandError, printable
from engine.units import SECOND
from tui.asking import AS_COMMAND
from tui.plain.lines import LONGEST
from tui.plain.perform import LEAVE, perform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.session import Session
    from tui.plain.teller import Teller

LOOK = SECOND // 4
"""Virtual time between two looks at how operations get on."""
BLOCK = 64 << 10
"""Bytes of a line that are kept."""


async def run_lines(session: Session, stream: BinaryIO, teller: Teller) -> None:
    """Run what plays already to its end, then each line, and at last what is under way.

    A line that is refused changes nothing, and the next one runs.

    Args:
        session: the simulation.
        stream: where the lines come from.
        teller: what prints.
    """
    await _wait(session, teller)
    latest = 0
    for line in lines_of(stream):
        if line.strip() in LEAVE:
            return
        if line.strip():
            teller.echo(printable(line, LONGEST))
        if teller.answer(line):
            continue
        line = line.removeprefix(AS_COMMAND)
        if not line.strip():
            teller.summary()
            continue
        try:
            latest = max(latest, await _run(session, line, teller))
        except CommandError as error:
            teller.refuse(line, error, echoed=True)
        teller.tell()
    if latest > session.snapshot().time:
        await session.run(latest)
    await _wait(session, teller, (await session.execute("wait")).id)


async def _run(session: Session, text: str, teller: Teller) -> int:
    """Run a line, and wait for it unless it says otherwise; return the time that it is kept for, else 0."""
    done = await perform(session, text, teller)
    if done is None:
        return 0
    line, operation = done
    if line.at is not None:
        return line.at
    if operation.id is not None and not line.background:
        await _wait(session, teller, operation.id)
        if line.must == "succeed" and operation.view:
            teller.judge(operation.view.state)
    return 0


async def _wait(session: Session, teller: Teller, operation: int | None = None) -> None:
    """Let time go on until it is known what became of an operation, else until all scripts have ended.

    What happens is printed at fixed virtual times, so that it is the same each time: how fast the machine is changes
    nothing. The engine keeps only the newest sentences; they are heard in between.
    """
    over, until = False, session.snapshot().time
    while not over:
        until += LOOK
        task = asyncio.ensure_future(session.advance(until, operation))
        while not task.done():
            teller.hear()
            await asyncio.sleep(0)
        over = task.result()
        teller.tell()


def lines_of(stream: BinaryIO) -> Iterator[str]:
    """Yield lines as they come, without their ends; of one that is too long, more than is allowed and not all."""
    while data := stream.readline(BLOCK):
        line = data
        while len(data) == BLOCK and not data.endswith(b"\n"):
            data = stream.readline(BLOCK)
        yield line.decode("utf-8", "replace").rstrip("\r\n")
