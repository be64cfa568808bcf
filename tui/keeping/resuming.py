"""Going on from a session that was cut off."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.errors import printable
from engine.keeping import CatchingUp
from engine.units import SECOND, Nanoseconds
from tui.launch import Built
from tui.render.text.words import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.keeping import Journal

HOUR, MINUTE = 3600, 60
OFTEN = 0.1
"""Seconds between two words about how far it has come."""
LONGEST = 300


def resume(journal: Journal, tell: Callable[[str], None]) -> Built:
    """Live a session again up to where it was cut off.

    Args:
        journal: what was kept of it.
        tell: is told how far it has come.
    """
    catching_up = CatchingUp(journal)
    due = 0.0
    for now in catching_up.steps():
        if time.monotonic() >= due:
            due = time.monotonic() + OFTEN
            tell(f"going on from {hours(catching_up.goal)}: as far as {hours(now)}")
    script, name = catching_up.scripts.get(1, (None, ""))
    opens = journal.head.opening and script is not None and catching_up.session.script_state(1) == "running"
    return Built(
        catching_up.session,
        1 if opens else None,
        max((line.at or 0 for line in script.lines), default=0) if opens and script else 0,
        None if journal.head.opening else script,
        name,
        number=None if script is None else 1,
        commands=catching_up.commands,
        note=_note(journal, catching_up),
    )


def hours(time: Nanoseconds) -> str:
    """Print virtual time: `00:01:23`."""
    seconds = time // SECOND
    return f"{seconds // HOUR:02}:{seconds // MINUTE % MINUTE:02}:{seconds % MINUTE:02}"


def _note(journal: Journal, catching_up: CatchingUp) -> str:
    """Return where it goes on, and what is not as it was."""
    typed = plural(catching_up.commands, "command")
    said = f"resumed at {hours(catching_up.goal)}, {typed}: what came after its last second is lost"
    if journal.damaged:
        line, found = journal.damaged.place.line, printable(journal.damaged.found, LONGEST)
        said = f"resumed at {hours(catching_up.goal)}: damaged in line {line}, all before it is here: {found}"
    if catching_up.problem:
        said = f"{said} · {catching_up.problem}"
    return said
