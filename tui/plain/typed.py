"""Lines that are typed while time goes on: a command is done at once, and what happens is told as it happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import CommandError
from tui.asking import AS_COMMAND
from tui.plain.engine import Engine
from tui.plain.perform import LEAVE, perform

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.session import Session
    from tui.plain.teller import Teller

GREETING = (
    "Type a command and Enter. An empty line says how things stand; help lists the commands; quit leaves.",
    "What happens is told as it happens, and waits while a line is being typed.",
)
LEFT = "the wait is left; all goes on"


def converse(
    session: Session,
    lines: Iterable[str],
    teller: Teller,
    typing: Callable[[], bool] = lambda: False,
    *,
    stays: bool = False,
) -> None:
    """Run lines as they come while time goes on by the wall clock.

    Args:
        session: the simulation, or the machine that is watched.
        lines: what is typed.
        teller: what prints.
        typing: whether a line is being typed just now.
        stays: whether it goes on when no more lines come, until it is interrupted.

    Raises:
        KeyboardInterrupt: somebody wants to leave.
    """
    engine = Engine(session, teller, typing)
    engine.start()
    try:
        for line in lines:
            if line.strip() in LEAVE:
                return
            number = engine.call(_do(session, line, teller))
            if number is not None:
                _wait(engine, session, number, teller)
        if stays:
            engine.join()
    finally:
        engine.stop()


async def _do(session: Session, text: str, teller: Teller) -> int | None:
    """Do what a line says; return the number of what is to be waited for, if anything is."""
    if teller.answer(text):
        return None
    text = text.removeprefix(AS_COMMAND)
    if not text.strip():
        teller.tell()
        teller.summary()
        return None
    try:
        done = await perform(session, text, teller)
    except CommandError as error:
        teller.refuse(text, error)
        return None
    return done[1].id if done and done[0].command.verb == "wait" else None


def _wait(engine: Engine, session: Session, number: int, teller: Teller) -> None:
    """Read no line until something has ended; ^C goes on reading."""
    try:
        engine.call(_ended(session, number, teller))
    except KeyboardInterrupt:
        teller.say(LEFT)


async def _ended(session: Session, number: int, teller: Teller) -> None:
    await session.wait_for(number)
    teller.tell()
