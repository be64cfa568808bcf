"""One line of text done, and what it answers printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.line import Line, parse_line
from engine.errors import SyntaxRefused
from tui.plain.lines import LONGEST
from tui.render.text.words import stamp

if TYPE_CHECKING:
    from engine.handle import Operation
    from engine.session import Session
    from tui.plain.teller import Teller

LEAVE = frozenset({"quit", "exit", "q"})
"""Lines that are no commands, but whoever types one means it."""


async def perform(session: Session, text: str, teller: Teller) -> tuple[Line, Operation] | None:
    """Do what a line says, now, and print what it answers; None where it says nothing.

    Where a view needs a guest and names none, the only one there is is meant.

    Raises:
        CommandError: it is refused; nothing was changed.
    """
    if len(text) > LONGEST:
        raise SyntaxRefused(f"the line has {len(text)} characters", f"at most {LONGEST}")
    guests = session.snapshot().guests
    meant = guests[0].name if len(guests) == 1 else None
    line = parse_line(text, default_guest=meant)
    if line is None:
        return None
    operation = await session.execute(text, meant)
    said = teller.tell()
    if operation.output:
        teller.show(operation.output)
    elif line.at is not None:
        teller.say(f"kept for {stamp(line.at, with_minutes=True)}")
    elif not said and (operation.id is None or (operation.view and operation.view.ended is not None)):
        teller.say("done")
    teller.failed |= not operation.passed
    return line, operation
