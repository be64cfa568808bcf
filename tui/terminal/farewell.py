"""What is printed once the terminal is itself again: how far it went, and what tells this world from others."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from engine.units import SECOND

if TYPE_CHECKING:
    from tui.app import BallonetApp
    from tui.conductor import Conductor

SHORT = 8
"""Letters of a digest that are said: enough to see that two runs came to the same."""


def farewell(app: BallonetApp) -> None:
    """Print one line about a run that ended well, where somebody reads it."""
    conductor = app.conductor
    said = summary(conductor) if conductor is not None else ""
    kept = app.end_keeping()
    if said and sys.stdout.isatty():
        print(f"{said}; again: ballonet replay {shown(kept)}" if kept else said)


def shown(path: Path) -> str:
    """Return a path as it can be typed to a shell: from home on, if it lies there."""
    with suppress(ValueError, RuntimeError):
        inside = str(path.relative_to(Path.home()))
        return f"~/{shlex.quote(inside)}"
    return shlex.quote(str(path))


def summary(conductor: Conductor) -> str:
    """Return `00:02:10 of virtual time, 14 commands, digest 3f9a1c02`; nothing of a recording that was looked at."""
    session = conductor.session
    picture = session.snapshot()
    if session.replaying:  # of what was played nothing was done here
        return ""
    minutes, seconds = divmod(picture.time // SECOND, 60)
    parts = [f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02} of virtual time"]
    if picture.watch is not None:
        parts = [f"watched for {minutes // 60:02}:{minutes % 60:02}:{seconds:02}"]
    typed = conductor.commands
    parts.append("1 command" if typed == 1 else f"{typed} commands" if typed else "no commands")
    # At time 0 guests are still being made: what is due first is not waited for by whoever leaves.
    if picture.watch is None and picture.time > 0:
        parts.append(f"digest {session.digest().removeprefix('sha256:')[:SHORT]}")
    return ", ".join(parts)
