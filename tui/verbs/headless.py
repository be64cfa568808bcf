"""A script without a screen: run to its end, what it says printed, what was asked for written."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import attrs

from engine.errors import SyntaxRefused, printable
from engine.session import Session

if TYPE_CHECKING:
    from engine.script import Script
    from engine.units import Nanoseconds

STDOUT = "-"
BAD, INTERRUPTED = 2, 130
NARRATED = frozenset({"say", "expect", "view"})
"""The levels of sentences that tell the script's own story; errors go to standard error, the rest is not printed."""
LONGEST_LINE = 4096


@attrs.frozen
class Wanted:
    """What a run was asked for.

    Attributes:
        seed: it beats the script's.
        until: the virtual time at which it is cut.
        json: where the end is written to.
        csv: where what was compared is written to.
        record: where the recording is written to.
        svg: where the app is drawn to as it shows the end.
    """

    seed: int | None = None
    until: Nanoseconds | None = None
    json: str | None = None
    csv: str | None = None
    record: str | None = None
    svg: str | None = None


def run(script: Script, name: str, folder: str, wanted: Wanted) -> int:
    """Run a script and return the exit code. What is asked for is written in every case but exit code 2.

    Args:
        script: what runs.
        name: what messages call it.
        folder: where the files that it names are looked for.
        wanted: what is to come of it.

    Raises:
        SyntaxRefused: what was asked for cannot be written.
    """
    targets = [target for target in (wanted.json, wanted.csv, wanted.record, wanted.svg) if target]
    for target in targets:
        check_target(target)
    session = Session(seed=wanted.seed or 0)
    session.load(script if wanted.seed is None else attrs.evolve(script, seed=None), name, folder)
    teller = _Teller(session, sys.stderr if STDOUT in targets else sys.stdout)
    interrupted = False
    try:
        asyncio.run(_run(session, wanted.until, teller))
    except KeyboardInterrupt:
        interrupted = True
    teller.tell()
    code = INTERRUPTED if interrupted else session.exit_code
    if code != BAD:
        if wanted.json:
            write_target(wanted.json, json.dumps(session.document(), indent=1, ensure_ascii=False) + "\n")
        if wanted.csv:
            write_target(wanted.csv, session.comparisons_csv())
        if wanted.record:
            write_target(wanted.record, session.recording())
        if wanted.svg:
            from tui.app import BallonetApp
            from tui.drawn import drawn
            from tui.launch import Built, Launch

            write_target(wanted.svg, asyncio.run(drawn(BallonetApp(Launch(name=name), built=Built(session)))))
    return code


async def _run(session: Session, until: Nanoseconds | None, teller: _Teller) -> None:
    telling = asyncio.create_task(teller.listen())
    await session.run(until)
    telling.cancel()


class _Teller:
    """Prints what happened, in order."""

    def __init__(self, session: Session, narration: TextIO) -> None:
        self._session = session
        self._narration = narration
        self._next = 0

    def tell(self) -> None:
        """Print what is new."""
        for sentence in self._session.sentences(self._next):
            self._next = sentence.number + 1
            text = printable(sentence.text, LONGEST_LINE)
            if sentence.output:
                print(sentence.output, file=self._narration)
            elif sentence.level == "error":
                print(text, file=sys.stderr)
            elif sentence.level in NARRATED:
                print(text, file=self._narration)

    async def listen(self) -> None:
        """Print between the slices of the run, for the engine keeps only the newest sentences."""
        while True:
            self.tell()
            await asyncio.sleep(0)


def check_target(target: str) -> None:
    """Refuse a file that cannot be written before anything runs."""
    if target != STDOUT and (
        "\0" in target or Path(target).is_dir() or not Path(target).absolute().parent.is_dir()
    ):
        raise SyntaxRefused(
            f"{printable(target, 200)} cannot be written", "name a file in a folder that exists"
        )


def write_target(target: str, text: str) -> None:
    """Write a whole file, or to standard output.

    Raises:
        SyntaxRefused: it cannot be written.
    """
    if target == STDOUT:
        sys.stdout.write(text)
        return
    try:
        Path(target).write_text(text, "utf-8")
    except OSError as error:
        reason = printable(error.strerror or str(error))
        raise SyntaxRefused(f"{printable(target, 200)} cannot be written: {reason}") from None
