"""What the presenter sees in a second terminal: written by the app whenever it changes, read by nobody else's hand."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import attrs

from engine.commands.answers import spoken_answer
from engine.errors import printable
from tui.opened import open_at_once
from tui.replaced import replace_text

if TYPE_CHECKING:
    from pathlib import Path

    from engine.snapshot import Snapshot
    from tui.presenting.presentation import Presentation

FORMAT = "ballonet.presenting/1"
AHEAD = 5
"""Lines that are told in advance."""
LARGEST = 1 << 16
"""Bytes that are read."""
LONGEST = 500
"""Characters of a line."""


@attrs.frozen
class Beside:
    """How a presentation stands.

    Attributes:
        began: when it began, in seconds of the wall clock since 1970.
        virtual: the virtual time when this was written, in seconds.
        chapter: the title of its part.
        place: where in it that is, as `3 / 9`.
        said: what those who watch read.
        answer: of an open question what is right; empty: none is open.
        notes: of the next line, and of the next command.
        next: what comes next, the first of it first.
        mode: who types.
    """

    began: float = 0.0
    virtual: float = 0.0
    chapter: str = ""
    place: str = ""
    said: str = ""
    answer: str = ""
    notes: tuple[str, ...] = ()
    next: tuple[str, ...] = ()
    mode: str = ""


def beside(presentation: Presentation, picture: Snapshot, began: float) -> Beside:
    """Return how a presentation stands in a picture."""
    stop, ahead = picture.stop, presentation.steps[presentation.at :][:AHEAD]
    return Beside(
        began,
        picture.time / 1e9,
        picture.chapter,
        presentation.position,
        (stop.words if stop else "") or picture.caption,
        spoken_answer(stop.answer) if stop and stop.answer is not None else "",
        presentation.notes,
        tuple(printable(step.typed or step.line.text, LONGEST) for step in ahead),
        presentation.mode,
    )


def write(file: Path, state: Beside) -> None:
    """Write all of it at once, so that whoever reads finds the old state or the new one, whole.

    Raises:
        OSError: it cannot be written.
    """
    replace_text(file, json.dumps({"format": FORMAT, "process": os.getpid(), **attrs.asdict(state)}))


def read(file: Path) -> Beside | None:
    """Return what was written; None: nobody presents, or it is something else. Control characters are made visible."""
    try:
        with open_at_once(file) as stream:
            data = stream.read(LARGEST + 1)
        found = json.loads(data) if len(data) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return None
    if not _runs(int(_number(found.get("process")))):
        return None
    return Beside(
        began=_number(found.get("began")),
        virtual=_number(found.get("virtual")),
        chapter=_text(found.get("chapter")),
        place=_text(found.get("place")),
        said=_text(found.get("said")),
        answer=_text(found.get("answer")),
        notes=_texts(found.get("notes")),
        next=_texts(found.get("next")),
        mode=_text(found.get("mode")),
    )


def _runs(process: int) -> bool:
    """Say whether the app that wrote it still runs."""
    try:
        os.kill(process, 0) if process > 0 else None
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return process > 0


def _number(found: Any) -> float:
    return float(found) if isinstance(found, int | float) and abs(found) < 1e12 else 0.0


def _text(found: Any) -> str:
    return printable(found, LONGEST) if isinstance(found, str) else ""


def _texts(found: Any) -> tuple[str, ...]:
    return tuple(_text(each) for each in found[:20]) if isinstance(found, list) else ()
