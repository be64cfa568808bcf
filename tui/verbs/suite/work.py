"""Runs one script as a test, in whichever process."""

from __future__ import annotations

import asyncio
from time import perf_counter

import attrs

from engine.errors import CommandError, printable
from engine.script import read_script
from engine.session import Session
from tui.scripts import find
from tui.verbs.narration import narrated
from tui.verbs.suite.failure import FailureWatch
from tui.verbs.suite.result import Job, Result

LONGEST_TOLD = 1 << 16
"""Characters that are kept of what a script says."""
_BAD = 2


def run_as_test(job: Job) -> Result:
    """Run a script to its end, as fast as it goes, and say what came of it."""
    began = perf_counter()
    try:
        found = find(job.script)
        script = read_script(found.data, found.name)
    except CommandError as error:
        return Result(job.script, "bad", wall=perf_counter() - began, problem=printed(error))
    session = Session(seed=job.seed or 0)
    session.load(
        script if job.seed is None else attrs.evolve(script, seed=None), found.name, str(found.folder or "")
    )
    listener = _Listener(session)
    asyncio.run(listener.run(job))
    code = session.exit_code
    return Result(
        job.script,
        "bad" if code == _BAD else "failed" if code else "passed",
        listener.expectations,
        listener.time,
        perf_counter() - began,
        tuple(listener.watch.failures),
        listener.watch.more,
        told="".join(listener.told),
    )


def printed(error: CommandError) -> str:
    """Return an error as lines that may go to a terminal."""
    return "\n".join(printable(line, 400) for line in str(error).splitlines())


class _Listener:
    """Hears what happens while a session runs."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._next = 0
        self.watch = FailureWatch()
        self.told: list[str] = []
        self._room = LONGEST_TOLD
        self.time = 0
        self.expectations = (0, 0)

    async def run(self, job: Job) -> None:
        """Run to the end, or to where it is cut."""
        hearing = asyncio.create_task(self._listen())
        await self._session.run(job.until)
        hearing.cancel()
        self._hear()
        end = self._session.snapshot()
        self.time = end.time
        self.expectations = (end.expectations_passed, end.expectations_failed)

    async def _listen(self) -> None:
        while True:
            self._hear()
            await asyncio.sleep(0)

    def _hear(self) -> None:
        stops = {stop.number: stop for stop in self._session.stops(self._next)}
        for sentence in self._session.sentences(self._next):
            self._next = sentence.number + 1
            self.watch.hear(sentence)
            if self._room > 0 and (text := narrated(sentence, stops)):
                line = f"{text}\n"[: self._room]
                self._room -= len(line)
                self.told.append(line)
