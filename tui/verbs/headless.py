"""A script without a screen: run to its end, what it says printed, what was asked for written."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, TextIO

import attrs

from engine.errors import printable
from engine.session import Session
from tui.verbs.narration import LONGEST_LINE, narrated
from tui.verbs.outputs import Listener, RecordingOutput
from tui.verbs.passing import Passing
from tui.verbs.suite.failure import FailureWatch
from tui.verbs.targets import STDOUT, check_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.script import Script
    from engine.units import Nanoseconds
    from tui.verbs.outputs import Output

BAD, INTERRUPTED = 2, 130


def run(
    script: Script,
    name: str,
    folder: str,
    outputs: Sequence[Output],
    *,
    seed: int | None = None,
    until: Nanoseconds | None = None,
) -> int:
    """Run a script and return the exit code. What is asked for is written in every case but exit code 2.

    Args:
        script: what runs.
        name: what messages call it.
        folder: where the files that it names are looked for.
        outputs: what is to come of it.
        seed: it beats the script's.
        until: the virtual time at which it is cut.

    Raises:
        SyntaxRefused: what was asked for cannot be written.
    """
    for output in outputs:
        check_target(output.target)
    session = Session(seed=seed or 0)
    if any(isinstance(output, RecordingOutput) for output in outputs):
        session.keep_digests()
    session.load(script if seed is None else attrs.evolve(script, seed=None), name, folder)
    to_stdout = any(output.target == STDOUT for output in outputs)
    end = until if until is not None else script.digest[0] if script.digest else None
    teller = _Teller(session, sys.stderr if to_stdout else sys.stdout, Passing(sys.stderr, end))
    return asyncio.run(_whole(session, until, outputs, teller))


async def _whole(
    session: Session, until: Nanoseconds | None, outputs: Sequence[Output], teller: _Teller
) -> int:
    """Run, and write what is asked for, also of a run that was interrupted: that is cancelled, and goes on here."""
    interrupted = False
    try:
        await _run(session, until, outputs, teller)
    except (asyncio.CancelledError, KeyboardInterrupt):
        interrupted = True
        if task := asyncio.current_task():
            task.uncancel()
    teller.tell()
    teller.passing.clear()
    code = INTERRUPTED if interrupted else session.exit_code
    if code != BAD:
        for output in outputs:
            await output.look(session)
    for output in outputs:
        await output.finish(session)
    if code != BAD:
        for output in outputs:
            output.write()
    return code


async def _run(
    session: Session, until: Nanoseconds | None, outputs: Sequence[Output], teller: _Teller
) -> None:
    """Run to the end, or to a time; whoever wants to look meanwhile does so at times of its own."""
    telling = asyncio.create_task(teller.listen())
    listeners = [output for output in outputs if isinstance(output, Listener)]
    due = {at: 0 for at, output in enumerate(outputs) if output.every}
    while due and (until is None or min(due.values()) < until):
        time = min(due.values())
        await _listen(session, time, listeners, beyond=until is not None)
        if await session.advance(time) and (until is None or session.idle):
            break
        await session.run(time)
        for at in [at for at, when in due.items() if when == time]:
            await outputs[at].look(session)
            if every := outputs[at].every:
                due[at] = time + every
            else:
                del due[at]  # it has seen enough
        teller.passing.show(time)
    if until is not None:
        await _listen(session, until, listeners, beyond=True)
    await session.run(until)
    telling.cancel()


async def _listen(
    session: Session, until: Nanoseconds, listeners: Sequence[Listener], *, beyond: bool
) -> None:
    """Run to a time, and let those look who want to whenever something is told before it is over."""
    while listeners and await session.advance_to_told(until, beyond=beyond):
        for listener in listeners:
            await listener.told(session)


class _Teller:
    """Prints what happened, in order."""

    def __init__(self, session: Session, narration: TextIO, passing: Passing) -> None:
        self._session = session
        self._narration = narration
        self._errors = sys.stderr  # as it is now: an app that is drawn takes what is printed for its own
        self.passing = passing
        """The line that says how far it is; it goes before anything else is printed."""
        self._next = 0
        self._watch = FailureWatch()

    def tell(self) -> None:
        """Print what is new."""
        stops = {stop.number: stop for stop in self._session.stops(self._next)}
        for sentence in self._session.sentences(self._next):
            self._next = sentence.number + 1
            self.passing.clear()
            if text := narrated(sentence, stops):
                print(text, file=self._narration)
            elif sentence.level == "error":
                print(printable(sentence.text, LONGEST_LINE), file=self._errors)
            if failure := self._watch.hear(sentence):
                for row in failure.lines():
                    print(f"  {row}", file=self._errors)

    async def listen(self) -> None:
        """Print between the slices of the run, for the engine keeps only the newest sentences."""
        while True:
            self.tell()
            await asyncio.sleep(0)
