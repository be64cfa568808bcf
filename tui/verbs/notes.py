"""`ballonet replay --notes`: the speaker's notes of what is presented in another terminal."""

from __future__ import annotations

import shutil
import sys
import time
from typing import TYPE_CHECKING

from tui.paths import presenting_file
from tui.presenting.beside import Beside, read
from tui.render.text.words import fit
from tui.render.told.events import wrap

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TextIO

LOOK = 0.25
"""Seconds between two looks."""
NOBODY = "Nobody presents just now: ballonet --present SCRIPT, or F9 in the app."
ENTER, LEAVE = "\x1b[?1049h\x1b[?25l", "\x1b[?25h\x1b[?1049l"
HOME, END_OF_LINE, END_OF_SCREEN = "\x1b[H", "\x1b[K", "\x1b[J"


def notes() -> int:
    """Follow the presentation until it is interrupted; return the exit code."""
    follow(presenting_file(), sys.stdout, lambda: True)
    return 0


def follow(file: Path, stream: TextIO, goes_on: Callable[[], bool]) -> None:
    """Show what a file says, as long as it is wanted: on a terminal the whole of it, else what is new.

    Args:
        file: what the app writes.
        stream: where it is shown.
        goes_on: asked after each look.

    Raises:
        KeyboardInterrupt: it is enough.
    """
    terminal = stream.isatty()
    shown: Beside | None = Beside(mode="none yet")
    if terminal:
        stream.write(ENTER)
    try:
        while True:
            state = read(file)
            if terminal:
                size = shutil.get_terminal_size()
                rows = screen(state, size.columns, size.lines, time.time())
                stream.write(HOME + f"{END_OF_LINE}\r\n".join(rows) + END_OF_LINE + END_OF_SCREEN)
            elif state != shown:
                stream.write("\n".join(screen(state, 80, 1000, time.time())) + "\n\n")
            stream.flush()
            shown = state
            if not goes_on():
                return
            time.sleep(LOOK)
    finally:
        if terminal:
            stream.write(LEAVE)
            stream.flush()


def screen(state: Beside | None, width: int, height: int, now: float) -> list[str]:
    """Return the rows of notes: the time, where it is, what to say, what comes next; at most `height`.

    Args:
        state: how it stands; None: nobody presents.
        width: columns.
        height: rows.
        now: seconds of the wall clock since 1970.
    """
    if state is None:
        return wrap(NOBODY, width)[:height]
    minutes, seconds = divmod(max(0, int(now - state.began)), 60)
    head = f"{minutes:02}:{seconds:02}   {state.place}   {state.chapter}   {state.mode}"
    rows = [fit(head, width), ""]
    for heading, lines in (
        ("NOTES", state.notes),
        ("THEY READ", (state.said,) if state.said else ()),
        ("RIGHT IS", (state.answer,) if state.answer else ()),
        ("NEXT", state.next or ("the end",)),
    ):
        if lines:
            rows += [heading, *(f"  {row}" for line in lines for row in wrap(line, max(1, width - 2))), ""]
    return rows[:height]
