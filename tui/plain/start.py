"""`ballonet --plain`: the session without a screen."""

from __future__ import annotations

import asyncio
import io
import sys
from typing import TYPE_CHECKING

import attrs

from tui.history import History
from tui.launch import build
from tui.paths import history_file
from tui.plain.batch import lines_of, run_lines
from tui.plain.teller import Teller
from tui.plain.typed import GREETING, converse
from tui.render.text.glyphs import glyphs
from tui.terminal.charset import ascii_only

if TYPE_CHECKING:
    from tui.launch import Built, Launch
    from tui.settings import Settings
    from tui.starting import Configured

DONE, FAILED = 0, 1


def open_plain(launch: Launch, configured: Configured) -> int:
    """Run lines until they end, and return the exit code.

    Typed at a terminal, they act while time goes on by the wall clock, and the exit code is 0. From anywhere else each
    runs when the one before has ended, as in a script, and what was refused or failed makes it 1. A machine that is
    watched goes by the wall clock in either case.
    """
    for problem in (*configured.loaded.problems, *filter(None, [launch.note])):
        print(problem, file=sys.stderr)
    settings = configured.loaded.settings
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    built = build(attrs.evolve(launch, settings=settings))
    teller = Teller(built.session, glyphs(ascii_only() if settings.ascii is None else settings.ascii))
    lines = sys.stdin.buffer if sys.stdin else io.BytesIO()  # it may be closed
    if sys.stdin and sys.stdin.isatty():
        _typed(built, teller, settings)
        return DONE
    if launch.every is not None:
        built.session.run_ahead(0.0)
        converse(built.session, lines_of(lines), teller, stays=True)
        return DONE
    asyncio.run(run_lines(built.session, lines, teller))
    return built.session.exit_code or (FAILED if teller.failed else DONE)


def _typed(built: Built, teller: Teller, settings: Settings) -> None:
    """Talk with whoever sits at the terminal."""
    from tui.plain.terminal_lines import (
        TerminalLines,  # readline may write to standard output as it is imported
    )

    history = History(history_file() if settings.history else None)
    problem = history.load()
    lines = TerminalLines(history, built.session.completion, teller.say)
    for said in (*GREETING, problem):
        if said:
            teller.say(said)
    built.session.run_ahead(0.0)
    converse(built.session, lines, teller, lines.typing)
